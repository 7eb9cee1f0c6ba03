// Convolutions and pools of random shapes, strides, dilations and paddings against the naive reference.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "runtime/native/graph_builder.hpp"
#include "runtime/native/naive_reference.hpp"

namespace wirebench::runtime::native::testing {
namespace {

constexpr auto f32 = graph::DataType::float32;
constexpr auto i8 = graph::DataType::int8;
constexpr auto i32 = graph::DataType::int32;

/// A random case; the seed names it in messages.
struct Case {
  explicit Case(unsigned seed) : random{seed} {
    image.channels = pick(1, 40);
    slide = {pick(1, 4),
             pick(1, 4),
             pick(1, 3),
             pick(1, 3),
             1,
             1,
             pick(0, 1) == 0 ? graph::Padding::same : graph::Padding::valid};
    if (pick(0, 3) == 0) {  // TensorFlow knows dilation without stride only
      slide.stride_h = slide.stride_w = 1;
      slide.dilation_h = pick(1, 3);
      slide.dilation_w = pick(1, 3);
    }
    image.height = pick((slide.window_h - 1) * slide.dilation_h + 1, 14);
    image.width = pick((slide.window_w - 1) * slide.dilation_w + 1, 14);
    outputs = pick(1, 37);
    multiplier = pick(1, 3);
    threads = static_cast<unsigned>(pick(1, 3));
  }

  std::int64_t pick(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>{low, high}(random);
  }
  std::vector<float> floats(std::int64_t count) {
    std::vector<float> values(static_cast<std::size_t>(count));
    std::normal_distribution<float> normal{0.1F, 1.0F};
    std::generate(values.begin(), values.end(), [&] { return normal(random); });
    return values;
  }
  std::vector<std::int8_t> bytes(std::int64_t count, std::int64_t low) {
    std::vector<std::int8_t> values(static_cast<std::size_t>(count));
    std::generate(values.begin(), values.end(), [&] { return static_cast<std::int8_t>(pick(low, 127)); });
    return values;
  }
  [[nodiscard]] std::int64_t cells() const { return image.height * image.width * image.channels; }
  [[nodiscard]] graph::Shape shape() const { return {1, image.height, image.width, image.channels}; }
  [[nodiscard]] graph::Conv2d conv() const {
    return {static_cast<std::int32_t>(slide.stride_h),
            static_cast<std::int32_t>(slide.stride_w),
            static_cast<std::int32_t>(slide.dilation_h),
            static_cast<std::int32_t>(slide.dilation_w),
            slide.padding,
            graph::Activation::none};
  }
  [[nodiscard]] graph::DepthwiseConv2d depthwise() const {
    const graph::Conv2d c = conv();
    return {c.stride_h,
            c.stride_w,
            c.dilation_h,
            c.dilation_w,
            static_cast<std::int32_t>(multiplier),
            c.padding,
            graph::Activation::none};
  }
  template <class Pool>
  [[nodiscard]] Pool pool() const {
    return {static_cast<std::int32_t>(slide.window_h), static_cast<std::int32_t>(slide.window_w),
            static_cast<std::int32_t>(slide.stride_h), static_cast<std::int32_t>(slide.stride_w), slide.padding};
  }

  std::mt19937 random;
  Image image;
  Slide slide{};
  std::int64_t outputs = 0, multiplier = 0;
  unsigned threads = 1;
};

/// Output [rows][columns][outputs] of a convolution of centred values; weights [outputs][taps_h][taps_w][channels].
std::vector<double> naive_conv(const Case& c, const std::vector<double>& weights) {
  const auto outputs = static_cast<std::size_t>(c.outputs);
  const auto channels = static_cast<std::size_t>(c.image.channels);
  std::vector<double> sums;
  std::int64_t columns = 0;
  slide_over(c.image, c.slide, [&](auto, auto x, auto, auto, auto*) { columns = std::max(columns, x + 1); });
  slide_over(c.image, c.slide, [&](auto y, auto x, auto i, auto j, const double* cell) {
    const auto at = static_cast<std::size_t>(y * columns + x) * outputs;
    sums.resize(std::max(sums.size(), at + outputs), 0.0);
    for (std::size_t o = 0; o < outputs && cell != nullptr; ++o) {
      const auto tap = (o * static_cast<std::size_t>(c.slide.window_h) + static_cast<std::size_t>(i)) *
                           static_cast<std::size_t>(c.slide.window_w) +
                       static_cast<std::size_t>(j);
      for (std::size_t k = 0; k < channels; ++k) {
        sums[at + o] += cell[k] * weights[tap * channels + k];
      }
    }
  });
  return sums;
}

/// The same for depthwise weights [taps_h][taps_w][channels * multiplier].
std::vector<double> naive_depthwise(const Case& c, const std::vector<double>& weights) {
  const auto outputs = static_cast<std::size_t>(c.image.channels * c.multiplier);
  std::vector<double> sums;
  std::int64_t columns = 0;
  slide_over(c.image, c.slide, [&](auto, auto x, auto, auto, auto*) { columns = std::max(columns, x + 1); });
  slide_over(c.image, c.slide, [&](auto y, auto x, auto i, auto j, const double* cell) {
    const auto at = static_cast<std::size_t>(y * columns + x) * outputs;
    sums.resize(std::max(sums.size(), at + outputs), 0.0);
    for (std::size_t o = 0; o < outputs && cell != nullptr; ++o) {
      sums[at + o] += cell[o / static_cast<std::size_t>(c.multiplier)] *
                      weights[static_cast<std::size_t>(i * c.slide.window_w + j) * outputs + o];
    }
  });
  return sums;
}

void expect_near(const std::vector<float>& got, const std::vector<double>& expected, double relative) {
  ASSERT_EQ(got.size(), expected.size());
  double magnitude = 1.0;
  for (const double value : expected) magnitude = std::max(magnitude, std::abs(value));
  for (std::size_t i = 0; i < got.size(); ++i) {
    ASSERT_NEAR(got[i], expected[i], relative * magnitude) << "value " << i;
  }
}

template <class T>
std::vector<double> centred(const std::vector<T>& values, double zero) {
  std::vector<double> result;
  for (const T value : values) result.push_back(static_cast<double>(value) - zero);
  return result;
}

class Windows : public ::testing::TestWithParam<unsigned> {};

TEST_P(Windows, FloatConv) {
  Case c{GetParam()};
  const auto x = c.floats(c.cells());
  const auto w = c.floats(c.outputs * c.slide.window_h * c.slide.window_w * c.image.channels);
  c.image.values = centred(x, 0.0);
  GraphBuilder b;
  const auto src = b.input(f32, c.shape());
  b.add(c.conv(), {src, b.floats({c.outputs, c.slide.window_h, c.slide.window_w, c.image.channels}, w)});
  expect_near(run<float>(b.graph(), x, c.threads), naive_conv(c, centred(w, 0.0)), 1e-6);
}

TEST_P(Windows, FloatDepthwise) {
  Case c{GetParam()};
  const auto x = c.floats(c.cells());
  const auto w = c.floats(c.slide.window_h * c.slide.window_w * c.image.channels * c.multiplier);
  c.image.values = centred(x, 0.0);
  GraphBuilder b;
  const auto src = b.input(f32, c.shape());
  b.add(c.depthwise(), {src, b.floats({1, c.slide.window_h, c.slide.window_w, c.image.channels * c.multiplier}, w)});
  expect_near(run<float>(b.graph(), x, c.threads), naive_depthwise(c, centred(w, 0.0)), 1e-6);
}

/// Exact sums in double precision, rescaled in double precision: may differ from the float32 rule by one step where
/// the real value is a tie to within float precision, which is rare.
void expect_requantised(const std::vector<std::int8_t>& got, const std::vector<double>& sums,
                        const std::vector<std::int32_t>& bias, const std::vector<float>& scale, double zero) {
  ASSERT_EQ(got.size(), sums.size());
  std::size_t off = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const std::size_t o = i % scale.size();
    const double real = (sums[i] + bias[o]) * static_cast<double>(scale[o]);
    const double expected = std::clamp(std::nearbyint(real) + zero, -128.0, 127.0);
    ASSERT_LE(std::abs(got[i] - expected), 1.0) << "value " << i;
    off += got[i] == static_cast<std::int8_t>(expected) ? 0 : 1;
  }
  EXPECT_LE(off, 1 + got.size() / 1000);
}

TEST_P(Windows, IntegerConv) {
  Case c{GetParam()};
  const auto taps = c.slide.window_h * c.slide.window_w * c.image.channels;
  const auto x = c.bytes(c.cells(), -128);
  const auto w = c.bytes(c.outputs * taps, -127);
  const auto zero_src = c.pick(-128, 127);
  const auto zero_dst = c.pick(-20, 20);
  std::vector<std::int32_t> bias;
  std::vector<float> weight_scale, scale;
  const float dst_scale = 0.02F * static_cast<float>(std::sqrt(static_cast<double>(taps)));
  for (std::int64_t o = 0; o < c.outputs; ++o) {
    bias.push_back(static_cast<std::int32_t>(c.pick(-3000, 3000)));
    weight_scale.push_back(0.001F * static_cast<float>(c.pick(1, 9)));
    scale.push_back(0.05F * weight_scale.back() / dst_scale);
  }
  c.image.values = centred(x, static_cast<double>(zero_src));
  GraphBuilder b;
  const auto src = b.input(i8, c.shape(), per_tensor(0.05F, zero_src));
  const auto weights =
      b.constant(i8, {c.outputs, c.slide.window_h, c.slide.window_w, c.image.channels}, w, per_axis(weight_scale, 0));
  b.add(c.conv(), {src, weights, b.constant(i32, {c.outputs}, bias, per_axis(weight_scale, 0))}, i8,
        per_tensor(dst_scale, zero_dst));
  expect_requantised(run<std::int8_t>(b.graph(), x, c.threads), naive_conv(c, centred(w, 0.0)), bias, scale,
                     static_cast<double>(zero_dst));
}

TEST_P(Windows, IntegerDepthwise) {
  Case c{GetParam()};
  const auto outputs = c.image.channels * c.multiplier;
  const auto x = c.bytes(c.cells(), -128);
  const auto w = c.bytes(c.slide.window_h * c.slide.window_w * outputs, -127);
  const auto zero_src = c.pick(-128, 127);
  std::vector<std::int32_t> bias;
  std::vector<float> weight_scale, scale;
  for (std::int64_t o = 0; o < outputs; ++o) {
    bias.push_back(static_cast<std::int32_t>(c.pick(-500, 500)));
    weight_scale.push_back(0.001F * static_cast<float>(c.pick(1, 9)));
    scale.push_back(0.05F * weight_scale.back() / 0.1F);
  }
  c.image.values = centred(x, static_cast<double>(zero_src));
  GraphBuilder b;
  const auto src = b.input(i8, c.shape(), per_tensor(0.05F, zero_src));
  const auto weights = b.constant(i8, {1, c.slide.window_h, c.slide.window_w, outputs}, w, per_axis(weight_scale, 3));
  b.add(c.depthwise(), {src, weights, b.constant(i32, {outputs}, bias, per_axis(weight_scale, 0))}, i8,
        per_tensor(0.1F, -3));
  expect_requantised(run<std::int8_t>(b.graph(), x, c.threads), naive_depthwise(c, centred(w, 0.0)), bias, scale, -3.0);
}

TEST_P(Windows, HybridConvIsWithinAStepOfTheSource) {
  Case c{GetParam()};
  const auto taps = c.slide.window_h * c.slide.window_w * c.image.channels;
  const auto x = c.floats(c.cells());
  const auto w = c.bytes(c.outputs * taps, -127);
  c.image.values = centred(x, 0.0);
  GraphBuilder b;
  const auto src = b.input(f32, c.shape());
  const std::vector<float> scales(static_cast<std::size_t>(c.outputs), 0.01F);
  b.add(c.conv(), {src, b.constant(i8, {c.outputs, c.slide.window_h, c.slide.window_w, c.image.channels}, w,
                                   per_axis(scales, 0))});
  const auto got = run<float>(b.graph(), x, c.threads);
  std::vector<double> real_weights;
  for (const std::int8_t value : w) real_weights.push_back(0.01 * value);
  const auto expected = naive_conv(c, real_weights);
  // Each source value is off by half a step at most (and a bit, for the rounding of 0): sum of |w| of those.
  const auto [low, high] = std::minmax_element(x.begin(), x.end());
  const double step = (std::max(*high, 0.0F) - std::min(*low, 0.0F)) / 255.0;
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    const auto o = static_cast<std::int64_t>(i) % c.outputs;
    double weight = 0.0;
    for (std::int64_t k = o * taps; k < (o + 1) * taps; ++k)
      weight += std::abs(real_weights[static_cast<std::size_t>(k)]);
    ASSERT_NEAR(got[i], expected[i], 1.01 * step * weight + 1e-4) << "value " << i;
  }
}

TEST_P(Windows, Pools) {
  Case c{GetParam()};
  c.slide.dilation_h = c.slide.dilation_w = 1;
  const auto x = c.floats(c.cells());
  const auto q = c.bytes(c.cells(), -128);
  const auto channels = static_cast<std::size_t>(c.image.channels);

  const auto naive = [&](std::vector<double>& largest, std::vector<double>& sum, std::vector<double>& count) {
    std::int64_t columns = 0;
    slide_over(c.image, c.slide,
               [&](auto, auto column, auto, auto, auto*) { columns = std::max(columns, column + 1); });
    slide_over(c.image, c.slide, [&](auto y, auto column, auto, auto, const double* cell) {
      for (std::size_t k = 0; k < channels; ++k) {
        const auto at = static_cast<std::size_t>(y * columns + column) * channels + k;
        if (at >= sum.size()) {
          largest.resize(at + 1, -1e9);
          sum.resize(at + 1);
          count.resize(at + 1);
        }
        if (cell != nullptr) {
          largest[at] = std::max(largest[at], cell[k]);
          sum[at] += cell[k];
          count[at] += 1.0;
        }
      }
    });
  };

  for (const bool integer : {false, true}) {
    c.image.values = integer ? centred(q, 0.0) : centred(x, 0.0);
    std::vector<double> largest, sum, count, mean;
    naive(largest, sum, count);
    for (std::size_t i = 0; i < sum.size(); ++i) mean.push_back(sum[i] / count[i]);
    for (const bool maximum : {false, true}) {
      GraphBuilder b;
      const auto params = integer ? per_tensor(0.1F, 4) : graph::QuantParams{};
      const auto src = b.input(integer ? i8 : f32, c.shape(), params);
      if (maximum) {
        b.add(c.pool<graph::MaxPool2d>(), {src}, integer ? i8 : f32, params);
      } else {
        b.add(c.pool<graph::AveragePool2d>(), {src}, integer ? i8 : f32, params);
      }
      if (!integer) {
        expect_near(run<float>(b.graph(), x, c.threads), maximum ? largest : mean, maximum ? 0.0 : 1e-6);
        continue;
      }
      const auto got = run<std::int8_t>(b.graph(), q, c.threads);
      ASSERT_EQ(got.size(), mean.size());
      for (std::size_t i = 0; i < got.size(); ++i) {
        ASSERT_EQ(got[i], maximum ? largest[i] : std::round(mean[i])) << "value " << i;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Random, Windows, ::testing::Range(1U, 41U));

}  // namespace
}  // namespace wirebench::runtime::native::testing
