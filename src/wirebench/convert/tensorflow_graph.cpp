#include "wirebench/convert/tensorflow_graph.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <set>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "wirebench/convert/savedmodel.pb.h"
#include "wirebench/core/error.hpp"

namespace wirebench::convert {
namespace {

namespace tf = wirebench::tensorflow;
using graph::Shape;
using graph::TensorId;

static_assert(std::endian::native == std::endian::little, "tensor contents are copied as they lie in memory");

/// TensorFlow of 2019 (1.15, 2.0): new enough for all operators here, old enough for every TensorFlow 2.
constexpr int k_graph_producer = 134;
constexpr std::uint64_t k_largest_weights = 2'000'000'000;

class GraphBuilder {
 public:
  GraphBuilder(const graph::Graph& network, tf::SavedModel& model)
      : network_{network}, model_{model}, values_(network.tensors().size()) {}

  void build() {
    model_.set_saved_model_schema_version(1);
    tf::MetaGraphDef& meta = *model_.add_meta_graphs();
    meta.mutable_meta_info_def()->add_tags("serve");
    meta.mutable_meta_info_def()->set_stripped_default_attrs(true);
    graph_ = meta.mutable_graph_def();
    graph_->mutable_versions()->set_producer(k_graph_producer);

    tf::SignatureDef& signature = (*meta.mutable_signature_def())["serving_default"];
    signature.set_method_name("tensorflow/serving/predict");
    for (const TensorId id : network_.inputs()) {
      add_placeholder(id);
      describe(id, (*signature.mutable_inputs())[network_.tensor(id).name]);
    }
    for (const graph::Operator& op : network_.operators()) {
      std::visit([&](const auto& attributes) { add(op, attributes); }, op.attributes);
    }
    for (const TensorId id : network_.outputs()) {
      describe(id, (*signature.mutable_outputs())[network_.tensor(id).name]);
    }
  }

 private:
  // ---- nodes and attributes --------------------------------------------------------------------------------------
  /// A name TensorFlow accepts, used once: letters, digits and `_./-`, a letter or digit first.
  [[nodiscard]] std::string node_name(const std::string& wanted) {
    std::string name = wanted.empty() ? "node" : wanted;
    for (char& letter : name) {
      const bool plain = std::isalnum(static_cast<unsigned char>(letter)) != 0;
      if (!plain && std::strchr("_./-", letter) == nullptr) letter = '_';
    }
    if (std::isalnum(static_cast<unsigned char>(name.front())) == 0) name.insert(0, 1, 'n');
    std::string unique = name;
    for (int i = 1; !names_.insert(unique).second; ++i) unique = name + '_' + std::to_string(i);
    return unique;
  }

  tf::NodeDef& add_node(const std::string& name, const std::string& op, const std::vector<std::string>& inputs) {
    tf::NodeDef& node = *graph_->add_node();
    node.set_name(node_name(name));
    node.set_op(op);
    for (const std::string& input : inputs) node.add_input(input);
    return node;
  }
  tf::NodeDef& add_float_node(const std::string& name, const std::string& op, const std::vector<std::string>& inputs) {
    tf::NodeDef& node = add_node(name, op, inputs);
    set_type(node, "T", tf::DT_FLOAT);
    return node;
  }

  static void set_type(tf::NodeDef& node, const char* key, tf::DataType type) {
    (*node.mutable_attr())[key].set_type(type);
  }
  static void set_text(tf::NodeDef& node, const char* key, const char* text) {
    (*node.mutable_attr())[key].set_s(text);
  }
  static void set_list(tf::NodeDef& node, const char* key, const std::array<std::int64_t, 4>& values) {
    for (const std::int64_t value : values) (*node.mutable_attr())[key].mutable_list()->add_i(value);
  }
  static void set_padding(tf::NodeDef& node, graph::Padding padding) {
    set_text(node, "padding", padding == graph::Padding::same ? "SAME" : "VALID");
  }

  // ---- constants -------------------------------------------------------------------------------------------------
  [[nodiscard]] std::string add_constant(const std::string& name, tf::DataType type, const Shape& shape,
                                         std::span<const std::byte> bytes) {
    tf::NodeDef& node = add_node(name, "Const", {});
    set_type(node, "dtype", type);
    tf::TensorProto& tensor = *(*node.mutable_attr())["value"].mutable_tensor();
    tensor.set_dtype(type);
    for (const std::int64_t size : shape) tensor.mutable_tensor_shape()->add_dim()->set_size(size);
    tensor.set_tensor_content(bytes.data(), bytes.size());
    return node.name();
  }
  [[nodiscard]] std::string add_floats(const std::string& name, const Shape& shape, std::span<const float> values) {
    return add_constant(name, tf::DT_FLOAT, shape, std::as_bytes(values));
  }
  [[nodiscard]] std::string add_ints(const std::string& name, const Shape& shape,
                                     const std::vector<std::int32_t>& values) {
    return add_constant(name, tf::DT_INT32, shape, std::as_bytes(std::span{values}));
  }

  /// Name of the node that holds a tensor; constants become nodes when first asked for.
  [[nodiscard]] std::string value(TensorId id) {
    std::string& name = values_.at(id.index());
    const graph::Tensor& tensor = network_.tensor(id);
    if (name.empty() && tensor.is_constant()) name = add_floats(tensor.name, tensor.shape, tensor.values<float>());
    return name;
  }

  /// Convolution weights: ours have the output channel first, TensorFlow's last.
  [[nodiscard]] std::string output_last(const graph::Operator& op) {
    const graph::Tensor& weights = network_.tensor(op.inputs[1]);
    const auto values = weights.values<float>();
    Shape shape{weights.shape.begin() + 1, weights.shape.end()};
    shape.push_back(weights.shape.front());
    const auto outputs = static_cast<std::size_t>(weights.shape.front());
    const std::size_t inner = values.size() / outputs;
    std::vector<float> turned(values.size());
    for (std::size_t o = 0; o < outputs; ++o) {
      for (std::size_t i = 0; i < inner; ++i) turned[i * outputs + o] = values[o * inner + i];
    }
    return add_floats(weights.name, shape, turned);
  }

  // ---- ends ------------------------------------------------------------------------------------------------------
  void fill_shape(TensorId id, tf::TensorShapeProto& shape) const {
    const Shape& own = network_.tensor(id).shape;
    for (std::size_t i = 0; i < own.size(); ++i) shape.add_dim()->set_size(i == 0 ? -1 : own[i]);
  }
  void add_placeholder(TensorId id) {
    tf::NodeDef& node = add_node(network_.tensor(id).name, "Placeholder", {});
    set_type(node, "dtype", tf::DT_FLOAT);
    fill_shape(id, *(*node.mutable_attr())["shape"].mutable_shape());
    values_.at(id.index()) = node.name();
  }
  void describe(TensorId id, tf::TensorInfo& info) {
    info.set_name(value(id) + ":0");
    info.set_dtype(tf::DT_FLOAT);
    fill_shape(id, *info.mutable_tensor_shape());
  }

  void finish(const graph::Operator& op, std::string last) { values_.at(op.outputs[0].index()) = std::move(last); }
  void finish(const graph::Operator& op, std::string last, graph::Activation activation) {
    switch (activation) {
      case graph::Activation::none: break;
      case graph::Activation::relu: last = add_float_node(op.name + "/Relu", "Relu", {last}).name(); break;
      case graph::Activation::relu6: last = add_float_node(op.name + "/Relu6", "Relu6", {last}).name(); break;
    }
    finish(op, std::move(last));
  }
  [[nodiscard]] std::string with_bias(const graph::Operator& op, std::string product) {
    if (op.inputs.size() < 3) return product;
    return add_float_node(op.name + "/BiasAdd", "BiasAdd", {product, value(op.inputs[2])}).name();
  }

  // ---- operators -------------------------------------------------------------------------------------------------
  template <class Convolution>
  void convolve(const graph::Operator& op, const Convolution& conv, const char* kind, const std::string& weights) {
    tf::NodeDef& node = add_float_node(op.name, kind, {value(op.inputs[0]), weights});
    set_list(node, "strides", {1, conv.stride_h, conv.stride_w, 1});
    set_list(node, "dilations", {1, conv.dilation_h, conv.dilation_w, 1});
    set_padding(node, conv.padding);
    const std::string product = node.name();
    finish(op, with_bias(op, product), conv.activation);
  }
  void add(const graph::Operator& op, const graph::Conv2d& conv) { convolve(op, conv, "Conv2D", output_last(op)); }
  void add(const graph::Operator& op, const graph::DepthwiseConv2d& conv) {
    const graph::Tensor& weights = network_.tensor(op.inputs[1]);
    // [1,H,W,C*m] and TensorFlow's [H,W,C,m] are the same bytes.
    const Shape shape{weights.shape[1], weights.shape[2], weights.shape[3] / conv.multiplier, conv.multiplier};
    convolve(op, conv, "DepthwiseConv2dNative", add_floats(weights.name, shape, weights.values<float>()));
  }
  void add(const graph::Operator& op, const graph::BatchNormalization& norm) {
    const auto weights = graph::batch_normalization_inputs(op);
    std::vector<std::string> inputs{value(op.inputs[0])};
    if (weights.gamma.valid()) {
      inputs.push_back(value(weights.gamma));
    } else {
      const Shape& shape = network_.tensor(weights.beta).shape;
      const std::vector<float> ones(static_cast<std::size_t>(shape[0]), 1.0F);
      inputs.push_back(add_floats(op.name + "/gamma", shape, ones));
    }
    for (const TensorId id : {weights.beta, weights.mean, weights.variance}) inputs.push_back(value(id));
    tf::NodeDef& node = add_float_node(op.name, "FusedBatchNormV3", inputs);
    set_type(node, "U", tf::DT_FLOAT);
    (*node.mutable_attr())["epsilon"].set_f(norm.epsilon);
    (*node.mutable_attr())["is_training"].set_b(false);
    finish(op, node.name());
  }
  void add(const graph::Operator& op, const graph::Relu& /*relu*/) {
    finish(op, add_float_node(op.name, "Relu", {value(op.inputs[0])}).name());
  }
  void add(const graph::Operator& op, const graph::Logistic& /*logistic*/) {
    finish(op, add_float_node(op.name, "Sigmoid", {value(op.inputs[0])}).name());
  }
  void add(const graph::Operator& op, const graph::Swish& /*swish*/) {
    const std::string gate = add_float_node(op.name + "/Sigmoid", "Sigmoid", {value(op.inputs[0])}).name();
    finish(op, add_float_node(op.name, "Mul", {value(op.inputs[0]), gate}).name());
  }
  void add(const graph::Operator& op, const graph::Rescale& rescale) {
    const auto channels = network_.tensor(op.outputs[0]).shape.back();
    const auto constant = [&](const char* what, const std::array<float, 3>& values) {
      std::vector<float> all(static_cast<std::size_t>(channels));
      for (std::size_t c = 0; c < all.size(); ++c) all[c] = values.at(std::min<std::size_t>(c, 2));
      return add_floats(op.name + what, {channels}, all);
    };
    const std::string scaled =
        add_float_node(op.name + "/Mul", "Mul", {value(op.inputs[0]), constant("/scale", rescale.scale)}).name();
    finish(op, add_float_node(op.name, "AddV2", {scaled, constant("/offset", rescale.offset)}).name());
  }
  void add(const graph::Operator& op, const graph::Dropout& /*dropout*/) { finish(op, value(op.inputs[0])); }
  void add(const graph::Operator& op, const graph::Add& sum) {
    finish(op, add_float_node(op.name, "AddV2", {value(op.inputs[0]), value(op.inputs[1])}).name(), sum.activation);
  }
  void add(const graph::Operator& op, const graph::Multiply& product) {
    finish(op, add_float_node(op.name, "Mul", {value(op.inputs[0]), value(op.inputs[1])}).name(), product.activation);
  }
  void add(const graph::Operator& op, const graph::Concatenation& concatenation) {
    std::vector<std::string> inputs;
    for (const TensorId id : op.inputs) inputs.push_back(value(id));
    inputs.push_back(add_ints(op.name + "/axis", {}, {concatenation.axis}));
    tf::NodeDef& node = add_float_node(op.name, "ConcatV2", inputs);
    (*node.mutable_attr())["N"].set_i(static_cast<std::int64_t>(op.inputs.size()));
    finish(op, node.name());
  }
  template <class Pool>
  void add_pool(const graph::Operator& op, const Pool& pool, const char* kind) {
    tf::NodeDef& node = add_float_node(op.name, kind, {value(op.inputs[0])});
    set_list(node, "ksize", {1, pool.window_h, pool.window_w, 1});
    set_list(node, "strides", {1, pool.stride_h, pool.stride_w, 1});
    set_padding(node, pool.padding);
    finish(op, node.name());
  }
  void add(const graph::Operator& op, const graph::MaxPool2d& pool) { add_pool(op, pool, "MaxPool"); }
  void add(const graph::Operator& op, const graph::AveragePool2d& pool) { add_pool(op, pool, "AvgPool"); }
  void add(const graph::Operator& op, const graph::GlobalAveragePool& pool) {
    const std::string axes = add_ints(op.name + "/axes", {2}, {1, 2});
    tf::NodeDef& node = add_float_node(op.name, "Mean", {value(op.inputs[0]), axes});
    (*node.mutable_attr())["keep_dims"].set_b(pool.keep_dims);
    finish(op, node.name());
  }
  void add(const graph::Operator& op, const graph::Dense& dense) {
    const std::string weights = output_last(op);
    const std::string product = add_float_node(op.name, "MatMul", {value(op.inputs[0]), weights}).name();
    finish(op, with_bias(op, product), dense.activation);
  }
  void add(const graph::Operator& op, const graph::Softmax& /*softmax*/) {
    finish(op, add_float_node(op.name, "Softmax", {value(op.inputs[0])}).name());
  }
  void add(const graph::Operator& op, const graph::ZeroPad2d& pad) {
    const std::string cells =
        add_ints(op.name + "/paddings", {4, 2}, {0, 0, pad.top, pad.bottom, pad.left, pad.right, 0, 0});
    finish(op, add_float_node(op.name, "Pad", {value(op.inputs[0]), cells}).name());
  }
  void add(const graph::Operator& op, const graph::Reshape& /*reshape*/) {
    const Shape& own = network_.tensor(op.outputs[0]).shape;
    std::vector<std::int32_t> shape{own.begin(), own.end()};
    shape[0] = -1;  // the batch
    const auto rank = static_cast<std::int64_t>(shape.size());
    const std::string target = add_ints(op.name + "/shape", {rank}, shape);
    finish(op, add_float_node(op.name, "Reshape", {value(op.inputs[0]), target}).name());
  }
  void add(const graph::Operator& op, const graph::Quantize& /*quantize*/) { refuse(op); }
  void add(const graph::Operator& op, const graph::Dequantize& /*dequantize*/) { refuse(op); }

  [[noreturn]] static void refuse(const graph::Operator& op) {
    throw Error{ErrorKind::usage,
                {"cannot write a SavedModel", op.name, "the model is already reduced",
                 "Convert from the float32 weights it was made of."}};
  }

  const graph::Graph& network_;
  tf::SavedModel& model_;
  tf::GraphDef* graph_ = nullptr;
  std::vector<std::string> values_;  // node that holds each tensor
  std::set<std::string> names_;
};

void require_writable(const graph::Graph& network) {
  std::uint64_t bytes = 0;
  for (const graph::Tensor& tensor : network.tensors()) {
    if (tensor.is_constant()) bytes += tensor.data->size();
    if (tensor.type == graph::DataType::float32) continue;
    throw Error{ErrorKind::usage,
                {"cannot write a SavedModel", network.name() + ", tensor " + tensor.name,
                 "it holds " + std::string{graph::name(tensor.type)} + " values: the model is already reduced",
                 "Convert from the float32 weights it was made of."}};
  }
  if (bytes > k_largest_weights) {
    throw Error{
        ErrorKind::failed,
        {"cannot write a SavedModel", network.name(),
         std::to_string(bytes) + " bytes of weights do not fit into one protocol buffer", "Choose a smaller network."}};
  }
}

}  // namespace

void fill_saved_model(const graph::Graph& network, tensorflow::SavedModel& model) {
  require_writable(network);
  GraphBuilder{network, model}.build();
}

}  // namespace wirebench::convert
