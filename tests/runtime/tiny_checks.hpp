/// \file Checks every runtime must pass on the tiny classifier.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "runtime/tiny_classifier.hpp"

#include "wirebench/runtime/runtime.hpp"

namespace wirebench::test {

/// The session's scores for the four images agree with NumPy's; floats within `tolerance`.
inline void expect_float_scores(runtime::Session& session, float tolerance) {
  const TinyClassifier tiny;
  EXPECT_EQ(session.input().type, graph::DataType::float32);
  EXPECT_EQ(session.input().shape, (graph::Shape{1, 6, 6, 3}));
  EXPECT_EQ(session.output().shape, (graph::Shape{1, 3}));
  std::vector<float> scores(tiny.scores.size(), -1.0F);
  session.infer(std::as_bytes(std::span{tiny.images}), std::as_writable_bytes(std::span{scores}));
  for (std::size_t i = 0; i < scores.size(); ++i) {
    EXPECT_TRUE(std::abs(scores[i] - tiny.scores[i]) <= tolerance) << i << ": " << scores[i] << " " << tiny.scores[i];
  }
}

/// The same for the file with uint8 input and output: real = scale * (stored - zero_point).
inline void expect_uint8_scores(runtime::Session& session, float tolerance) {
  const TinyClassifier tiny;
  const runtime::Port& in = session.input();
  const runtime::Port& out = session.output();
  ASSERT_EQ(in.type, graph::DataType::uint8);
  ASSERT_EQ(out.type, graph::DataType::uint8);
  ASSERT_EQ(in.quantization.scale.size(), 1U);
  ASSERT_EQ(out.quantization.scale.size(), 1U);
  std::vector<std::uint8_t> images;
  for (const float value : tiny.images) {
    const float stored =
        std::round(value / in.quantization.scale[0]) + static_cast<float>(in.quantization.zero_point[0]);
    images.push_back(static_cast<std::uint8_t>(std::clamp(stored, 0.0F, 255.0F)));
  }
  std::vector<std::uint8_t> scores(tiny.scores.size());
  session.infer(std::as_bytes(std::span{images}), std::as_writable_bytes(std::span{scores}));
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const float score = out.quantization.scale[0] *
                        (static_cast<float>(scores[i]) - static_cast<float>(out.quantization.zero_point[0]));
    EXPECT_TRUE(std::abs(score - tiny.scores[i]) <= tolerance) << i << ": " << score << " " << tiny.scores[i];
  }
}

/// Timing, pausing and memory work.
inline void expect_usable(runtime::Session& session) {
  const TinyClassifier tiny;
  EXPECT_GT(session.load_report().load.count(), 0);
  const std::vector<std::byte> image(session.input().bytes(), std::byte{0});
  const auto start = std::chrono::steady_clock::now();
  const auto durations = session.time(image, 20);
  const std::chrono::nanoseconds wall = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(durations.size(), 20U);
  EXPECT_LE(std::accumulate(durations.begin(), durations.end(), std::chrono::nanoseconds{}), wall);
  session.pause();
  session.resume();
  EXPECT_EQ(session.time(image, 2).size(), 2U);
  EXPECT_GT(session.peak_memory(), 1'000'000U);
}

}  // namespace wirebench::test
