// Each kernel on cases worked out by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "runtime/native/graph_builder.hpp"

namespace wirebench::runtime::native::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::Pointwise;
using Floats = std::vector<float>;
using Bytes = std::vector<std::int8_t>;
constexpr auto f32 = graph::DataType::float32;
constexpr auto i8 = graph::DataType::int8;
constexpr auto u8 = graph::DataType::uint8;
constexpr auto i32 = graph::DataType::int32;

TEST(FloatConv, SamePaddingWithStride) {
  // 4x4 image 1..16, 3x3 window of ones, stride 2: SAME pads one row and column after.
  GraphBuilder b;
  const auto x = b.input(f32, {1, 4, 4, 1});
  const auto w = b.floats({1, 3, 3, 1}, Floats(9, 1.0F));
  const auto bias = b.floats({1}, {0.5F});
  b.add(graph::Conv2d{.stride_h = 2, .stride_w = 2, .padding = graph::Padding::same}, {x, w, bias});
  Floats image(16);
  for (std::size_t i = 0; i < 16; ++i) image[i] = static_cast<float>(i + 1);
  // 1+2+3+5+6+7+9+10+11 = 54; 3+4+7+8+11+12 = 45; 9+10+11+13+14+15 = 72; 11+12+15+16 = 54
  EXPECT_THAT(run<float>(b.graph(), image), ElementsAre(54.5F, 45.5F, 72.5F, 54.5F));
}

TEST(FloatConv, ChannelsOutputsAndActivation) {
  GraphBuilder b;
  const auto x = b.input(f32, {1, 1, 2, 2});
  const auto w = b.floats({3, 1, 1, 2}, {1, 2, -1, 0, 4, 4});  // OHWI
  b.add(graph::Conv2d{.activation = graph::Activation::relu6}, {x, w});
  EXPECT_THAT(run<float>(b.graph(), Floats{1, 2, -3, 0.5F}), ElementsAre(5.0F, 0.0F, 6.0F, 0.0F, 3.0F, 0.0F));
}

TEST(IntegerConv, RoundsHalfToEven) {
  // Sum 5, 7, -5, 100, -100 at scale 0.5 * 1 / 1: 2.5 -> 2, 3.5 -> 4, -2.5 -> -2, then the zero point 3.
  GraphBuilder b;
  const auto x = b.input(i8, {1, 1, 5, 1}, per_tensor(0.5F, -1));
  const auto w = b.constant(i8, {1, 1, 1, 1}, Bytes{1}, per_axis({1.0F}, 0));
  const auto bias = b.constant(i32, {1}, std::vector<std::int32_t>{0}, per_axis({0.5F}, 0));
  b.add(graph::Conv2d{}, {x, w, bias}, i8, per_tensor(1.0F, 3));
  EXPECT_THAT(run<std::int8_t>(b.graph(), Bytes{4, 6, -6, 99, -101}), ElementsAre(5, 7, 1, 53, -47));
}

TEST(IntegerConv, PaddingIsTheZeroPointAndScalesArePerOutput) {
  // Two outputs, sums over a 1x3 window; cells outside count as real 0, so as stored 10.
  GraphBuilder b;
  const auto x = b.input(i8, {1, 1, 3, 1}, per_tensor(0.1F, 10));
  const auto w = b.constant(i8, {2, 1, 3, 1}, Bytes{1, 1, 1, 0, 0, -100}, per_axis({0.5F, 0.01F}, 0));
  const auto bias = b.constant(i32, {2}, std::vector<std::int32_t>{2, 0}, per_axis({0.05F, 0.001F}, 0));
  b.add(graph::Conv2d{.padding = graph::Padding::same, .activation = graph::Activation::relu}, {x, w, bias}, i8,
        per_tensor(0.05F, -20));
  // Centred source: 10, -20, 30. First output: (-10, 20, 10) + 2 = -8, 22, 12 -> relu -> 0, 22, 12 at scale 1.
  // Second: 2000, -3000, 0 at scale 0.02 -> 40, 0 (relu), 0.
  EXPECT_THAT(run<std::int8_t>(b.graph(), Bytes{20, -10, 40}), ElementsAre(-20, 20, 2, -20, -8, -20));
}

TEST(HybridConv, QuantisesEachImageApart) {
  // Image 1 spans [0, 2.55], image 2 [0, 255]: both exactly on their grids; weights 127 at scale 1/127.
  GraphBuilder b;
  const auto x = b.input(f32, {2, 1, 2, 1});
  const auto w = b.constant(i8, {1, 1, 1, 1}, Bytes{127}, per_axis({1.0F / 127.0F}, 0));
  const auto bias = b.floats({1}, {10.0F});
  b.add(graph::Conv2d{}, {x, w, bias});
  const Floats got = run<float>(b.graph(), Floats{2.55F, 1.0F, 255.0F, 3.0F});
  EXPECT_THAT(got, Pointwise(FloatNear(1e-4F), Floats{12.55F, 11.0F, 265.0F, 13.0F}));
  // On the second image's grid of 1 the first image's 2.55 would have become 3.
}

TEST(HybridConv, SourceIsReallyRounded) {
  GraphBuilder b;
  const auto x = b.input(f32, {1, 1, 3, 1});
  const auto w = b.constant(i8, {1, 1, 1, 1}, Bytes{127}, per_axis({1.0F / 127.0F}, 0));
  b.add(graph::Conv2d{}, {x, w});
  // Range [-100, 155]: steps of 1, so 7.4 is seen as 7.
  EXPECT_THAT(run<float>(b.graph(), Floats{-100.0F, 155.0F, 7.4F}),
              Pointwise(FloatNear(1e-4F), Floats{-100.0F, 155.0F, 7.0F}));
}

TEST(Depthwise, MultiplierInterleavesOutputs) {
  GraphBuilder b;
  const auto x = b.input(f32, {1, 1, 1, 2});
  const auto w = b.floats({1, 1, 1, 4}, {1, 10, 100, 1000});
  b.add(graph::DepthwiseConv2d{.multiplier = 2}, {x, w});
  EXPECT_THAT(run<float>(b.graph(), Floats{2, 3}), ElementsAre(2, 20, 300, 3000));
}

TEST(Depthwise, IntegerRoundsHalfToEven) {
  GraphBuilder b;
  const auto x = b.input(i8, {1, 1, 2, 2}, per_tensor(1.0F, 0));
  const auto w = b.constant(i8, {1, 1, 1, 2}, Bytes{1, 3}, per_axis({0.5F, 0.25F}, 3));
  const auto bias = b.constant(i32, {2}, std::vector<std::int32_t>{0, 1}, per_axis({0.5F, 0.25F}, 0));
  b.add(graph::DepthwiseConv2d{}, {x, w, bias}, i8, per_tensor(1.0F, 0));
  // 5/2 = 2.5 -> 2; (3*3+1)/4 = 2.5 -> 2; 7/2 = 3.5 -> 4; (-3*3+1)/4 = -2
  EXPECT_THAT(run<std::int8_t>(b.graph(), Bytes{5, 3, 7, -3}), ElementsAre(2, 2, 4, -2));
}

TEST(Dense, FloatAndInteger) {
  GraphBuilder b;
  const auto x = b.input(f32, {1, 3});
  const auto w = b.floats({2, 3}, {1, 2, 3, -1, 0, 1});
  const auto bias = b.floats({2}, {0.5F, -0.5F});
  b.add(graph::Dense{}, {x, w, bias});
  EXPECT_THAT(run<float>(b.graph(), Floats{1, 10, 100}), ElementsAre(321.5F, 98.5F));

  GraphBuilder q;
  const auto qx = q.input(i8, {1, 2}, per_tensor(1.0F, 1));
  const auto qw = q.constant(i8, {2, 2}, Bytes{1, 2, 3, 4}, per_tensor(0.5F, 0));  // one scale for both outputs
  const auto qb = q.constant(i32, {2}, std::vector<std::int32_t>{0, 1}, per_tensor(0.5F, 0));
  q.add(graph::Dense{}, {qx, qw, qb}, i8, per_tensor(2.0F, -5));
  // centred 10, 20: 50 -> 12.5 -> 12; 111 -> 27.75 -> 28
  EXPECT_THAT(run<std::int8_t>(q.graph(), Bytes{11, 21}), ElementsAre(7, 23));
}

TEST(Add, BroadcastsChannels) {
  GraphBuilder b;
  const auto x = b.input(f32, {1, 1, 2, 2});
  const auto c = b.floats({2}, {10, -1});
  b.add(graph::Add{.activation = graph::Activation::relu}, {x, c});
  EXPECT_THAT(run<float>(b.graph(), Floats{1, 2, -20, 0.5F}), ElementsAre(11, 1, 0, 0));
}

TEST(Add, IntegersOfDifferentScales) {
  // 0.5 * 11 + 0.25 * 2 = 6 real; scale 2, zero point -3: 3 - 3 = 0. Second value saturates.
  GraphBuilder b;
  const auto x = b.input(i8, {1, 2}, per_tensor(0.5F, -1));
  const auto c = b.constant(i8, {2}, Bytes{2, 127}, per_tensor(0.25F, 0));
  b.add(graph::Add{}, {x, c}, i8, per_tensor(2.0F, -3));
  EXPECT_THAT(run<std::int8_t>(b.graph(), Bytes{10, 127}), ElementsAre(0, 45));  // 64 + 31.75 = 95.75: 47.9 -> 48
}

TEST(Multiply, IntegersAndScalars) {
  GraphBuilder b;
  const auto x = b.input(i8, {1, 3}, per_tensor(0.5F, 0));
  const auto c = b.constant(i8, {1}, Bytes{4}, per_tensor(0.25F, 0));  // real 1
  b.add(graph::Multiply{}, {x, c}, i8, per_tensor(0.25F, 1));
  EXPECT_THAT(run<std::int8_t>(b.graph(), Bytes{3, -7, 100}), ElementsAre(7, -13, 127));
}

TEST(Multiply, BroadcastsColumnsAgainstRows) {
  GraphBuilder b;
  const auto x = b.input(f32, {1, 2, 1, 3});
  const auto c = b.floats({2, 1}, {1, 10});
  b.add(graph::Multiply{}, {x, c});
  EXPECT_THAT(run<float>(b.graph(), Floats{1, 2, 3, 4, 5, 6}), ElementsAre(1, 2, 3, 10, 20, 30, 4, 5, 6, 40, 50, 60));
}

TEST(Multiply, OneCellGatesAnImage) {
  GraphBuilder b;
  const auto x = b.input(f32, {1, 2, 1, 2});
  const auto gate = b.add(graph::GlobalAveragePool{.keep_dims = true}, {x});  // 2, 20
  b.add(graph::Multiply{}, {x, gate});
  EXPECT_THAT(run<float>(b.graph(), Floats{1, 10, 3, 30}), ElementsAre(2, 200, 6, 600));
}

TEST(Logistic, FloatsEvenWhereTheExponentialOverflows) {
  GraphBuilder b;
  const auto x = b.input(f32, {1, 4});
  b.add(graph::Logistic{}, {x});
  const auto y = run<float>(b.graph(), Floats{0.0F, std::log(3.0F), -200.0F, 200.0F});
  EXPECT_EQ(y[0], 0.5F);
  EXPECT_FLOAT_EQ(y[1], 0.75F);
  EXPECT_EQ(y[2], 0.0F);
  EXPECT_EQ(y[3], 1.0F);
}

TEST(Logistic, IntegersByHand) {
  GraphBuilder b;
  const auto x = b.input(i8, {1, 4}, per_tensor(0.5F, -2));
  b.add(graph::Logistic{}, {x}, i8, per_tensor(1.0F / 256.0F, -128));
  // Real 0, 1, -63, 64.5: 128, 256 / (1 + 1/e) = 187.15, 0 and 256 steps, of which 255 is the last.
  EXPECT_THAT(run<std::int8_t>(b.graph(), Bytes{-2, 0, -128, 127}), ElementsAre(0, 59, -128, 127));
}

TEST(BatchNormalization, WithoutGamma) {
  GraphBuilder b;
  const auto x = b.input(f32, {1, 1, 2, 1});
  b.add(graph::BatchNormalization{.epsilon = 0.25F},
        {x, b.floats({1}, {1.0F}), b.floats({1}, {3.0F}), b.floats({1}, {3.75F})});  // 1 / sqrt(4) = 0.5
  EXPECT_THAT(run<float>(b.graph(), Floats{3.0F, 5.0F}), ElementsAre(1.0F, 2.0F));
}

TEST(BatchNormalization, IsAffine) {
  GraphBuilder b;
  const auto x = b.input(f32, {1, 1, 2, 1});
  const auto gamma = b.floats({1}, {2.0F});
  const auto beta = b.floats({1}, {1.0F});
  const auto mean = b.floats({1}, {3.0F});
  const auto variance = b.floats({1}, {3.75F});
  b.add(graph::BatchNormalization{.epsilon = 0.25F}, {x, gamma, beta, mean, variance});  // 2 / sqrt(4) = 1
  EXPECT_THAT(run<float>(b.graph(), Floats{3.0F, 5.0F}), ElementsAre(1.0F, 3.0F));
}

TEST(Relu, FloatKeepsNaNAndIntegerRescales) {
  GraphBuilder b;
  const auto x = b.input(f32, {1, 3});
  b.add(graph::Relu{}, {x});
  const Floats got = run<float>(b.graph(), Floats{-1.0F, 2.0F, std::numeric_limits<float>::quiet_NaN()});
  EXPECT_EQ(got[0], 0.0F);
  EXPECT_EQ(got[1], 2.0F);
  EXPECT_TRUE(std::isnan(got[2]));

  GraphBuilder q;
  const auto qx = q.input(i8, {1, 4}, per_tensor(0.5F, 2));
  q.add(graph::Relu{}, {qx}, i8, per_tensor(0.25F, -128));
  EXPECT_THAT(run<std::int8_t>(q.graph(), Bytes{2, -50, 12, 127}), ElementsAre(-128, -128, -108, 122));
}

TEST(Pool, MaximumIgnoresPadding) {
  GraphBuilder b;
  const auto x = b.input(f32, {1, 2, 2, 1});
  b.add(graph::MaxPool2d{.window_h = 3, .window_w = 3, .stride_h = 1, .stride_w = 1, .padding = graph::Padding::same},
        {x});
  EXPECT_THAT(run<float>(b.graph(), Floats{-4, -3, -2, -1}), ElementsAre(-1, -1, -1, -1));
}

TEST(Pool, AverageCountsCellsInside) {
  GraphBuilder b;
  const auto x = b.input(f32, {1, 1, 3, 1});
  b.add(
      graph::AveragePool2d{.window_h = 1, .window_w = 3, .stride_h = 1, .stride_w = 1, .padding = graph::Padding::same},
      {x});
  EXPECT_THAT(run<float>(b.graph(), Floats{1, 2, 6}), ElementsAre(1.5F, 3.0F, 4.0F));
}

TEST(Pool, IntegerAverageRoundsHalfAway) {
  GraphBuilder b;
  const auto x = b.input(i8, {1, 1, 6, 1}, per_tensor(0.1F, 5));
  b.add(graph::AveragePool2d{.window_h = 1, .window_w = 2, .stride_h = 1, .stride_w = 2}, {x}, i8, per_tensor(0.1F, 5));
  EXPECT_THAT(run<std::int8_t>(b.graph(), Bytes{1, 2, -1, -2, 127, 127}), ElementsAre(2, -2, 127));
}

TEST(Mean, FloatAndInteger) {
  GraphBuilder b;
  const auto x = b.input(f32, {1, 2, 1, 2});
  b.add(graph::GlobalAveragePool{}, {x});
  EXPECT_THAT(run<float>(b.graph(), Floats{1, 10, 2, 30}), ElementsAre(1.5F, 20.0F));

  GraphBuilder q;
  const auto qx = q.input(i8, {1, 1, 4, 1}, per_tensor(0.5F, -10));
  q.add(graph::GlobalAveragePool{.keep_dims = true}, {qx}, i8, per_tensor(0.25F, 7));
  // centred 20, 30, 40, 14: sum 104, mean 26 at 0.5 = 52 at 0.25
  EXPECT_THAT(run<std::int8_t>(q.graph(), Bytes{10, 20, 30, 4}), ElementsAre(59));
}

TEST(Softmax, FloatAndInteger) {
  GraphBuilder b;
  const auto x = b.input(f32, {1, 2});
  b.add(graph::Softmax{}, {x});
  const float log3 = std::log(3.0F);
  EXPECT_THAT(run<float>(b.graph(), Floats{1000.0F + log3, 1000.0F}),
              Pointwise(FloatNear(1e-4F), Floats{0.75F, 0.25F}));

  GraphBuilder q;
  const auto qx = q.input(i8, {1, 2}, per_tensor(log3, 0));
  q.add(graph::Softmax{}, {qx}, i8, per_tensor(1.0F / 256.0F, -128));
  EXPECT_THAT(run<std::int8_t>(q.graph(), Bytes{5, 4}), ElementsAre(64, -64));  // 192 and 64 of 256
}

TEST(Pad, FillsWithZeroPoint) {
  GraphBuilder b;
  const auto x = b.input(i8, {1, 1, 1, 2}, per_tensor(1.0F, -7));
  b.add(graph::ZeroPad2d{.top = 1, .bottom = 0, .left = 0, .right = 1}, {x}, i8, per_tensor(1.0F, -7));
  EXPECT_THAT(run<std::int8_t>(b.graph(), Bytes{1, 2}), ElementsAre(-7, -7, -7, -7, 1, 2, -7, -7));
}

TEST(Concatenation, JoinsAnyAxis) {
  for (const std::int32_t axis : {1, 3}) {
    GraphBuilder b;
    const auto x = b.input(f32, {1, 1, 2, 1});
    const auto c = b.floats({1, 1, 2, 1}, {10, 20});
    b.add(graph::Concatenation{axis}, {x, c, x});
    const Floats got = run<float>(b.graph(), Floats{1, 2});
    if (axis == 1) {
      EXPECT_THAT(got, ElementsAre(1, 2, 10, 20, 1, 2));
    } else {
      EXPECT_THAT(got, ElementsAre(1, 10, 1, 2, 20, 2));
    }
  }
}

TEST(Quantize, RoundsHalfAwayAndClamps) {
  GraphBuilder b;
  const auto x = b.input(f32, {1, 7});
  b.add(graph::Quantize{}, {x}, i8, per_tensor(0.5F, 1));
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(run<std::int8_t>(b.graph(), Floats{0.25F, -0.25F, 0.2499999F, 1000.0F, -1e30F, nan, 1.0F}),
              ElementsAre(2, 0, 1, 127, -128, -128, 3));
}

TEST(Quantize, BetweenUint8AndInt8) {
  GraphBuilder b;
  const auto x = b.input(u8, {1, 3}, per_tensor(0.02F, 128));
  const auto y = b.add(graph::Quantize{}, {x}, i8, per_tensor(0.02F, 0));
  b.add(graph::Quantize{}, {y}, u8, per_tensor(0.04F, 100));
  EXPECT_THAT(run<std::uint8_t>(b.graph(), std::vector<std::uint8_t>{0, 128, 255}), ElementsAre(36, 100, 164));
}

TEST(Dequantize, ActivationsAndConstants) {
  GraphBuilder b;
  const auto x = b.input(u8, {1, 2}, per_tensor(0.5F, 10));
  const auto y = b.add(graph::Dequantize{}, {x});
  const auto half = b.constant(graph::DataType::float16, {2}, std::vector<std::uint16_t>{0x3C00, 0xC000});
  const auto z = b.add(graph::Dequantize{}, {half});
  const auto bytes = b.constant(i8, {2, 1}, Bytes{10, 10}, per_axis({0.5F, 2.0F}, 0));
  const auto u = b.add(graph::Dequantize{}, {bytes});
  const auto v = b.add(graph::Reshape{}, {u});
  static_cast<void>(v);
  b.add(graph::Add{}, {y, z});
  // (0 - 10) / 2 + 1; (30 - 10) / 2 - 2
  EXPECT_THAT(run<float>(b.graph(), std::vector<std::uint8_t>{0, 30}), ElementsAre(-4, 8));
}

}  // namespace
}  // namespace wirebench::runtime::native::testing
