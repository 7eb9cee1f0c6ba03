#include "wirebench/convert/tflite_operators.hpp"

#include <array>
#include <string>
#include <variant>

#include "wirebench/core/error.hpp"
#include "wirebench/graph/overloaded.hpp"
#include "wirebench/graph/tflite_schema_generated.h"

namespace wirebench::convert {
namespace {

using graph::DataType;
using tflite::BuiltinOperator;

TfliteCode code(BuiltinOperator builtin, std::int32_t version) {
  return {static_cast<std::int32_t>(builtin), version};
}

[[noreturn]] TfliteCode no_code(const graph::Operator& op, const std::string& what) {
  throw Error{ErrorKind::failed,
              {"cannot write a TensorFlow Lite model", op.name, what + " has no operator there",
               "Convert with the passes that replace it."}};
}

struct Context {
  const graph::Graph& graph;
  const graph::Operator& op;

  [[nodiscard]] const graph::Tensor& in(std::size_t i) const { return graph.tensor(op.inputs[i]); }
  [[nodiscard]] const graph::Tensor& out() const { return graph.tensor(op.outputs[0]); }
  [[nodiscard]] bool integer() const { return out().type == DataType::int8 || out().type == DataType::uint8; }
  /// Float activations with int8 weights.
  [[nodiscard]] bool hybrid() const { return in(0).type == DataType::float32 && in(1).type == DataType::int8; }
  /// Operators whose version 1 is float and 2 is int8.
  [[nodiscard]] std::int32_t plain() const { return integer() ? 2 : 1; }
};

TfliteCode convolution(const Context& context, BuiltinOperator builtin, std::int32_t hybrid,
                       std::int32_t hybrid_per_channel, std::int32_t real) {
  if (context.hybrid()) return code(builtin, context.in(1).quantization.per_axis() ? hybrid_per_channel : hybrid);
  return code(builtin, context.integer() ? 3 : real);
}

TfliteCode dense(const Context& context) {
  // The asymmetric hybrid form is version 9, with a scale per channel 12.
  if (context.hybrid()) return code(BuiltinOperator::FULLY_CONNECTED, context.in(1).quantization.per_axis() ? 12 : 9);
  // Without a bias version 6 is needed whatever the types.
  if (context.op.inputs.size() < 3) return code(BuiltinOperator::FULLY_CONNECTED, 6);
  return code(BuiltinOperator::FULLY_CONNECTED, context.integer() ? 4 : 1);
}

TfliteCode multiply(const Context& context) {
  if (!context.integer()) return code(BuiltinOperator::MUL, 1);
  const double factor = double{context.in(0).quantization.scale[0]} * double{context.in(1).quantization.scale[0]} /
                        double{context.out().quantization.scale[0]};
  return code(BuiltinOperator::MUL, factor < 1.0 ? 2 : 3);
}

TfliteCode dequantize(const Context& context) {
  const graph::Tensor& src = context.in(0);
  if (src.type == DataType::float16) return code(BuiltinOperator::DEQUANTIZE, 3);
  if (src.quantization.per_axis()) return code(BuiltinOperator::DEQUANTIZE, 5);
  return code(BuiltinOperator::DEQUANTIZE, src.type == DataType::int8 ? 2 : 1);
}

}  // namespace

TfliteCode tflite_code(const graph::Graph& graph, const graph::Operator& op) {
  const Context context{graph, op};
  return std::visit(
      graph::Overloaded{
          [&](const graph::Conv2d&) { return convolution(context, BuiltinOperator::CONV_2D, 2, 5, 1); },
          [&](const graph::DepthwiseConv2d& depthwise) {
            const bool dilated = depthwise.dilation_h != 1 || depthwise.dilation_w != 1;
            return convolution(context, BuiltinOperator::DEPTHWISE_CONV_2D, 4, 6, dilated ? 2 : 1);
          },
          [&](const graph::BatchNormalization&) { return no_code(op, "batch normalisation"); },
          [&](const graph::Swish&) { return no_code(op, "swish"); },
          [&](const graph::Rescale&) { return no_code(op, "rescaling"); },
          [&](const graph::Dropout&) { return no_code(op, "dropout"); },
          [&](const graph::Logistic&) { return code(BuiltinOperator::LOGISTIC, context.plain()); },
          [&](const graph::Relu&) { return code(BuiltinOperator::RELU, context.plain()); },
          [&](const graph::Add&) { return code(BuiltinOperator::ADD, context.plain()); },
          [&](const graph::Multiply&) { return multiply(context); },
          [&](const graph::Concatenation&) { return code(BuiltinOperator::CONCATENATION, context.plain()); },
          [&](const graph::MaxPool2d&) { return code(BuiltinOperator::MAX_POOL_2D, context.plain()); },
          [&](const graph::AveragePool2d&) { return code(BuiltinOperator::AVERAGE_POOL_2D, context.plain()); },
          [&](const graph::GlobalAveragePool&) { return code(BuiltinOperator::MEAN, context.plain()); },
          [&](const graph::Dense&) { return dense(context); },
          [&](const graph::Softmax&) { return code(BuiltinOperator::SOFTMAX, context.plain()); },
          [&](const graph::ZeroPad2d&) { return code(BuiltinOperator::PAD, context.plain()); },
          [&](const graph::Reshape&) { return code(BuiltinOperator::RESHAPE, 1); },
          [&](const graph::Quantize&) { return code(BuiltinOperator::QUANTIZE, 1); },
          [&](const graph::Dequantize&) { return dequantize(context); }},
      op.attributes);
}

std::string to_string(const RuntimeVersion& version) {
  return std::to_string(version.major) + '.' + std::to_string(version.minor) + '.' + std::to_string(version.patch);
}

RuntimeVersion oldest_runtime(const TfliteCode& wanted) {
  struct Entry {
    BuiltinOperator builtin;
    std::int32_t version;
    RuntimeVersion runtime;
  };
  constexpr RuntimeVersion k_int8{1, 14, 0};
  static constexpr std::array k_table{Entry{BuiltinOperator::ADD, 2, k_int8},
                                      Entry{BuiltinOperator::AVERAGE_POOL_2D, 2, k_int8},
                                      Entry{BuiltinOperator::CONCATENATION, 2, k_int8},
                                      Entry{BuiltinOperator::CONV_2D, 2, k_int8},
                                      Entry{BuiltinOperator::CONV_2D, 3, k_int8},
                                      Entry{BuiltinOperator::CONV_2D, 5, {2, 4, 0}},
                                      Entry{BuiltinOperator::DEPTHWISE_CONV_2D, 2, {1, 12, 0}},
                                      Entry{BuiltinOperator::DEPTHWISE_CONV_2D, 3, k_int8},
                                      Entry{BuiltinOperator::DEPTHWISE_CONV_2D, 4, {2, 2, 0}},
                                      Entry{BuiltinOperator::DEPTHWISE_CONV_2D, 6, {2, 3, 0}},
                                      Entry{BuiltinOperator::DEQUANTIZE, 1, {1, 13, 1}},
                                      Entry{BuiltinOperator::DEQUANTIZE, 2, k_int8},
                                      Entry{BuiltinOperator::DEQUANTIZE, 3, {1, 15, 0}},
                                      Entry{BuiltinOperator::DEQUANTIZE, 5, {2, 7, 0}},
                                      Entry{BuiltinOperator::FULLY_CONNECTED, 4, k_int8},
                                      Entry{BuiltinOperator::FULLY_CONNECTED, 6, {2, 1, 0}},
                                      Entry{BuiltinOperator::FULLY_CONNECTED, 9, {2, 3, 0}},
                                      Entry{BuiltinOperator::FULLY_CONNECTED, 12, {2, 17, 0}},
                                      Entry{BuiltinOperator::LOGISTIC, 2, k_int8},
                                      Entry{BuiltinOperator::MAX_POOL_2D, 2, k_int8},
                                      Entry{BuiltinOperator::MEAN, 1, {1, 6, 0}},
                                      Entry{BuiltinOperator::MEAN, 2, k_int8},
                                      Entry{BuiltinOperator::MUL, 2, k_int8},
                                      Entry{BuiltinOperator::MUL, 3, {1, 15, 0}},
                                      Entry{BuiltinOperator::PAD, 2, k_int8},
                                      Entry{BuiltinOperator::QUANTIZE, 1, k_int8},
                                      Entry{BuiltinOperator::RELU, 2, {2, 1, 0}},
                                      Entry{BuiltinOperator::SOFTMAX, 2, k_int8}};
  for (const Entry& entry : k_table) {
    if (code(entry.builtin, entry.version) == wanted) return entry.runtime;
  }
  return {};  // the first released runtime has all first versions not listed
}

}  // namespace wirebench::convert
