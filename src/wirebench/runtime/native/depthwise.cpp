#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "wirebench/runtime/native/dynamic_range.hpp"
#include "wirebench/runtime/native/epilogue.hpp"
#include "wirebench/runtime/native/kernels.hpp"
#include "wirebench/runtime/native/multiversion.hpp"
#include "wirebench/runtime/native/window.hpp"

namespace wirebench::runtime::native {
namespace {

constexpr std::int32_t k_channel_axis = 3;  // of [1, H, W, C * multiplier] weights

WIREBENCH_MULTIVERSION
void accumulate(const float* __restrict x, const float* __restrict w, std::size_t count, float* __restrict sums) {
  for (std::size_t c = 0; c < count; ++c) {
    sums[c] += x[c] * w[c];
  }
}

WIREBENCH_MULTIVERSION
void accumulate(const std::int8_t* __restrict x, std::int32_t zero_point, const std::int16_t* __restrict w,
                std::size_t count, std::int32_t* __restrict sums) {
  for (std::size_t c = 0; c < count; ++c) {
    sums[c] += (x[c] - zero_point) * w[c];
  }
}

Window depthwise_window(const Site& site) {
  const auto& conv = site.attributes<graph::DepthwiseConv2d>();
  const graph::Shape& src = site.input(0).shape;
  const graph::Shape& weights = site.input(1).shape;
  const graph::Shape& dst = site.output().shape;
  if (src.size() != 4 || weights.size() != 4 || dst.size() != 4 || weights[0] != 1 || src[3] <= 0 ||
      weights[3] != src[3] * conv.multiplier) {
    site.refuse(fmt::format("source {}, weights {} and multiplier {} do not fit", graph::to_string(src),
                            graph::to_string(weights), conv.multiplier));
  }
  return {make_window_axis(src[1], weights[1], conv.stride_h, conv.dilation_h, conv.padding, dst[1]),
          make_window_axis(src[2], weights[2], conv.stride_w, conv.dilation_w, conv.padding, dst[2]), src[3]};
}

// What the three forms share: for each destination cell, sums over the taps inside the image, all channels at once.
class Depthwise : public Kernel {
 protected:
  explicit Depthwise(const Site& site)
      : Kernel{{site.input_id(0)}, site.output_id()},
        window_{depthwise_window(site)},
        multiplier_{to_size(site.attributes<graph::DepthwiseConv2d>().multiplier)},
        outputs_{to_size(window_.channels) * multiplier_},
        images_{to_size(site.input(0).shape[0])} {}

  /// add(source cell, weights of the tap, count, sums): one tap of a cell. Weights are stored [tap][multiple][channel]
  /// so that also with a multiplier the loop over channels runs over neighbours; finish(image, cell, sums) stores.
  template <class Source, class Weight, class Sum, class Add, class Finish>
  void slide(const Source* src, const std::vector<Weight>& weights, const Workspace& workspace, const Add& add,
             const Finish& finish) const {
    const std::size_t rows = images_ * to_size(window_.vertical.cells);
    const std::size_t channels = to_size(window_.channels);
    workspace.pool().run(rows, [&](std::size_t item, std::size_t worker) {
      Sum* sums = workspace.thread_scratch<Sum>(worker);
      const std::size_t image = item / to_size(window_.vertical.cells);
      const auto y = static_cast<std::int64_t>(item % to_size(window_.vertical.cells));
      const Source* pixels = src + image * to_size(window_.image());
      const auto taps_y = window_.vertical.inside(y);
      for (std::int64_t x = 0; x < window_.horizontal.cells; ++x) {
        const auto taps_x = window_.horizontal.inside(x);
        std::fill_n(sums, outputs_, Sum{0});
        for (std::int64_t i = taps_y.first; i < taps_y.last; ++i) {
          const std::int64_t line = window_.vertical.start(y) + i * window_.vertical.dilation;
          for (std::int64_t j = taps_x.first; j < taps_x.last; ++j) {
            const std::int64_t column = window_.horizontal.start(x) + j * window_.horizontal.dilation;
            const Source* cell = pixels + to_size(line * window_.horizontal.size + column) * channels;
            const Weight* tap = weights.data() + to_size(i * window_.horizontal.taps + j) * outputs_;
            for (std::size_t m = 0; m < multiplier_; ++m) {
              add(image, cell, tap + m * channels, channels, sums + m * channels);
            }
          }
        }
        finish(image, item * to_size(window_.horizontal.cells) + to_size(x), interleaved(sums));
      }
    });
  }

  /// Weights [tap][channel * multiplier + multiple] as [tap][multiple][channel].
  template <class To, class From>
  [[nodiscard]] std::vector<To> pack(std::span<const From> weights) const {
    const std::size_t channels = to_size(window_.channels);
    std::vector<To> packed(weights.size());
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const std::size_t tap = i / outputs_;
      const std::size_t output = i % outputs_;
      packed[tap * outputs_ + output % multiplier_ * channels + output / multiplier_] = weights[i];
    }
    return packed;
  }

  template <class Sum>
  void need_sums() noexcept {
    need_thread_scratch((multiplier_ == 1 ? 1 : 2) * outputs_ * sizeof(Sum));
  }

  Window window_;
  std::size_t multiplier_;
  std::size_t outputs_;
  std::size_t images_;

 private:
  /// Sums [multiple][channel] as [channel * multiplier + multiple], in the second half of the scratch memory.
  template <class Sum>
  [[nodiscard]] const Sum* interleaved(Sum* sums) const noexcept {
    if (multiplier_ == 1) {
      return sums;
    }
    const std::size_t channels = to_size(window_.channels);
    Sum* ordered = sums + outputs_;
    for (std::size_t c = 0; c < channels; ++c) {
      for (std::size_t m = 0; m < multiplier_; ++m) {
        ordered[c * multiplier_ + m] = sums[m * channels + c];
      }
    }
    return ordered;
  }
};

class FloatDepthwise final : public Depthwise {
 public:
  explicit FloatDepthwise(const Site& site)
      : Depthwise{site},
        weights_{pack<float>(site.constant<float>(1, graph::DataType::float32))},
        epilogue_{site, outputs_, site.attributes<graph::DepthwiseConv2d>().activation} {
    need_sums<float>();
  }

  void run(const Workspace& workspace) const override {
    auto* to = workspace.write<float>(dst());
    slide<float, float, float>(
        workspace.read<float>(src()), weights_, workspace,
        [](std::size_t, const float* x, const float* w, std::size_t count, float* sums) {
          accumulate(x, w, count, sums);
        },
        [&](std::size_t, std::size_t cell, const float* sums) { epilogue_(sums, 0, outputs_, to + cell * outputs_); });
  }

 private:
  std::vector<float> weights_;
  FloatEpilogue epilogue_;
};

class IntegerDepthwise final : public Depthwise {
 public:
  explicit IntegerDepthwise(const Site& site)
      : Depthwise{site},
        weights_{pack<std::int16_t>(site.constant<std::int8_t>(1, graph::DataType::int8))},
        zero_point_{site.src_quantization().zero_point},
        epilogue_{site, outputs_, k_channel_axis, site.attributes<graph::DepthwiseConv2d>().activation} {
    need_sums<std::int32_t>();
  }

  void run(const Workspace& workspace) const override {
    auto* to = workspace.write<std::int8_t>(dst());
    slide<std::int8_t, std::int16_t, std::int32_t>(
        workspace.read<std::int8_t>(src()), weights_, workspace,
        [&](std::size_t, const std::int8_t* x, const std::int16_t* w, std::size_t count, std::int32_t* sums) {
          accumulate(x, zero_point_, w, count, sums);
        },
        [&](std::size_t, std::size_t cell, const std::int32_t* sums) {
          epilogue_(sums, 0, outputs_, to + cell * outputs_);
        });
  }

 private:
  std::vector<std::int16_t> weights_;
  std::int32_t zero_point_;
  IntegerEpilogue epilogue_;
};

class HybridDepthwise final : public Depthwise {
 public:
  explicit HybridDepthwise(const Site& site)
      : Depthwise{site},
        weights_{pack<std::int16_t>(site.constant<std::int8_t>(1, graph::DataType::int8))},
        source_{images_, to_size(window_.image())},
        epilogue_{site, outputs_, k_channel_axis, site.attributes<graph::DepthwiseConv2d>().activation} {
    need_sums<std::int32_t>();
    need_shared_scratch(source_.scratch_bytes());
  }

  void run(const Workspace& workspace) const override {
    const DynamicSource::View from = source_.quantize(workspace.read<float>(src()), workspace);
    auto* to = workspace.write<float>(dst());
    slide<std::int8_t, std::int16_t, std::int32_t>(
        from.values, weights_, workspace,
        [&](std::size_t image, const std::int8_t* x, const std::int16_t* w, std::size_t count, std::int32_t* sums) {
          accumulate(x, from.params[image].zero_point, w, count, sums);
        },
        [&](std::size_t image, std::size_t cell, const std::int32_t* sums) {
          epilogue_(sums, 0, outputs_, from.params[image].scale, to + cell * outputs_);
        });
  }

 private:
  std::vector<std::int16_t> weights_;
  DynamicSource source_;
  HybridEpilogue epilogue_;
};

}  // namespace

KernelPtr make_float_depthwise(const Site& site) {
  return std::make_unique<FloatDepthwise>(site);
}
KernelPtr make_integer_depthwise(const Site& site) {
  return std::make_unique<IntegerDepthwise>(site);
}
KernelPtr make_hybrid_depthwise(const Site& site) {
  return std::make_unique<HybridDepthwise>(site);
}

}  // namespace wirebench::runtime::native
