#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "wirebench/runtime/native/kernels.hpp"

namespace wirebench::runtime::native {
namespace {

/// Zeros around an image; in quantised images the byte of the zero point.
class Pad final : public Kernel {
 public:
  explicit Pad(const Site& site) : Kernel{{site.input_id(0)}, site.output_id()} {
    const auto& pad = site.attributes<graph::ZeroPad2d>();
    const graph::Shape& src = site.input(0).shape;
    const graph::Shape& dst = site.output().shape;
    if (src.size() != 4 || dst.size() != 4 || pad.top < 0 || pad.left < 0 || pad.bottom < 0 || pad.right < 0 ||
        dst[1] != src[1] + pad.top + pad.bottom || dst[2] != src[2] + pad.left + pad.right) {
      site.refuse(fmt::format("source {} and output {} do not fit", graph::to_string(src), graph::to_string(dst)));
    }
    if (site.output().type != graph::DataType::float32) {
      site.expect_same_quantization(0);
      fill_ = static_cast<unsigned char>(site.dst_quantization().zero_point);
    }
    const std::size_t cell = to_size(src[3]) * graph::byte_size(site.output().type);
    images_ = to_size(src[0]);
    src_rows_ = to_size(src[1]);
    dst_rows_ = to_size(dst[1]);
    top_ = to_size(pad.top);
    src_line_ = to_size(src[2]) * cell;
    dst_line_ = to_size(dst[2]) * cell;
    left_ = to_size(pad.left) * cell;
  }

  void run(const Workspace& workspace) const override {
    const auto* from = workspace.read<std::byte>(src());
    auto* to = workspace.write<std::byte>(dst());
    workspace.pool().run(images_, [&](std::size_t image, std::size_t) {
      for (std::size_t row = 0; row < dst_rows_; ++row) {
        std::byte* line = to + (image * dst_rows_ + row) * dst_line_;
        if (row < top_ || row >= top_ + src_rows_) {
          std::memset(line, fill_, dst_line_);
          continue;
        }
        std::memset(line, fill_, left_);
        std::memcpy(line + left_, from + (image * src_rows_ + row - top_) * src_line_, src_line_);
        std::memset(line + left_ + src_line_, fill_, dst_line_ - left_ - src_line_);
      }
    });
  }

 private:
  std::size_t images_ = 0;
  std::size_t src_rows_ = 0;
  std::size_t dst_rows_ = 0;
  std::size_t top_ = 0;
  std::size_t src_line_ = 0;  ///< bytes
  std::size_t dst_line_ = 0;
  std::size_t left_ = 0;
  unsigned char fill_ = 0;  ///< 0 is also every byte of a float zero
};

class Concatenation final : public Kernel {
 public:
  explicit Concatenation(const Site& site) : Kernel{all_inputs(site), site.output_id()} {
    const graph::Shape& dst = site.output().shape;
    const auto axis = site.attributes<graph::Concatenation>().axis;
    if (axis < 0 || to_size(axis) >= dst.size()) {
      site.refuse(fmt::format("axis {} is not one of {}", axis, graph::to_string(dst)));
    }
    const std::size_t value = graph::byte_size(site.output().type);
    for (std::size_t i = 0; i < to_size(axis); ++i) {
      outer_ *= to_size(dst[i]);
    }
    std::size_t total = 0;
    for (std::size_t input = 0; input < site.input_count(); ++input) {
      if (site.input(input).type != site.output().type) {
        site.refuse("all inputs must have the output's type");
      }
      if (site.output().quantization.quantized()) {
        site.expect_same_quantization(input);
      }
      std::size_t run = value;
      const graph::Shape& src = site.input(input).shape;
      for (std::size_t i = to_size(axis); i < src.size(); ++i) {
        run *= to_size(src[i]);
      }
      runs_.push_back(run);
      total += run;
    }
    if (outer_ * total != element_count(site.output()) * value) {
      site.refuse(fmt::format("the inputs do not fill the output {}", graph::to_string(dst)));
    }
    line_ = total;
  }

  void run(const Workspace& workspace) const override {
    constexpr std::size_t k_bytes = 64 * 1024;  // of an item
    auto* to = workspace.write<std::byte>(dst());
    const std::size_t lines_per_item = std::max<std::size_t>(1, k_bytes / std::max<std::size_t>(line_, 1));
    workspace.pool().run((outer_ + lines_per_item - 1) / lines_per_item, [&](std::size_t item, std::size_t) {
      const std::size_t first = item * lines_per_item;
      const std::size_t last = std::min(outer_, first + lines_per_item);
      std::size_t at = 0;
      for (std::size_t input = 0; input < runs_.size(); ++input) {
        const auto* from = workspace.read<std::byte>(reads()[input]);
        for (std::size_t line = first; line < last; ++line) {
          std::memcpy(to + line * line_ + at, from + line * runs_[input], runs_[input]);
        }
        at += runs_[input];
      }
    });
  }

 private:
  static std::vector<graph::TensorId> all_inputs(const Site& site) {
    std::vector<graph::TensorId> ids;
    for (std::size_t input = 0; input < site.input_count(); ++input) {
      ids.push_back(site.input_id(input));
    }
    return ids;
  }

  std::size_t outer_ = 1;          ///< product of the axes in front
  std::vector<std::size_t> runs_;  ///< bytes each input gives to a line of the output
  std::size_t line_ = 0;           ///< their sum
};

class Reshape final : public Kernel {
 public:
  explicit Reshape(const Site& site)
      : Kernel{{site.input_id(0)}, site.output_id()},
        bytes_{element_count(site.output()) * graph::byte_size(site.output().type)} {
    if (element_count(site.input(0)) != element_count(site.output())) {
      site.refuse(fmt::format("{} cannot be reshaped to {}", graph::to_string(site.input(0).shape),
                              graph::to_string(site.output().shape)));
    }
    if (site.output().quantization.quantized()) {
      site.expect_same_quantization(0);
    }
  }

  void run(const Workspace& workspace) const override {
    std::memcpy(workspace.write<std::byte>(dst()), workspace.read<std::byte>(src()), bytes_);
  }

 private:
  std::size_t bytes_;
};

}  // namespace

KernelPtr make_pad(const Site& site) {
  return std::make_unique<Pad>(site);
}
KernelPtr make_concatenation(const Site& site) {
  return std::make_unique<Concatenation>(site);
}
KernelPtr make_reshape(const Site& site) {
  return std::make_unique<Reshape>(site);
}

}  // namespace wirebench::runtime::native
