#include <gmock/gmock.h>

#include <cmath>

#include "support/expect_error.hpp"

#include "wirebench/graph/graph.hpp"

namespace wirebench::graph {
namespace {

using test::expect_error;
using testing::ElementsAre;
using testing::Pair;

Shape infer(const Attributes& attributes, const std::vector<Shape>& inputs) {
  return infer_shape({.name = "op", .attributes = attributes, .inputs = {}, .outputs = {}}, inputs);
}

void refuse(const Attributes& attributes, const std::vector<Shape>& inputs, std::initializer_list<std::string> parts) {
  expect_error([&] { static_cast<void>(infer(attributes, inputs)); }, ErrorKind::failed, parts);
}

Conv2d conv(std::int32_t stride, Padding padding, std::int32_t dilation = 1) {
  return {.stride_h = stride, .stride_w = stride, .dilation_h = dilation, .dilation_w = dilation, .padding = padding};
}

// The worked example of TensorFlow's "Notes on padding" (tf.nn): width 13, filter 6, stride 5.
TEST(SamePadding, FollowsTensorFlowsExample) {
  EXPECT_THAT(same_padding(13, 6, 5, 1), Pair(1, 2));
  EXPECT_THAT(infer(conv(5, Padding::same), {{1, 13, 13, 1}, {1, 6, 6, 1}}), ElementsAre(1, 3, 3, 1));
  // VALID drops the last two columns: windows at 0 and 5.
  EXPECT_THAT(infer(conv(5, Padding::valid), {{1, 13, 13, 1}, {1, 6, 6, 1}}), ElementsAre(1, 2, 2, 1));
}

TEST(SamePadding, PutsTheOddCellAfter) {
  EXPECT_THAT(same_padding(224, 7, 2, 1), Pair(2, 3));
  EXPECT_THAT(same_padding(224, 3, 2, 1), Pair(0, 1));
  EXPECT_THAT(same_padding(225, 3, 2, 1), Pair(1, 1));
}

TEST(SamePadding, IsZeroWhereTheStrideJumpsOverCells) {
  EXPECT_THAT(same_padding(4, 1, 2, 1), Pair(0, 0));
  EXPECT_THAT(same_padding(5, 1, 3, 1), Pair(0, 0));
}

TEST(SamePadding, SpreadsADilatedWindow) {
  EXPECT_THAT(same_padding(7, 3, 1, 2), Pair(2, 2));
}

TEST(ShapeInference, Convolutions) {
  // ResNet's first layer: 224 + 2*3 cells, windows at 0, 2, ..., 222 -> 112.
  EXPECT_THAT(infer(conv(2, Padding::valid), {{1, 230, 230, 3}, {64, 7, 7, 3}, {64}}), ElementsAre(1, 112, 112, 64));
  // Height and width apart; a 3-cell window dilated by 2 covers 5 cells.
  EXPECT_THAT(infer(conv(1, Padding::valid, 2), {{2, 9, 20, 4}, {8, 3, 1, 4}}), ElementsAre(2, 5, 20, 8));
  EXPECT_THAT(infer(DepthwiseConv2d{.stride_h = 2, .stride_w = 1, .multiplier = 2, .padding = Padding::same},
                    {{1, 5, 5, 3}, {1, 3, 3, 6}, {6}}),
              ElementsAre(1, 3, 5, 6));
}

TEST(ShapeInference, Pools) {
  EXPECT_THAT(infer(MaxPool2d{3, 3, 2, 2, Padding::valid}, {{1, 114, 114, 64}}), ElementsAre(1, 56, 56, 64));
  EXPECT_THAT(infer(AveragePool2d{2, 2, 2, 2, Padding::valid}, {{1, 7, 9, 8}}), ElementsAre(1, 3, 4, 8));
  EXPECT_THAT(infer(AveragePool2d{2, 2, 2, 2, Padding::same}, {{1, 7, 9, 8}}), ElementsAre(1, 4, 5, 8));
  EXPECT_THAT(infer(GlobalAveragePool{false}, {{1, 7, 7, 8}}), ElementsAre(1, 8));
  EXPECT_THAT(infer(GlobalAveragePool{true}, {{1, 7, 7, 8}}), ElementsAre(1, 1, 1, 8));
}

TEST(ShapeInference, ElementwiseBroadcasts) {
  EXPECT_THAT(infer(Add{}, {{1, 4, 5, 6}, {1, 4, 5, 6}}), ElementsAre(1, 4, 5, 6));
  EXPECT_THAT(infer(Multiply{}, {{1, 4, 5, 6}, {6}}), ElementsAre(1, 4, 5, 6));
  EXPECT_THAT(infer(Multiply{}, {{1, 1, 1, 6}, {1, 4, 5, 6}}), ElementsAre(1, 4, 5, 6));
  EXPECT_THAT(infer(Add{}, {{1, 4}, {}}), ElementsAre(1, 4));
  refuse(Add{}, {{1, 4, 5, 6}, {5}}, {"add 'op'", "1x4x5x6", "5", "equal"});
}

TEST(ShapeInference, OtherOperators) {
  EXPECT_THAT(infer(Concatenation{3}, {{1, 4, 4, 8}, {1, 4, 4, 3}, {1, 4, 4, 1}}), ElementsAre(1, 4, 4, 12));
  EXPECT_THAT(infer(Concatenation{0}, {{1, 4}, {2, 4}}), ElementsAre(3, 4));
  EXPECT_THAT(infer(ZeroPad2d{1, 2, 3, 4}, {{1, 5, 5, 2}}), ElementsAre(1, 8, 12, 2));
  EXPECT_THAT(infer(Dense{}, {{1, 36}, {3, 36}, {3}}), ElementsAre(1, 3));
  EXPECT_THAT(infer(Dense{}, {{2, 3, 3, 4}, {5, 36}}), ElementsAre(2, 5)) << "flattened, as TensorFlow Lite does";
  EXPECT_THAT(infer(BatchNormalization{}, {{1, 4, 4, 8}, {8}, {8}, {8}, {8}}), ElementsAre(1, 4, 4, 8));
  EXPECT_THAT(infer(BatchNormalization{}, {{1, 4, 4, 8}, {8}, {8}, {8}}), ElementsAre(1, 4, 4, 8));  // no gamma
  EXPECT_THAT(infer(Logistic{}, {{1, 4, 4, 8}}), ElementsAre(1, 4, 4, 8));
  EXPECT_THAT(infer(Swish{}, {{1, 8}}), ElementsAre(1, 8));
  EXPECT_THAT(infer(Rescale{}, {{1, 4, 4, 3}}), ElementsAre(1, 4, 4, 3));
  EXPECT_THAT(infer(Dropout{}, {{1, 8}}), ElementsAre(1, 8));
  EXPECT_THAT(infer(Multiply{}, {{1, 4, 4, 8}, {1, 1, 1, 8}}), ElementsAre(1, 4, 4, 8));
  EXPECT_THAT(infer(Reshape{}, {{2, 3, 3, 4}}), ElementsAre(2, 36));
  EXPECT_THAT(infer(Softmax{}, {{1, 3}}), ElementsAre(1, 3));
  EXPECT_THAT(infer(Quantize{}, {{1, 3}}), ElementsAre(1, 3));
  EXPECT_THAT(infer(Dequantize{}, {{8, 3, 3, 3}}), ElementsAre(8, 3, 3, 3));
}

TEST(ShapeInference, NamesOperatorAndShapesWhenTheyDoNotFit) {
  refuse(conv(1, Padding::valid), {{1, 8, 8, 3}, {4, 3, 3, 2}},
         {"conv2d 'op'", "1x8x8x3", "4x3x3x2", "input channels"});
  refuse(conv(1, Padding::valid), {{1, 2, 8, 3}, {4, 3, 3, 3}}, {"window of 3 cells does not fit into 2"});
  refuse(conv(1, Padding::valid), {{1, 8, 8, 3}, {4, 3, 3, 3}, {5}}, {"bias"});
  refuse(conv(1, Padding::valid), {{1, 8, 8, 3}}, {"2 to 3 inputs and has 1"});
  refuse(conv(1, Padding::valid), {{8, 8, 3}, {4, 3, 3, 3}}, {"the input must have 4 dimensions and has 3"});
  refuse(conv(0, Padding::same), {{1, 8, 8, 3}, {4, 3, 3, 3}}, {"stride", "positive"});
  refuse(DepthwiseConv2d{.multiplier = 2}, {{1, 8, 8, 3}, {1, 3, 3, 3}}, {"multiplier"});
  refuse(Concatenation{3}, {{1, 4, 4, 8}, {1, 4, 5, 8}}, {"joined axis"});
  refuse(Concatenation{4}, {{1, 4, 4, 8}}, {"axis"});
  refuse(Concatenation{3}, {}, {"at least one"});
  refuse(Dense{}, {{1, 35}, {3, 36}}, {"1x35", "3x36", "columns"});
  refuse(BatchNormalization{}, {{1, 4, 4, 8}, {8}, {8}, {7}, {8}}, {"per channel"});
  refuse(BatchNormalization{}, {{1, 4, 4, 8}, {8}, {8}}, {"4 to 5 inputs"});
  refuse(Dropout{.rate = 1.0F}, {{1, 8}}, {"[0, 1)"});
  refuse(Dropout{.rate = std::nanf("")}, {{1, 8}}, {"[0, 1)"});
  refuse(Rescale{}, {{}}, {"at least one dimension"});
  refuse(Swish{}, {{1, 8}, {1, 8}}, {"1 inputs"});
  refuse(ZeroPad2d{-1, 0, 0, 0}, {{1, 4, 4, 8}}, {"negative"});
  refuse(Add{}, {{1 << 20, 1 << 12}, {1}}, {"2^31"});
}

}  // namespace
}  // namespace wirebench::graph
