/// \file A window sliding over an NHWC image: which source cells belong to which destination cell.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "wirebench/graph/graph.hpp"

namespace wirebench::runtime::native {

/// One axis of the sliding: source cell = cell * stride - before + tap * dilation.
struct WindowAxis {
  std::int64_t size = 0;  ///< of the source
  std::int64_t taps = 0;  ///< of the window
  std::int64_t stride = 1;
  std::int64_t dilation = 1;
  std::int64_t before = 0;  ///< padding cells in front
  std::int64_t cells = 0;   ///< of the destination

  /// Source index of the window's first tap (negative in the padding).
  [[nodiscard]] std::int64_t start(std::int64_t cell) const noexcept { return cell * stride - before; }

  /// Taps [first, last) that lie inside the source.
  struct Range {
    std::int64_t first;
    std::int64_t last;
  };
  [[nodiscard]] Range inside(std::int64_t cell) const noexcept {
    const std::int64_t at = start(cell);
    const std::int64_t first = at >= 0 ? 0 : (-at + dilation - 1) / dilation;
    const std::int64_t last = size > at ? (size - at + dilation - 1) / dilation : 0;
    return {std::min(first, taps), std::clamp(last, std::min(first, taps), taps)};
  }
};

struct Window {
  WindowAxis vertical;
  WindowAxis horizontal;
  std::int64_t channels = 0;

  [[nodiscard]] std::int64_t taps() const noexcept { return vertical.taps * horizontal.taps; }
  /// Destination cells of one image.
  [[nodiscard]] std::int64_t cells() const noexcept { return vertical.cells * horizontal.cells; }
  /// Values of one source image.
  [[nodiscard]] std::int64_t image() const noexcept { return vertical.size * horizontal.size * channels; }
};

[[nodiscard]] inline WindowAxis make_window_axis(std::int64_t size, std::int64_t taps, std::int64_t stride,
                                                 std::int64_t dilation, graph::Padding padding, std::int64_t cells) {
  const std::int64_t before =
      padding == graph::Padding::same ? graph::same_padding(size, taps, stride, dilation).first : 0;
  return {size, taps, stride, dilation, before, cells};
}

}  // namespace wirebench::runtime::native
