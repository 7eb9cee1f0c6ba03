/// \file The one definition of a network, read by the trainer, the converters and the native engine.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "wirebench/graph/operators.hpp"
#include "wirebench/graph/tensor.hpp"

namespace wirebench::graph {

struct Operator {
  std::string name;  ///< Keras layer name where there is one
  Attributes attributes;
  std::vector<TensorId> inputs;
  std::vector<TensorId> outputs;
};

/// The weights of a batch normalisation by what they are.
struct BatchNormalizationInputs {
  TensorId gamma;  ///< invalid where the operator has none
  TensorId beta, mean, variance;
};
/// Precondition: `op` is a BatchNormalization with four inputs (no gamma) or five.
[[nodiscard]] BatchNormalizationInputs batch_normalization_inputs(const Operator& op);

/// How pixel values 0..255 become the input tensor: x[c] = pixel * scale[c] + offset[c]; channels beyond the third use
/// the last number. Applied by the caller, outside the network and outside the timed region, as keras.applications does
/// for these networks. Nothing is left to do (1, 0) for networks that have their pre-processing inside.
struct Preprocessing {
  std::array<float, 3> scale{1.0F, 1.0F, 1.0F};
  std::array<float, 3> offset{0.0F, 0.0F, 0.0F};
};

/// A network: tensors, and operators in topological order. Value type: copies are cheap, since constants are shared.
/// Thread-safety: const access from any thread.
class Graph {
 public:
  explicit Graph(std::string name) : name_{std::move(name)} {}

  TensorId add_tensor(Tensor tensor);
  /// Inputs must be constants, graph inputs or outputs of earlier operators (checked by validate()).
  OperatorId add_operator(Operator op);
  void set_inputs(std::vector<TensorId> inputs) { inputs_ = std::move(inputs); }
  void set_outputs(std::vector<TensorId> outputs) { outputs_ = std::move(outputs); }
  void set_preprocessing(const Preprocessing& preprocessing) { preprocessing_ = preprocessing; }
  void set_class_names(std::vector<std::string> names) { class_names_ = std::move(names); }
  /// NetworkOptions::width_multiplier of a graph made by make_network(): load_network() needs it.
  void set_width_multiplier(double multiplier) { width_multiplier_ = multiplier; }

  /// The text of the file that describes the network, for those that are not built in: load_network() needs it.
  void set_definition(std::string text) { definition_ = std::move(text); }

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] std::span<const Tensor> tensors() const noexcept { return tensors_; }
  [[nodiscard]] std::span<const Operator> operators() const noexcept { return operators_; }
  [[nodiscard]] const Tensor& tensor(TensorId id) const;
  [[nodiscard]] Tensor& tensor(TensorId id);
  [[nodiscard]] const Operator& op(OperatorId id) const;
  [[nodiscard]] std::span<const TensorId> inputs() const noexcept { return inputs_; }
  [[nodiscard]] std::span<const TensorId> outputs() const noexcept { return outputs_; }
  [[nodiscard]] const Preprocessing& preprocessing() const noexcept { return preprocessing_; }
  [[nodiscard]] std::span<const std::string> class_names() const noexcept { return class_names_; }
  [[nodiscard]] double width_multiplier() const noexcept { return width_multiplier_; }
  [[nodiscard]] const std::string& definition() const noexcept { return definition_; }

  /// Throws Error(failed) naming the first operator or tensor that breaks a rule: ids in range, topological order,
  /// one writer per activation, constant sizes equal to shape, shapes as infer_shapes() gives them, quantisation
  /// parameters usable, element types that fit the operator. For graphs read from files; graphs built in code hold
  /// these as invariants.
  void validate() const;

 private:
  std::string name_;
  std::vector<Tensor> tensors_;
  std::vector<Operator> operators_;
  std::vector<TensorId> inputs_;
  std::vector<TensorId> outputs_;
  Preprocessing preprocessing_;
  std::vector<std::string> class_names_;
  double width_multiplier_ = 1.0;
  std::string definition_;
};

/// Output shape of one operator from its input shapes (constants included). A Reshape has its shape in the output
/// tensor only; here it gives the flattened [N, rest]. Errors: Error(failed) naming the operator and both shapes when
/// they do not fit.
[[nodiscard]] Shape infer_shape(const Operator& op, std::span<const Shape> input_shapes);

/// The same network for another input size (fully convolutional networks only change activations; weights stay).
/// `height`, `width` >= 32.
[[nodiscard]] Graph with_input_size(const Graph& graph, std::int64_t height, std::int64_t width);

/// Number of values in float constants: Keras' "total params" (moving statistics included).
[[nodiscard]] std::int64_t parameter_count(const Graph& graph);

/// Multiply-adds of one image (convolutions and dense layers).
[[nodiscard]] std::int64_t multiply_adds(const Graph& graph);

/// Cells TensorFlow's SAME padding puts {before, after} one axis. Precondition: all arguments > 0.
[[nodiscard]] std::pair<std::int64_t, std::int64_t> same_padding(std::int64_t size, std::int64_t window,
                                                                 std::int64_t stride, std::int64_t dilation);

}  // namespace wirebench::graph
