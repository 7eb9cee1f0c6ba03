#include "graph/reference_executor.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>

#include "wirebench/graph/overloaded.hpp"

namespace wirebench::test {
namespace {

using namespace graph;  // NOLINT(google-build-using-namespace): this file speaks of nothing else

using Values = std::vector<double>;

double from_half(std::uint16_t half) {
  const int exponent = (half >> 10) & 31;
  const double mantissa = half & 1023;
  if (exponent == 31) throw std::runtime_error{"half-precision infinity or NaN"};
  const double magnitude = exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(1024.0 + mantissa, exponent - 25);
  return (half & 0x8000) != 0 ? -magnitude : magnitude;
}

class Executor {
 public:
  Executor(const Graph& graph, std::span<const float> input) : graph_{graph} {
    values_[graph.inputs()[0]] = {input.begin(), input.end()};
  }

  Values run(const std::string& wanted) {
    for (const auto& op : graph_.operators()) {
      op_ = &op;
      values_[op.outputs[0]] = std::visit([&](const auto& a) { return execute(a); }, op.attributes);
      if (!wanted.empty() && graph_.tensor(op.outputs[0]).name == wanted) return values_[op.outputs[0]];
    }
    if (!wanted.empty()) throw std::runtime_error{"no tensor " + wanted};
    return values_.at(graph_.outputs()[0]);
  }

 private:
  const Shape& shape(std::size_t i) const { return graph_.tensor(op_->inputs[i]).shape; }
  const Shape& out() const { return graph_.tensor(op_->outputs[0]).shape; }
  std::size_t out_count() const { return static_cast<std::size_t>(element_count(out())); }
  bool has(std::size_t i) const { return i < op_->inputs.size(); }

  const Values& in(std::size_t i) {
    const auto id = op_->inputs[i];
    if (!values_.contains(id)) values_[id] = constant(graph_.tensor(id));
    return values_.at(id);
  }

  static Values constant(const Tensor& tensor) {
    Values result;
    if (tensor.type == DataType::float32) {
      for (const float v : tensor.values<float>()) result.push_back(static_cast<double>(v));
    } else if (tensor.type == DataType::float16) {
      for (const auto v : tensor.values<std::uint16_t>()) result.push_back(from_half(v));
    } else if (tensor.type == DataType::int8) {
      // Per channel along the outermost dimension (convolutions, dense layers) or per tensor.
      const auto values = tensor.values<std::int8_t>();
      const auto& q = tensor.quantization;
      const auto slice = values.size() / q.scale.size();
      for (std::size_t i = 0; i < values.size(); ++i) {
        result.push_back(static_cast<double>(q.scale[i / slice]) * static_cast<double>(values[i]));
      }
    } else {
      throw std::runtime_error{"constant " + tensor.name};
    }
    return result;
  }

  static double activate(double x, Activation activation) {
    if (activation == Activation::none) return x;
    return std::min(std::max(x, 0.0), activation == Activation::relu6 ? 6.0 : std::numeric_limits<double>::max());
  }

  /// Calls f(output position, input row, input column, window row, window column) for every valid pair.
  template <class F>
  void slide(std::int64_t window_h, std::int64_t window_w, std::int64_t stride_h, std::int64_t stride_w,
             std::int64_t dilation_h, std::int64_t dilation_w, Padding padding, F&& f) const {
    const auto& src = shape(0);
    const bool same = padding == Padding::same;
    const auto top = same ? same_padding(src[1], window_h, stride_h, dilation_h).first : 0;
    const auto left = same ? same_padding(src[2], window_w, stride_w, dilation_w).first : 0;
    for (std::int64_t y = 0; y < out()[1]; ++y) {
      for (std::int64_t x = 0; x < out()[2]; ++x) {
        for (std::int64_t ky = 0; ky < window_h; ++ky) {
          const auto iy = y * stride_h - top + ky * dilation_h;
          if (iy < 0 || iy >= src[1]) continue;
          for (std::int64_t kx = 0; kx < window_w; ++kx) {
            const auto ix = x * stride_w - left + kx * dilation_w;
            if (ix < 0 || ix >= src[2]) continue;
            f(static_cast<std::size_t>(y * out()[2] + x), static_cast<std::size_t>(iy * src[2] + ix),
              static_cast<std::size_t>(ky * window_w + kx));
          }
        }
      }
    }
  }

  Values start_with_bias(std::size_t channels) {
    Values result(out_count(), 0.0);
    if (has(2)) {
      const auto& bias = in(2);
      for (std::size_t i = 0; i < result.size(); ++i) result[i] = bias[i % channels];
    }
    return result;
  }

  Values execute(const Conv2d& a) {
    const auto& src = in(0);
    const auto& weights = in(1);
    const auto outputs = static_cast<std::size_t>(shape(1)[0]);
    const auto channels = static_cast<std::size_t>(shape(1)[3]);
    const auto window = static_cast<std::size_t>(shape(1)[1] * shape(1)[2]);
    auto result = start_with_bias(outputs);
    slide(shape(1)[1], shape(1)[2], a.stride_h, a.stride_w, a.dilation_h, a.dilation_w, a.padding,
          [&](std::size_t to, std::size_t from, std::size_t k) {
            const double* const x = src.data() + from * channels;
            for (std::size_t o = 0; o < outputs; ++o) {
              const double* const w = weights.data() + (o * window + k) * channels;
              double sum = 0.0;
              for (std::size_t c = 0; c < channels; ++c) sum += x[c] * w[c];
              result[to * outputs + o] += sum;
            }
          });
    for (auto& v : result) v = activate(v, a.activation);
    return result;
  }

  Values execute(const DepthwiseConv2d& a) {
    const auto& src = in(0);
    const auto& weights = in(1);
    const auto outputs = static_cast<std::size_t>(shape(1)[3]);
    const auto channels = static_cast<std::size_t>(shape(0)[3]);
    const auto multiplier = outputs / channels;
    auto result = start_with_bias(outputs);
    slide(shape(1)[1], shape(1)[2], a.stride_h, a.stride_w, a.dilation_h, a.dilation_w, a.padding,
          [&](std::size_t to, std::size_t from, std::size_t k) {
            for (std::size_t o = 0; o < outputs; ++o) {
              result[to * outputs + o] += src[from * channels + o / multiplier] * weights[k * outputs + o];
            }
          });
    for (auto& v : result) v = activate(v, a.activation);
    return result;
  }

  Values execute(const BatchNormalization& a) {
    Values result = in(0);
    const bool scaled = op_->inputs.size() == 5;
    const std::size_t first = scaled ? 2 : 1;
    const auto channels = in(first).size();
    for (std::size_t i = 0; i < result.size(); ++i) {
      const auto c = i % channels;
      const double gamma = scaled ? in(1)[c] : 1.0;
      const double deviation = std::sqrt(in(first + 2)[c] + static_cast<double>(a.epsilon));
      result[i] = (result[i] - in(first + 1)[c]) / deviation * gamma + in(first)[c];
    }
    return result;
  }

  Values execute(const Logistic&) {
    Values result = in(0);
    for (auto& v : result) v = 1.0 / (1.0 + std::exp(-v));
    return result;
  }

  Values execute(const Swish&) {
    Values result = in(0);
    for (auto& v : result) v /= 1.0 + std::exp(-v);
    return result;
  }

  Values execute(const Rescale& a) {
    Values result = in(0);
    const auto channels = static_cast<std::size_t>(out().back());
    for (std::size_t i = 0; i < result.size(); ++i) {
      const auto c = std::min<std::size_t>(i % channels, 2);
      result[i] = result[i] * static_cast<double>(a.scale.at(c)) + static_cast<double>(a.offset.at(c));
    }
    return result;
  }

  Values execute(const Dropout&) { return in(0); }

  Values execute(const Relu&) {
    Values result = in(0);
    for (auto& v : result) v = std::max(v, 0.0);
    return result;
  }

  template <class F>
  Values elementwise(Activation activation, F&& f) {
    const auto& a = in(0);
    const auto& b = in(1);
    Values result(out_count());
    // Enough for the shapes here: equal ones, or one per channel.
    for (std::size_t i = 0; i < result.size(); ++i)
      result[i] = activate(f(a[i % a.size()], b[i % b.size()]), activation);
    return result;
  }
  Values execute(const Add& a) {
    return elementwise(a.activation, [](double x, double y) { return x + y; });
  }
  Values execute(const Multiply& a) {
    return elementwise(a.activation, [](double x, double y) { return x * y; });
  }

  Values execute(const Concatenation&) {  // along the channels
    Values result;
    const auto cells = out_count() / static_cast<std::size_t>(out().back());
    for (std::size_t cell = 0; cell < cells; ++cell) {
      for (std::size_t i = 0; i < op_->inputs.size(); ++i) {
        const auto channels = static_cast<std::ptrdiff_t>(shape(i).back());
        const auto first = in(i).begin() + static_cast<std::ptrdiff_t>(cell) * channels;
        result.insert(result.end(), first, first + channels);
      }
    }
    return result;
  }

  Values execute(const MaxPool2d& a) {
    const auto& src = in(0);
    const auto channels = static_cast<std::size_t>(shape(0)[3]);
    Values result(out_count(), -std::numeric_limits<double>::infinity());
    slide(a.window_h, a.window_w, a.stride_h, a.stride_w, 1, 1, a.padding,
          [&](std::size_t to, std::size_t from, std::size_t) {
            for (std::size_t c = 0; c < channels; ++c) {
              result[to * channels + c] = std::max(result[to * channels + c], src[from * channels + c]);
            }
          });
    return result;
  }

  Values execute(const AveragePool2d& a) {
    const auto& src = in(0);
    const auto channels = static_cast<std::size_t>(shape(0)[3]);
    Values result(out_count(), 0.0);
    Values cells(out_count() / channels, 0.0);
    slide(a.window_h, a.window_w, a.stride_h, a.stride_w, 1, 1, a.padding,
          [&](std::size_t to, std::size_t from, std::size_t) {
            cells[to] += 1.0;
            for (std::size_t c = 0; c < channels; ++c) result[to * channels + c] += src[from * channels + c];
          });
    for (std::size_t i = 0; i < result.size(); ++i) result[i] /= cells[i / channels];
    return result;
  }

  Values execute(const GlobalAveragePool&) {
    const auto& src = in(0);
    const auto channels = static_cast<std::size_t>(shape(0)[3]);
    Values result(channels, 0.0);
    for (std::size_t i = 0; i < src.size(); ++i) result[i % channels] += src[i];
    for (auto& v : result) v *= static_cast<double>(channels) / static_cast<double>(src.size());
    return result;
  }

  Values execute(const Dense& a) {
    const auto& src = in(0);
    const auto& weights = in(1);
    auto result = start_with_bias(static_cast<std::size_t>(shape(1)[0]));
    for (std::size_t o = 0; o < result.size(); ++o) {
      for (std::size_t i = 0; i < src.size(); ++i) result[o] += weights[o * src.size() + i] * src[i];
      result[o] = activate(result[o], a.activation);
    }
    return result;
  }

  Values execute(const Softmax&) {
    Values result = in(0);
    double sum = 0.0;
    const double largest = *std::ranges::max_element(result);
    for (auto& v : result) sum += v = std::exp(v - largest);
    for (auto& v : result) v /= sum;
    return result;
  }

  Values execute(const ZeroPad2d& a) {
    const auto& src = in(0);
    const auto row = shape(0)[2] * shape(0)[3];
    Values result(out_count(), 0.0);
    for (std::int64_t y = 0; y < shape(0)[1]; ++y) {
      const auto to = ((y + a.top) * out()[2] + a.left) * out()[3];
      std::copy_n(src.begin() + y * row, row, result.begin() + to);
    }
    return result;
  }

  Values execute(const Reshape&) { return in(0); }
  Values execute(const Dequantize&) { return in(0); }
  Values execute(const Quantize&) { throw std::runtime_error{"the reference executor does not quantise"}; }

  const Graph& graph_;
  const Operator* op_ = nullptr;
  std::map<TensorId, Values> values_;
};

}  // namespace

std::vector<double> run_reference(const Graph& network, std::span<const float> input, const std::string& wanted) {
  return Executor{network, input}.run(wanted);
}

}  // namespace wirebench::test
