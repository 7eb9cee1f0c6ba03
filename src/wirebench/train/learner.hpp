/// \file What changes from step to step of a training, on one device. No libtorch in this header.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "wirebench/graph/graph.hpp"
#include "wirebench/train/executor.hpp"
#include "wirebench/train/optimizer.hpp"

namespace wirebench::train {

struct LearnerOptions {
  ExecutorOptions executor{};  ///< with the device and the processes that train together
  OptimizerOptions optimizer{};
  double label_smoothing = 0.0;         ///< [0, 1)
  std::vector<double> class_weights{};  ///< one a class; empty: all 1
  double gradient_clip = 0.0;           ///< 0 = off, else the largest norm of all gradients together
  double average_decay = 0.0;           ///< 0 = no moving average of the weights, else as average_keep() takes it
};

/// This process' part of a batch.
struct StepBatch {
  std::span<const float> pixels;         ///< [count, C, H, W], not preprocessed
  std::span<const std::int64_t> labels;  ///< [count]
  std::size_t whole = 0;                 ///< images of the batch over all processes
  std::size_t first = 0;                 ///< place of the first one here among these
};

/// Sums over the images of some steps, of all processes.
struct StepTotals {
  double loss = 0.0;  ///< in nats, with smoothing and class weights
  std::uint64_t correct = 0;
  std::uint64_t images = 0;
  bool gradient_finite = true;  ///< watched where gradients are clipped
};

/// Copies in host memory of everything a training goes on from, parameters and statistics in the executor's order.
struct LearnerState {
  std::uint64_t steps = 0;
  std::vector<float> parameters;
  std::vector<float> statistics;
  std::vector<std::vector<float>> moments;
  std::vector<float> average{};  ///< of parameters, then statistics; empty without a moving average
};

/// Weights, moving statistics, optimiser state and average of a network in training, and the step that changes them:
/// forward, loss, backward, sum over the processes, clipping, update, average.
///
/// On the processor a step ends when it returns, and is skipped when its loss is not finite. On CUDA step() only queues
/// work: nothing in it waits for the device, but it returns once at most two steps are queued. What went wrong in a
/// step (a loss that is not finite, memory that is used up) then shows in a later call. Not thread-safe. Errors: as
/// Executor's; Error(failed) when the device's memory does not suffice.
class Learner {
 public:
  Learner(const graph::Graph& graph, const LearnerOptions& options);
  ~Learner();
  Learner(Learner&&) noexcept;
  Learner& operator=(Learner&&) noexcept;

  [[nodiscard]] std::size_t image_size() const noexcept;
  [[nodiscard]] std::size_t classes() const noexcept;
  [[nodiscard]] std::uint64_t parameter_count() const noexcept;

  /// Precondition: at least one image here, two in the whole batch; every process takes part.
  void step(const StepBatch& batch, double rate);
  /// Sums since the last reset. Waits for the device; every process has to call it.
  [[nodiscard]] StepTotals totals();
  void reset_totals();
  /// Steps after which looking at totals() costs nothing to speak of.
  [[nodiscard]] std::uint64_t steps_between_looks() const noexcept;

  /// Scores before the final softmax in inference mode, [count, classes].
  [[nodiscard]] std::vector<float> logits(std::span<const float> pixels, std::size_t count);
  /// Exchanges weights and moving statistics with their moving average; twice is as before. No step may be made in
  /// between. Precondition: there is an average.
  void swap_average();

  /// Replaces `values` by their sums over the processes; nothing changes for one alone. Every process has to call it.
  void sum_over_processes(std::span<double> values);

  [[nodiscard]] LearnerState state() const;
  /// Whether `state` has the sizes of this network and optimiser.
  [[nodiscard]] bool fits(const LearnerState& state) const;
  /// Precondition: fits(state).
  void restore(const LearnerState& state);
  /// Copies parameters and statistics into `graph`. Precondition: the graph given to the constructor, or a copy.
  void store(graph::Graph& graph) const;

  class Form;  ///< internal: on the processor, or on tensors of a device

 private:
  std::unique_ptr<Form> form_;
  Collective* group_;
};

}  // namespace wirebench::train
