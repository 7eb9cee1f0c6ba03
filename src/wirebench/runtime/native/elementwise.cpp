#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "wirebench/runtime/native/epilogue.hpp"
#include "wirebench/runtime/native/kernels.hpp"

namespace wirebench::runtime::native {
namespace {

/// Two sources broadcast to one destination: axes of size 1 (or missing in front) repeat.
class Broadcast {
 public:
  explicit Broadcast(const Site& site) : dst_{site.output().shape} {
    if (site.input_count() != 2) {
      site.refuse("it must have two inputs");
    }
    for (std::size_t operand = 0; operand < 2; ++operand) {
      const graph::Shape& src = site.input(operand).shape;
      std::vector<std::size_t>& strides = strides_[operand];
      strides.assign(dst_.size(), 0);
      if (src.size() > dst_.size()) {
        refuse(site);
      }
      std::size_t stride = 1;
      for (std::size_t back = 0; back < src.size(); ++back) {
        const std::size_t axis = dst_.size() - 1 - back;
        const std::int64_t size = src[src.size() - 1 - back];
        if (size != dst_[axis] && size != 1) {
          refuse(site);
        }
        strides[axis] = size == 1 ? 0 : stride;
        stride *= to_size(size);
      }
    }
    const std::size_t values = element_count(site.output());
    if (element_count(site.input(0)) == values && element_count(site.input(1)) == values) {
      dst_ = {static_cast<std::int64_t>(values)};  // no broadcasting: one long row
      strides_ = {std::vector<std::size_t>{1}, std::vector<std::size_t>{1}};
    }
    if (dst_.empty()) {
      dst_ = {1};
      strides_ = {std::vector<std::size_t>{0}, std::vector<std::size_t>{0}};
    }
  }

  /// Calls piece(first value of dst, count, offset and step of a, offset and step of b), rows cut into pieces where
  /// they are long, many to an item where they are short.
  template <class Piece>
  void for_each(ThreadPool& pool, const Piece& piece) const {
    constexpr std::size_t k_values = 16 * 1024;  // of an item
    const std::size_t length = to_size(dst_.back());
    const std::size_t rows = length == 0 ? 0 : element_total() / length;
    const std::size_t step_a = strides_[0].back();
    const std::size_t step_b = strides_[1].back();
    if (rows == 1) {
      pool.run((length + k_values - 1) / k_values, [&](std::size_t item, std::size_t) {
        const std::size_t first = item * k_values;
        piece(first, std::min(k_values, length - first), first * step_a, step_a, first * step_b, step_b);
      });
      return;
    }
    const std::size_t rows_per_item = std::max<std::size_t>(1, k_values / std::max<std::size_t>(length, 1));
    pool.run((rows + rows_per_item - 1) / rows_per_item, [&](std::size_t item, std::size_t) {
      const std::size_t last = std::min(rows, (item + 1) * rows_per_item);
      for (std::size_t row = item * rows_per_item; row < last; ++row) {
        piece(row * length, length, offset(0, row), step_a, offset(1, row), step_b);
      }
    });
  }

 private:
  [[noreturn]] static void refuse(const Site& site) {
    site.refuse(fmt::format("shapes {} and {} do not broadcast to {}", graph::to_string(site.input(0).shape),
                            graph::to_string(site.input(1).shape), graph::to_string(site.output().shape)));
  }
  [[nodiscard]] std::size_t element_total() const noexcept { return to_size(graph::element_count(dst_)); }

  /// First value of an operand's row, `row` counting all axes but the last.
  [[nodiscard]] std::size_t offset(std::size_t operand, std::size_t row) const noexcept {
    std::size_t at = 0;
    for (std::size_t axis = dst_.size() - 1; axis-- > 0;) {
      at += row % to_size(dst_[axis]) * strides_[operand][axis];
      row /= to_size(dst_[axis]);
    }
    return at;
  }

  graph::Shape dst_;
  std::array<std::vector<std::size_t>, 2> strides_;
};

template <class T, class Function>
class Binary final : public Kernel {
 public:
  Binary(const Site& site, Function function)
      : Kernel{{site.input_id(0), site.input_id(1)}, site.output_id()}, broadcast_{site}, function_{function} {}

  void run(const Workspace& workspace) const override {
    const T* a = workspace.read<T>(reads()[0]);
    const T* b = workspace.read<T>(reads()[1]);
    T* to = workspace.write<T>(dst());
    broadcast_.for_each(workspace.pool(), [&](std::size_t first, std::size_t count, std::size_t at_a,
                                              std::size_t step_a, std::size_t at_b, std::size_t step_b) {
      apply(a + at_a, step_a, b + at_b, step_b, count, to + first);
    });
  }

 private:
  void apply(const T* a, std::size_t step_a, const T* b, std::size_t step_b, std::size_t count, T* to) const noexcept {
    if (step_a == 1 && step_b == 1) {  // the usual case, vectorised
      for (std::size_t i = 0; i < count; ++i) {
        to[i] = function_(a[i], b[i]);
      }
      return;
    }
    for (std::size_t i = 0; i < count; ++i) {
      to[i] = function_(a[i * step_a], b[i * step_b]);
    }
  }

  Broadcast broadcast_;
  Function function_;
};

struct FloatAdder {
  RealRange range;
  float operator()(float a, float b) const noexcept { return range.clamp(a + b); }
};

struct FloatMultiplier {
  RealRange range;
  float operator()(float a, float b) const noexcept { return range.clamp(a * b); }
};

/// The sum in units of 2 max(s_a, s_b) / 2^20, then one rescaling. Each operand's part of it depends on 256 values
/// only and is looked up. Source: TensorFlow Lite's 8-bit ADD.
class IntegerAdder {
 public:
  IntegerAdder(Site::PerTensor a, Site::PerTensor b, Site::PerTensor dst, StoredRange range)
      : zero_point_{dst.zero_point}, range_{range} {
    constexpr int k_left_shift = 20;
    const double unit = 2.0 * static_cast<double>(std::max(a.scale, b.scale));
    const FixedMultiplier of_a = to_fixed(static_cast<double>(a.scale) / unit);
    const FixedMultiplier of_b = to_fixed(static_cast<double>(b.scale) / unit);
    for (std::int32_t stored = -128; stored < 128; ++stored) {
      const auto index = static_cast<std::uint8_t>(stored);
      part_a_[index] = multiply((stored - a.zero_point) * (1 << k_left_shift), of_a);
      part_b_[index] = multiply((stored - b.zero_point) * (1 << k_left_shift), of_b);
    }
    rescale_ = to_fixed(unit / ((1 << k_left_shift) * static_cast<double>(dst.scale)));
  }

  std::int8_t operator()(std::int8_t a, std::int8_t b) const noexcept {
    const std::int32_t sum = part_a_[static_cast<std::uint8_t>(a)] + part_b_[static_cast<std::uint8_t>(b)];
    return saturate<std::int8_t>(multiply(sum, rescale_) + zero_point_, range_.low, range_.high);
  }

 private:
  std::array<std::int32_t, 256> part_a_{};
  std::array<std::int32_t, 256> part_b_{};
  FixedMultiplier rescale_;
  std::int32_t zero_point_;
  StoredRange range_;
};

/// (q_a - z_a)(q_b - z_b) rescaled by s_a s_b / s_dst. Source: TensorFlow Lite's 8-bit MUL.
struct IntegerMultiplier {
  std::int32_t zero_a;
  std::int32_t zero_b;
  FixedMultiplier rescale;
  std::int32_t zero_dst;
  StoredRange range;

  std::int8_t operator()(std::int8_t a, std::int8_t b) const noexcept {
    const std::int32_t product = multiply((a - zero_a) * (b - zero_b), rescale);
    return saturate<std::int8_t>(product + zero_dst, range.low, range.high);
  }
};

// Beyond this a step of the source would leap over the whole destination range, and left shifts could overflow.
constexpr double k_largest_rescale = 256.0;

}  // namespace

KernelPtr make_float_add(const Site& site) {
  return std::make_unique<Binary<float, FloatAdder>>(site,
                                                     FloatAdder{real_range(site.attributes<graph::Add>().activation)});
}

KernelPtr make_float_multiply(const Site& site) {
  return std::make_unique<Binary<float, FloatMultiplier>>(
      site, FloatMultiplier{real_range(site.attributes<graph::Multiply>().activation)});
}

KernelPtr make_integer_add(const Site& site) {
  const Site::PerTensor a = site.src_quantization();
  const Site::PerTensor b = site.per_tensor(site.input(1));
  const Site::PerTensor dst = site.dst_quantization();
  const double ratio = static_cast<double>(std::max(a.scale, b.scale)) / static_cast<double>(dst.scale);
  if (!(ratio < k_largest_rescale)) {
    site.refuse(fmt::format("an input's scale is {} times the output's", ratio));
  }
  const StoredRange range = stored_range(site.attributes<graph::Add>().activation, dst);
  return std::make_unique<Binary<std::int8_t, IntegerAdder>>(site, IntegerAdder{a, b, dst, range});
}

KernelPtr make_integer_multiply(const Site& site) {
  const Site::PerTensor a = site.src_quantization();
  const Site::PerTensor b = site.per_tensor(site.input(1));
  const Site::PerTensor dst = site.dst_quantization();
  const double factor = static_cast<double>(a.scale) * static_cast<double>(b.scale) / static_cast<double>(dst.scale);
  if (!(factor < k_largest_rescale)) {
    site.refuse(fmt::format("products would be rescaled by {}", factor));
  }
  const StoredRange range = stored_range(site.attributes<graph::Multiply>().activation, dst);
  return std::make_unique<Binary<std::int8_t, IntegerMultiplier>>(
      site, IntegerMultiplier{a.zero_point, b.zero_point, to_fixed(factor), dst.zero_point, range});
}

}  // namespace wirebench::runtime::native
