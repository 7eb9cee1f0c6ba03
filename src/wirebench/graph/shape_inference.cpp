#include <fmt/format.h>

#include <algorithm>

#include "wirebench/core/error.hpp"
#include "wirebench/graph/graph.hpp"
#include "wirebench/graph/overloaded.hpp"

namespace wirebench::graph {
namespace {

/// Sizes beyond this are damage, and would overflow products of shapes: TensorFlow Lite's own limit.
constexpr std::int64_t k_largest_count = 2'147'483'647;

/// The shapes of one operator's inputs, and errors that name the operator.
class Inputs {
 public:
  Inputs(const Operator& op, std::span<const Shape> shapes) : op_{op}, shapes_{shapes} {}

  [[noreturn]] void fail(const std::string& why) const {
    std::string all;
    for (const auto& shape : shapes_) all += (all.empty() ? "" : ", ") + to_string(shape);
    throw Error{ErrorKind::failed,
                {.what = "shapes do not fit",
                 .where = fmt::format("{} '{}' with inputs {}", kind_name(op_.attributes), op_.name,
                                      all.empty() ? "none" : all),
                 .why = why,
                 .remedy = "The network or the file it was read from is damaged or was built wrongly."}};
  }
  void require(bool condition, std::string_view why) const {
    if (!condition) fail(std::string{why});
  }
  void count(std::size_t low, std::size_t high) const {
    if (shapes_.size() < low || shapes_.size() > high) {
      fail(low == high ? fmt::format("it takes {} inputs and has {}", low, shapes_.size())
                       : fmt::format("it takes {} to {} inputs and has {}", low, high, shapes_.size()));
    }
  }
  const Shape& at(std::size_t i, std::size_t rank, std::string_view what) const {
    if (shapes_[i].size() != rank) {
      fail(fmt::format("{} must have {} dimensions and has {}", what, rank, shapes_[i].size()));
    }
    return shapes_[i];
  }
  [[nodiscard]] const Shape& operator[](std::size_t i) const { return shapes_[i]; }
  [[nodiscard]] std::size_t size() const noexcept { return shapes_.size(); }
  [[nodiscard]] std::span<const Shape> all() const noexcept { return shapes_; }

 private:
  const Operator& op_;
  std::span<const Shape> shapes_;
};

struct Window {
  std::int64_t size;
  std::int64_t stride;
  std::int64_t dilation;
  Padding padding;
};

std::int64_t slide(const Inputs& in, std::int64_t size, const Window& window) {
  in.require(window.size > 0 && window.stride > 0 && window.dilation > 0,
             "window, stride and dilation must be positive");
  // Every factor is at most 2^31, so the product fits 64 bits.
  const auto extent = (window.size - 1) * window.dilation + 1;
  if (window.padding == Padding::same) return (size + window.stride - 1) / window.stride;
  in.require(size >= extent, fmt::format("a window of {} cells does not fit into {} cells", extent, size));
  return (size - extent) / window.stride + 1;
}

void check_bias(const Inputs& in, std::int64_t outputs) {
  if (in.size() < 3) return;
  in.require(in.at(2, 1, "the bias")[0] == outputs, "the bias must have one value per output channel");
}

template <class Pool>
Shape pool(const Inputs& in, const Pool& a) {
  in.count(1, 1);
  const auto& src = in.at(0, 4, "the input");
  return {src[0], slide(in, src[1], {a.window_h, a.stride_h, 1, a.padding}),
          slide(in, src[2], {a.window_w, a.stride_w, 1, a.padding}), src[3]};
}

Shape broadcast(const Inputs& in) {
  in.count(2, 2);
  const auto& a = in[0];
  const auto& b = in[1];
  Shape result(std::max(a.size(), b.size()));
  for (std::size_t i = 0; i < result.size(); ++i) {  // from the innermost dimension outwards
    const auto left = i < a.size() ? a[a.size() - 1 - i] : 1;
    const auto right = i < b.size() ? b[b.size() - 1 - i] : 1;
    in.require(left == right || left == 1 || right == 1, "sizes must be equal, or one of them 1");
    result[result.size() - 1 - i] = left == 1 ? right : left;
  }
  return result;
}

Shape infer(const Inputs& in, const Conv2d& a) {
  in.count(2, 3);
  const auto& src = in.at(0, 4, "the input");
  const auto& weights = in.at(1, 4, "the filter");
  in.require(weights[3] > 0 && src[3] == weights[3], "the filter must have as many input channels as the input");
  check_bias(in, weights[0]);
  return {src[0], slide(in, src[1], {weights[1], a.stride_h, a.dilation_h, a.padding}),
          slide(in, src[2], {weights[2], a.stride_w, a.dilation_w, a.padding}), weights[0]};
}

Shape infer(const Inputs& in, const DepthwiseConv2d& a) {
  in.count(2, 3);
  const auto& src = in.at(0, 4, "the input");
  const auto& weights = in.at(1, 4, "the filter");
  in.require(a.multiplier > 0 && weights[0] == 1 && weights[3] == src[3] * a.multiplier,
             "the filter must be [1, height, width, channels * multiplier]");
  check_bias(in, weights[3]);
  return {src[0], slide(in, src[1], {weights[1], a.stride_h, a.dilation_h, a.padding}),
          slide(in, src[2], {weights[2], a.stride_w, a.dilation_w, a.padding}), weights[3]};
}

Shape infer(const Inputs& in, const BatchNormalization&) {
  in.count(4, 5);
  const auto& src = in[0];
  in.require(!src.empty(), "the input must have at least one dimension");
  for (std::size_t i = 1; i < in.size(); ++i) {
    in.require(in.at(i, 1, "a batch normalisation parameter")[0] == src.back(),
               "gamma, beta, mean and variance must have one value per channel");
  }
  return src;
}

Shape infer(const Inputs& in, const Concatenation& a) {
  in.require(in.size() > 0, "it needs at least one input");
  Shape result = in[0];
  in.require(a.axis >= 0 && static_cast<std::size_t>(a.axis) < result.size(), "the axis must be one of the input's");
  const auto axis = static_cast<std::size_t>(a.axis);
  for (const auto& shape : in.all().subspan(1)) {
    in.require(shape.size() == result.size(), "all inputs must have the same number of dimensions");
    for (std::size_t i = 0; i < shape.size(); ++i) {
      in.require(i == axis || shape[i] == result[i], "sizes may differ along the joined axis only");
    }
    result[axis] += shape[axis];
  }
  return result;
}

Shape infer(const Inputs& in, const GlobalAveragePool& a) {
  in.count(1, 1);
  const auto& src = in.at(0, 4, "the input");
  in.require(src[1] > 0 && src[2] > 0, "there is nothing to average");
  return a.keep_dims ? Shape{src[0], 1, 1, src[3]} : Shape{src[0], src[3]};
}

Shape infer(const Inputs& in, const Dense&) {
  in.count(2, 3);
  const auto& src = in[0];
  const auto& weights = in.at(1, 2, "the weight matrix");
  check_bias(in, weights[0]);
  // TensorFlow Lite flattens whatever comes in to [rest, in].
  const auto count = element_count(src);
  in.require(src.size() >= 2 && weights[1] > 0 && count % weights[1] == 0 && (src.size() > 2 || src[1] == weights[1]),
             "the weight matrix must have as many columns as the input has features");
  return {count / weights[1], weights[0]};
}

Shape infer(const Inputs& in, const ZeroPad2d& a) {
  in.count(1, 1);
  const auto& src = in.at(0, 4, "the input");
  in.require(a.top >= 0 && a.bottom >= 0 && a.left >= 0 && a.right >= 0, "paddings must not be negative");
  return {src[0], src[1] + a.top + a.bottom, src[2] + a.left + a.right, src[3]};
}

Shape infer(const Inputs& in, const Reshape&) {
  in.count(1, 1);
  const auto& src = in[0];
  in.require(!src.empty() && src[0] > 0, "the input must have a batch");
  return {src[0], element_count(src) / src[0]};
}

Shape infer(const Inputs& in, const Softmax&) {
  in.count(1, 1);
  in.require(!in[0].empty(), "the input must have at least one dimension");
  return in[0];
}

Shape unchanged(const Inputs& in) {
  in.count(1, 1);
  return in[0];
}

Shape infer(const Inputs& in, const MaxPool2d& a) {
  return pool(in, a);
}
Shape infer(const Inputs& in, const AveragePool2d& a) {
  return pool(in, a);
}
Shape infer(const Inputs& in, const Add&) {
  return broadcast(in);
}
Shape infer(const Inputs& in, const Multiply&) {
  return broadcast(in);
}
Shape infer(const Inputs& in, const Relu&) {
  return unchanged(in);
}
Shape infer(const Inputs& in, const Logistic&) {
  return unchanged(in);
}
Shape infer(const Inputs& in, const Swish&) {
  return unchanged(in);
}
Shape infer(const Inputs& in, const Rescale&) {
  in.require(in.size() == 0 || !in[0].empty(), "the input must have at least one dimension");
  return unchanged(in);
}
Shape infer(const Inputs& in, const Dropout& a) {
  in.require(a.rate >= 0.0F && a.rate < 1.0F, "the rate must lie in [0, 1)");
  return unchanged(in);
}
Shape infer(const Inputs& in, const Quantize&) {
  return unchanged(in);
}
Shape infer(const Inputs& in, const Dequantize&) {
  return unchanged(in);
}

void require_countable(const Inputs& in, const Shape& shape) {
  std::int64_t count = 1;
  for (const auto size : shape) {
    in.require(size >= 0 && size <= k_largest_count, "a size is negative or beyond 2^31");
    count *= size;
    in.require(count <= k_largest_count, "a tensor has 2^31 elements or more");
  }
}

}  // namespace

Shape infer_shape(const Operator& op, std::span<const Shape> input_shapes) {
  const Inputs in{op, input_shapes};
  for (const auto& shape : input_shapes) require_countable(in, shape);
  auto shape = std::visit([&](const auto& attributes) { return infer(in, attributes); }, op.attributes);
  require_countable(in, shape);
  return shape;
}

std::pair<std::int64_t, std::int64_t> same_padding(std::int64_t size, std::int64_t window, std::int64_t stride,
                                                   std::int64_t dilation) {
  WIREBENCH_EXPECT(size > 0 && window > 0 && stride > 0 && dilation > 0);
  const auto outputs = (size + stride - 1) / stride;
  const auto extent = (window - 1) * dilation + 1;
  const auto total = std::max<std::int64_t>((outputs - 1) * stride + extent - size, 0);
  return {total / 2, total - total / 2};
}

}  // namespace wirebench::graph
