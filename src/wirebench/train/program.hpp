/// \file A network on one device, run forward and backward on tensors. Internal: includes libtorch.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "wirebench/graph/graph.hpp"
#include "wirebench/train/aten.hpp"
#include "wirebench/train/device.hpp"
#include "wirebench/train/executor.hpp"
#include "wirebench/train/fake_quantizer.hpp"
#include "wirebench/train/layers.hpp"
#include "wirebench/train/moving_statistics.hpp"
#include "wirebench/train/tensor_memory.hpp"

namespace wirebench::train {

[[nodiscard]] at::Device torch_device(const Device& device);

struct ProgramOptions {
  ExecutorOptions executor;
  std::optional<Kernels> kernels{};  ///< unset: own on the processor, library elsewhere
};

/// All trainable values of a program behind each other, on its device: kernels first, which weight decay applies to,
/// then biases and normalisation parameters. Between parameters may be gaps, whose values are zero.
struct FlatParameters {
  at::Tensor values;          ///< float32 [total]
  at::Tensor gradient;        ///< float32 [total]
  std::int64_t decaying = 0;  ///< how many values at the front decay
};

/// Not thread-safe. Errors: as Executor's.
class Program {
 public:
  Program(const graph::Graph& graph, const ProgramOptions& options);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  [[nodiscard]] std::size_t image_size() const noexcept;
  [[nodiscard]] std::int64_t classes() const noexcept { return classes_; }
  [[nodiscard]] bool ends_in_softmax() const noexcept { return ends_in_softmax_; }
  [[nodiscard]] at::Device device() const noexcept { return device_; }

  /// Input tensor of `pixels` [count, C, H, W], preprocessed. On CUDA the copy runs beside the host; `pixels` may be
  /// changed once this returns.
  [[nodiscard]] at::Tensor input_of_pixels(std::span<const float> pixels, std::size_t count) const;
  /// The same for preprocessed values [count, H, W, C].
  [[nodiscard]] at::Tensor input_of_tensors(std::span<const float> nhwc, std::size_t count) const;

  /// As Executor::set_step().
  void set_step(const TrainingStep& step) noexcept;

  /// Scores before the final softmax, [count, classes], on the device. In training mode everything backward() needs is
  /// kept and the moving statistics make their step.
  [[nodiscard]] at::Tensor forward(at::Tensor input, Mode mode);
  /// Gradients of all parameters, in Weight::gradient. Precondition: once after each training forward().
  void backward(at::Tensor logit_gradient);

  /// By the graph's tensors: null where a tensor is not a constant.
  [[nodiscard]] std::span<const std::unique_ptr<Weight>> weights() const noexcept { return weights_; }
  /// In the order of the graph's tensors.
  [[nodiscard]] std::span<Weight* const> trainable() const noexcept { return trainable_; }
  /// Moving means and variances, in the order of the graph's operators.
  [[nodiscard]] std::span<Weight* const> statistics() const noexcept { return statistics_; }
  /// By the graph's tensors: null where a tensor is not wrapped; empty when none is.
  [[nodiscard]] std::span<const std::unique_ptr<FakeQuantizer>> quantizers() const noexcept { return quantizers_; }
  /// Where all trainable values are, with Kernels::library; nothing otherwise.
  [[nodiscard]] const FlatParameters* flat() const noexcept { return flat_ ? &*flat_ : nullptr; }

  /// Copies trainable values and statistics into `graph`. Precondition: the graph given to the constructor, or a copy.
  void store(graph::Graph& graph) const;

 private:
  void read_graph(const graph::Graph& graph);
  void list_weights(const graph::Graph& graph);
  void move_to_device();
  [[nodiscard]] at::Tensor to_device(const at::Tensor& pixels) const;

  KeptTensorMemory memory_;
  Plan plan_;
  std::vector<std::unique_ptr<Weight>> weights_;
  std::vector<std::unique_ptr<FakeQuantizer>> quantizers_;
  std::vector<Weight*> trainable_;
  std::vector<Weight*> statistics_;
  std::unique_ptr<Workspace> work_;
  MovingStatistics moving_;
  std::optional<FlatParameters> flat_;
  at::Tensor low_;  ///< flat values in bfloat16
  at::Tensor pixel_scale_, pixel_offset_;
  graph::TensorId input_;
  graph::Preprocessing preprocessing_;
  Draws draws_;
  at::Device device_;
  at::ScalarType type_ = at::kFloat;
  Kernels kernels_ = Kernels::own;
  std::int64_t height_ = 0, width_ = 0, channels_ = 0, classes_ = 0;
  std::int64_t largest_batch_ = 0;
  unsigned threads_ = 0;
  bool ends_in_softmax_ = false;
};

}  // namespace wirebench::train
