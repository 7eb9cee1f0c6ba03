#include "wirebench/convert/tflite_writer.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <utility>
#include <variant>

#include "wirebench/convert/tflite_operators.hpp"
#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/graph/tflite_schema_generated.h"

namespace wirebench::convert {
namespace {

using flatbuffers::FlatBufferBuilder;
using flatbuffers::Offset;
using graph::DataType;

constexpr std::uint32_t k_schema_version = 3;
constexpr std::uint32_t k_empty_buffer = 0;
constexpr std::size_t k_version_bytes = 16;
/// Flatbuffer offsets are 31 bits.
constexpr std::uint64_t k_largest_constants = 2'000'000'000;

tflite::TensorType tensor_type(DataType type) {
  switch (type) {
    case DataType::float32: return tflite::TensorType::FLOAT32;
    case DataType::float16: return tflite::TensorType::FLOAT16;
    case DataType::int64: return tflite::TensorType::INT64;
    case DataType::int32: return tflite::TensorType::INT32;
    case DataType::int16: return tflite::TensorType::INT16;
    case DataType::int8: return tflite::TensorType::INT8;
    case DataType::uint8: return tflite::TensorType::UINT8;
  }
  return tflite::TensorType::FLOAT32;
}

tflite::ActivationFunctionType activation_type(graph::Activation activation) {
  switch (activation) {
    case graph::Activation::none: return tflite::ActivationFunctionType::NONE;
    case graph::Activation::relu: return tflite::ActivationFunctionType::RELU;
    case graph::Activation::relu6: return tflite::ActivationFunctionType::RELU6;
  }
  return tflite::ActivationFunctionType::NONE;
}

tflite::Padding padding_type(graph::Padding padding) {
  return padding == graph::Padding::same ? tflite::Padding::SAME : tflite::Padding::VALID;
}

std::vector<std::int32_t> narrow(const graph::Shape& shape) {
  return {shape.begin(), shape.end()};
}

struct Options {
  tflite::BuiltinOptions type = tflite::BuiltinOptions::NONE;
  Offset<void> table;
};

template <class Table>
Options options(Offset<Table> table) {
  return {tflite::BuiltinOptionsTraits<Table>::enum_value, table.Union()};
}

class Writer {
 public:
  Writer(const graph::Graph& graph, const ModelText& text) : graph_{graph}, text_{text} {}

  [[nodiscard]] std::string write() {
    // A flatbuffer grows from its end, so what is created first lies last: the small metadata texts come before all
    // constants and are the bytes behind the last one that XNNPACK may read past it.
    std::vector<Offset<tflite::Metadata>> metadata;
    const auto version = oldest();
    buffers_.push_back(tflite::CreateBuffer(builder_));
    metadata.push_back(add_metadata("min_runtime_version", version));
    for (const auto& [name, content] : text_.metadata) metadata.push_back(add_metadata(name, content));

    for (const graph::Tensor& tensor : graph_.tensors()) add_tensor(tensor, add_constant(tensor));
    std::vector<Offset<tflite::Operator>> operators;
    for (const graph::Operator& op : graph_.operators()) operators.push_back(add_operator(op));

    const auto inputs = indices(graph_.inputs());
    const auto outputs = indices(graph_.outputs());
    const std::vector subgraphs{
        tflite::CreateSubGraphDirect(builder_, &tensors_, &inputs, &outputs, &operators, "main")};
    const std::vector signatures{add_signature()};
    const auto model = tflite::CreateModelDirect(builder_, k_schema_version, &codes_, &subgraphs,
                                                 text_.description.c_str(), &buffers_, nullptr, &metadata, &signatures);
    tflite::FinishModelBuffer(builder_, model);
    return {reinterpret_cast<const char*>(builder_.GetBufferPointer()), builder_.GetSize()};
  }

 private:
  /// The metadata's fixed form: 16 bytes, filled with zeros.
  [[nodiscard]] std::string oldest() const {
    RuntimeVersion newest_needed;
    for (const graph::Operator& op : graph_.operators()) {
      newest_needed = std::max(newest_needed, oldest_runtime(tflite_code(graph_, op)));
    }
    std::string text = to_string(newest_needed);
    text.resize(k_version_bytes, '\0');
    return text;
  }

  std::uint32_t add_buffer(std::span<const std::byte> bytes) {
    builder_.ForceVectorAlignment(bytes.size(), 1, 16);
    const auto data = builder_.CreateVector(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    buffers_.push_back(tflite::CreateBuffer(builder_, data));
    return static_cast<std::uint32_t>(buffers_.size() - 1);
  }

  Offset<tflite::Metadata> add_metadata(const std::string& name, const std::string& content) {
    const std::uint32_t buffer = add_buffer(std::as_bytes(std::span{content}));
    return tflite::CreateMetadata(builder_, builder_.CreateString(name), buffer);
  }

  /// Tensors that share their bytes in memory share the buffer in the file.
  std::uint32_t add_constant(const graph::Tensor& tensor) {
    if (!tensor.is_constant()) return k_empty_buffer;
    const auto [entry, is_new] = shared_.try_emplace(tensor.data.get(), 0U);
    if (is_new) entry->second = add_buffer(*tensor.data);
    return entry->second;
  }

  std::int32_t add_tensor(const graph::Tensor& tensor, std::uint32_t buffer) {
    const QuantizationOffset quantization = add_quantization(tensor.quantization);
    const auto shape = narrow(tensor.shape);
    tensors_.push_back(tflite::CreateTensorDirect(builder_, &shape, tensor_type(tensor.type), buffer,
                                                  tensor.name.c_str(), quantization));
    return static_cast<std::int32_t>(tensors_.size() - 1);
  }

  using QuantizationOffset = Offset<tflite::QuantizationParameters>;
  QuantizationOffset add_quantization(const graph::QuantParams& params) {
    if (!params.quantized()) {
      // Some readers expect a table on every tensor; all unquantised ones share an empty one.
      if (unquantized_.IsNull()) unquantized_ = tflite::CreateQuantizationParameters(builder_);
      return unquantized_;
    }
    const auto scales = builder_.CreateVector(params.scale);
    // Most zero points are lists of zeros, eight bytes a channel: equal lists are stored once.
    const auto [zero_points, is_new] = zero_points_.try_emplace(params.zero_point);
    if (is_new) zero_points->second = builder_.CreateVector(params.zero_point);
    return tflite::CreateQuantizationParameters(builder_, 0, 0, scales, zero_points->second,
                                                tflite::QuantizationDetails::NONE, 0, params.quantized_dimension);
  }

  /// A small int32 operand TensorFlow Lite wants as a tensor where the graph has an attribute.
  std::int32_t int_operand(const std::string& name, const graph::Shape& shape,
                           const std::vector<std::int32_t>& values) {
    const auto [entry, is_new] = int_operands_.try_emplace({shape, values}, 0);
    if (is_new) {
      graph::Tensor tensor;
      tensor.name = name;
      tensor.type = DataType::int32;
      tensor.shape = shape;
      entry->second = add_tensor(tensor, add_buffer(std::as_bytes(std::span{values})));
    }
    return entry->second;
  }

  std::uint32_t opcode_index(const TfliteCode& code) {
    const auto [entry, is_new] = code_index_.try_emplace(code, static_cast<std::uint32_t>(codes_.size()));
    if (is_new) {
      // All codes used here are below 127 and fit the old one-byte field too.
      codes_.push_back(tflite::CreateOperatorCode(builder_, static_cast<std::int8_t>(code.code), 0, code.version,
                                                  static_cast<tflite::BuiltinOperator>(code.code)));
    }
    return entry->second;
  }

  Offset<tflite::Operator> add_operator(const graph::Operator& op) {
    std::vector<std::int32_t> inputs = indices(op.inputs);
    const Options table =
        std::visit([&](const auto& attributes) { return make_options(op, attributes, inputs); }, op.attributes);
    const auto outputs = indices(op.outputs);
    const std::uint32_t code = opcode_index(tflite_code(graph_, op));
    return tflite::CreateOperatorDirect(builder_, code, &inputs, &outputs, table.type, table.table);
  }

  [[nodiscard]] static std::vector<std::int32_t> indices(std::span<const graph::TensorId> ids) {
    std::vector<std::int32_t> result;
    for (const graph::TensorId id : ids) result.push_back(static_cast<std::int32_t>(id.index()));
    return result;
  }

  Offset<tflite::SignatureDef> add_signature() {
    const auto map = [&](std::span<const graph::TensorId> ids) {
      std::vector<Offset<tflite::TensorMap>> entries;
      for (const graph::TensorId id : ids) {
        entries.push_back(tflite::CreateTensorMapDirect(builder_, graph_.tensor(id).name.c_str(), id.index()));
      }
      return entries;
    };
    const auto inputs = map(graph_.inputs());
    const auto outputs = map(graph_.outputs());
    return tflite::CreateSignatureDefDirect(builder_, &inputs, &outputs, "serving_default");
  }

  // ---- options of each operator; some append operands to `inputs` ------------------------------------------------
  using Inputs = std::vector<std::int32_t>;

  Options make_options(const graph::Operator& /*op*/, const graph::Conv2d& conv, Inputs& /*inputs*/) {
    return options(tflite::CreateConv2DOptions(builder_, padding_type(conv.padding), conv.stride_w, conv.stride_h,
                                               activation_type(conv.activation), conv.dilation_w, conv.dilation_h));
  }
  Options make_options(const graph::Operator& /*op*/, const graph::DepthwiseConv2d& conv, Inputs& /*inputs*/) {
    return options(tflite::CreateDepthwiseConv2DOptions(
        builder_, padding_type(conv.padding), conv.stride_w, conv.stride_h, conv.multiplier,
        activation_type(conv.activation), conv.dilation_w, conv.dilation_h));
  }
  /// Operators without options; tflite_code() throws for those that have no code at all.
  template <class Attribute>
  Options make_options(const graph::Operator& /*op*/, const Attribute& /*attribute*/, Inputs& /*inputs*/) {
    static_assert(std::is_same_v<Attribute, graph::Relu> || std::is_same_v<Attribute, graph::Logistic> ||
                  std::is_same_v<Attribute, graph::BatchNormalization> || std::is_same_v<Attribute, graph::Swish> ||
                  std::is_same_v<Attribute, graph::Rescale> || std::is_same_v<Attribute, graph::Dropout>);
    return {};
  }
  Options make_options(const graph::Operator& /*op*/, const graph::Add& add, Inputs& /*inputs*/) {
    return options(tflite::CreateAddOptions(builder_, activation_type(add.activation)));
  }
  Options make_options(const graph::Operator& /*op*/, const graph::Multiply& multiply, Inputs& /*inputs*/) {
    return options(tflite::CreateMulOptions(builder_, activation_type(multiply.activation)));
  }
  Options make_options(const graph::Operator& /*op*/, const graph::Concatenation& concatenation, Inputs& /*inputs*/) {
    return options(tflite::CreateConcatenationOptions(builder_, concatenation.axis));
  }
  Options make_options(const graph::Operator& /*op*/, const graph::MaxPool2d& pool, Inputs& /*inputs*/) {
    return pool_options(pool);
  }
  Options make_options(const graph::Operator& /*op*/, const graph::AveragePool2d& pool, Inputs& /*inputs*/) {
    return pool_options(pool);
  }
  Options make_options(const graph::Operator& op, const graph::GlobalAveragePool& pool, Inputs& inputs) {
    inputs.push_back(int_operand(op.name + "/axes", {2}, {1, 2}));
    return options(tflite::CreateReducerOptions(builder_, pool.keep_dims));
  }
  Options make_options(const graph::Operator& op, const graph::Dense& dense, Inputs& /*inputs*/) {
    const bool hybrid =
        graph_.tensor(op.inputs[0]).type == DataType::float32 && graph_.tensor(op.inputs[1]).type == DataType::int8;
    return options(tflite::CreateFullyConnectedOptions(builder_, activation_type(dense.activation),
                                                       tflite::FullyConnectedOptionsWeightsFormat::DEFAULT, false,
                                                       hybrid));
  }
  Options make_options(const graph::Operator& /*op*/, const graph::Softmax& /*softmax*/, Inputs& /*inputs*/) {
    return options(tflite::CreateSoftmaxOptions(builder_, 1.0F));
  }
  Options make_options(const graph::Operator& op, const graph::ZeroPad2d& pad, Inputs& inputs) {
    inputs.push_back(
        int_operand(op.name + "/paddings", {4, 2}, {0, 0, pad.top, pad.bottom, pad.left, pad.right, 0, 0}));
    return options(tflite::CreatePadOptions(builder_));
  }
  Options make_options(const graph::Operator& op, const graph::Reshape& /*reshape*/, Inputs& inputs) {
    const auto shape = narrow(graph_.tensor(op.outputs[0]).shape);
    inputs.push_back(int_operand(op.name + "/shape", {static_cast<std::int64_t>(shape.size())}, shape));
    return options(tflite::CreateReshapeOptionsDirect(builder_, &shape));
  }
  Options make_options(const graph::Operator& /*op*/, const graph::Quantize& /*quantize*/, Inputs& /*inputs*/) {
    return options(tflite::CreateQuantizeOptions(builder_));
  }
  Options make_options(const graph::Operator& /*op*/, const graph::Dequantize& /*dequantize*/, Inputs& /*inputs*/) {
    return options(tflite::CreateDequantizeOptions(builder_));
  }

  template <class Pool>
  Options pool_options(const Pool& pool) {
    return options(tflite::CreatePool2DOptions(builder_, padding_type(pool.padding), pool.stride_w, pool.stride_h,
                                               pool.window_w, pool.window_h));
  }

  const graph::Graph& graph_;
  const ModelText& text_;
  FlatBufferBuilder builder_;
  std::vector<Offset<tflite::Buffer>> buffers_;
  std::vector<Offset<tflite::Tensor>> tensors_;
  std::vector<Offset<tflite::OperatorCode>> codes_;
  std::map<TfliteCode, std::uint32_t> code_index_;
  std::map<const void*, std::uint32_t> shared_;  // looked up only, so addresses do not reach the file
  std::map<std::pair<graph::Shape, std::vector<std::int32_t>>, std::int32_t> int_operands_;
  QuantizationOffset unquantized_;
  std::map<std::vector<std::int64_t>, Offset<flatbuffers::Vector<std::int64_t>>> zero_points_;
};

}  // namespace

std::string to_tflite(const graph::Graph& graph, const ModelText& text) {
  std::uint64_t constants = 0;
  for (const graph::Tensor& tensor : graph.tensors()) constants += tensor.is_constant() ? tensor.data->size() : 0;
  if (constants > k_largest_constants) {
    throw Error{ErrorKind::failed,
                {"cannot write a TensorFlow Lite model", graph.name(),
                 std::to_string(constants) + " bytes of weights do not fit into one flatbuffer",
                 "Choose a smaller network or a form with reduced weights."}};
  }
  return Writer{graph, text}.write();
}

std::uint64_t write_tflite(const graph::Graph& graph, const ModelText& text, const std::filesystem::path& path) {
  const std::string bytes = to_tflite(graph, text);
  write_text_atomically(path, bytes);
  return bytes.size();
}

}  // namespace wirebench::convert
