/// \file Laying the source cells under a window side by side, so that a convolution becomes inner products.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "wirebench/runtime/native/window.hpp"

namespace wirebench::runtime::native {

/// Copies `count` values, taking the zero point away (floats have none).
inline void copy_centred(const float* src, std::int64_t count, std::int32_t /*zero_point*/, float* dst) noexcept {
  std::copy_n(src, count, dst);
}
inline void copy_centred(const std::int8_t* src, std::int64_t count, std::int32_t zero_point,
                         std::int16_t* dst) noexcept {
  const auto zero = static_cast<std::int16_t>(zero_point);
  for (std::int64_t i = 0; i < count; ++i) {
    dst[i] = static_cast<std::int16_t>(src[i] - zero);
  }
}

/// The patch of destination cell (y, x) of one image: taps() * channels values in the order [taps_h][taps_w][channels].
/// Padding cells hold zero, which in quantised images stands for the zero point.
template <class Source, class Patch>
void gather_patch(const Window& window, const Source* image, std::int64_t y, std::int64_t x, std::int32_t zero_point,
                  Patch* patch) noexcept {
  const WindowAxis& rows = window.vertical;
  const WindowAxis& columns = window.horizontal;
  const auto valid_rows = rows.inside(y);
  const auto valid_columns = columns.inside(x);
  const std::int64_t line = columns.taps * window.channels;
  for (std::int64_t i = 0; i < rows.taps; ++i, patch += line) {
    if (i < valid_rows.first || i >= valid_rows.last) {
      std::fill_n(patch, line, Patch{0});
      continue;
    }
    const Source* row = image + (rows.start(y) + i * rows.dilation) * columns.size * window.channels;
    std::fill_n(patch, valid_columns.first * window.channels, Patch{0});
    if (columns.dilation == 1) {  // neighbouring taps are neighbours in memory
      copy_centred(row + (columns.start(x) + valid_columns.first) * window.channels,
                   (valid_columns.last - valid_columns.first) * window.channels, zero_point,
                   patch + valid_columns.first * window.channels);
    } else {
      for (std::int64_t j = valid_columns.first; j < valid_columns.last; ++j) {
        copy_centred(row + (columns.start(x) + j * columns.dilation) * window.channels, window.channels, zero_point,
                     patch + j * window.channels);
      }
    }
    std::fill_n(patch + valid_columns.last * window.channels, (columns.taps - valid_columns.last) * window.channels,
                Patch{0});
  }
}

}  // namespace wirebench::runtime::native
