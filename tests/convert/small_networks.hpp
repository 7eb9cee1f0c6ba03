/// \file Tiny networks with known weights for the conversion tests.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "wirebench/convert/executor.hpp"
#include "wirebench/graph/graph.hpp"

namespace wirebench::test {

/// Builds a graph operator by operator; shapes are inferred.
class SmallNetwork {
 public:
  explicit SmallNetwork(graph::Shape input);

  graph::TensorId constant(graph::Shape shape, std::vector<float> values);
  /// Reproducible values in [-1, 1).
  graph::TensorId random_constant(graph::Shape shape);
  /// Appends an operator and returns its output.
  graph::TensorId op(const std::string& name, const graph::Attributes& attributes, std::vector<graph::TensorId> inputs);
  graph::TensorId reshape(const std::string& name, graph::TensorId src, graph::Shape shape);
  /// Batch normalisation with statistics that are all different.
  graph::TensorId batch_norm(const std::string& name, graph::TensorId src);
  graph::TensorId input() const { return input_; }
  graph::Graph finish(graph::TensorId output);

 private:
  graph::TensorId append(graph::Operator added, graph::Shape shape);

  graph::Graph graph_{"small"};
  graph::TensorId input_;
  std::uint64_t constants_ = 0;
};

/// Every operator the networks of the study use, in a pre-activation block with a residual sum, a dense block with
/// concatenations and average pooling, and a classifier. Input [1,8,8,3] named "images", 3 scores out.
graph::Graph everything_network();

/// What EfficientNet and Inception add: pre-processing in two steps, batch normalisation without gamma, swish, squeeze
/// and excitation, a residual sum with dropout, SAME average pooling. Input [1,8,8,3], pixels 0..255; 3 scores out.
graph::Graph gated_network();

/// Kinds of the operators, in order.
std::vector<std::string> kinds(const graph::Graph& graph);

/// Reproducible pseudo-image `index` with values in [low, high).
std::vector<float> random_image(std::size_t count, std::size_t index, double low, double high);

/// The plain executor as conversion wants it.
convert::Executor plain_executor();

/// Largest absolute difference of the outputs for a few random images; NaN when any value is NaN.
double largest_difference(const graph::Graph& a, const graph::Graph& b);

}  // namespace wirebench::test
