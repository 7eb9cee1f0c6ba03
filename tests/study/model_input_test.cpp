#include "wirebench/study/model_input.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "support/expect_error.hpp"

namespace wirebench::study {
namespace {

constexpr dataset::ImageShape k_shape{3, 1, 2};
// Channel-major: plane U = {0, 255}, V = {51, 102}, W = {128, 1}.
const std::vector<float> k_pixels{0, 255, 51, 102, 128, 1};

graph::Preprocessing to_unit() {
  return {.scale = {2 / 255.0F, 2 / 255.0F, 2 / 255.0F}, .offset = {-1, -1, -1}};
}

runtime::Port port(graph::DataType type, std::vector<float> scale = {}, std::vector<std::int64_t> zero_point = {}) {
  return {"images", type, {1, 1, 2, 3}, {std::move(scale), std::move(zero_point), 0}};
}

std::vector<int> codes(const runtime::Port& input, const graph::Preprocessing& preprocessing) {
  std::vector<std::byte> bytes;
  encode_image(input, preprocessing, k_shape, k_pixels, bytes);
  std::vector<int> values;
  for (const std::byte byte : bytes) {
    values.push_back(input.type == graph::DataType::uint8 ? std::to_integer<std::uint8_t>(byte)
                                                          : std::to_integer<std::int8_t>(byte));
  }
  return values;
}

TEST(EncodeImage, FloatInputsArePreprocessedAndChannelsComeLast) {
  std::vector<std::byte> bytes;
  encode_image(port(graph::DataType::float32), to_unit(), k_shape, k_pixels, bytes);
  std::vector<float> values(6);
  ASSERT_EQ(bytes.size(), sizeof(float) * values.size());
  std::memcpy(values.data(), bytes.data(), bytes.size());
  // By hand: pixel 51 of 255 is a fifth of [-1, 1], so -0.6; 102 is -0.2.
  const std::vector<float> expected{-1.0F, -0.6F, 128 * 2 / 255.0F - 1, 1.0F, -0.2F, 2 / 255.0F - 1};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(values[i], expected[i], 1e-6) << i;
}

TEST(EncodeImage, PixelCodesArePixels) {
  // One code is one pixel step; the zero point is only the nearest whole number to 127.5.
  for (const std::int64_t zero_point : {127, 128}) {
    EXPECT_EQ(codes(port(graph::DataType::uint8, {2 / 255.0F}, {zero_point}), to_unit()),
              (std::vector<int>{0, 51, 128, 255, 102, 1}));
  }
  EXPECT_EQ(codes(port(graph::DataType::int8, {2 / 255.0F}, {0}), to_unit()),
            (std::vector<int>{-128, -77, 0, 127, -26, -127}));
}

TEST(EncodeImage, OtherScalesGoThroughTheRealValueAndSaturate) {
  // Scale 0.01, zero point 100: -1 -> 0, -0.6 -> 40, 1 -> 200, -0.2 -> 80; 128 -> 0.00392 -> 100.39 -> 100.
  EXPECT_EQ(codes(port(graph::DataType::uint8, {0.01F}, {100}), to_unit()), (std::vector<int>{0, 40, 100, 200, 80, 1}));
  // Scale 0.001: everything but the smallest values saturates.
  EXPECT_EQ(codes(port(graph::DataType::int8, {0.001F}, {0}), to_unit()),
            (std::vector<int>{-128, -128, 4, 127, -128, -128}));
}

TEST(EncodeImage, RefusesOtherSizesAndUnscaledIntegers) {
  std::vector<std::byte> bytes;
  runtime::Port wrong = port(graph::DataType::float32);
  wrong.shape = {1, 2, 2, 3};
  test::expect_error([&] { encode_image(wrong, to_unit(), k_shape, k_pixels, bytes); }, ErrorKind::usage,
                     {"1x2x2x3", "1x1x2x3"});
  test::expect_error([&] { encode_image(port(graph::DataType::uint8), to_unit(), k_shape, k_pixels, bytes); },
                     ErrorKind::failed, {"without scale"});
  EXPECT_TRUE(bytes.empty());
}

TEST(DecodeScores, AllTypes) {
  const std::vector<float> real{0.25F, 0.75F};
  const runtime::Port float_port{"scores", graph::DataType::float32, {1, 2}, {}};
  EXPECT_EQ(decode_scores(float_port, std::as_bytes(std::span{real})), real);
  const std::vector<std::byte> bytes{std::byte{64}, std::byte{192}};
  EXPECT_EQ(decode_scores({"s", graph::DataType::uint8, {1, 2}, {{1 / 256.0F}, {0}, 0}}, bytes), real);
  const std::vector<std::byte> signed_bytes{std::byte{0xC0}, std::byte{64}};  // -64 and 64 with zero point -128
  EXPECT_EQ(decode_scores({"s", graph::DataType::int8, {1, 2}, {{1 / 256.0F}, {-128}, 0}}, signed_bytes), real);
}

}  // namespace
}  // namespace wirebench::study
