#include "wirebench/convert/quantize.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "convert/small_networks.hpp"
#include "support/expect_error.hpp"

#include "wirebench/convert/inference_graph.hpp"

namespace wirebench::convert {
namespace {

using graph::DataType;
using graph::QuantParams;
using graph::Tensor;
using testing::ElementsAre;

/// Finds a tensor by name; throws when there is none.
const Tensor& named(const graph::Graph& graph, const std::string& name) {
  for (const Tensor& tensor : graph.tensors()) {
    if (tensor.name == name) return tensor;
  }
  throw std::runtime_error{"no tensor " + name};
}

const graph::Operator& op_named(const graph::Graph& graph, const std::string& name) {
  for (const graph::Operator& op : graph.operators()) {
    if (op.name == name) return op;
  }
  throw std::runtime_error{"no operator " + name};
}

Ranges calibrated(const graph::Graph& inference) {
  const CalibrationImages images{4, [](std::size_t i, std::span<float> values) {
                                   const auto image = test::random_image(values.size(), i, -1.0, 1.0);
                                   std::copy(image.begin(), image.end(), values.begin());
                                 }};
  return calibrate(inference, images, test::plain_executor());
}

/// Sets the range of the named tensor.
void set(Ranges& ranges, const graph::Graph& graph, const std::string& name, ValueRange range) {
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (graph.tensors()[i].name == name) ranges[i] = range;
  }
}

// Input step 1/2, weight steps 1/127 and 2/127; biases are sums of their products.
TEST(Quantize, HandWorkedConvolution) {
  test::SmallNetwork net{{1, 1, 1, 2}};
  const auto conv =
      net.op("conv", graph::Conv2d{},
             {net.input(), net.constant({2, 1, 1, 2}, {1.0F, -0.5F, 2.0F, 0.0F}), net.constant({2}, {1.0F, -3.0F})});
  const graph::Graph inference = net.finish(conv);
  Ranges ranges(inference.tensors().size());
  set(ranges, inference, "images", {-64.0F, 63.5F});
  set(ranges, inference, "conv", {-128.0F, 127.0F});
  const auto [quantized, report] = quantize(inference, ranges, {.io = IoType::int8, .input = std::nullopt});

  EXPECT_EQ(named(quantized, "images").quantization, (QuantParams{{0.5F}, {0}, 0}));
  EXPECT_EQ(named(quantized, "conv").quantization, (QuantParams{{1.0F}, {0}, 0}));
  const auto& op = quantized.operators()[0];
  const Tensor& weights = quantized.tensor(op.inputs[1]);
  EXPECT_EQ(weights.type, DataType::int8);
  EXPECT_THAT(weights.quantization.scale, ElementsAre(1.0F / 127.0F, 2.0F / 127.0F));
  EXPECT_THAT(weights.values<std::int8_t>(), ElementsAre(127, -64, 127, 0));  // -63.5 rounds away from zero
  const Tensor& bias = quantized.tensor(op.inputs[2]);
  EXPECT_EQ(bias.type, DataType::int32);
  EXPECT_THAT(bias.values<std::int32_t>(), ElementsAre(254, -381));  // 1 / (0.5 / 127), -3 / (0.5 * 2 / 127)
  EXPECT_FLOAT_EQ(bias.quantization.scale[1], 1.0F / 127.0F);
  EXPECT_EQ(report.weight_channels, 2U);
  EXPECT_EQ(report.zero_channels + report.raised_channels + report.widened_outputs + report.requantizations, 0U);
}

TEST(Quantize, BlockSharesOneScaleAndNeedsNoRequantisation) {
  const graph::Graph inference = inference_graph(test::everything_network(), LoneBatchNorm::depthwise);
  const auto [quantized, report] = quantize(inference, calibrated(inference), {.io = IoType::int8});
  const QuantParams shared = named(quantized, "join").quantization;
  for (const std::string name : {"sum", "grow", "pool", "max"}) EXPECT_EQ(named(quantized, name).quantization, shared);
  EXPECT_EQ(report.requantizations, 0U);
  EXPECT_EQ(test::kinds(quantized), test::kinds(inference));
}

TEST(Quantize, SoftmaxOutputIsFixedAndReluStartsAtZero) {
  const graph::Graph inference = inference_graph(test::everything_network(), LoneBatchNorm::depthwise);
  const auto quantized = quantize(inference, calibrated(inference), {.io = IoType::int8}).graph;
  EXPECT_EQ(named(quantized, "scores").quantization, (QuantParams{{1.0F / 256.0F}, {-128}, 0}));
  EXPECT_EQ(named(quantized, "preact_relu").quantization.zero_point[0], -128);
}

TEST(Quantize, PreactivationWeightsAreExact) {
  const graph::Graph inference = inference_graph(test::everything_network(), LoneBatchNorm::depthwise);
  const auto quantized = quantize(inference, calibrated(inference), {.io = IoType::int8}).graph;
  const auto& op = op_named(quantized, "preact");
  const Tensor& weights = quantized.tensor(op.inputs[1]);
  EXPECT_THAT(weights.values<std::int8_t>(), ElementsAre(127, 127, 127, 127));
  EXPECT_EQ(weights.quantization.quantized_dimension, 3);
  // gamma / sqrt(variance + epsilon) of channel 2: 1.0 / sqrt(1.1 + 0.001)
  EXPECT_NEAR(127.0 * double{weights.quantization.scale[2]}, 0.953036, 1e-5);
}

TEST(Quantize, DenseWeightsHaveOneScale) {
  const graph::Graph inference = inference_graph(test::everything_network(), LoneBatchNorm::depthwise);
  const auto quantized = quantize(inference, calibrated(inference), {.io = IoType::int8}).graph;
  const auto& op = op_named(quantized, "logits");
  EXPECT_EQ(quantized.tensor(op.inputs[1]).quantization.scale.size(), 1U);
  EXPECT_EQ(quantized.tensor(op.inputs[2]).quantization.scale.size(), 1U);
}

TEST(Quantize, EndsFollowTheIoType) {
  const graph::Graph inference = inference_graph(test::everything_network(), LoneBatchNorm::depthwise);
  const Ranges ranges = calibrated(inference);
  const QuantParams input{{1.0F / 127.5F}, {-1}, 0};

  const auto bytes = quantize(inference, ranges, {.io = IoType::uint8, .input = input}).graph;
  EXPECT_EQ(test::kinds(bytes).front(), "quantize");
  EXPECT_EQ(test::kinds(bytes).back(), "quantize");
  const Tensor& first = bytes.tensor(bytes.inputs()[0]);
  EXPECT_EQ(first.type, DataType::uint8);
  EXPECT_EQ(first.name, "images");
  EXPECT_EQ(first.quantization, (QuantParams{{1.0F / 127.5F}, {127}, 0}));
  EXPECT_EQ(bytes.tensor(bytes.outputs()[0]).quantization, (QuantParams{{1.0F / 256.0F}, {0}, 0}));
  EXPECT_EQ(named(bytes, "images/int8").quantization, input);
  EXPECT_EQ(named(bytes, "pad").quantization, input);  // padding copies codes

  const auto real = quantize(inference, ranges, {.io = IoType::float32, .input = input}).graph;
  EXPECT_EQ(test::kinds(real).front(), "quantize");
  EXPECT_EQ(test::kinds(real).back(), "dequantize");
  EXPECT_EQ(real.tensor(real.inputs()[0]).type, DataType::float32);
  EXPECT_EQ(real.tensor(real.outputs()[0]).name, "scores");
}

TEST(Quantize, ZeroChannelGetsAPositiveScaleAndItsBias) {
  test::SmallNetwork net{{1, 1, 1, 1}};
  const auto conv = net.op("conv", graph::Conv2d{},
                           {net.input(), net.constant({2, 1, 1, 1}, {0.0F, 1.0F}), net.constant({2}, {5.0F, 0.0F})});
  const graph::Graph inference = net.finish(conv);
  Ranges ranges(inference.tensors().size());
  set(ranges, inference, "images", {0.0F, 255.0F});
  set(ranges, inference, "conv", {0.0F, 255.0F});
  const auto [quantized, report] = quantize(inference, ranges, {.io = IoType::int8});
  EXPECT_EQ(report.zero_channels, 1U);
  const auto& op = quantized.operators()[0];
  EXPECT_TRUE(std::isnormal(quantized.tensor(op.inputs[1]).quantization.scale[0]));
  const Tensor& bias = quantized.tensor(op.inputs[2]);
  EXPECT_NEAR(static_cast<double>(bias.values<std::int32_t>()[0]) * double{bias.quantization.scale[0]}, 5.0, 1e-3);
}

TEST(Quantize, WeightScaleIsRaisedWhereTheBiasWouldOverflow) {
  test::SmallNetwork net{{1, 1, 1, 1}};
  const auto conv =
      net.op("conv", graph::Conv2d{},
             {net.input(), net.constant({2, 1, 1, 1}, {1e-9F, 1.0F}), net.constant({2}, {100.0F, 100.0F})});
  const graph::Graph inference = net.finish(conv);
  Ranges ranges(inference.tensors().size());
  set(ranges, inference, "images", {0.0F, 1.0F});
  set(ranges, inference, "conv", {0.0F, 101.0F});
  const auto [quantized, report] = quantize(inference, ranges, {.io = IoType::int8});
  EXPECT_EQ(report.raised_channels, 1U);
  const Tensor& bias = quantized.tensor(quantized.operators()[0].inputs[2]);
  for (const std::size_t c : {0U, 1U}) {
    EXPECT_LE(std::abs(std::int64_t{bias.values<std::int32_t>()[c]}), std::int64_t{1} << 30);
    EXPECT_NEAR(static_cast<double>(bias.values<std::int32_t>()[c]) * double{bias.quantization.scale[c]}, 100.0, 1e-2);
  }
}

TEST(Quantize, OutputIsWidenedWhereTheFactorWouldPass256) {
  test::SmallNetwork net{{1, 1, 1, 1}};
  const auto conv =
      net.op("conv", graph::Conv2d{}, {net.input(), net.constant({1, 1, 1, 1}, {1e6F}), net.constant({1}, {0.0F})});
  const graph::Graph inference = net.finish(conv);
  Ranges ranges(inference.tensors().size());
  set(ranges, inference, "images", {0.0F, 1.0F});
  set(ranges, inference, "conv", {0.0F, 0.0F});  // never active
  const auto [quantized, report] = quantize(inference, ranges, {.io = IoType::int8});
  EXPECT_GE(report.widened_outputs, 1U);
  const auto& op = quantized.operators()[0];
  const double factor = double{quantized.tensor(op.inputs[0]).quantization.scale[0]} *
                        double{quantized.tensor(op.inputs[1]).quantization.scale[0]} /
                        double{quantized.tensor(op.outputs[0]).quantization.scale[0]};
  EXPECT_LT(factor, 256.0);
}

TEST(Quantize, ConcatenationRequantisesAnOperandOfFixedScale) {
  test::SmallNetwork net{{1, 2, 2, 2}};
  const auto conv =
      net.op("conv", graph::Conv2d{}, {net.input(), net.random_constant({2, 1, 1, 2}), net.random_constant({2})});
  const graph::Graph inference = net.finish(net.op("join", graph::Concatenation{3}, {net.input(), conv}));
  const QuantParams input{{0.01F}, {3}, 0};
  const auto [quantized, report] = quantize(inference, calibrated(inference), {.io = IoType::int8, .input = input});
  EXPECT_EQ(report.requantizations, 1U);
  EXPECT_THAT(test::kinds(quantized), ElementsAre("conv2d", "quantize", "concatenation"));
  EXPECT_EQ(named(quantized, "images").quantization, input);
  EXPECT_EQ(named(quantized, "images/rescaled").quantization, named(quantized, "join").quantization);
  EXPECT_NE(named(quantized, "join").quantization, input);
}

TEST(Quantize, MissingRangeIsAnErrorNamingTheTensor) {
  const graph::Graph inference = inference_graph(test::everything_network(), LoneBatchNorm::depthwise);
  Ranges ranges = calibrated(inference);
  set(ranges, inference, "narrow_relu", ValueRange{});
  test::expect_error([&] { (void)quantize(inference, ranges, {}); }, ErrorKind::failed, {"narrow_relu"});
}

}  // namespace
}  // namespace wirebench::convert
