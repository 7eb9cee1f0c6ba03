/// \file Small graphs for tests, written down in a few lines.
#pragma once

#include <cstring>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "wirebench/graph/graph.hpp"
#include "wirebench/runtime/native/engine.hpp"

namespace wirebench::runtime::native::testing {

class GraphBuilder {
 public:
  graph::TensorId input(graph::DataType type, graph::Shape shape, graph::QuantParams quantization = {}) {
    const auto id = activation("input", type, std::move(shape), std::move(quantization));
    graph_.set_inputs({id});
    return id;
  }

  template <class T>
  graph::TensorId constant(graph::DataType type, graph::Shape shape, const std::vector<T>& values,
                           graph::QuantParams quantization = {}) {
    return graph_.add_tensor({"constant" + std::to_string(graph_.tensors().size()), type, std::move(shape),
                              std::move(quantization), graph::make_constant(std::span<const T>{values})});
  }
  graph::TensorId floats(graph::Shape shape, const std::vector<float>& values) {
    return constant(graph::DataType::float32, std::move(shape), values);
  }

  /// Adds an operator; its output's shape follows from the inputs. The last one added gives the graph's output.
  graph::TensorId add(graph::Attributes attributes, std::vector<graph::TensorId> inputs,
                      graph::DataType type = graph::DataType::float32, graph::QuantParams quantization = {}) {
    graph::Operator op{"op" + std::to_string(graph_.operators().size()), attributes, std::move(inputs), {}};
    std::vector<graph::Shape> shapes;
    for (const graph::TensorId id : op.inputs) {
      shapes.push_back(graph_.tensor(id).shape);
    }
    const auto id = activation(op.name, type, graph::infer_shape(op, shapes), std::move(quantization));
    op.outputs = {id};
    graph_.add_operator(std::move(op));
    graph_.set_outputs({id});
    return id;
  }

  [[nodiscard]] const graph::Graph& graph() const noexcept { return graph_; }

 private:
  graph::TensorId activation(const std::string& name, graph::DataType type, graph::Shape shape,
                             graph::QuantParams quantization) {
    return graph_.add_tensor({name, type, std::move(shape), std::move(quantization), nullptr});
  }

  graph::Graph graph_{"test"};
};

inline graph::QuantParams per_tensor(float scale, std::int64_t zero_point) {
  return {{scale}, {zero_point}, 0};
}

inline graph::QuantParams per_axis(std::vector<float> scales, std::int32_t dimension) {
  const std::size_t count = scales.size();
  return {std::move(scales), std::vector<std::int64_t>(count, 0), dimension};
}

template <class Out, class In>
std::vector<Out> run(const graph::Graph& graph, const std::vector<In>& input, unsigned threads = 1) {
  Engine engine{graph, EngineOptions{threads}};
  std::vector<Out> output(engine.output_bytes() / sizeof(Out));
  engine.run(std::as_bytes(std::span{input}), std::as_writable_bytes(std::span{output}));
  return output;
}

}  // namespace wirebench::runtime::native::testing
