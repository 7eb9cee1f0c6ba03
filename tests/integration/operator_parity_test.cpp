/// \file Every integer operator of both networks, fed exactly what LiteRT's kernels were fed: at most 1 LSB apart.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>

#include "integration/study_fixture.hpp"
#include "support/needs_runtime.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/json.hpp"
#include "wirebench/graph/tflite_reader.hpp"
#include "wirebench/runtime/environment.hpp"
#include "wirebench/runtime/native/engine.hpp"
#include "wirebench/study/convert_network.hpp"
#include "wirebench/study/model_input.hpp"

namespace wirebench {
namespace {

using graph::TensorId;

/// Every tensor of some images, as LiteRT computed it.
class Recording {
 public:
  Recording(const std::filesystem::path& prefix) : bytes_{read_file(prefix.string() + ".bin")} {
    const Json layout = read_json(prefix.string() + ".json");
    image_bytes_ = layout["image_bytes"];
    for (const Json& tensor : layout["tensors"]) {
      places_[tensor["name"]] = {tensor["offset"].get<std::size_t>(), tensor["bytes"].get<std::size_t>()};
    }
  }
  [[nodiscard]] std::span<const std::byte> tensor(const std::string& name, std::size_t image) const {
    const auto place = places_.find(name);
    if (place == places_.end()) return {};
    const auto* start = reinterpret_cast<const std::byte*>(bytes_.data()) + image * image_bytes_ + place->second.first;
    return {start, place->second.second};
  }

 private:
  std::string bytes_;
  std::size_t image_bytes_ = 0;
  std::map<std::string, std::pair<std::size_t, std::size_t>> places_;
};

/// A graph of one operator. Its first activation is the input; further ones become constants of the values recorded.
graph::Graph isolate(const graph::Graph& network, const graph::Operator& op, const Recording& recording,
                     std::size_t image, std::string& input_name) {
  graph::Graph single{"single"};
  graph::Operator copy{op.name, op.attributes, {}, {}};
  std::map<TensorId, TensorId> known;
  for (const TensorId id : op.inputs) {
    if (!id.valid()) {
      copy.inputs.push_back(id);
      continue;
    }
    if (known.contains(id)) {
      copy.inputs.push_back(known[id]);
      continue;
    }
    graph::Tensor tensor = network.tensor(id);
    const bool is_input = !tensor.is_constant() && input_name.empty();
    if (is_input)
      input_name = tensor.name;
    else if (!tensor.is_constant())
      tensor.data = graph::make_constant(recording.tensor(tensor.name, image));
    const TensorId added = single.add_tensor(std::move(tensor));
    if (is_input) single.set_inputs({added});
    known[id] = added;
    copy.inputs.push_back(added);
  }
  copy.outputs.push_back(single.add_tensor(network.tensor(op.outputs.at(0))));
  single.set_outputs({copy.outputs[0]});
  single.add_operator(std::move(copy));
  return single;
}

class OperatorParity : public testing::TestWithParam<std::tuple<const char*, const char*>> {};

TEST_P(OperatorParity, AtMostOneLsbApart) {
  const auto [network_name, kernels] = GetParam();
  WIREBENCH_NEEDS_RUNTIME("litert");
  const auto environment = runtime::find_environment("litert", runtime::default_paths());
  auto& fixture = test::StudyFixture::of(network_name);
  const auto model = fixture.folder() / "operators-int8.tflite";
  if (!std::filesystem::exists(model)) {
    (void)study::convert_network(fixture.network(), convert::Format::tflite_int8, model,
                                 {.calibration = &fixture.images()});
  }
  const graph::Graph network = graph::read_tflite(model);

  constexpr std::size_t images = 2;
  const graph::Tensor& input = network.tensor(network.inputs()[0]);
  const runtime::Port port{input.name, input.type, input.shape, input.quantization};
  std::vector<std::byte> codes;
  std::vector<float> pixels(fixture.images().header().shape.pixels());
  for (std::size_t i = 0; i < images; ++i) {
    fixture.images().read(i, pixels);
    study::encode_image(port, fixture.network().preprocessing(), fixture.images().header().shape, pixels, codes);
  }
  const auto prefix = fixture.folder() / (std::string{"recording-"} + kernels);
  write_text_atomically(prefix.string() + ".inputs", {reinterpret_cast<const char*>(codes.data()), codes.size()});
  const std::string command = environment.value().python.string() +
                              " " WIREBENCH_SOURCE_DIR "/tests/integration/dump_tensors.py " + model.string() + ' ' +
                              prefix.string() + ".inputs " + std::to_string(images) + ' ' + prefix.string() + ' ' +
                              kernels + " >" + prefix.string() + ".log 2>&1";
  ASSERT_EQ(std::system(command.c_str()), 0) << read_file(prefix.string() + ".log");  // NOLINT: fixed words only
  const Recording recording{prefix};

  std::map<std::string, std::array<std::size_t, 3>> by_kind;  // operators, values, values off by one
  std::size_t varied = 0;
  for (const graph::Operator& op : network.operators()) {
    const graph::Tensor& output = network.tensor(op.outputs.at(0));
    for (std::size_t image = 0; image < images; ++image) {
      std::string input_name;
      const graph::Graph single = isolate(network, op, recording, image, input_name);
      const auto given = recording.tensor(input_name, image);
      const auto expected = recording.tensor(output.name, image);
      ASSERT_FALSE(given.empty()) << input_name;
      ASSERT_FALSE(expected.empty()) << output.name;
      runtime::native::Engine engine{single, {.threads = 2}};
      std::vector<std::byte> found(expected.size());
      engine.run(given, found);
      int largest = 0;
      auto& counts = by_kind[std::string{graph::kind_name(op.attributes)}];
      for (std::size_t i = 0; i < found.size(); ++i) {
        const bool is_signed = output.type == graph::DataType::int8;
        const int a = is_signed ? std::to_integer<std::int8_t>(found[i]) : std::to_integer<std::uint8_t>(found[i]);
        const int b =
            is_signed ? std::to_integer<std::int8_t>(expected[i]) : std::to_integer<std::uint8_t>(expected[i]);
        largest = std::max(largest, std::abs(a - b));
        counts[2] += a != b ? 1 : 0;
        varied += expected[i] != expected[0] ? 1 : 0;
      }
      ++counts[0];
      counts[1] += found.size();
      ASSERT_LE(largest, 1) << op.name << " (" << graph::kind_name(op.attributes) << ") " << output.name;
    }
  }
  EXPECT_GT(varied, 1000U) << "constant tensors would prove nothing";
  for (const auto& [kind, counts] : by_kind) {
    std::cout << "  " << kind << ": " << counts[0] / images << " operators, " << counts[2] << " of " << counts[1]
              << " values 1 LSB apart\n";
  }
}

INSTANTIATE_TEST_SUITE_P(Networks, OperatorParity,
                         testing::Combine(testing::Values("resnet50v2", "densenet169"),
                                          testing::Values("optimised", "reference")),
                         [](const auto& instance) {
                           return std::string{std::get<0>(instance.param)} + "_" + std::get<1>(instance.param);
                         });

}  // namespace
}  // namespace wirebench
