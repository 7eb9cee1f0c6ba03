#include "support/plain_executor.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "wirebench/graph/overloaded.hpp"

namespace wirebench::test {
namespace {

using namespace graph;

using Values = std::vector<float>;

float activate(double value, Activation activation) {
  if (activation != Activation::none) value = std::max(value, 0.0);
  if (activation == Activation::relu6) value = std::min(value, 6.0);
  return static_cast<float>(value);
}

float half_to_float(std::uint16_t bits) {
  const int exponent = (bits >> 10) & 31;
  const int fraction = bits & 1023;
  const double magnitude = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
  return static_cast<float>((bits & 0x8000) != 0 ? -magnitude : magnitude);
}

class Machine {
 public:
  explicit Machine(const Graph& graph) : graph_{graph}, values_(graph.tensors().size()) {
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const Tensor& tensor = graph.tensors()[i];
      if (tensor.is_constant() && tensor.type == DataType::float32) {
        values_[i].assign(tensor.values<float>().begin(), tensor.values<float>().end());
      }
    }
  }

  Values& at(TensorId id) { return values_[id.index()]; }

  const Values& run(const Operator& op) {
    op_ = &op;
    at(op.outputs[0]).assign(static_cast<std::size_t>(element_count(shape_out())), 0.0F);
    std::visit([&](const auto& attributes) { apply(attributes); }, op.attributes);
    return at(op.outputs[0]);
  }

 private:
  const Shape& shape_in(std::size_t i) const { return graph_.tensor(op_->inputs[i]).shape; }
  const Shape& shape_out() const { return graph_.tensor(op_->outputs[0]).shape; }
  const Values& in(std::size_t i) { return at(op_->inputs[i]); }
  Values& out() { return at(op_->outputs[0]); }
  static std::size_t nhwc(const Shape& s, std::int64_t y, std::int64_t x, std::int64_t c) {
    return static_cast<std::size_t>((y * s[2] + x) * s[3] + c);
  }
  double bias(std::int64_t c) { return op_->inputs.size() > 2 ? double{in(2)[static_cast<std::size_t>(c)]} : 0.0; }

  /// Calls f(y, x, c, top, left) for every output cell of a sliding window.
  template <class F>
  void each_window(Padding padding, std::int64_t kh, std::int64_t kw, std::int64_t sh, std::int64_t sw, std::int64_t dh,
                   std::int64_t dw, F&& f) {
    const Shape& s = shape_in(0);
    const Shape& o = shape_out();
    const auto top = padding == Padding::same ? same_padding(s[1], kh, sh, dh).first : 0;
    const auto left = padding == Padding::same ? same_padding(s[2], kw, sw, dw).first : 0;
    for (std::int64_t y = 0; y < o[1]; ++y) {
      for (std::int64_t x = 0; x < o[2]; ++x) {
        for (std::int64_t c = 0; c < o[3]; ++c) out()[nhwc(o, y, x, c)] = f(c, y * sh - top, x * sw - left);
      }
    }
  }
  static bool inside(const Shape& s, std::int64_t y, std::int64_t x) {
    return y >= 0 && x >= 0 && y < s[1] && x < s[2];
  }

  void apply(const Conv2d& a) {
    const Shape& s = shape_in(0);
    const Shape& w = shape_in(1);
    each_window(a.padding, w[1], w[2], a.stride_h, a.stride_w, a.dilation_h, a.dilation_w,
                [&](std::int64_t c, std::int64_t top, std::int64_t left) {
                  double sum = bias(c);
                  for (std::int64_t ky = 0; ky < w[1]; ++ky) {
                    for (std::int64_t kx = 0; kx < w[2]; ++kx) {
                      const auto y = top + ky * a.dilation_h;
                      const auto x = left + kx * a.dilation_w;
                      if (!inside(s, y, x)) continue;
                      for (std::int64_t i = 0; i < s[3]; ++i) {
                        const auto k = static_cast<std::size_t>(((c * w[1] + ky) * w[2] + kx) * w[3] + i);
                        sum += double{in(0)[nhwc(s, y, x, i)]} * double{in(1)[k]};
                      }
                    }
                  }
                  return activate(sum, a.activation);
                });
  }
  void apply(const DepthwiseConv2d& a) {
    const Shape& s = shape_in(0);
    const Shape& w = shape_in(1);
    each_window(a.padding, w[1], w[2], a.stride_h, a.stride_w, a.dilation_h, a.dilation_w,
                [&](std::int64_t c, std::int64_t top, std::int64_t left) {
                  double sum = bias(c);
                  for (std::int64_t ky = 0; ky < w[1]; ++ky) {
                    for (std::int64_t kx = 0; kx < w[2]; ++kx) {
                      const auto y = top + ky * a.dilation_h;
                      const auto x = left + kx * a.dilation_w;
                      if (!inside(s, y, x)) continue;
                      sum += double{in(0)[nhwc(s, y, x, c / a.multiplier)]} * double{in(1)[nhwc(w, ky, kx, c)]};
                    }
                  }
                  return activate(sum, a.activation);
                });
  }
  void apply(const BatchNormalization& a) {
    const auto channels = static_cast<std::size_t>(shape_in(0).back());
    const bool scaled = op_->inputs.size() == 5;
    const std::size_t first = scaled ? 2 : 1;
    for (std::size_t i = 0; i < out().size(); ++i) {
      const std::size_t c = i % channels;
      const double gamma = scaled ? double{in(1)[c]} : 1.0;
      const double deviation = std::sqrt(double{in(first + 2)[c]} + double{a.epsilon});
      const double centred = double{in(0)[i]} - double{in(first + 1)[c]};
      out()[i] = static_cast<float>(centred / deviation * gamma + double{in(first)[c]});
    }
  }
  void apply(const Logistic& /*a*/) {
    for (std::size_t i = 0; i < out().size(); ++i) {
      out()[i] = static_cast<float>(1.0 / (1.0 + std::exp(-double{in(0)[i]})));
    }
  }
  void apply(const Swish& /*a*/) {
    for (std::size_t i = 0; i < out().size(); ++i) {
      out()[i] = static_cast<float>(double{in(0)[i]} / (1.0 + std::exp(-double{in(0)[i]})));
    }
  }
  void apply(const Rescale& a) {
    const auto channels = static_cast<std::size_t>(shape_in(0).back());
    for (std::size_t i = 0; i < out().size(); ++i) {
      const std::size_t c = std::min<std::size_t>(i % channels, 2);
      out()[i] = static_cast<float>(double{in(0)[i]} * double{a.scale.at(c)} + double{a.offset.at(c)});
    }
  }
  void apply(const Dropout& /*a*/) { out() = in(0); }
  void apply(const Relu& /*a*/) {
    for (std::size_t i = 0; i < out().size(); ++i) out()[i] = std::max(in(0)[i], 0.0F);
  }
  /// Operands of equal size, or one repeated along the last axes.
  template <class F>
  void elementwise(Activation activation, F&& f) {
    for (std::size_t i = 0; i < out().size(); ++i) {
      out()[i] = activate(f(double{in(0)[i % in(0).size()]}, double{in(1)[i % in(1).size()]}), activation);
    }
  }
  void apply(const Add& a) {
    elementwise(a.activation, [](double x, double y) { return x + y; });
  }
  void apply(const Multiply& a) {
    elementwise(a.activation, [](double x, double y) { return x * y; });
  }
  void apply(const Concatenation& a) {
    const auto axis = static_cast<std::size_t>(a.axis);
    std::size_t inner = 1;
    for (std::size_t d = axis + 1; d < shape_out().size(); ++d) inner *= static_cast<std::size_t>(shape_out()[d]);
    const std::size_t row = inner * static_cast<std::size_t>(shape_out()[axis]);
    std::size_t start = 0;
    for (std::size_t n = 0; n < op_->inputs.size(); ++n) {
      const std::size_t own = inner * static_cast<std::size_t>(shape_in(n)[axis]);
      for (std::size_t i = 0; i < in(n).size(); ++i) out()[i / own * row + start + i % own] = in(n)[i];
      start += own;
    }
  }
  template <class Pool, class F>
  void pool(const Pool& a, F&& f) {
    const Shape& s = shape_in(0);
    each_window(a.padding, a.window_h, a.window_w, a.stride_h, a.stride_w, 1, 1,
                [&](std::int64_t c, std::int64_t top, std::int64_t left) {
                  Values window;
                  for (std::int64_t y = top; y < top + a.window_h; ++y) {
                    for (std::int64_t x = left; x < left + a.window_w; ++x) {
                      if (inside(s, y, x)) window.push_back(in(0)[nhwc(s, y, x, c)]);
                    }
                  }
                  return f(window);
                });
  }
  static float mean(const Values& values) {
    double sum = 0.0;
    for (const float value : values) sum += double{value};
    return static_cast<float>(sum / static_cast<double>(values.size()));
  }
  void apply(const MaxPool2d& a) {
    pool(a, [](const Values& window) { return *std::max_element(window.begin(), window.end()); });
  }
  void apply(const AveragePool2d& a) { pool(a, mean); }
  void apply(const GlobalAveragePool& /*a*/) {
    const std::size_t channels = out().size();
    for (std::size_t c = 0; c < channels; ++c) {
      Values all;
      for (std::size_t i = c; i < in(0).size(); i += channels) all.push_back(in(0)[i]);
      out()[c] = mean(all);
    }
  }
  void apply(const Dense& a) {
    const std::size_t inputs = in(0).size();
    for (std::size_t o = 0; o < out().size(); ++o) {
      double sum = bias(static_cast<std::int64_t>(o));
      for (std::size_t i = 0; i < inputs; ++i) sum += double{in(0)[i]} * double{in(1)[o * inputs + i]};
      out()[o] = activate(sum, a.activation);
    }
  }
  void apply(const Softmax& /*a*/) {
    double sum = 0.0;
    const float top = *std::max_element(in(0).begin(), in(0).end());
    for (const float value : in(0)) sum += std::exp(double{value} - double{top});
    for (std::size_t i = 0; i < out().size(); ++i) {
      out()[i] = static_cast<float>(std::exp(double{in(0)[i]} - double{top}) / sum);
    }
  }
  void apply(const ZeroPad2d& a) {
    const Shape& s = shape_in(0);
    for (std::int64_t y = 0; y < s[1]; ++y) {
      for (std::int64_t x = 0; x < s[2]; ++x) {
        for (std::int64_t c = 0; c < s[3]; ++c) {
          out()[nhwc(shape_out(), y + a.top, x + a.left, c)] = in(0)[nhwc(s, y, x, c)];
        }
      }
    }
  }
  void apply(const Reshape& /*a*/) { out() = in(0); }
  void apply(const Quantize& /*a*/) { throw std::logic_error{"integer graphs are not for this executor"}; }
  void apply(const Dequantize& /*a*/) {
    const Tensor& src = graph_.tensor(op_->inputs[0]);
    if (!src.is_constant() || src.type != DataType::float16) throw std::logic_error{"only float16 constants"};
    std::transform(src.values<std::uint16_t>().begin(), src.values<std::uint16_t>().end(), out().begin(),
                   half_to_float);
  }

  const Graph& graph_;
  std::vector<Values> values_;
  const Operator* op_ = nullptr;
};

}  // namespace

std::vector<float> run_plain(const Graph& graph, std::span<const float> input,
                             const std::function<void(TensorId, std::span<const float>)>& observe) {
  Machine machine{graph};
  machine.at(graph.inputs()[0]).assign(input.begin(), input.end());
  if (observe) observe(graph.inputs()[0], input);
  for (const Operator& op : graph.operators()) {
    const auto& result = machine.run(op);
    if (observe) observe(op.outputs[0], result);
  }
  return machine.at(graph.outputs()[0]);
}

}  // namespace wirebench::test
