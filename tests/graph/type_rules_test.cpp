#include "wirebench/graph/type_rules.hpp"

#include <gmock/gmock.h>

#include <limits>

namespace wirebench::graph {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

QuantParams per_tensor(float scale, std::int64_t zero_point) {
  return {.scale = {scale}, .zero_point = {zero_point}, .quantized_dimension = 0};
}

/// Types of source, weights, bias and output of a convolution; integers get a scale.
std::string convolution(DataType src, DataType weights, DataType bias, DataType dst) {
  Graph graph{"g"};
  std::vector<TensorId> ids;
  for (const auto type : {src, weights, bias, dst}) {
    const bool integer = type == DataType::int8 || type == DataType::int16 || type == DataType::uint8;
    ids.push_back(graph.add_tensor({.name = "t",
                                    .type = type,
                                    .shape = {},
                                    .quantization = integer ? per_tensor(0.5F, 0) : QuantParams{},
                                    .data = nullptr}));
  }
  return type_conflict(graph,
                       {.name = "c", .attributes = Conv2d{}, .inputs = {ids[0], ids[1], ids[2]}, .outputs = {ids[3]}});
}

// The rows of the TensorFlow Lite kernels' Prepare functions.
TEST(TypeRules, ConvolutionsTakeTheKernelsCombinations) {
  using enum DataType;
  EXPECT_THAT(convolution(float32, float32, float32, float32), IsEmpty());
  EXPECT_THAT(convolution(float32, int8, float32, float32), IsEmpty()) << "dynamic range";
  EXPECT_THAT(convolution(int8, int8, int32, int8), IsEmpty());
  EXPECT_THAT(convolution(int16, int8, int64, int16), IsEmpty());
  EXPECT_THAT(convolution(int16, int8, int32, int16), IsEmpty());
  EXPECT_THAT(convolution(uint8, uint8, int32, uint8), IsEmpty()) << "files from before 2019";
  EXPECT_THAT(convolution(int8, float32, int32, int8), HasSubstr("float32 weights with a int8 input"));
  EXPECT_THAT(convolution(int8, int8, int64, int8), HasSubstr("int64 bias"));
  EXPECT_THAT(convolution(int8, int8, int32, float32), HasSubstr("float32 output"));
  EXPECT_THAT(convolution(float16, float16, float32, float16), HasSubstr("float16"));
}

TEST(TypeRules, WeightScalesFollowTheOutputChannels) {
  Graph graph{"g"};
  const auto add = [&](QuantParams quantization) {
    return graph.add_tensor(
        {.name = "t", .type = DataType::int8, .shape = {}, .quantization = std::move(quantization), .data = nullptr});
  };
  const auto src = add(per_tensor(0.1F, 3));
  const auto conflict = [&](const Attributes& attributes, const QuantParams& weights) {
    return type_conflict(graph,
                         {.name = "o", .attributes = attributes, .inputs = {src, add(weights)}, .outputs = {src}});
  };
  const QuantParams along_0{.scale = {0.1F, 0.2F}, .zero_point = {0, 0}, .quantized_dimension = 0};
  const QuantParams along_3{.scale = {0.1F, 0.2F}, .zero_point = {0, 0}, .quantized_dimension = 3};
  EXPECT_THAT(conflict(Conv2d{}, along_0), IsEmpty());
  EXPECT_THAT(conflict(Dense{}, along_0), IsEmpty());
  EXPECT_THAT(conflict(DepthwiseConv2d{}, along_3), IsEmpty());
  EXPECT_THAT(conflict(Conv2d{}, along_3), HasSubstr("dimension 3 instead of 0"));
  EXPECT_THAT(conflict(DepthwiseConv2d{}, along_0), HasSubstr("dimension 0 instead of 3"));
  EXPECT_THAT(conflict(Conv2d{}, per_tensor(0.1F, 1)), HasSubstr("zero point other than 0"));
  EXPECT_THAT(conflict(Conv2d{}, {}), HasSubstr("without a scale"));
}

TEST(TypeRules, IntegerActivationsNeedOneScale) {
  Graph graph{"g"};
  const auto add = [&](DataType type, QuantParams quantization) {
    return graph.add_tensor(
        {.name = "t", .type = type, .shape = {2}, .quantization = std::move(quantization), .data = nullptr});
  };
  const auto good = add(DataType::int8, per_tensor(0.1F, 3));
  const auto none = add(DataType::int8, {});
  const auto two = add(DataType::int8, {.scale = {0.1F, 0.2F}, .zero_point = {0, 0}, .quantized_dimension = 0});
  const auto real = add(DataType::float32, {});
  const auto half = add(DataType::float16, {});
  const auto conflict = [&](const Attributes& attributes, TensorId from, TensorId to) {
    return type_conflict(graph, {.name = "o", .attributes = attributes, .inputs = {from}, .outputs = {to}});
  };
  EXPECT_THAT(conflict(Relu{}, good, good), IsEmpty());
  EXPECT_THAT(conflict(Relu{}, good, none), HasSubstr("no scale"));
  EXPECT_THAT(conflict(Relu{}, two, good), HasSubstr("scale per channel"));
  EXPECT_THAT(conflict(Relu{}, good, real), HasSubstr("float32 output"));
  EXPECT_THAT(conflict(Logistic{}, good, good), IsEmpty());
  EXPECT_THAT(conflict(Swish{}, real, real), IsEmpty());
  EXPECT_THAT(conflict(Swish{}, good, good), HasSubstr("float32 only"));
  EXPECT_THAT(conflict(Rescale{}, good, good), HasSubstr("float32 only"));
  EXPECT_THAT(conflict(Dropout{}, good, good), HasSubstr("float32 only"));
  EXPECT_THAT(conflict(Quantize{}, real, good), IsEmpty());
  EXPECT_THAT(conflict(Quantize{}, good, good), IsEmpty());
  EXPECT_THAT(conflict(Quantize{}, good, real), HasSubstr("float32 output"));
  EXPECT_THAT(conflict(Quantize{}, half, good), HasSubstr("float16 input"));
  EXPECT_THAT(conflict(Dequantize{}, half, real), IsEmpty());
  EXPECT_THAT(conflict(Dequantize{}, two, real), IsEmpty()) << "weights kept as integers";
  EXPECT_THAT(conflict(Dequantize{}, none, real), HasSubstr("without a scale"));
  EXPECT_THAT(conflict(Dequantize{}, real, real), HasSubstr("float32 input"));
}

TEST(QuantizationFlaw, FindsWhatNoKernelCanUse) {
  const auto flaw = [](DataType type, Shape shape, QuantParams quantization) {
    return quantization_flaw({.name = "t",
                              .type = type,
                              .shape = std::move(shape),
                              .quantization = std::move(quantization),
                              .data = nullptr});
  };
  EXPECT_THAT(flaw(DataType::int8, {2, 3}, {}), IsEmpty());
  EXPECT_THAT(flaw(DataType::int8, {2, 3}, per_tensor(0.5F, -128)), IsEmpty());
  EXPECT_THAT(flaw(DataType::int8, {2, 3}, per_tensor(0.5F, -129)), HasSubstr("zero point -129 outside -128..127"));
  EXPECT_THAT(flaw(DataType::uint8, {2, 3}, per_tensor(0.5F, -1)), HasSubstr("zero point"));
  EXPECT_THAT(flaw(DataType::int32, {2, 3}, per_tensor(0.5F, 1)), HasSubstr("zero point"));
  EXPECT_THAT(flaw(DataType::int16, {2, 3}, per_tensor(0.5F, 1)), HasSubstr("zero point"));
  EXPECT_THAT(flaw(DataType::int8, {2, 3}, per_tensor(0.0F, 0)), HasSubstr("scale of 0"));
  EXPECT_THAT(flaw(DataType::int8, {2, 3}, per_tensor(-1.0F, 0)), HasSubstr("scale of -1"));
  EXPECT_THAT(flaw(DataType::int8, {2, 3}, per_tensor(std::numeric_limits<float>::quiet_NaN(), 0)),
              HasSubstr("scale of nan"));
  EXPECT_THAT(flaw(DataType::int8, {2, 3}, {.scale = {1.0F}, .zero_point = {}, .quantized_dimension = 0}),
              HasSubstr("1 scales and 0 zero points"));
  const auto axis = [&](std::int32_t dimension) {
    return flaw(DataType::int8, {2, 3},
                {.scale = {1.0F, 1.0F, 1.0F}, .zero_point = {0, 0, 0}, .quantized_dimension = dimension});
  };
  EXPECT_THAT(axis(1), IsEmpty());
  EXPECT_THAT(axis(0), HasSubstr("3 scales along dimension 0"));
  EXPECT_THAT(axis(2), HasSubstr("dimension 2"));
  EXPECT_THAT(axis(-1), HasSubstr("dimension -1"));
}

}  // namespace
}  // namespace wirebench::graph
