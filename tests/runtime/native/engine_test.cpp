#include "wirebench/runtime/native/engine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "runtime/native/graph_builder.hpp"

#include "wirebench/core/error.hpp"
#include "wirebench/graph/networks.hpp"
#include "wirebench/graph/tflite_reader.hpp"
#include "wirebench/runtime/native/calibration.hpp"

namespace wirebench::runtime::native::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;
constexpr auto f32 = graph::DataType::float32;
constexpr auto i8 = graph::DataType::int8;
constexpr auto u8 = graph::DataType::uint8;

std::vector<float> random_image(std::size_t count, unsigned seed) {
  std::mt19937 random{seed};
  std::uniform_real_distribution<float> uniform{-1.0F, 1.0F};
  std::vector<float> values(count);
  for (float& value : values) value = uniform(random);
  return values;
}

/// ((x + 1) relu, kept) ... many steps ... + kept: buffers are used again while the branch lives.
graph::Graph branched() {
  GraphBuilder b;
  const auto x = b.input(f32, {1, 2, 2, 8});
  const auto one = b.floats({1}, {1.0F});
  const auto two = b.floats({1}, {2.0F});
  const auto kept = b.add(graph::Add{}, {x, one});
  auto y = b.add(graph::Multiply{}, {kept, two});
  for (int i = 0; i < 5; ++i) {
    y = b.add(graph::Add{}, {y, one});
  }
  const auto z = b.add(graph::Add{}, {y, x});
  b.add(graph::Concatenation{3}, {z, kept});
  return b.graph();
}

TEST(Engine, BuffersAreSharedButNotWhileInUse) {
  const auto x = random_image(32, 1);
  Engine engine{branched(), EngineOptions{1}};
  std::vector<float> got(64);
  engine.run(std::as_bytes(std::span{x}), std::as_writable_bytes(std::span{got}));
  for (std::size_t cell = 0; cell < 4; ++cell) {
    for (std::size_t c = 0; c < 8; ++c) {
      const float value = x[cell * 8 + c];
      EXPECT_FLOAT_EQ(got[cell * 16 + c], (value + 1) * 2 + 5 + value);
      EXPECT_FLOAT_EQ(got[cell * 16 + 8 + c], value + 1);
    }
  }
  // Ten activations of 128 bytes and one of 256: at most four of them are alive at once.
  EXPECT_LE(engine.arena_bytes(), 5U * 128U);
}

TEST(Engine, RunsAgainWithOtherInputs) {
  Engine engine{branched(), EngineOptions{2}};
  std::vector<float> first(64), second(64), again(64);
  const auto a = random_image(32, 1);
  const auto b = random_image(32, 2);
  engine.run(std::as_bytes(std::span{a}), std::as_writable_bytes(std::span{first}));
  engine.run(std::as_bytes(std::span{b}), std::as_writable_bytes(std::span{second}));
  engine.run(std::as_bytes(std::span{a}), std::as_writable_bytes(std::span{again}));
  EXPECT_NE(first, second);
  EXPECT_EQ(first, again);
}

TEST(Engine, ObserverSeesEveryActivationInOrder) {
  GraphBuilder b;
  const auto x = b.input(f32, {1, 2});
  const auto one = b.floats({1}, {1.0F});
  const auto y = b.add(graph::Add{}, {x, one});
  const auto z = b.add(graph::Multiply{}, {y, y});
  Engine engine{b.graph(), EngineOptions{1}};
  const std::vector<float> input{1.0F, 2.0F};
  std::vector<float> output(2);
  std::vector<graph::TensorId> seen;
  std::vector<float> first_values;
  engine.run_observed(std::as_bytes(std::span{input}), std::as_writable_bytes(std::span{output}),
                      [&](graph::TensorId id, std::span<const std::byte> bytes) {
                        seen.push_back(id);
                        float value = 0.0F;
                        std::memcpy(&value, bytes.data(), sizeof value);
                        first_values.push_back(value);
                        EXPECT_EQ(bytes.size(), 8U);
                      });
  EXPECT_THAT(seen, ElementsAre(x, y, z));
  EXPECT_THAT(first_values, ElementsAre(1.0F, 2.0F, 4.0F));
  EXPECT_THAT(output, ElementsAre(4.0F, 9.0F));
}

class Networks : public ::testing::TestWithParam<std::string> {};

TEST_P(Networks, ResultDoesNotDependOnThreads) {
  graph::NetworkOptions options;
  options.height = options.width = 80;
  options.width_multiplier = 0.25;
  const graph::Graph network = graph::make_network(GetParam(), options);
  const auto image = random_image(80 * 80 * 3, 3);
  const auto one = run<float>(network, image, 1);
  ASSERT_EQ(one.size(), 3U);
  EXPECT_NEAR(one[0] + one[1] + one[2], 1.0F, 1e-5F);
  for (const unsigned threads : {2U, 3U, 5U}) {
    EXPECT_EQ(run<float>(network, image, threads), one) << threads;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Networks, ::testing::Values("resnet50v2", "densenet169", "inceptionv3"));

TEST(Engine, IntegerResultDoesNotDependOnThreads) {
  const graph::Graph network =
      graph::read_tflite(std::string{WIREBENCH_SOURCE_DIR} + "/tests/data/runtime/native/block_int8.tflite");
  std::vector<std::int8_t> image(12 * 12 * 5);
  for (std::size_t i = 0; i < image.size(); ++i) image[i] = static_cast<std::int8_t>(i * 37 % 256 - 128);
  const auto one = run<std::int8_t>(network, image, 1);
  EXPECT_EQ(run<std::int8_t>(network, image, 2), one);
  EXPECT_EQ(run<std::int8_t>(network, image, 7), one);
}

TEST(Engine, NamesKernels) {
  GraphBuilder b;
  const auto x = b.input(f32, {1, 4});
  const auto q = b.add(graph::Quantize{}, {x}, i8, per_tensor(0.1F, 0));
  b.add(graph::Dequantize{}, {q});
  EXPECT_THAT((Engine{b.graph(), EngineOptions{1}}.kernels()),
              ElementsAre("quantize float32 to int8", "dequantize int8"));
}

void expect_refused(const graph::Graph& graph, const std::string& kind, const std::string& why) {
  EXPECT_THAT([&] { Engine(graph, EngineOptions{1}); }, ThrowsMessage<Error>(AllOf(HasSubstr(kind), HasSubstr(why))));
}

TEST(Engine, RefusesWhatItCannotRunAtConstruction) {
  {
    GraphBuilder b;
    const auto x = b.input(u8, {1, 4}, per_tensor(0.1F, 3));
    b.add(graph::Relu{}, {x}, u8, per_tensor(0.1F, 3));
    expect_refused(b.graph(), "relu 'op0' (uint8 -> uint8)", "no kernel for this combination of types");
  }
  {
    GraphBuilder b;
    const auto x = b.input(i8, {1, 4}, per_tensor(0.1F, 3));
    b.add(graph::Reshape{}, {x}, i8, per_tensor(0.2F, 3));
    expect_refused(b.graph(), "reshape 'op0'", "quantised alike");
  }
  {
    GraphBuilder b;
    const auto x = b.input(i8, {1, 1, 1, 1}, per_tensor(100.0F, 0));
    const auto w = b.constant(i8, {1, 1, 1, 1}, std::vector<std::int8_t>{1}, per_tensor(100.0F, 0));
    b.add(graph::Conv2d{}, {x, w}, i8, per_tensor(1.0F, 0));
    expect_refused(b.graph(), "conv2d 'op0' (int8, int8 -> int8)", "outside (0, 256)");
  }
  {
    GraphBuilder b;
    const auto x = b.input(f32, {1, 1, 1, 1});
    b.add(graph::Conv2d{}, {x, x});
    expect_refused(b.graph(), "conv2d 'op0'", "must be a constant");
  }
}

TEST(Calibration, RunFloatIsTheEngine) {
  EXPECT_THAT(run_float(branched(), random_image(32, 4)), ::testing::Eq(run<float>(branched(), random_image(32, 4))));
}

TEST(Calibration, ExecutorFollowsTheGraph) {
  const auto with = [](graph::Activation activation, float offset) {
    GraphBuilder b;
    const auto x = b.input(f32, {1, 2});
    b.add(graph::Add{activation}, {x, b.floats({1}, {offset})});
    return b.graph();
  };
  const CalibrationExecutor execute = make_calibration_executor(1);
  const auto last = [&](const graph::Graph& graph, const std::vector<float>& input) {
    std::vector<float> values;
    execute(graph, input,
            [&](graph::TensorId, std::span<const float> seen) { values.assign(seen.begin(), seen.end()); });
    return values;
  };
  const graph::Graph plain = with(graph::Activation::none, 1.0F);
  EXPECT_THAT(last(plain, {-3.0F, 1.0F}), ElementsAre(-2.0F, 2.0F));
  EXPECT_THAT(last(plain, {5.0F, 1.0F}), ElementsAre(6.0F, 2.0F));
  const graph::Graph copy = plain;
  EXPECT_THAT(last(copy, {0.0F, 1.0F}), ElementsAre(1.0F, 2.0F));
  EXPECT_THAT(last(with(graph::Activation::relu, 1.0F), {-3.0F, 1.0F}), ElementsAre(0.0F, 2.0F));
  EXPECT_THAT(last(with(graph::Activation::none, 2.0F), {-3.0F, 1.0F}), ElementsAre(-1.0F, 3.0F));
  graph::Graph changed = plain;
  for (std::size_t i = 0; i < changed.tensors().size(); ++i) {
    if (changed.tensors()[i].is_constant()) {
      changed.tensor(graph::TensorId{i}).data = graph::make_constant(std::span<const float>{std::array{10.0F}});
    }
  }
  EXPECT_THAT(last(changed, {-3.0F, 1.0F}), ElementsAre(7.0F, 11.0F));
}

TEST(Calibration, ShowsOnlyFloatActivations) {
  GraphBuilder b;
  const auto x = b.input(f32, {1, 2});
  const auto q = b.add(graph::Quantize{}, {x}, i8, per_tensor(0.5F, 0));
  const auto y = b.add(graph::Dequantize{}, {q});
  std::vector<graph::TensorId> seen;
  make_calibration_executor(1)(b.graph(), std::vector<float>{1.0F, 2.0F},
                               [&](graph::TensorId id, std::span<const float>) { seen.push_back(id); });
  EXPECT_THAT(seen, ElementsAre(x, y));
}

}  // namespace
}  // namespace wirebench::runtime::native::testing
