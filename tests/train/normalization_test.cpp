#include "wirebench/train/normalization.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace wirebench::train::normalization {
namespace {

Bfloat16 narrow(float value) {
  // One channel with mean 0, scale 1, beta 0: the kernel's own rounding and nothing else.
  const Bfloat16 zero = 0;
  const float mean = -value;
  const float one = 1.0F;
  const float beta = 0.0F;
  Bfloat16 out = 0;
  normalize({1, 1}, Rows<const Bfloat16>{&zero, 1}, Rows<Bfloat16>{&out, 1}, {&mean, &one, &beta, Rectify::no});
  return out;
}

TEST(Bfloat16Rounding, ToNearestEven) {
  EXPECT_EQ(narrow(1.0F), 0x3f80);
  EXPECT_EQ(narrow(1.0F + 0x1p-8F), 0x3f80);  // half way, down to even
  EXPECT_EQ(narrow(1.0F + 0x3p-8F), 0x3f82);  // half way, up to even
  EXPECT_EQ(narrow(1.0F + 0x1p-8F + 0x1p-16F), 0x3f81);
  EXPECT_EQ(narrow(-std::numeric_limits<float>::infinity()), 0xff80);
  EXPECT_TRUE(std::isnan(std::bit_cast<float>(static_cast<std::uint32_t>(narrow(NAN)) << 16U)));
}

TEST(Moments, OfRowsWithAStride) {
  // Two channels in rows of three; the third column must not be read.
  const std::vector<float> rows{1, 10, 1e9F, 2, 20, 1e9F, 6, 30, 1e9F};
  const std::vector<float> shift{1, 20};
  std::vector<float> sum(2), square(2);
  moments({3, 2}, Rows<const float>{rows.data(), 3}, shift.data(), sum.data(), square.data());
  EXPECT_EQ(sum, (std::vector<float>{6, 0}));
  EXPECT_EQ(square, (std::vector<float>{26, 200}));
}

TEST(Moments, WideRowsUseTheWholeRow) {
  // 150 channels are two full tiles and a part.
  std::vector<float> rows(2 * 150);
  std::iota(rows.begin(), rows.end(), 0.0F);
  const std::vector<float> shift(150, 0.0F);
  std::vector<float> sum(150), square(150);
  moments({2, 150}, Rows<const float>{rows.data(), 150}, shift.data(), sum.data(), square.data());
  for (std::size_t c = 0; c < 150; ++c) EXPECT_EQ(sum[c], static_cast<float>(2 * c + 150)) << c;
}

TEST(Normalize, WithAndWithoutRelu) {
  const std::vector<float> rows{1, 5, 3, 9};
  const std::vector<float> mean{2, 5}, scale{2, 0.5F}, beta{1, -1};
  std::vector<float> out(4);
  normalize({2, 2}, Rows<const float>{rows.data(), 2}, Rows<float>{out.data(), 2},
            {mean.data(), scale.data(), beta.data(), Rectify::no});
  EXPECT_EQ(out, (std::vector<float>{-1, -1, 3, 1}));
  normalize({2, 2}, Rows<const float>{rows.data(), 2}, Rows<float>{out.data(), 2},
            {mean.data(), scale.data(), beta.data(), Rectify::yes});
  EXPECT_EQ(out, (std::vector<float>{0, 0, 3, 1}));
}

TEST(Normalize, NotANumberIsNotHiddenByTheRelu) {
  const std::vector<float> rows{NAN};
  const std::vector<float> zero{0}, one{1};
  std::vector<float> out(1);
  normalize({1, 1}, Rows<const float>{rows.data(), 1}, Rows<float>{out.data(), 1},
            {zero.data(), one.data(), zero.data(), Rectify::yes});
  EXPECT_TRUE(std::isnan(out[0]));
}

TEST(Gradient, StopsWhereTheReluStopped) {
  const std::vector<float> rows{1, 4};  // normalised: -1 (stopped), 2
  const std::vector<float> diff{100, 10};
  const std::vector<float> mean{2}, scale{1}, beta{0};
  const Affine affine{mean.data(), scale.data(), beta.data(), Rectify::yes};
  float sum = 0, product = 0;
  gradient_sums({2, 1}, Rows<const float>{rows.data(), 1}, Rows<const float>{diff.data(), 1}, affine, &sum, &product);
  EXPECT_EQ(sum, 10.0F);
  EXPECT_EQ(product, 20.0F);
  const float slope = 3, constant = 0.5F;
  std::vector<float> out{1000, 2000};
  gradient({2, 1}, Rows<const float>{rows.data(), 1}, Rows<const float>{diff.data(), 1}, Rows<float>{out.data(), 1},
           affine, {&slope, &constant, Write::add_to});
  EXPECT_EQ(out, (std::vector<float>{1000 - 3 + 0.5F, 2000 + 10 + 6 + 0.5F}));
  gradient({2, 1}, Rows<const float>{rows.data(), 1}, Rows<const float>{diff.data(), 1}, Rows<float>{out.data(), 1},
           affine, {&slope, &constant, Write::replace});
  EXPECT_EQ(out, (std::vector<float>{-2.5F, 16.5F}));
}

}  // namespace
}  // namespace wirebench::train::normalization
