#include "wirebench/convert/graph_draft.hpp"

#include <utility>
#include <variant>

namespace wirebench::convert {

using graph::TensorId;

GraphDraft::GraphDraft(const graph::Graph& graph)
    : tensors{graph.tensors().begin(), graph.tensors().end()},
      operators{graph.operators().begin(), graph.operators().end()},
      inputs{graph.inputs().begin(), graph.inputs().end()},
      outputs{graph.outputs().begin(), graph.outputs().end()},
      origin_{graph.name()} {
  origin_.set_preprocessing(graph.preprocessing());
  origin_.set_width_multiplier(graph.width_multiplier());
  origin_.set_definition(graph.definition());
  origin_.set_class_names({graph.class_names().begin(), graph.class_names().end()});
}

TensorId GraphDraft::add_tensor(graph::Tensor tensor) {
  tensors.push_back(std::move(tensor));
  return TensorId{tensors.size() - 1};
}

TensorId GraphDraft::add_constant(const std::string& name, graph::Shape shape, std::span<const float> values) {
  graph::Tensor constant;
  constant.name = name;
  constant.shape = std::move(shape);
  constant.data = graph::make_constant(values);
  return add_tensor(std::move(constant));
}

graph::Graph GraphDraft::finish() const {
  std::vector<bool> used(tensors.size(), false);
  const auto use = [&](const std::vector<TensorId>& ids) {
    for (const TensorId id : ids) used.at(id.index()) = true;
  };
  use(inputs);
  use(outputs);
  for (const graph::Operator& op : operators) {
    use(op.inputs);
    use(op.outputs);
  }

  graph::Graph result = origin_;
  std::vector<TensorId> renamed(tensors.size());
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    if (used[i]) renamed[i] = result.add_tensor(tensors[i]);
  }
  const auto rename = [&](std::vector<TensorId> ids) {
    for (TensorId& id : ids) id = renamed[id.index()];
    return ids;
  };
  for (graph::Operator op : operators) {
    op.inputs = rename(std::move(op.inputs));
    op.outputs = rename(std::move(op.outputs));
    result.add_operator(std::move(op));
  }
  result.set_inputs(rename(inputs));
  result.set_outputs(rename(outputs));
  result.validate();
  return result;
}

TensorUses::TensorUses(const GraphDraft& draft)
    : producers_(draft.tensors.size(), k_none), readers_(draft.tensors.size()), is_output_(draft.tensors.size()) {
  for (std::size_t i = 0; i < draft.operators.size(); ++i) {
    for (const TensorId id : draft.operators[i].inputs) readers_.at(id.index()).push_back(i);
    for (const TensorId id : draft.operators[i].outputs) producers_.at(id.index()) = i;
  }
  for (const TensorId id : draft.outputs) is_output_.at(id.index()) = true;
}

std::size_t TensorUses::only_reader(TensorId id) const {
  const auto list = readers(id);
  return list.size() == 1 && !is_output_.at(id.index()) ? list.front() : k_none;
}

void remove_operators(GraphDraft& draft, const std::vector<bool>& remove) {
  std::vector<graph::Operator> kept;
  for (std::size_t i = 0; i < draft.operators.size(); ++i) {
    if (!remove.at(i)) kept.push_back(std::move(draft.operators[i]));
  }
  draft.operators = std::move(kept);
}

graph::Activation* activation_of(graph::Operator& op) noexcept {
  return std::visit(
      [](auto& attributes) -> graph::Activation* {
        if constexpr (requires { attributes.activation; }) {
          return &attributes.activation;
        } else {
          return nullptr;
        }
      },
      op.attributes);
}

graph::Activation activation_of(const graph::Operator& op) noexcept {
  return std::visit(
      [](const auto& attributes) {
        if constexpr (requires { attributes.activation; }) {
          return attributes.activation;
        } else {
          return graph::Activation::none;
        }
      },
      op.attributes);
}

bool has_weights(const graph::Operator& op) noexcept {
  return std::holds_alternative<graph::Conv2d>(op.attributes) ||
         std::holds_alternative<graph::DepthwiseConv2d>(op.attributes) ||
         std::holds_alternative<graph::Dense>(op.attributes);
}

}  // namespace wirebench::convert
