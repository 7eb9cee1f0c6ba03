#include <algorithm>
#include <array>
#include <cmath>

#include "wirebench/runtime/native/kernels.hpp"
#include "wirebench/runtime/native/requantize.hpp"

namespace wirebench::runtime::native {
namespace {

class FloatSoftmax final : public Kernel {
 public:
  explicit FloatSoftmax(const Site& site)
      : Kernel{{site.input_id(0)}, site.output_id()},
        classes_{last_axis(site.output())},
        rows_{classes_ == 0 ? 0 : element_count(site.output()) / classes_} {}

  void run(const Workspace& workspace) const override {
    const auto* from = workspace.read<float>(src());
    auto* to = workspace.write<float>(dst());
    for (std::size_t row = 0; row < rows_; ++row, from += classes_, to += classes_) {
      const float largest = *std::max_element(from, from + classes_);
      float sum = 0.0F;
      for (std::size_t c = 0; c < classes_; ++c) {
        to[c] = std::exp(from[c] - largest);
        sum += to[c];
      }
      for (std::size_t c = 0; c < classes_; ++c) {
        to[c] /= sum;
      }
    }
  }

 private:
  std::size_t classes_;
  std::size_t rows_;
};

/// Exponentials of the 256 possible distances from the largest score, from a table, in float32.
/// Source: TensorFlow Lite's optimised 8-bit SOFTMAX.
class IntegerSoftmax final : public Kernel {
 public:
  explicit IntegerSoftmax(const Site& site)
      : Kernel{{site.input_id(0)}, site.output_id()},
        classes_{last_axis(site.output())},
        rows_{classes_ == 0 ? 0 : element_count(site.output()) / classes_},
        dst_quantization_{site.dst_quantization()} {
    const float scale = site.src_quantization().scale;
    for (std::size_t distance = 0; distance < exponentials_.size(); ++distance) {
      exponentials_[distance] = std::exp(-scale * static_cast<float>(distance));
    }
  }

  void run(const Workspace& workspace) const override {
    const auto* from = workspace.read<std::int8_t>(src());
    auto* to = workspace.write<std::int8_t>(dst());
    for (std::size_t row = 0; row < rows_; ++row, from += classes_, to += classes_) {
      const std::int32_t largest = *std::max_element(from, from + classes_);
      float sum = 0.0F;
      for (std::size_t c = 0; c < classes_; ++c) {
        sum += exponentials_[static_cast<std::size_t>(largest - from[c])];
      }
      const float to_stored = 1.0F / (sum * dst_quantization_.scale);
      for (std::size_t c = 0; c < classes_; ++c) {
        const float steps = exponentials_[static_cast<std::size_t>(largest - from[c])] * to_stored;
        to[c] =
            saturate<std::int8_t>(round_half_even(std::min(steps, 1024.0F)) + dst_quantization_.zero_point, -128, 127);
      }
    }
  }

 private:
  std::size_t classes_;
  std::size_t rows_;
  Site::PerTensor dst_quantization_;
  std::array<float, 256> exponentials_{};
};

}  // namespace

KernelPtr make_float_softmax(const Site& site) {
  return std::make_unique<FloatSoftmax>(site);
}
KernelPtr make_integer_softmax(const Site& site) {
  return std::make_unique<IntegerSoftmax>(site);
}

}  // namespace wirebench::runtime::native
