#include "wirebench/graph/graph.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "wirebench/core/error.hpp"
#include "wirebench/graph/overloaded.hpp"
#include "wirebench/graph/type_rules.hpp"

namespace wirebench::graph {
namespace {

constexpr std::int64_t k_largest_count = 2'147'483'647;

[[noreturn]] void invalid(const Graph& graph, const std::string& where, const std::string& why) {
  throw Error{ErrorKind::failed,
              {.what = "invalid network",
               .where = fmt::format("{}: {}", graph.name(), where),
               .why = why,
               .remedy = "The file it was read from is damaged, or the program that made it is wrong."}};
}

std::string describe(const Operator& op, std::size_t index) {
  return fmt::format("operator {} '{}' ({})", index, op.name, kind_name(op.attributes));
}

std::string describe(const Tensor& tensor, std::size_t index) {
  return fmt::format("tensor {} '{}' ({} {})", index, tensor.name, name(tensor.type), to_string(tensor.shape));
}

void check_tensor(const Graph& graph, std::size_t index) {
  const auto& tensor = graph.tensors()[index];
  std::int64_t count = 1;
  for (const auto size : tensor.shape) {
    if (size <= 0 || size > k_largest_count) {
      invalid(graph, fmt::format("tensor {} '{}'", index, tensor.name), fmt::format("it has a dimension of {}", size));
    }
    count *= size;
    if (count > k_largest_count) {
      invalid(graph, fmt::format("tensor {} '{}'", index, tensor.name), "it has 2^31 elements or more");
    }
  }
  if (tensor.is_constant()) {
    const auto bytes = static_cast<std::size_t>(count) * byte_size(tensor.type);
    if (tensor.data->size() != bytes) {
      invalid(graph, describe(tensor, index),
              fmt::format("it holds {} bytes and its shape needs {}", tensor.data->size(), bytes));
    }
  }
  if (const auto flaw = quantization_flaw(tensor); !flaw.empty()) {
    invalid(graph, describe(tensor, index), "its quantisation has " + flaw);
  }
}

void check_shape(const Graph& graph, const Operator& op, std::size_t index) {
  std::vector<Shape> shapes;
  shapes.reserve(op.inputs.size());
  for (const auto id : op.inputs) shapes.push_back(graph.tensor(id).shape);
  const auto inferred = infer_shape(op, shapes);
  const auto& given = graph.tensor(op.outputs[0]).shape;
  const bool fits = std::holds_alternative<Reshape>(op.attributes) ? element_count(inferred) == element_count(given)
                                                                   : inferred == given;
  if (!fits) {
    invalid(graph, describe(op, index),
            fmt::format("its output is {} and should be {}", to_string(given), to_string(inferred)));
  }
}

}  // namespace

BatchNormalizationInputs batch_normalization_inputs(const Operator& op) {
  const auto& in = op.inputs;
  WIREBENCH_EXPECT(std::holds_alternative<BatchNormalization>(op.attributes) && (in.size() == 4 || in.size() == 5));
  if (in.size() == 4) return {.gamma = {}, .beta = in[1], .mean = in[2], .variance = in[3]};
  return {.gamma = in[1], .beta = in[2], .mean = in[3], .variance = in[4]};
}

TensorId Graph::add_tensor(Tensor tensor) {
  tensors_.push_back(std::move(tensor));
  return TensorId{tensors_.size() - 1};
}

OperatorId Graph::add_operator(Operator op) {
  operators_.push_back(std::move(op));
  return OperatorId{operators_.size() - 1};
}

const Tensor& Graph::tensor(TensorId id) const {
  WIREBENCH_EXPECT(id.index() < tensors_.size());
  return tensors_[id.index()];
}

Tensor& Graph::tensor(TensorId id) {
  WIREBENCH_EXPECT(id.index() < tensors_.size());
  return tensors_[id.index()];
}

const Operator& Graph::op(OperatorId id) const {
  WIREBENCH_EXPECT(id.index() < operators_.size());
  return operators_[id.index()];
}

void Graph::validate() const {
  for (std::size_t i = 0; i < tensors_.size(); ++i) check_tensor(*this, i);

  const auto require_id = [&](TensorId id, const std::string& where) {
    if (id.index() >= tensors_.size()) {
      invalid(*this, where, fmt::format("it names tensor {} of {}", id.index(), tensors_.size()));
    }
  };
  if (inputs_.empty() || outputs_.empty()) invalid(*this, "inputs and outputs", "a network needs at least one of each");

  std::vector<bool> written(tensors_.size());
  for (std::size_t i = 0; i < tensors_.size(); ++i) written[i] = tensors_[i].is_constant();
  for (const auto id : inputs_) {
    require_id(id, "inputs");
    if (written[id.index()])
      invalid(*this, describe(tensors_[id.index()], id.index()), "an input is a constant or named twice");
    written[id.index()] = true;
  }

  for (std::size_t i = 0; i < operators_.size(); ++i) {
    const auto& op = operators_[i];
    const auto where = describe(op, i);
    for (const auto id : op.inputs) {
      require_id(id, where);
      if (!written[id.index()]) {
        invalid(*this, where,
                fmt::format("it reads {} before anything wrote it", describe(tensors_[id.index()], id.index())));
      }
    }
    if (op.outputs.size() != 1) invalid(*this, where, fmt::format("it has {} outputs, not one", op.outputs.size()));
    require_id(op.outputs[0], where);
    check_shape(*this, op, i);
    if (const auto conflict = type_conflict(*this, op); !conflict.empty()) invalid(*this, where, "it has " + conflict);
    const auto output = op.outputs[0].index();
    if (written[output]) {
      invalid(*this, where,
              fmt::format("it writes {}, which is a constant, an input or written before",
                          describe(tensors_[output], output)));
    }
    written[output] = true;
  }

  for (const auto id : outputs_) {
    require_id(id, "outputs");
    if (!written[id.index()])
      invalid(*this, describe(tensors_[id.index()], id.index()), "an output that nothing writes");
  }
}

Graph with_input_size(const Graph& graph, std::int64_t height, std::int64_t width) {
  WIREBENCH_EXPECT(height >= 32 && width >= 32);
  Graph result = graph;
  for (const auto id : graph.inputs()) {
    auto& shape = result.tensor(id).shape;
    if (shape.size() != 4) {
      throw Error{ErrorKind::failed,
                  {.what = "cannot change the input size",
                   .where = fmt::format("{}: input '{}' {}", graph.name(), result.tensor(id).name, to_string(shape)),
                   .why = "only images [N,H,W,C] have a height and a width",
                   .remedy = "Use the network at the size it has."}};
    }
    shape[1] = height;
    shape[2] = width;
  }
  for (const auto& op : graph.operators()) {
    std::vector<Shape> shapes;
    shapes.reserve(op.inputs.size());
    for (const auto id : op.inputs) shapes.push_back(result.tensor(id).shape);
    auto inferred = infer_shape(op, shapes);
    auto& output = result.tensor(op.outputs[0]).shape;
    if (!std::holds_alternative<Reshape>(op.attributes)) {
      output = std::move(inferred);
    } else if (element_count(inferred) != element_count(output)) {
      throw Error{ErrorKind::failed,
                  {.what = "cannot change the input size",
                   .where = fmt::format("{}: reshape '{}'", graph.name(), op.name),
                   .why = fmt::format("it gives {} from {} and is fixed", to_string(output), to_string(shapes[0])),
                   .remedy = "Use the network at the size it has."}};
    }
  }
  return result;
}

std::int64_t parameter_count(const Graph& graph) {
  std::int64_t count = 0;
  for (const auto& tensor : graph.tensors()) {
    const bool real = tensor.type == DataType::float32 || tensor.type == DataType::float16;
    if (tensor.is_constant() && real) count += element_count(tensor.shape);
  }
  return count;
}

std::int64_t multiply_adds(const Graph& graph) {
  std::int64_t total = 0;
  for (const auto& op : graph.operators()) {
    const auto per_output = [&](auto&& f) {
      total += element_count(graph.tensor(op.outputs[0]).shape) * f(graph.tensor(op.inputs[1]).shape);
    };
    std::visit(Overloaded{[&](const Conv2d&) { per_output([](const Shape& w) { return w[1] * w[2] * w[3]; }); },
                          [&](const DepthwiseConv2d&) { per_output([](const Shape& w) { return w[1] * w[2]; }); },
                          [&](const Dense&) { per_output([](const Shape& w) { return w[1]; }); }, [](const auto&) {}},
               op.attributes);
  }
  return total;
}

}  // namespace wirebench::graph
