/// \file Weights there and back between wirebench and Keras itself, for the four networks both have.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <numeric>

#include "support/events_of.hpp"
#include "support/needs_runtime.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/child_process.hpp"
#include "wirebench/core/json.hpp"
#include "wirebench/core/log.hpp"
#include "wirebench/core/random.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/graph/networks.hpp"
#include "wirebench/graph/weights_file.hpp"
#include "wirebench/runtime/environment.hpp"
#include "wirebench/study/make_images.hpp"
#include "wirebench/train/executor.hpp"

namespace wirebench {
namespace {

constexpr std::int64_t k_height = 96;
constexpr std::int64_t k_width = 96;
constexpr std::size_t k_pixels = k_height * k_width * 3;
constexpr std::size_t k_real = 6;
constexpr std::size_t k_random = 4;
constexpr double k_bound = 1e-4;  // of a score

/// Statistics and biases that are not at their start values, so that a mixed-up one is seen.
graph::Graph unlike_fresh(const std::string& name) {
  auto graph = graph::make_network(name, {.height = k_height, .width = k_width, .seed = 11});
  RandomStream random{12, RandomStage::test, 0};
  const auto fill = [&](graph::TensorId id, double low, double high) {
    auto& tensor = graph.tensor(id);
    std::vector<float> values(static_cast<std::size_t>(graph::element_count(tensor.shape)));
    for (float& value : values) value = static_cast<float>(random.uniform(low, high));
    tensor.data = graph::make_constant<float>(values);
  };
  const std::vector<graph::Operator> operators{graph.operators().begin(), graph.operators().end()};
  for (const auto& op : operators) {
    if (std::holds_alternative<graph::BatchNormalization>(op.attributes)) {
      const auto weights = graph::batch_normalization_inputs(op);
      if (weights.gamma.valid()) fill(weights.gamma, 0.7, 1.3);
      fill(weights.beta, -0.2, 0.2);
      fill(weights.mean, -0.1, 0.1);
      fill(weights.variance, 0.6, 1.4);
    } else if (op.inputs.size() == 3 && graph.tensor(op.inputs[2]).is_constant()) {
      fill(op.inputs[2], -0.1, 0.1);
    }
  }
  return graph;
}

/// Images of Geant4 events from data/, and random ones: pixels 0..255, [N, C, H, W].
const std::vector<float>& pixels() {
  static const std::vector<float> all = [] {
    const test::TemporaryFolder folder;
    detector::ImageOptions image;
    image.size = k_height;
    const study::ImageJob job{.events = test::events_of(WIREBENCH_SOURCE_DIR "/data/events_sample.h5"),
                              .detector = detector::read_detector_preset("poster"),
                              .image = image,
                              .splits = dataset::SplitCounts{.training = k_real, .validation = 3, .test = 0},
                              .keep = study::Keep::all,
                              .most_events = 12,
                              .seed = 5,
                              .threads = 1,
                              .configuration = Json::object()};
    (void)study::make_images(job, folder / "images.h5", Log::silent());
    const dataset::DatasetReader reader{folder / "images.h5"};
    std::vector<float> result((k_real + k_random) * k_pixels);
    for (std::size_t i = 0; i < k_real; ++i) reader.read(i, std::span{result}.subspan(i * k_pixels, k_pixels));
    RandomStream random{13, RandomStage::test, 0};
    for (std::size_t i = k_real * k_pixels; i < result.size(); ++i) result[i] = static_cast<float>(random.below(256));
    return result;
  }();
  return all;
}

/// As Keras gets them: preprocessed, [N, H, W, C].
std::vector<float> tensors(const graph::Preprocessing& preprocessing) {
  const auto& nchw = pixels();
  std::vector<float> nhwc(nchw.size());
  constexpr std::size_t plane = k_pixels / 3;
  for (std::size_t i = 0; i < nchw.size(); ++i) {
    const std::size_t image = i / k_pixels;
    const std::size_t c = i % k_pixels / plane;
    nhwc[image * k_pixels + i % plane * 3 + c] = nchw[i] * preprocessing.scale.at(c) + preprocessing.offset.at(c);
  }
  return nhwc;
}

std::vector<float> floats(const std::filesystem::path& path) {
  const auto bytes = read_file(path);
  std::vector<float> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

std::vector<float> scores(const graph::Graph& graph) {
  train::Executor executor{graph, {.precision = train::Precision::float32, .threads = 1, .batch_norm_momentum = {}}};
  return executor.scores(pixels(), k_real + k_random);
}

void expect_same_scores(const std::vector<float>& ours, const std::vector<float>& keras, const std::string& what) {
  ASSERT_EQ(ours.size(), 3 * (k_real + k_random)) << what;
  ASSERT_EQ(keras.size(), ours.size()) << what;
  double largest = 0.0;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const double difference = std::abs(double{ours[i]} - double{keras[i]});
    if (!(difference <= largest)) largest = difference;  // NaN is the largest of all
  }
  EXPECT_TRUE(largest <= k_bound) << what << ": " << largest;
  std::cout << "  " << what << ": largest difference of a score " << largest << "\n";
  // Equal scores for all images would agree with anything.
  const auto [low, high] = std::minmax_element(keras.begin(), keras.end());
  EXPECT_GT(*high - *low, 0.01F) << what;
}

class KerasExchange : public testing::TestWithParam<const char*> {};

TEST_P(KerasExchange, WeightsThereAndBack) {
  WIREBENCH_NEEDS_RUNTIME("tensorflow");
  const std::string name = GetParam();
  const test::TemporaryFolder folder;
  const auto ours = unlike_fresh(name);
  graph::save_network(ours, folder / "ours.weights.h5");
  const auto input = tensors(ours.preprocessing());
  std::ofstream{folder / "images.f32", std::ios::binary}.write(
      reinterpret_cast<const char*>(input.data()), static_cast<std::streamsize>(input.size() * sizeof(float)));

  const auto python = runtime::find_environment("tensorflow", runtime::default_paths()).value().python;
  std::string output;
  ChildProcess keras{{.program = python,
                      .arguments = {WIREBENCH_SOURCE_DIR "/tests/integration/keras_exchange.py", name,
                                    folder.path().string(), std::to_string(k_height), std::to_string(k_width)},
                      .environment = {},
                      .inherited = {}},
                     [&](std::string_view line) { output.append(line).append("\n"); }};
  const auto status = keras.wait(std::chrono::minutes{10});
  ASSERT_TRUE(status.has_value()) << "Keras did not finish";
  ASSERT_EQ(status->code, 0) << output;
  ASSERT_EQ(status->signal, 0) << output;

  EXPECT_EQ(graph::parameter_count(ours), read_json(folder / "facts.json").at("parameters").get<std::int64_t>());
  expect_same_scores(scores(ours), floats(folder / "ours.f32"), name + ", our weights in Keras");

  auto theirs = graph::make_network(name, {.height = k_height, .width = k_width, .seed = 1});
  graph::load_weights(theirs, folder / "theirs.weights.h5");
  const auto from_weights = scores(theirs);
  expect_same_scores(from_weights, floats(folder / "theirs.f32"), name + ", Keras' .weights.h5 here");

  // A `.keras` file says itself which network it is.
  ASSERT_TRUE(graph::says_its_network(folder / "theirs.keras"));
  const auto archived = graph::load_network(folder / "theirs.keras");
  EXPECT_EQ(archived.name(), name);
  EXPECT_EQ(archived.tensor(archived.inputs()[0]).shape, (graph::Shape{1, k_height, k_width, 3}));
  EXPECT_EQ(scores(archived), from_weights);
}

INSTANTIATE_TEST_SUITE_P(Networks, KerasExchange,
                         testing::Values("resnet50v2", "densenet169", "inceptionv3", "efficientnetv2b0"),
                         [](const auto& instance) { return std::string{instance.param}; });

}  // namespace
}  // namespace wirebench
