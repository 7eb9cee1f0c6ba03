/// \file Small graphs for tests, shape by shape inference.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "wirebench/core/random.hpp"
#include "wirebench/graph/graph.hpp"

namespace wirebench::test {

class GraphMaker {
 public:
  explicit GraphMaker(graph::Shape input) {
    input_ = add("input", std::move(input), nullptr);
    graph_.set_inputs({input_});
  }

  [[nodiscard]] graph::TensorId input() const { return input_; }

  graph::TensorId constant(const std::string& name, graph::Shape shape, const std::vector<float>& values) {
    return add(name, std::move(shape), graph::make_constant(std::span<const float>{values}));
  }
  /// Normal values of the given mean and deviation.
  graph::TensorId random(const std::string& name, graph::Shape shape, double mean, double deviation) {
    RandomStream stream{3, RandomStage::test, graph_.tensors().size()};
    std::vector<float> values(static_cast<std::size_t>(graph::element_count(shape)));
    for (float& value : values) value = static_cast<float>(mean + deviation * stream.normal());
    return constant(name, std::move(shape), values);
  }

  graph::TensorId op(const std::string& name, graph::Attributes attributes, std::vector<graph::TensorId> inputs) {
    graph::Operator made{name, attributes, std::move(inputs), {}};
    std::vector<graph::Shape> shapes;
    for (const auto id : made.inputs) shapes.push_back(graph_.tensor(id).shape);
    return finish(std::move(made), graph::infer_shape(made, shapes));
  }
  graph::TensorId reshape(const std::string& name, graph::TensorId src, graph::Shape shape) {
    return finish(graph::Operator{name, graph::Reshape{}, {src}, {}}, std::move(shape));
  }

  [[nodiscard]] graph::Graph make(graph::TensorId output) {
    graph_.set_outputs({output});
    return graph_;
  }

 private:
  graph::TensorId add(const std::string& name, graph::Shape shape, graph::ConstantData data) {
    graph::Tensor tensor;
    tensor.name = name;
    tensor.shape = std::move(shape);
    tensor.data = std::move(data);
    return graph_.add_tensor(std::move(tensor));
  }
  graph::TensorId finish(graph::Operator made, graph::Shape shape) {
    const auto out = add(made.name + ":0", std::move(shape), nullptr);
    made.outputs = {out};
    graph_.add_operator(std::move(made));
    return out;
  }

  graph::Graph graph_{"small"};
  graph::TensorId input_;
};

}  // namespace wirebench::test
