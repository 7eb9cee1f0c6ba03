/// \file The operators of a graph as steps that run forward and backward. Internal to the module: includes libtorch.
///
/// Activations are float32 or bfloat16, rank 4 ones logically [N, C, H, W] in channels_last memory. Weights and their
/// gradients are float32 in the graph's own layout (OHWI), which is channels_last memory too.
/// Backward is written out per operator instead of using autograd: gradients are added where they are needed, the
/// growing tensors of a dense block share one buffer, and the order of every sum is fixed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "wirebench/graph/graph.hpp"
#include "wirebench/train/aten.hpp"

namespace wirebench::train {

class FakeQuantizer;  // fake_quantizer.hpp

enum class Mode { training, inference };
enum class Ownership { owned, shared };

/// A constant of the graph as the trainer holds it.
struct Weight {
  std::string name;
  graph::TensorId id;
  bool trainable = false;
  bool decays = false;  ///< kernels do; biases and normalisation parameters do not
  at::Tensor values;    ///< float32, contiguous, graph layout
  at::Tensor gradient;  ///< like values once backward has run
  at::Tensor low;       ///< values in bfloat16, where the program keeps such a copy; undefined otherwise
  at::Tensor home;      ///< where the gradient is to be put; undefined: anywhere
  at::Tensor rounded;   ///< values after fake quantisation, where they are wrapped (fake_quantizer.hpp)

  /// What the layers compute with.
  [[nodiscard]] const at::Tensor& used() const { return rounded.defined() ? rounded : values; }

  /// Adds `part` (graph layout, any float type and strides) to the gradient.
  void accumulate(const at::Tensor& part);
};

/// What the random numbers of one training step are drawn from. The masks of a global batch shared among several
/// processes are those of one process with the whole batch, if each says where its images start.
struct Draws {
  std::uint64_t seed = 0;
  std::uint64_t step = 0;         ///< < 2^34
  std::uint64_t first_image = 0;  ///< place of the first image in the global batch; < 2^18 with the last one
};

/// The activations and gradients of one pass.
class Workspace {
 public:
  /// `readers[t]`: how many steps read tensor t. `needed[t]`: whether its gradient leads to a trainable weight.
  Workspace(std::vector<int> readers, std::vector<bool> needed);

  void start();
  void set_draws(const Draws& draws) noexcept { draws_ = draws; }
  [[nodiscard]] const Draws& draws() const noexcept { return draws_; }
  void write(graph::TensorId id, at::Tensor value);
  /// The value, without counting as a reader: for a step that replaces it.
  [[nodiscard]] const at::Tensor& value(graph::TensorId id) const { return values_[id.index()]; }
  /// The value; forgotten here after its last reader.
  [[nodiscard]] at::Tensor read(graph::TensorId id);

  [[nodiscard]] bool needs_gradient(graph::TensorId id) const { return needed_[id.index()]; }
  /// Adds to the gradient of `id`. A `shared` part may be seen by others and is never changed in place.
  void add_gradient(graph::TensorId id, at::Tensor part, Ownership ownership);
  /// The gradient so far if it may be added to in place; undefined otherwise.
  [[nodiscard]] at::Tensor open_gradient(graph::TensorId id) const;
  /// Whose the gradient so far is. Meaningful while there is one.
  [[nodiscard]] Ownership ownership(graph::TensorId id) const;
  /// The finished gradient, forgotten here; undefined when nothing reached this tensor.
  [[nodiscard]] at::Tensor take_gradient(graph::TensorId id);

 private:
  std::vector<int> readers_;
  std::vector<bool> needed_;
  std::vector<int> unread_;
  std::vector<at::Tensor> values_;
  std::vector<at::Tensor> gradients_;
  std::vector<Ownership> ownership_;
  Draws draws_;
};

/// One step. In training mode forward() keeps what backward() needs; backward() lets it go.
class Layer {
 public:
  virtual ~Layer() = default;
  virtual void forward(Workspace& work, Mode mode) = 0;
  virtual void backward(Workspace& work) = 0;
};

/// Steps of a graph in order, and how often each tensor is read.
struct Plan {
  std::vector<std::unique_ptr<Layer>> layers;
  std::vector<int> readers;
  std::vector<bool> needs_gradient;
  graph::TensorId logits;  ///< what training looks at: the input of a final softmax, else the output
};

class Collective;
class MovingStatistics;

/// Whose code the memory-bound steps run: our loops (processor only), or libtorch's functions (any device).
enum class Kernels { own, library };

struct PlanOptions {
  at::ScalarType activations = at::kFloat;  ///< kFloat or kBFloat16
  double batch_norm_momentum = -1.0;        ///< < 0: each operator's own
  Kernels kernels = Kernels::own;
  Collective* group = nullptr;         ///< normalisation over all these processes; null: this one alone
  MovingStatistics* moving = nullptr;  ///< needed with Kernels::library
  /// By tensor, null where it is not wrapped; empty: none is. Must outlive the plan.
  std::span<const std::unique_ptr<FakeQuantizer>> quantizers;
};

/// `weights[t]` is null for tensors that are not constants; they must outlive the plan.
/// Errors: Error(usage) naming the operator the trainer cannot execute.
[[nodiscard]] Plan make_plan(const graph::Graph& graph, std::vector<std::unique_ptr<Weight>>& weights,
                             const PlanOptions& options);

}  // namespace wirebench::train
