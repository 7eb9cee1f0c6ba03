/// \file Sliding windows the slow way, as an oracle: double precision, each output gathered over a padded copy of the
/// image, output by output. Shares nothing with the kernels.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "wirebench/graph/operators.hpp"

namespace wirebench::runtime::native::testing {

struct Image {
  std::int64_t height = 0, width = 0, channels = 0;
  std::vector<double> values;  ///< [height][width][channels]
};

struct Slide {
  std::int64_t window_h, window_w, stride_h, stride_w, dilation_h, dilation_w;
  graph::Padding padding;
};

/// The cells under each window: visit(output row, output column, tap row, tap column, source cell or null outside).
/// Returns {rows, columns} of the output. TensorFlow's rule: SAME gives ceil(size / stride) outputs and splits the
/// padding they need, the odd cell after.
inline std::pair<std::int64_t, std::int64_t> slide_over(
    const Image& image, const Slide& s,
    const std::function<void(std::int64_t, std::int64_t, std::int64_t, std::int64_t, const double*)>& visit) {
  const auto outputs = [&](std::int64_t size, std::int64_t window, std::int64_t stride, std::int64_t dilation) {
    std::int64_t count = 0;
    for (std::int64_t at = 0; at < size; at += stride) {
      const bool whole = at + (window - 1) * dilation < size;
      count += s.padding == graph::Padding::same || whole ? 1 : 0;
    }
    return count;
  };
  const auto front = [&](std::int64_t size, std::int64_t window, std::int64_t stride, std::int64_t dilation) {
    if (s.padding == graph::Padding::valid) return std::int64_t{0};
    std::int64_t missing = 0;  // cells the last window needs beyond the image
    for (std::int64_t at = 0; at < size; at += stride) {
      missing = at + (window - 1) * dilation + 1 - size;
    }
    return missing > 0 ? missing / 2 : 0;
  };
  const std::int64_t rows = outputs(image.height, s.window_h, s.stride_h, s.dilation_h);
  const std::int64_t columns = outputs(image.width, s.window_w, s.stride_w, s.dilation_w);
  const std::int64_t top = front(image.height, s.window_h, s.stride_h, s.dilation_h);
  const std::int64_t left = front(image.width, s.window_w, s.stride_w, s.dilation_w);
  for (std::int64_t i = 0; i < s.window_h; ++i) {
    for (std::int64_t j = 0; j < s.window_w; ++j) {
      for (std::int64_t y = 0; y < rows; ++y) {
        for (std::int64_t x = 0; x < columns; ++x) {
          const std::int64_t row = y * s.stride_h + i * s.dilation_h - top;
          const std::int64_t column = x * s.stride_w + j * s.dilation_w - left;
          const bool inside = row >= 0 && row < image.height && column >= 0 && column < image.width;
          const auto cell = static_cast<std::size_t>((row * image.width + column) * image.channels);
          visit(y, x, i, j, inside ? image.values.data() + cell : nullptr);
        }
      }
    }
  }
  return {rows, columns};
}

}  // namespace wirebench::runtime::native::testing
