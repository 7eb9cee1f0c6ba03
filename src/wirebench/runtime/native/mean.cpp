#include <fmt/format.h>

#include <algorithm>

#include "wirebench/runtime/native/kernels.hpp"
#include "wirebench/runtime/native/requantize.hpp"

namespace wirebench::runtime::native {
namespace {

struct Extent {
  std::size_t images;
  std::size_t cells;
  std::size_t channels;
};

Extent mean_extent(const Site& site) {
  const graph::Shape& src = site.input(0).shape;
  if (src.size() != 4 || src[1] * src[2] <= 0 || element_count(site.output()) != to_size(src[0] * src[3])) {
    site.refuse(fmt::format("source {} and output {} do not fit", graph::to_string(src),
                            graph::to_string(site.output().shape)));
  }
  return {to_size(src[0]), to_size(src[1] * src[2]), to_size(src[3])};
}

class FloatMean final : public Kernel {
 public:
  explicit FloatMean(const Site& site) : Kernel{{site.input_id(0)}, site.output_id()}, extent_{mean_extent(site)} {}

  void run(const Workspace& workspace) const override {
    const auto* from = workspace.read<float>(src());
    auto* to = workspace.write<float>(dst());
    for (std::size_t image = 0; image < extent_.images; ++image, to += extent_.channels) {
      std::fill_n(to, extent_.channels, 0.0F);
      for (std::size_t cell = 0; cell < extent_.cells; ++cell, from += extent_.channels) {
        for (std::size_t c = 0; c < extent_.channels; ++c) {
          to[c] += from[c];
        }
      }
      for (std::size_t c = 0; c < extent_.channels; ++c) {
        to[c] /= static_cast<float>(extent_.cells);
      }
    }
  }

 private:
  Extent extent_;
};

/// (sum - cells * z_src) rescaled by s_src / (s_dst * cells), rounded as TensorFlow Lite's reference rescales.
class IntegerMean final : public Kernel {
 public:
  explicit IntegerMean(const Site& site) : Kernel{{site.input_id(0)}, site.output_id()}, extent_{mean_extent(site)} {
    const Site::PerTensor src = site.src_quantization();
    const Site::PerTensor dst = site.dst_quantization();
    const double factor = static_cast<double>(src.scale) / static_cast<double>(dst.scale);
    if (!(factor < 256.0) || extent_.cells > 4'000'000) {  // sums and their rescaling stay within 32 bits
      site.refuse(fmt::format("a mean over {} cells, rescaled by {}, is out of range", extent_.cells, factor));
    }
    rescale_ = to_fixed(factor / static_cast<double>(extent_.cells));
    zero_sum_ = src.zero_point * static_cast<std::int32_t>(extent_.cells);
    zero_point_ = dst.zero_point;
    need_shared_scratch(extent_.channels * sizeof(std::int32_t));
  }

  void run(const Workspace& workspace) const override {
    const auto* from = workspace.read<std::int8_t>(src());
    auto* to = workspace.write<std::int8_t>(dst());
    auto* sums = reinterpret_cast<std::int32_t*>(workspace.shared_scratch());
    for (std::size_t image = 0; image < extent_.images; ++image, to += extent_.channels) {
      std::fill_n(sums, extent_.channels, 0);
      for (std::size_t cell = 0; cell < extent_.cells; ++cell, from += extent_.channels) {
        for (std::size_t c = 0; c < extent_.channels; ++c) {
          sums[c] += from[c];
        }
      }
      for (std::size_t c = 0; c < extent_.channels; ++c) {
        to[c] = saturate<std::int8_t>(multiply(sums[c] - zero_sum_, rescale_) + zero_point_, -128, 127);
      }
    }
  }

 private:
  Extent extent_;
  FixedMultiplier rescale_;
  std::int32_t zero_sum_ = 0;
  std::int32_t zero_point_ = 0;
};

}  // namespace

KernelPtr make_float_mean(const Site& site) {
  return std::make_unique<FloatMean>(site);
}
KernelPtr make_integer_mean(const Site& site) {
  return std::make_unique<IntegerMean>(site);
}

}  // namespace wirebench::runtime::native
