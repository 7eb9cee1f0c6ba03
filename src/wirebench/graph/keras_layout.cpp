#include "wirebench/graph/keras_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "wirebench/core/error.hpp"
#include "wirebench/graph/overloaded.hpp"

namespace wirebench::graph {
namespace {

struct KerasClass {
  const char* name;
  const char* snake_case;  // as keras.src.utils.naming.to_snake_case gives it
};

[[noreturn]] void not_keras(const Graph& graph, const std::string& where, const std::string& why) {
  throw Error{ErrorKind::failed,
              {.what = "this network cannot be kept as a Keras weights file",
               .where = fmt::format("{}: {}", graph.name(), where),
               .why = why,
               .remedy = "Only networks made by wirebench itself, before conversion, have one."}};
}

/// Keras rescales all channels alike in one kind of layer, and each by its own numbers in another.
KerasClass rescaling_class(const Rescale& a) {
  const auto alike = [](const std::array<float, 3>& x) { return x[0] == x[1] && x[1] == x[2]; };
  return alike(a.scale) && alike(a.offset) ? KerasClass{"Rescaling", "rescaling"}
                                           : KerasClass{"Normalization", "normalization"};
}

bool has_weights(const Operator& op) {
  return std::holds_alternative<Conv2d>(op.attributes) || std::holds_alternative<DepthwiseConv2d>(op.attributes) ||
         std::holds_alternative<Dense>(op.attributes);
}

KerasClass keras_class(const Graph& graph, const Operator& op) {
  const auto refuse = [&]() -> KerasClass {
    not_keras(graph, fmt::format("operator '{}'", op.name),
              fmt::format("{} is no Keras layer", kind_name(op.attributes)));
  };
  return std::visit(Overloaded{[](const Conv2d&) {
                                 return KerasClass{"Conv2D", "conv2d"};
                               },
                               [](const DepthwiseConv2d&) {
                                 return KerasClass{"DepthwiseConv2D", "depthwise_conv2d"};
                               },
                               [](const BatchNormalization&) {
                                 return KerasClass{"BatchNormalization", "batch_normalization"};
                               },
                               [](const Relu&) {
                                 return KerasClass{"Activation", "activation"};
                               },
                               [](const Logistic&) {
                                 return KerasClass{"Activation", "activation"};
                               },
                               [](const Swish&) {
                                 return KerasClass{"Activation", "activation"};
                               },
                               [](const Rescale& rescale) { return rescaling_class(rescale); },
                               [](const Dropout&) {
                                 return KerasClass{"Dropout", "dropout"};
                               },
                               [](const Reshape&) {
                                 return KerasClass{"Reshape", "reshape"};
                               },
                               [](const Add&) {
                                 return KerasClass{"Add", "add"};
                               },
                               [](const Multiply&) {
                                 return KerasClass{"Multiply", "multiply"};
                               },
                               [](const Concatenation&) {
                                 return KerasClass{"Concatenate", "concatenate"};
                               },
                               [](const MaxPool2d&) {
                                 return KerasClass{"MaxPooling2D", "max_pooling2d"};
                               },
                               [](const AveragePool2d&) {
                                 return KerasClass{"AveragePooling2D", "average_pooling2d"};
                               },
                               [](const GlobalAveragePool&) {
                                 return KerasClass{"GlobalAveragePooling2D", "global_average_pooling2d"};
                               },
                               [](const Dense&) {
                                 return KerasClass{"Dense", "dense"};
                               },
                               [](const ZeroPad2d&) {
                                 return KerasClass{"ZeroPadding2D", "zero_padding2d"};
                               },
                               [&](const Softmax&) { return refuse(); },
                               [&](const Quantize&) { return refuse(); },
                               [&](const Dequantize&) { return refuse(); }},
                    op.attributes);
}

constexpr std::size_t k_input_layer = static_cast<std::size_t>(-1);

/// The layers as a graph: operators by index, or k_input_layer.
class LayerGraph {
 public:
  explicit LayerGraph(const Graph& graph) : graph_{graph} {
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
      not_keras(graph, "inputs and outputs", "it needs exactly one of each");
    }
    writer_[graph.inputs()[0]] = k_input_layer;
    for (std::size_t i = 0; i < graph.operators().size(); ++i) {
      const auto& op = graph.operators()[i];
      if (op.outputs.size() != 1) not_keras(graph, fmt::format("operator '{}'", op.name), "it has several outputs");
      writer_[op.outputs[0]] = layer_of(op, i);
    }
  }

  /// Layers in Keras' order.
  [[nodiscard]] std::vector<std::size_t> order() const {
    std::vector<std::size_t> met;       // in the order the walk meets them
    std::vector<std::size_t> finished;  // parents before children
    walk(writer(graph_.outputs()[0]), met, finished);

    std::map<std::size_t, int> depth;
    for (auto layer = finished.rbegin(); layer != finished.rend(); ++layer) {
      const auto here = depth[*layer];
      for (const auto parent : parents(*layer)) depth[parent] = std::max(depth[parent], here + 1);
    }
    std::ranges::stable_sort(met, [&](std::size_t a, std::size_t b) { return depth[a] > depth[b]; });
    return met;
  }

 private:
  /// The layer operator `index` belongs to: a softmax, logistic or swish right behind a layer with weights is that
  /// layer's activation, as keras.applications writes it; everything else is a layer of its own.
  [[nodiscard]] std::size_t layer_of(const Operator& op, std::size_t index) const {
    const bool softmax = std::holds_alternative<Softmax>(op.attributes);
    if (!softmax && !std::holds_alternative<Logistic>(op.attributes) && !std::holds_alternative<Swish>(op.attributes)) {
      return index;
    }
    const auto source = writer_.find(op.inputs[0]);
    const bool is_layer = source != writer_.end() && source->second != k_input_layer;
    // The tensor itself must come from the layer: a second activation is not one of the layer's.
    const bool weighted = is_layer && has_weights(graph_.operators()[source->second]) &&
                          graph_.operators()[source->second].outputs[0] == op.inputs[0];
    if (softmax && !(weighted && std::holds_alternative<Dense>(graph_.operators()[source->second].attributes))) {
      not_keras(graph_, fmt::format("operator '{}'", op.name), "a softmax must follow a dense layer");
    }
    return weighted && readers(op.inputs[0]) == 1 ? source->second : index;
  }

  [[nodiscard]] std::ptrdiff_t readers(TensorId id) const {
    std::ptrdiff_t count = 0;
    for (const auto& op : graph_.operators()) count += std::ranges::count(op.inputs, id);
    return count;
  }

  [[nodiscard]] std::size_t writer(TensorId id) const {
    const auto found = writer_.find(id);
    if (found == writer_.end()) {
      not_keras(graph_, fmt::format("tensor '{}'", graph_.tensor(id).name), "nothing writes it");
    }
    return found->second;
  }

  [[nodiscard]] std::vector<std::size_t> parents(std::size_t layer) const {
    std::vector<std::size_t> result;
    if (layer == k_input_layer) return result;
    for (const auto id : graph_.operators()[layer].inputs) {
      if (!graph_.tensor(id).is_constant()) result.push_back(writer(id));
    }
    return result;
  }

  /// Depth first with a stack of its own: these networks are hundreds of layers deep.
  void walk(std::size_t start, std::vector<std::size_t>& met, std::vector<std::size_t>& finished) const {
    struct Visit {
      std::size_t layer;
      std::vector<std::size_t> parents;
      std::size_t next = 0;
    };
    std::map<std::size_t, bool> seen;
    std::vector<Visit> stack;
    const auto enter = [&](std::size_t layer) {
      if (seen[layer]) return;
      seen[layer] = true;
      met.push_back(layer);
      stack.push_back({layer, parents(layer)});
    };
    enter(start);
    while (!stack.empty()) {
      auto& top = stack.back();
      if (top.next == top.parents.size()) {
        finished.push_back(top.layer);
        stack.pop_back();
      } else {
        enter(top.parents[top.next++]);  // invalidates top
      }
    }
  }

  const Graph& graph_;
  std::map<TensorId, std::size_t> writer_;
};

bool is_kernel(const Operator& op, TensorId weight) {
  return op.inputs.size() > 1 && op.inputs[1] == weight;
}

/// Sizes of a kernel here and in Keras: rows go to columns, [O, I...] to [I..., O].
bool transposed(const Operator& op, TensorId weight) {
  return is_kernel(op, weight) &&
         (std::holds_alternative<Conv2d>(op.attributes) || std::holds_alternative<Dense>(op.attributes));
}

std::vector<float> transpose(std::span<const float> values, std::size_t rows) {
  const auto columns = values.size() / rows;
  std::vector<float> result(values.size());
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) result[c * rows + r] = values[r * columns + c];
  }
  return result;
}

}  // namespace

std::vector<KerasLayer> keras_layers(const Graph& graph) {
  const auto order = LayerGraph{graph}.order();
  std::map<std::string, int> used;
  const auto unique = [&](const std::string& name) {
    const auto count = used[name]++;
    return count == 0 ? name : fmt::format("{}_{}", name, count);
  };
  std::vector<KerasLayer> layers;
  layers.reserve(order.size());
  for (const auto index : order) {
    if (index == k_input_layer) {
      layers.push_back({"InputLayer", unique("input_layer"), graph.tensor(graph.inputs()[0]).name, {}, {}});
      continue;
    }
    const auto& op = graph.operators()[index];
    const auto type = keras_class(graph, op);
    KerasLayer layer{type.name, unique(type.snake_case), op.name, OperatorId{index}, {}};
    for (const auto id : op.inputs) {
      if (graph.tensor(id).is_constant()) layer.weights.push_back(id);
    }
    layers.push_back(std::move(layer));
  }
  return layers;
}

Shape keras_shape(const Graph& graph, const Operator& op, TensorId weight) {
  const auto& shape = graph.tensor(weight).shape;
  if (transposed(op, weight)) {
    Shape result{shape.begin() + 1, shape.end()};
    result.push_back(shape[0]);
    return result;
  }
  const auto* const depthwise = std::get_if<DepthwiseConv2d>(&op.attributes);
  if (depthwise != nullptr && is_kernel(op, weight)) {
    return {shape[1], shape[2], shape[3] / depthwise->multiplier, depthwise->multiplier};
  }
  return shape;
}

std::vector<float> to_keras(const Graph& graph, const Operator& op, TensorId weight) {
  const auto& tensor = graph.tensor(weight);
  const auto values = tensor.values<float>();
  if (transposed(op, weight)) return transpose(values, static_cast<std::size_t>(tensor.shape[0]));
  return {values.begin(), values.end()};
}

std::vector<float> from_keras(const Graph& graph, const Operator& op, TensorId weight, std::span<const float> values) {
  const auto& shape = graph.tensor(weight).shape;
  if (transposed(op, weight)) return transpose(values, values.size() / static_cast<std::size_t>(shape[0]));
  return {values.begin(), values.end()};
}

}  // namespace wirebench::graph
