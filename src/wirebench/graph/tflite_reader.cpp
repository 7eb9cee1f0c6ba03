#include "wirebench/graph/tflite_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <vector>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/json.hpp"
#include "wirebench/graph/network_metadata.hpp"
#include "wirebench/graph/tflite_schema_generated.h"
#include "wirebench/graph/tflite_structure.hpp"

namespace wirebench::graph {
namespace {

template <class T>
std::size_t count(const flatbuffers::Vector<T>* vector) {
  return vector == nullptr ? 0 : vector->size();
}

/// Builds a graph from a verified model.
class Builder {
 public:
  Builder(const tflite::Model& model, const std::string& source)
      : model_{model},
        source_{source},
        subgraph_{*model.subgraphs()->Get(0)},
        ids_(subgraph_.tensors()->size()),
        graph_{std::filesystem::path{source}.stem().string()} {}

  Graph build() && {
    std::vector<TensorId> inputs;
    for (const auto index : *subgraph_.inputs()) inputs.push_back(tensor(index));
    graph_.set_inputs(std::move(inputs));
    for (std::size_t i = 0; i < subgraph_.operators()->size(); ++i) {
      add(*subgraph_.operators()->Get(static_cast<flatbuffers::uoffset_t>(i)), i);
    }
    std::vector<TensorId> outputs;
    for (const auto index : *subgraph_.outputs()) outputs.push_back(tensor(index));
    graph_.set_outputs(std::move(outputs));
    try {
      graph_.validate();
    } catch (const Error& error) {
      refuse_tflite(source_, "network", error.what());
    }
    add_metadata();
    return std::move(graph_);
  }

 private:
  /// The operator being read: what the helpers below need.
  struct Current {
    const tflite::Operator* op = nullptr;
    std::string where;
  };

  [[noreturn]] void refuse(const std::string& why) const { refuse_tflite(source_, current_.where, why); }
  void require(bool condition, std::string_view why) const {
    if (!condition) refuse(std::string{why});
  }

  [[nodiscard]] const tflite::Tensor& stored(std::int32_t index) const {
    return *subgraph_.tensors()->Get(static_cast<flatbuffers::uoffset_t>(index));
  }

  /// The graph's tensor for a file's tensor; made on first use, so that tensors only read here (axes, paddings,
  /// shapes) do not become part of the graph.
  TensorId tensor(std::int32_t index) {
    auto& id = ids_[static_cast<std::size_t>(index)];
    if (!id.valid()) id = graph_.add_tensor(convert(index));
    return id;
  }

  [[nodiscard]] Tensor convert(std::int32_t index) const {
    const auto& source = stored(index);
    Tensor result;
    result.name = source.name() == nullptr ? fmt::format("tensor_{}", index) : source.name()->str();
    result.type = data_type(source.type(), result.name);
    for (std::size_t d = 0; d < count(source.shape()); ++d) {
      result.shape.push_back(source.shape()->Get(static_cast<flatbuffers::uoffset_t>(d)));
    }
    if (const auto* const q = source.quantization(); q != nullptr && count(q->scale()) > 0) {
      if (q->details_type() != tflite::QuantizationDetails::NONE) {
        refuse_tflite(source_, fmt::format("tensor '{}'", result.name), "custom quantisation");
      }
      result.quantization.scale.assign(q->scale()->begin(), q->scale()->end());
      if (q->zero_point() == nullptr) {
        result.quantization.zero_point.assign(q->scale()->size(), 0);
      } else {
        result.quantization.zero_point.assign(q->zero_point()->begin(), q->zero_point()->end());
      }
      // One zero point for all channels is allowed.
      if (result.quantization.zero_point.size() == 1) {
        result.quantization.zero_point.resize(result.quantization.scale.size(), result.quantization.zero_point[0]);
      }
      result.quantization.quantized_dimension = q->quantized_dimension();
    }
    if (const auto bytes = constant_bytes(model_, source); !bytes.empty()) result.data = make_constant(bytes);
    return result;
  }

  [[nodiscard]] DataType data_type(tflite::TensorType type, const std::string& name) const {
    switch (type) {
      case tflite::TensorType::FLOAT32: return DataType::float32;
      case tflite::TensorType::FLOAT16: return DataType::float16;
      case tflite::TensorType::INT64: return DataType::int64;
      case tflite::TensorType::INT32: return DataType::int32;
      case tflite::TensorType::INT16: return DataType::int16;
      case tflite::TensorType::INT8: return DataType::int8;
      case tflite::TensorType::UINT8: return DataType::uint8;
      default: break;
    }
    refuse_tflite(source_, fmt::format("tensor '{}'", name),
                  fmt::format("element type {}, which wirebench does not compute with", static_cast<int>(type)));
  }

  template <class Options>
  [[nodiscard]] const Options& options() const {
    const auto* const found = current_.op->builtin_options_type() == tflite::BuiltinOptionsTraits<Options>::enum_value
                                  ? static_cast<const Options*>(current_.op->builtin_options())
                                  : nullptr;
    if (found == nullptr) refuse("its options are missing or those of another operator");
    return *found;
  }

  [[nodiscard]] std::int32_t input_index(std::size_t i) const {
    if (i >= count(current_.op->inputs())) return -1;
    return current_.op->inputs()->Get(static_cast<flatbuffers::uoffset_t>(i));
  }

  /// The first `wanted` inputs, all of them present, and up to `optional` more.
  std::vector<TensorId> inputs(std::size_t wanted, std::size_t optional = 0) {
    require(count(current_.op->inputs()) <= wanted + optional, "it has too many inputs");
    std::vector<TensorId> result;
    for (std::size_t i = 0; i < wanted + optional; ++i) {
      const auto index = input_index(i);
      require(index != -1 || i >= wanted, "one of its inputs is missing");
      if (index != -1) result.push_back(tensor(index));
    }
    return result;
  }

  /// Constant integers of an input: paddings, axes.
  [[nodiscard]] std::vector<std::int64_t> constant_integers(std::size_t input) const {
    const auto index = input_index(input);
    require(index != -1, "one of its inputs is missing");
    const auto& source = stored(index);
    const auto bytes = constant_bytes(model_, source);
    require(!bytes.empty(), "wirebench reads it with constant axes and paddings only");
    std::vector<std::int64_t> values;
    if (source.type() == tflite::TensorType::INT32) {
      values = widened<std::int32_t>(bytes);
    } else if (source.type() == tflite::TensorType::INT64) {
      values = widened<std::int64_t>(bytes);
    } else {
      refuse("its axes or paddings are not integers");
    }
    return values;
  }

  template <class T>
  [[nodiscard]] static std::vector<std::int64_t> widened(std::span<const std::byte> bytes) {
    std::vector<std::int64_t> values;
    for (std::size_t at = 0; at + sizeof(T) <= bytes.size(); at += sizeof(T)) {
      T value{};
      std::memcpy(&value, bytes.data() + at, sizeof(T));
      values.push_back(value);
    }
    return values;
  }

  [[nodiscard]] Padding padding(tflite::Padding value) const {
    switch (value) {
      case tflite::Padding::SAME: return Padding::same;
      case tflite::Padding::VALID: return Padding::valid;
    }
    refuse(fmt::format("unknown padding {}", static_cast<int>(value)));
  }

  [[nodiscard]] Activation activation(tflite::ActivationFunctionType value) const {
    switch (value) {
      case tflite::ActivationFunctionType::NONE: return Activation::none;
      case tflite::ActivationFunctionType::RELU: return Activation::relu;
      case tflite::ActivationFunctionType::RELU6: return Activation::relu6;
      default: break;
    }
    refuse(fmt::format("fused activation {}, which wirebench does not have", static_cast<int>(value)));
  }

  void append(const Attributes& attributes, std::vector<TensorId> sources) {
    require(count(current_.op->outputs()) == 1, "it has more than one output, or none");
    const auto output = tensor(current_.op->outputs()->Get(0));
    graph_.add_operator({.name = graph_.tensor(output).name,
                         .attributes = attributes,
                         .inputs = std::move(sources),
                         .outputs = {output}});
  }

  /// An operator that has no fused activation here: a Relu of its own follows. Its quantisation is the output's, so
  /// clamping afterwards gives the same integers.
  void append(const Attributes& attributes, std::vector<TensorId> sources, tflite::ActivationFunctionType fused) {
    const auto kind = activation(fused);
    if (kind == Activation::none) return append(attributes, std::move(sources));
    require(kind == Activation::relu, "wirebench does not have a fused RELU6 here");
    require(count(current_.op->outputs()) == 1, "it has more than one output, or none");
    auto between = graph_.tensor(tensor(current_.op->outputs()->Get(0)));
    between.name += "/before_relu";
    const auto name = between.name;
    const auto id = graph_.add_tensor(std::move(between));
    graph_.add_operator({.name = name, .attributes = attributes, .inputs = std::move(sources), .outputs = {id}});
    append(Relu{}, {id});
  }

  void add(const tflite::Operator& op, std::size_t index) {
    const auto& code = *model_.operator_codes()->Get(op.opcode_index());
    current_ = {&op, fmt::format("operator {} ({})", index, operator_name(code))};
    using enum tflite::BuiltinOperator;
    switch (static_cast<tflite::BuiltinOperator>(builtin_code(code))) {
      case CONV_2D: return add_conv2d();
      case DEPTHWISE_CONV_2D: return add_depthwise();
      case FULLY_CONNECTED: return add_dense();
      case ADD: return append(Add{activation(options<tflite::AddOptions>().fused_activation_function())}, inputs(2));
      case MUL:
        return append(Multiply{activation(options<tflite::MulOptions>().fused_activation_function())}, inputs(2));
      case MAX_POOL_2D: return add_pool<MaxPool2d>();
      case AVERAGE_POOL_2D: return add_pool<AveragePool2d>();
      case CONCATENATION: return add_concatenation();
      case RELU: return append(Relu{}, inputs(1));
      case LOGISTIC: return append(Logistic{}, inputs(1));
      case SOFTMAX: return add_softmax();
      case PAD: return add_pad();
      case MEAN: return add_mean();
      case RESHAPE: return add_reshape();
      case SQUEEZE: return append(Reshape{}, inputs(1));
      case QUANTIZE: return append(Quantize{}, inputs(1));
      case DEQUANTIZE: return append(Dequantize{}, inputs(1));
      default: break;
    }
    refuse("wirebench does not know this operator");
  }

  void add_conv2d() {
    const auto& o = options<tflite::Conv2DOptions>();
    append(Conv2d{.stride_h = o.stride_h(),
                  .stride_w = o.stride_w(),
                  .dilation_h = o.dilation_h_factor(),
                  .dilation_w = o.dilation_w_factor(),
                  .padding = padding(o.padding()),
                  .activation = activation(o.fused_activation_function())},
           inputs(2, 1));
  }

  void add_depthwise() {
    const auto& o = options<tflite::DepthwiseConv2DOptions>();
    auto sources = inputs(2, 1);
    const auto& src = graph_.tensor(sources[0]).shape;
    const auto& weights = graph_.tensor(sources[1]).shape;
    require(src.size() == 4 && weights.size() == 4, "input and filter must have four dimensions");
    require(src[3] > 0 && weights[3] % src[3] == 0, "the filter's channels are no multiple of the input's");
    const auto multiplier = weights[3] / src[3];
    // TensorFlow Lite takes the multiplier from the shapes; old files have 0 in the option.
    require(o.depth_multiplier() == 0 || o.depth_multiplier() == multiplier,
            "its depth multiplier is not that of its filter");
    append(DepthwiseConv2d{.stride_h = o.stride_h(),
                           .stride_w = o.stride_w(),
                           .dilation_h = o.dilation_h_factor(),
                           .dilation_w = o.dilation_w_factor(),
                           .multiplier = static_cast<std::int32_t>(multiplier),
                           .padding = padding(o.padding()),
                           .activation = activation(o.fused_activation_function())},
           std::move(sources));
  }

  void add_dense() {
    const auto& o = options<tflite::FullyConnectedOptions>();
    require(o.weights_format() == tflite::FullyConnectedOptionsWeightsFormat::DEFAULT,
            "shuffled weights, which wirebench does not read");
    auto sources = inputs(2, 1);
    require(!o.keep_num_dims() || graph_.tensor(sources[0]).shape.size() == 2,
            "keep_num_dims with more than two dimensions, which wirebench does not have");
    append(Dense{activation(o.fused_activation_function())}, std::move(sources));
  }

  template <class Pool>
  void add_pool() {
    const auto& o = options<tflite::Pool2DOptions>();
    append(Pool{.window_h = o.filter_height(),
                .window_w = o.filter_width(),
                .stride_h = o.stride_h(),
                .stride_w = o.stride_w(),
                .padding = padding(o.padding())},
           inputs(1), o.fused_activation_function());
  }

  void add_concatenation() {
    const auto& o = options<tflite::ConcatenationOptions>();
    auto sources = inputs(count(current_.op->inputs()));
    require(!sources.empty(), "it has no inputs");
    const auto rank = static_cast<std::int32_t>(graph_.tensor(sources[0]).shape.size());
    append(Concatenation{o.axis() < 0 ? o.axis() + rank : o.axis()}, std::move(sources), o.fused_activation_function());
  }

  void add_softmax() {
    require(options<tflite::SoftmaxOptions>().beta() == 1.0F, "wirebench has softmax with beta = 1 only");
    append(Softmax{}, inputs(1));
  }

  void add_pad() {
    require(count(current_.op->inputs()) == 2 && input_index(0) != -1, "it needs an input and paddings");
    const auto cells = constant_integers(1);
    require(cells.size() == 8, "wirebench pads images [N,H,W,C] only");
    require(cells[0] == 0 && cells[1] == 0 && cells[6] == 0 && cells[7] == 0, "wirebench pads height and width only");
    constexpr std::int64_t k_most = 1 << 20;
    require(std::ranges::all_of(cells, [](std::int64_t n) { return n >= 0 && n <= k_most; }),
            "a padding is negative or beyond a million cells");
    append(ZeroPad2d{.top = static_cast<std::int32_t>(cells[2]),
                     .bottom = static_cast<std::int32_t>(cells[3]),
                     .left = static_cast<std::int32_t>(cells[4]),
                     .right = static_cast<std::int32_t>(cells[5])},
           {tensor(input_index(0))});
  }

  void add_mean() {
    require(count(current_.op->inputs()) == 2 && input_index(0) != -1, "it needs an input and axes");
    const auto source = tensor(input_index(0));
    auto axes = constant_integers(1);
    const auto rank = static_cast<std::int64_t>(graph_.tensor(source).shape.size());
    for (auto& axis : axes) axis += axis < 0 ? rank : 0;
    std::ranges::sort(axes);
    require(rank == 4 && axes == std::vector<std::int64_t>{1, 2}, "wirebench averages over height and width only");
    append(GlobalAveragePool{.keep_dims = options<tflite::ReducerOptions>().keep_dims()}, {source});
  }

  void add_reshape() {
    require(count(current_.op->inputs()) >= 1 && input_index(0) != -1, "its input is missing");
    // The new shape must be known here: a computed one (dynamic batch) could be anything.
    if (input_index(1) != -1) static_cast<void>(constant_integers(1));
    append(Reshape{}, {tensor(input_index(0))});
  }

  /// Class names and preprocessing, where wirebench wrote the file.
  void add_metadata() {
    for (std::size_t i = 0; i < count(model_.metadata()); ++i) {
      const auto& entry = *model_.metadata()->Get(static_cast<flatbuffers::uoffset_t>(i));
      if (entry.name() == nullptr || entry.name()->str() != k_network_metadata) continue;
      const auto* const data = model_.buffers()->Get(entry.buffer())->data();
      const std::string where = fmt::format("metadata '{}'", k_network_metadata);
      if (data == nullptr) refuse_tflite(source_, where, "it is empty");
      try {
        const auto* const text = reinterpret_cast<const char*>(data->data());
        require(!graph_.tensor(graph_.outputs()[0]).shape.empty(), "the output is a scalar");
        apply_metadata(graph_, Json::parse(text, text + data->size()));
      } catch (const std::exception& error) {  // not JSON, or not what network_metadata() writes
        refuse_tflite(source_, where, error.what());
      }
    }
  }

  const tflite::Model& model_;
  const std::string& source_;
  const tflite::SubGraph& subgraph_;
  std::vector<TensorId> ids_;
  Graph graph_;
  Current current_;
};

}  // namespace

Graph read_tflite(const std::filesystem::path& path) {
  const auto content = read_file(path);
  return read_tflite(std::as_bytes(std::span{content}), path.string());
}

Graph read_tflite(std::span<const std::byte> bytes, const std::string& source) {
  // Flatbuffers are read in place, which needs the alignment they were written with.
  constexpr std::size_t k_alignment = 16;
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % k_alignment == 0) {
    return Builder{verified_model(bytes, source), source}.build();
  }
  const std::vector<std::byte> copy(bytes.begin(), bytes.end());
  return Builder{verified_model(copy, source), source}.build();
}

}  // namespace wirebench::graph
