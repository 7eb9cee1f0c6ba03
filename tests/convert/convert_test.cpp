#include "wirebench/convert/convert.hpp"

#include <gmock/gmock.h>

#include "convert/small_networks.hpp"
#include "support/expect_error.hpp"
#include "support/plain_executor.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/graph/tflite_reader.hpp"

namespace wirebench::convert {
namespace {

graph::Graph network() {
  graph::Graph graph = test::everything_network();
  graph::Preprocessing preprocessing;
  preprocessing.scale = {1.0F / 127.5F, 1.0F / 127.5F, 1.0F / 127.5F};
  preprocessing.offset = {-1.0F, -1.0F, -1.0F};
  graph.set_preprocessing(preprocessing);
  graph.set_class_names({"NC", "numu CC", "nue CC"});
  return graph;
}

ConvertOptions with_calibration(IoType io) {
  ConvertOptions options;
  options.io = io;
  options.executor = test::plain_executor();
  options.calibration = {3, [](std::size_t i, std::span<float> values) {
                           const auto image = test::random_image(values.size(), i, -1.0, 1.0);
                           std::copy(image.begin(), image.end(), values.begin());
                         }};
  return options;
}

/// The tensor operator `name` reads at `input`.
const graph::Tensor& operand(const graph::Graph& graph, const std::string& name, std::size_t input) {
  for (const graph::Operator& op : graph.operators()) {
    if (graph.tensor(op.outputs[0]).name == name) return graph.tensor(op.inputs.at(input));
  }
  throw std::runtime_error{"nothing writes " + name};
}

TEST(Convert, WritesEveryFormat) {
  const test::TemporaryFolder folder;
  for (const Format format : formats()) {
    const auto path = folder / std::string{name(format)};
    const auto report = convert(network(), format, path, with_calibration(IoType::uint8));
    EXPECT_EQ(report.path, path);
    EXPECT_GT(report.bytes, 1000U);
    if (format == Format::savedmodel) {
      EXPECT_TRUE(std::filesystem::is_regular_file(path / "saved_model.pb"));
      continue;
    }
    EXPECT_EQ(report.bytes, std::filesystem::file_size(path));
    const graph::Graph read = graph::read_tflite(path);
    std::size_t operators = 0;
    for (const auto& [kind, count] : report.operators) operators += count;
    EXPECT_EQ(operators, read.operators().size());
  }
}

TEST(Convert, FloatFileComputesTheNetwork) {
  const test::TemporaryFolder folder;
  const auto path = folder / "model.tflite";
  (void)convert(network(), Format::tflite_float32, path, {});
  EXPECT_LE(test::largest_difference(network(), graph::read_tflite(path)), 2e-6);
}

TEST(Convert, SameArgumentsSameBytes) {
  const test::TemporaryFolder folder;
  for (const Format format : {Format::tflite_float16, Format::tflite_dynamic, Format::tflite_int8}) {
    (void)convert(network(), format, folder / "a", with_calibration(IoType::uint8));
    (void)convert(network(), format, folder / "b", with_calibration(IoType::uint8));
    EXPECT_EQ(read_file(folder / "a"), read_file(folder / "b")) << name(format);
  }
}

// Codes are pixels: the input's real value is half a step off x / 127.5 - 1, and the first bias takes it back.
TEST(Convert, PixelCodesMoveTheFirstBias) {
  const test::TemporaryFolder folder;
  const auto report = convert(network(), Format::tflite_int8, folder / "u8", with_calibration(IoType::uint8));
  EXPECT_TRUE(report.pixel_codes);
  (void)convert(network(), Format::tflite_int8, folder / "f32", with_calibration(IoType::float32));
  const graph::Graph codes = graph::read_tflite(folder / "u8");
  const graph::Graph real = graph::read_tflite(folder / "f32");
  const auto value = [](const graph::Tensor& bias, std::size_t c) {
    return static_cast<double>(bias.values<std::int32_t>()[c]) * double{bias.quantization.scale[c]};
  };
  const graph::Graph original = network();
  const auto weights = operand(original, "stem", 1).values<float>();
  const double zero_point = static_cast<double>(codes.tensor(codes.inputs()[0]).quantization.zero_point[0]);
  for (std::size_t c = 0; c < 4; ++c) {
    double sum = 0.0;
    for (std::size_t i = 0; i < 27; ++i) sum += double{weights[c * 27 + i]};
    const double moved = value(operand(codes, "stem", 2), c) - value(operand(real, "stem", 2), c);
    EXPECT_NEAR(moved, sum * (zero_point - 127.5) / 127.5, 1e-4) << c;
  }
}

TEST(Convert, RangesCarryOverFromAnotherSize) {
  const test::TemporaryFolder folder;
  graph::Graph large = graph::with_input_size(network(), 32, 32);
  graph::Graph larger = graph::with_input_size(network(), 64, 64);
  ConvertOptions options = with_calibration(IoType::int8);
  (void)convert(large, Format::tflite_int8, folder / "own", options);
  options.calibration_network = large;
  (void)convert(larger, Format::tflite_int8, folder / "carried", options);
  const graph::Graph own = graph::read_tflite(folder / "own");
  const graph::Graph carried = graph::read_tflite(folder / "carried");
  ASSERT_EQ(own.tensors().size(), carried.tensors().size());
  for (std::size_t i = 0; i < own.tensors().size(); ++i) {
    EXPECT_EQ(own.tensors()[i].quantization, carried.tensors()[i].quantization) << own.tensors()[i].name;
  }
  EXPECT_EQ(carried.tensor(carried.inputs()[0]).shape, (graph::Shape{1, 64, 64, 3}));
}

TEST(Convert, CalibrationOfAnotherNetworkIsRefused) {
  const test::TemporaryFolder folder;
  ConvertOptions options = with_calibration(IoType::int8);
  test::SmallNetwork other{{1, 8, 8, 3}};
  options.calibration_network = other.finish(other.op("relu", graph::Relu{}, {other.input()}));
  test::expect_error([&] { (void)convert(network(), Format::tflite_int8, folder / "m", options); }, ErrorKind::usage,
                     {"calibration does not fit"});
}

TEST(Convert, IntegersNeedCalibrationAndKeepTheEarlierFile) {
  const test::TemporaryFolder folder;
  write_text_atomically(folder / "m", "earlier");
  test::expect_error([&] { (void)convert(network(), Format::tflite_int8, folder / "m", {}); }, ErrorKind::usage,
                     {"no calibration images"});
  EXPECT_EQ(read_file(folder / "m"), "earlier");
}

TEST(Convert, RefusesAlreadyReducedModels) {
  const test::TemporaryFolder folder;
  (void)convert(network(), Format::tflite_int8, folder / "int8", with_calibration(IoType::uint8));
  const graph::Graph reduced = graph::read_tflite(folder / "int8");
  for (const Format format : formats()) {
    test::expect_error([&] { (void)convert(reduced, format, folder / "again", with_calibration(IoType::uint8)); },
                       ErrorKind::usage, {"already reduced"});
  }
}

TEST(Convert, ReportIsJson) {
  const test::TemporaryFolder folder;
  const Json json = convert(network(), Format::tflite_int8, folder / "m", with_calibration(IoType::uint8)).to_json();
  EXPECT_EQ(json.at("format"), "tflite-int8");
  EXPECT_EQ(json.at("operators").at("depthwise_conv2d"), 3);
  EXPECT_EQ(json.at("quantization").at("requantizations"), 0);
}

TEST(Convert, MetadataCarriesPreprocessingClassesAndProvenance) {
  const test::TemporaryFolder folder;
  (void)convert(network(), Format::tflite_float32, folder / "m", {});
  const graph::Graph read = graph::read_tflite(folder / "m");
  EXPECT_THAT(read.class_names(), testing::ElementsAre("NC", "numu CC", "nue CC"));
  EXPECT_EQ(read.preprocessing().offset, network().preprocessing().offset);
  EXPECT_EQ(read.preprocessing().scale, network().preprocessing().scale);
  EXPECT_THAT(read_file(folder / "m"), testing::HasSubstr("\"provenance\":"));
}

}  // namespace
}  // namespace wirebench::convert
