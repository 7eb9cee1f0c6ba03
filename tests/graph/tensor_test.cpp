#include "wirebench/graph/tensor.hpp"

#include <gmock/gmock.h>

#include <array>

namespace wirebench::graph {
namespace {

using testing::ElementsAre;

TEST(Tensor, ElementSizesAreThoseOfTheFileFormats) {
  EXPECT_EQ(byte_size(DataType::float32), 4U);
  EXPECT_EQ(byte_size(DataType::float16), 2U);
  EXPECT_EQ(byte_size(DataType::int64), 8U);
  EXPECT_EQ(byte_size(DataType::int32), 4U);
  EXPECT_EQ(byte_size(DataType::int16), 2U);
  EXPECT_EQ(byte_size(DataType::int8), 1U);
  EXPECT_EQ(byte_size(DataType::uint8), 1U);
  EXPECT_EQ(name(DataType::float16), "float16");
}

TEST(Tensor, CountsElements) {
  EXPECT_EQ(element_count({1, 224, 224, 3}), 150'528);
  EXPECT_EQ(element_count({}), 1) << "a scalar";
  EXPECT_EQ(element_count({4, 0, 2}), 0);
}

TEST(Tensor, PrintsShapes) {
  EXPECT_EQ(to_string(Shape{1, 7, 7, 2048}), "1x7x7x2048");
  EXPECT_EQ(to_string(Shape{}), "scalar");
}

TEST(Tensor, HoldsItsConstant) {
  const std::array<float, 3> values{1.5F, -2.0F, 0.25F};
  Tensor tensor{.name = "bias", .type = DataType::float32, .shape = {3}, .quantization = {}, .data = nullptr};
  EXPECT_FALSE(tensor.is_constant());
  tensor.data = make_constant<float>(values);
  ASSERT_TRUE(tensor.is_constant());
  EXPECT_THAT(tensor.values<float>(), ElementsAre(1.5F, -2.0F, 0.25F));
  EXPECT_EQ(tensor.data->size(), 12U);
}

TEST(QuantParams, KnowsItsKind) {
  EXPECT_FALSE(QuantParams{}.quantized());
  const QuantParams per_tensor{.scale = {0.5F}, .zero_point = {3}, .quantized_dimension = 0};
  EXPECT_TRUE(per_tensor.quantized());
  EXPECT_FALSE(per_tensor.per_axis());
  const QuantParams per_axis{.scale = {0.5F, 0.25F}, .zero_point = {0, 0}, .quantized_dimension = 3};
  EXPECT_TRUE(per_axis.per_axis());
}

}  // namespace
}  // namespace wirebench::graph
