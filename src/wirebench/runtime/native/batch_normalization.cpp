#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "wirebench/runtime/native/kernels.hpp"
#include "wirebench/runtime/native/pieces.hpp"

namespace wirebench::runtime::native {
namespace {

/// dst = src * scale + offset for each channel, with scale = gamma / sqrt(variance + epsilon) and
/// offset = beta - mean * scale computed once in double precision.
class BatchNormalization final : public Kernel {
 public:
  explicit BatchNormalization(const Site& site)
      : Kernel{{site.input_id(0)}, site.output_id()},
        values_{element_count(site.output())},
        channels_{last_axis(site.output())} {
    const std::size_t first = site.input_count() == 5 ? 2 : 1;  // behind a gamma, if there is one
    const auto gamma = first == 2 ? parameter(site, 1) : std::vector<double>(channels_, 1.0);
    const auto beta = parameter(site, first);
    const auto mean = parameter(site, first + 1);
    const auto variance = parameter(site, first + 2);
    const double epsilon = site.attributes<graph::BatchNormalization>().epsilon;
    for (std::size_t c = 0; c < channels_; ++c) {
      const double scale = gamma[c] / std::sqrt(variance[c] + epsilon);
      scale_.push_back(static_cast<float>(scale));
      offset_.push_back(static_cast<float>(beta[c] - mean[c] * scale));
    }
  }

  void run(const Workspace& workspace) const override {
    const auto* from = workspace.read<float>(src());
    auto* to = workspace.write<float>(dst());
    for_each_piece(workspace.pool(), values_, channels_, [&](std::size_t first, std::size_t count) {
      for (std::size_t at = first; at < first + count; at += channels_) {
        for (std::size_t c = 0; c < channels_; ++c) {
          to[at + c] = from[at + c] * scale_[c] + offset_[c];
        }
      }
    });
  }

 private:
  [[nodiscard]] std::vector<double> parameter(const Site& site, std::size_t index) const {
    const auto values = site.constant<float>(index, graph::DataType::float32);
    if (values.size() != channels_) {
      site.refuse(fmt::format("input {} has {} values for {} channels", index, values.size(), channels_));
    }
    return {values.begin(), values.end()};
  }

  std::size_t values_;
  std::size_t channels_;
  std::vector<float> scale_;
  std::vector<float> offset_;
};

}  // namespace

KernelPtr make_batch_normalization(const Site& site) {
  return std::make_unique<BatchNormalization>(site);
}

}  // namespace wirebench::runtime::native
