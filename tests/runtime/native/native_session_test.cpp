#include "wirebench/runtime/native/native_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "wirebench/core/error.hpp"

namespace wirebench::runtime::native {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using testing::ThrowsMessage;

const std::string k_folder = std::string{WIREBENCH_SOURCE_DIR} + "/tests/data/runtime/native/";

TEST(NativeSession, DescribesTheModel) {
  const auto session = open_native(k_folder + "block_uint8.tflite", 2);
  EXPECT_EQ(session->input().type, graph::DataType::uint8);
  EXPECT_EQ(session->input().shape, (graph::Shape{1, 12, 12, 5}));
  EXPECT_TRUE(session->input().quantization.quantized());
  EXPECT_EQ(session->output().shape, (graph::Shape{1, 14}));
  EXPECT_THAT(session->load_report().version, StartsWith("wirebench "));
  EXPECT_EQ(session->load_report().implementation, "native kernels, 2 threads");
  EXPECT_GT(session->load_report().load.count(), 0);
}

TEST(NativeSession, RunsImagesOneAfterAnother) {
  const auto session = open_native(k_folder + "dense_float32.tflite", 1);
  std::vector<float> images(3 * 37, 0.5F);
  for (std::size_t i = 37; i < 74; ++i) images[i] = -1.0F;  // the middle image is another one
  std::vector<float> scores(3 * 5);
  session->infer(std::as_bytes(std::span{images}), std::as_writable_bytes(std::span{scores}));
  EXPECT_TRUE(std::equal(scores.begin(), scores.begin() + 5, scores.begin() + 10));
  EXPECT_FALSE(std::equal(scores.begin(), scores.begin() + 5, scores.begin() + 5));
}

TEST(NativeSession, TimesEachRun) {
  const auto session = open_native(k_folder + "block_float32.tflite", 1);
  const std::vector<std::byte> image(12 * 12 * 5 * sizeof(float));
  const auto durations = session->time(image, 20);
  ASSERT_EQ(durations.size(), 20U);
  for (const auto duration : durations) {
    EXPECT_GT(duration.count(), 0);
  }
  session->pause();
  session->resume();
  EXPECT_EQ(session->time(image, 1).size(), 1U);
}

TEST(NativeSession, PeakMemoryIsThatOfTheProcess) {
  const auto session = open_native(k_folder + "dense_float32.tflite", 1);
  const std::uint64_t before = session->peak_memory();
  EXPECT_GT(before, 1U << 20U);
  std::vector<char> block(before + (64U << 20U), 1);  // larger than all so far
  EXPECT_EQ(block[block.size() / 2], 1);
  EXPECT_GT(session->peak_memory(), before + (32U << 20U));
}

TEST(NativeSession, RefusesWrongSizes) {
  const auto session = open_native(k_folder + "dense_float32.tflite", 1);
  std::vector<std::byte> image(37 * 4 + 1), scores(5 * 4);
  EXPECT_THAT([&] { session->infer(image, scores); }, ThrowsMessage<Error>(HasSubstr("one image takes 148 bytes")));
  EXPECT_THAT([&] { static_cast<void>(session->time(image, 1)); }, ThrowsMessage<Error>(HasSubstr("148 bytes")));
}

TEST(NativeSession, RefusesMissingFile) {
  EXPECT_THAT([] { static_cast<void>(open_native("/nonexistent/model.tflite", 1)); },
              ThrowsMessage<Error>(HasSubstr("/nonexistent/model.tflite")));
}

}  // namespace
}  // namespace wirebench::runtime::native
