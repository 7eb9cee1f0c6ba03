/// \file Runs a network forward and backward on arrays of the host. No libtorch in this header.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wirebench/graph/graph.hpp"
#include "wirebench/train/device.hpp"
#include "wirebench/train/fake_quantization.hpp"

namespace wirebench::train {

class Collective;  // collective.hpp

/// Arithmetic of convolutions and activations. Weights, their gradients, normalisation sums, dense layers and the loss
/// are float32 always.
enum class Precision { float32, bfloat16 };

[[nodiscard]] std::string_view name(Precision precision) noexcept;

/// Whether this processor multiplies bfloat16 at all in libtorch (AVX-512), and whether it has instructions for it, so
/// that bfloat16 is faster than float32.
[[nodiscard]] bool bfloat16_possible();
[[nodiscard]] bool bfloat16_fast();

struct ExecutorOptions {
  Precision precision = Precision::float32;
  unsigned threads = 0;  ///< 0 = one per core; libtorch has one pool for the whole process
  /// Part of a moving statistic kept at each step, 0 <= m < 1; the operators' own (0.99 in Keras) where not given.
  std::optional<double> batch_norm_momentum = {};
  /// Tensors rounded to their quantised values, forward in both modes; their gradients pass straight through.
  std::vector<FakeQuantization> fake_quantization = {};
  std::uint64_t seed = 0;       ///< of dropout
  Device device = {};           ///< as choose_device() gives it
  Collective* group = nullptr;  ///< the processes that train together; null: this one alone. Must outlive the executor.
};

/// Which random numbers the next training step uses.
struct TrainingStep {
  std::uint64_t number = 0;     ///< steps done before, < 2^34
  std::size_t first_image = 0;  ///< place of the batch's first image in a batch shared among several processes
};

/// A weight that training changes, with its gradient after backward(). `values` and `gradient` have the layout of the
/// graph's constant (OHWI for convolutions). Valid as long as the executor; `gradient` until the next backward().
struct Parameter {
  std::string name;
  graph::TensorId tensor;
  std::span<float> values;
  std::span<const float> gradient;
  bool decays = false;  ///< weight decay applies: kernels, not biases or normalisation parameters
};

/// A moving mean or variance.
struct Statistic {
  std::string name;
  graph::TensorId tensor;
  std::span<float> values;
};

/// The range of a wrapped tensor, which belongs to the training's state: low ends, then high ends, one each or one a
/// channel; low > high while a moving range has seen nothing. Valid as long as the executor.
struct QuantizerRange {
  std::string name;
  graph::TensorId tensor;
  std::span<float> range;
};

/// A network of float32 operators, with its weights copied out of the graph. Operators mean what graph/operators.hpp
/// says; SAME padding is TensorFlow's, and moving statistics follow Keras 3 (biased variance, momentum = part kept).
/// Thread/device: one thread at a time. On the processor the results do not depend on anything but weights, input,
/// number of threads and library versions. On CUDA sums may be taken in another order from run to run, and parameters()
/// and statistics() are empty: their values are not in host memory.
/// Errors of all calls: Error(usage) for a graph the trainer cannot execute (quantised, more than one input).
class Executor {
 public:
  Executor(const graph::Graph& graph, const ExecutorOptions& options);
  ~Executor();
  Executor(Executor&&) noexcept;
  Executor& operator=(Executor&&) noexcept;

  /// Values of one input image, and scores of one image.
  [[nodiscard]] std::size_t image_size() const noexcept;
  [[nodiscard]] std::size_t classes() const noexcept;

  /// Dropout draws from the seed, the step, the operator and the image's place, so a resumed training says where it is.
  /// forward_training() counts the number up by itself.
  void set_step(const TrainingStep& step) noexcept;

  /// Scores before the final softmax, [count, classes], of `pixels` [count, C, H, W] (not preprocessed: the graph's
  /// pixel scale and offset are applied here). Training mode: batch statistics, moving statistics updated, and what
  /// backward() needs is kept.
  [[nodiscard]] std::vector<float> forward_training(std::span<const float> pixels, std::size_t count);
  /// Gradients of all parameters from the loss' gradient with respect to forward_training()'s result.
  /// Precondition: called once after each forward_training().
  void backward(std::span<const float> logit_gradient);

  /// The same scores in inference mode (moving statistics).
  [[nodiscard]] std::vector<float> logits(std::span<const float> pixels, std::size_t count);
  /// The graph's output (probabilities when it ends in a softmax), [count, classes], in inference mode.
  [[nodiscard]] std::vector<float> scores(std::span<const float> pixels, std::size_t count);
  /// The same for tensors as runtimes get them: preprocessed, [count, H, W, C].
  [[nodiscard]] std::vector<float> scores_of_tensors(std::span<const float> nhwc, std::size_t count);

  /// In the order of the graph's tensors.
  [[nodiscard]] std::span<const Parameter> parameters() const noexcept;
  [[nodiscard]] std::span<const Statistic> statistics() const noexcept;

  /// In the order of ExecutorOptions::fake_quantization.
  [[nodiscard]] std::span<const QuantizerRange> quantizer_ranges() const noexcept;
  /// Scale and zero point that entry `index` of them was last rounded with; empty while there are none.
  [[nodiscard]] graph::QuantParams quantization(std::size_t index) const;

  /// Copies parameters and statistics into `graph`. Precondition: the graph given to the constructor, or a copy.
  void store(graph::Graph& graph) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wirebench::train
