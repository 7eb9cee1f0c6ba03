#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "wirebench/runtime/native/kernels.hpp"
#include "wirebench/runtime/native/multiversion.hpp"
#include "wirebench/runtime/native/window.hpp"

namespace wirebench::runtime::native {
namespace {

WIREBENCH_MULTIVERSION
void keep_largest(const float* __restrict x, std::size_t count, float* __restrict largest) {
  for (std::size_t c = 0; c < count; ++c) {
    largest[c] = x[c] > largest[c] ? x[c] : largest[c];
  }
}

WIREBENCH_MULTIVERSION
void keep_largest(const std::int8_t* __restrict x, std::size_t count, std::int8_t* __restrict largest) {
  for (std::size_t c = 0; c < count; ++c) {
    largest[c] = x[c] > largest[c] ? x[c] : largest[c];
  }
}

WIREBENCH_MULTIVERSION
void add_up(const float* __restrict x, std::size_t count, float* __restrict sums) {
  for (std::size_t c = 0; c < count; ++c) {
    sums[c] += x[c];
  }
}

WIREBENCH_MULTIVERSION
void add_up(const std::int8_t* __restrict x, std::size_t count, std::int32_t* __restrict sums) {
  for (std::size_t c = 0; c < count; ++c) {
    sums[c] += x[c];
  }
}

template <class Pool>
Window pool_window(const Site& site, const Pool& pool) {
  const graph::Shape& src = site.input(0).shape;
  const graph::Shape& dst = site.output().shape;
  if (src.size() != 4 || dst.size() != 4 || src[3] != dst[3]) {
    site.refuse(fmt::format("source {} and output {} do not fit", graph::to_string(src), graph::to_string(dst)));
  }
  return {make_window_axis(src[1], pool.window_h, pool.stride_h, 1, pool.padding, dst[1]),
          make_window_axis(src[2], pool.window_w, pool.stride_w, 1, pool.padding, dst[2]), src[3]};
}

/// Accumulates the cells under the window, all channels at once. Rule has Value, Sum, start, add(), finish().
template <class Rule>
class Pool final : public Kernel {
 public:
  Pool(const Site& site, const Window& window)
      : Kernel{{site.input_id(0)}, site.output_id()},
        window_{window},
        rows_{to_size(site.output().shape[0]) * to_size(window.vertical.cells)} {
    need_thread_scratch(to_size(window_.channels) * sizeof(typename Rule::Sum));
  }

  void run(const Workspace& workspace) const override {
    using Value = typename Rule::Value;
    using Sum = typename Rule::Sum;
    const auto* from = workspace.read<Value>(src());
    auto* to = workspace.write<Value>(dst());
    const std::size_t channels = to_size(window_.channels);
    const WindowAxis& columns = window_.horizontal;
    workspace.pool().run(rows_, [&](std::size_t row, std::size_t worker) {
      Sum* sums = workspace.thread_scratch<Sum>(worker);
      const std::size_t image = row / to_size(window_.vertical.cells);
      const auto y = static_cast<std::int64_t>(row % to_size(window_.vertical.cells));
      const auto taps_y = window_.vertical.inside(y);
      for (std::int64_t x = 0; x < columns.cells; ++x) {
        const auto taps_x = columns.inside(x);
        std::fill_n(sums, channels, Rule::k_start);
        for (std::int64_t i = taps_y.first; i < taps_y.last; ++i) {
          const Value* line = from + image * to_size(window_.image()) +
                              to_size((window_.vertical.start(y) + i) * columns.size) * channels;
          for (std::int64_t j = taps_x.first; j < taps_x.last; ++j) {
            Rule::add(line + to_size(columns.start(x) + j) * channels, channels, sums);
          }
        }
        const std::int64_t cells = (taps_y.last - taps_y.first) * (taps_x.last - taps_x.first);
        Rule::finish(sums, channels, cells, to + (row * to_size(columns.cells) + to_size(x)) * channels);
      }
    });
  }

 private:
  Window window_;
  std::size_t rows_;
};

template <class T>
struct Largest {
  using Value = T;
  using Sum = T;
  static constexpr T k_start =
      std::numeric_limits<T>::has_infinity ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::lowest();
  static void add(const T* x, std::size_t count, T* sums) noexcept { keep_largest(x, count, sums); }
  static void finish(const T* sums, std::size_t count, std::int64_t /*cells*/, T* to) noexcept {
    std::copy_n(sums, count, to);
  }
};

struct FloatAverage {
  using Value = float;
  using Sum = float;
  static constexpr float k_start = 0.0F;
  static void add(const float* x, std::size_t count, float* sums) noexcept { add_up(x, count, sums); }
  static void finish(const float* sums, std::size_t count, std::int64_t cells, float* to) noexcept {
    const float divisor = static_cast<float>(cells);
    for (std::size_t c = 0; c < count; ++c) {
      to[c] = sums[c] / divisor;
    }
  }
};

/// (sum +- cells / 2) / cells: ties away from zero. Source: TensorFlow Lite.
struct IntegerAverage {
  using Value = std::int8_t;
  using Sum = std::int32_t;
  static constexpr std::int32_t k_start = 0;
  static void add(const std::int8_t* x, std::size_t count, std::int32_t* sums) noexcept { add_up(x, count, sums); }
  static void finish(const std::int32_t* sums, std::size_t count, std::int64_t cells, std::int8_t* to) noexcept {
    const auto divisor = static_cast<std::int32_t>(cells);
    for (std::size_t c = 0; c < count; ++c) {
      const std::int32_t half = sums[c] > 0 ? divisor / 2 : -(divisor / 2);
      to[c] = static_cast<std::int8_t>((sums[c] + half) / divisor);  // an average of int8 is an int8
    }
  }
};

// A window wholly in the padding would have nothing to choose from or divide by; TensorFlow's padding makes none.
void expect_cells(const Site& site, const Window& window) {
  for (const WindowAxis& axis : {window.vertical, window.horizontal}) {
    for (std::int64_t cell = 0; cell < axis.cells; ++cell) {
      const auto taps = axis.inside(cell);
      if (taps.first >= taps.last) {
        site.refuse(fmt::format("the window at {} of {} covers no cell of the image", cell, axis.cells));
      }
    }
  }
}

template <class Rule, class Attribute>
KernelPtr make_pool(const Site& site) {
  const Window window = pool_window(site, site.attributes<Attribute>());
  expect_cells(site, window);
  if constexpr (std::is_same_v<typename Rule::Value, std::int8_t>) {
    site.expect_same_quantization(0);
  }
  return std::make_unique<Pool<Rule>>(site, window);
}

}  // namespace

KernelPtr make_float_max_pool(const Site& site) {
  return make_pool<Largest<float>, graph::MaxPool2d>(site);
}
KernelPtr make_integer_max_pool(const Site& site) {
  return make_pool<Largest<std::int8_t>, graph::MaxPool2d>(site);
}
KernelPtr make_float_average_pool(const Site& site) {
  return make_pool<FloatAverage, graph::AveragePool2d>(site);
}
KernelPtr make_integer_average_pool(const Site& site) {
  return make_pool<IntegerAverage, graph::AveragePool2d>(site);
}

}  // namespace wirebench::runtime::native
