#include <fmt/format.h>

#include "wirebench/runtime/native/contraction.hpp"
#include "wirebench/runtime/native/dynamic_range.hpp"
#include "wirebench/runtime/native/epilogue.hpp"
#include "wirebench/runtime/native/kernels.hpp"
#include "wirebench/runtime/native/patches.hpp"

namespace wirebench::runtime::native {
namespace {

constexpr std::int32_t k_output_axis = 0;  // of OHWI weights

Window conv_window(const Site& site) {
  const auto& conv = site.attributes<graph::Conv2d>();
  const graph::Shape& src = site.input(0).shape;
  const graph::Shape& weights = site.input(1).shape;
  const graph::Shape& dst = site.output().shape;
  if (src.size() != 4 || weights.size() != 4 || dst.size() != 4 || weights[3] != src[3]) {
    site.refuse(fmt::format("source {} and weights {} do not fit (grouped convolutions are not supported)",
                            graph::to_string(src), graph::to_string(weights)));
  }
  return {make_window_axis(src[1], weights[1], conv.stride_h, conv.dilation_h, conv.padding, dst[1]),
          make_window_axis(src[2], weights[2], conv.stride_w, conv.dilation_w, conv.padding, dst[2]), src[3]};
}

// What the three forms share: the window, and the cells of all images numbered as rows of a matrix.
class Conv : public Kernel {
 protected:
  explicit Conv(const Site& site)
      : Kernel{{site.input_id(0)}, site.output_id()},
        window_{conv_window(site)},
        outputs_{to_size(site.input(1).shape[0])},
        images_{to_size(site.input(0).shape[0])} {}

  [[nodiscard]] std::size_t rows() const noexcept { return images_ * to_size(window_.cells()); }
  [[nodiscard]] std::size_t image_of(std::size_t row) const noexcept { return row / to_size(window_.cells()); }

  template <class Source, class Patch>
  void gather(const Source* src, std::size_t row, std::int32_t zero_point, Patch* patch) const noexcept {
    const std::int64_t cell = static_cast<std::int64_t>(row) % window_.cells();
    gather_patch(window_, src + image_of(row) * to_size(window_.image()), cell / window_.horizontal.cells,
                 cell % window_.horizontal.cells, zero_point, patch);
  }

  Window window_;
  std::size_t outputs_;
  std::size_t images_;
};

class FloatConv final : public Conv {
 public:
  explicit FloatConv(const Site& site)
      : Conv{site},
        weights_{site.constant<float>(1, graph::DataType::float32), outputs_},
        epilogue_{site, outputs_, site.attributes<graph::Conv2d>().activation} {
    need_thread_scratch(contraction_scratch(weights_, rows()));
  }

  void run(const Workspace& workspace) const override {
    const auto* from = workspace.read<float>(src());
    auto* to = workspace.write<float>(dst());
    contract(
        weights_, rows(), workspace, [&](std::size_t row, float* patch) { gather(from, row, 0, patch); },
        [&](std::size_t row, std::size_t first, const float* sums, std::size_t count) {
          epilogue_(sums, first, count, to + row * outputs_ + first);
        });
  }

 private:
  FloatWeights weights_;
  FloatEpilogue epilogue_;
};

class IntegerConv final : public Conv {
 public:
  explicit IntegerConv(const Site& site)
      : Conv{site},
        weights_{site.constant<std::int8_t>(1, graph::DataType::int8), outputs_},
        zero_point_{site.src_quantization().zero_point},
        epilogue_{site, outputs_, k_output_axis, site.attributes<graph::Conv2d>().activation} {
    need_thread_scratch(contraction_scratch(weights_, rows()));
  }

  void run(const Workspace& workspace) const override {
    const auto* from = workspace.read<std::int8_t>(src());
    auto* to = workspace.write<std::int8_t>(dst());
    contract(
        weights_, rows(), workspace,
        [&](std::size_t row, std::int16_t* patch) { gather(from, row, zero_point_, patch); },
        [&](std::size_t row, std::size_t first, const std::int32_t* sums, std::size_t count) {
          epilogue_(sums, first, count, to + row * outputs_ + first);
        });
  }

 private:
  IntegerWeights weights_;
  std::int32_t zero_point_;
  IntegerEpilogue epilogue_;
};

class HybridConv final : public Conv {
 public:
  explicit HybridConv(const Site& site)
      : Conv{site},
        weights_{site.constant<std::int8_t>(1, graph::DataType::int8), outputs_},
        source_{images_, to_size(window_.image())},
        epilogue_{site, outputs_, k_output_axis, site.attributes<graph::Conv2d>().activation} {
    need_thread_scratch(contraction_scratch(weights_, rows()));
    need_shared_scratch(source_.scratch_bytes());
  }

  void run(const Workspace& workspace) const override {
    const DynamicSource::View from = source_.quantize(workspace.read<float>(src()), workspace);
    auto* to = workspace.write<float>(dst());
    contract(
        weights_, rows(), workspace,
        [&](std::size_t row, std::int16_t* patch) {
          gather(from.values, row, from.params[image_of(row)].zero_point, patch);
        },
        [&](std::size_t row, std::size_t first, const std::int32_t* sums, std::size_t count) {
          epilogue_(sums, first, count, from.params[image_of(row)].scale, to + row * outputs_ + first);
        });
  }

 private:
  IntegerWeights weights_;
  DynamicSource source_;
  HybridEpilogue epilogue_;
};

// Deeper sums could pass 32 bits.
void expect_depth(const Site& site) {
  const graph::Shape& weights = site.input(1).shape;
  if (weights.size() != 4 ||
      weights[1] * weights[2] * weights[3] > static_cast<std::int64_t>(IntegerWeights::k_largest_depth)) {
    site.refuse(fmt::format("weights {} are too deep for 32-bit sums", graph::to_string(weights)));
  }
}

}  // namespace

KernelPtr make_float_conv(const Site& site) {
  return std::make_unique<FloatConv>(site);
}

KernelPtr make_integer_conv(const Site& site) {
  expect_depth(site);
  return std::make_unique<IntegerConv>(site);
}

KernelPtr make_hybrid_conv(const Site& site) {
  expect_depth(site);
  return std::make_unique<HybridConv>(site);
}

}  // namespace wirebench::runtime::native
