/// \file The two forms a learner has. Internal to the module.
#pragma once

#include <memory>

#include "wirebench/train/learner.hpp"

namespace wirebench::train {

/// Learner's calls, as documented there.
class Learner::Form {
 public:
  virtual ~Form() = default;
  [[nodiscard]] virtual std::size_t image_size() const noexcept = 0;
  [[nodiscard]] virtual std::size_t classes() const noexcept = 0;
  [[nodiscard]] virtual std::uint64_t parameter_count() const noexcept = 0;
  virtual void step(const StepBatch& batch, double rate) = 0;
  [[nodiscard]] virtual StepTotals totals() = 0;
  virtual void reset_totals() = 0;
  [[nodiscard]] virtual std::uint64_t steps_between_looks() const noexcept = 0;
  [[nodiscard]] virtual std::vector<float> logits(std::span<const float> pixels, std::size_t count) = 0;
  virtual void swap_average() = 0;
  [[nodiscard]] virtual LearnerState state() const = 0;
  virtual void restore(const LearnerState& state) = 0;
  virtual void store(graph::Graph& graph) const = 0;
};

/// Our own loops over arrays in host memory: the processor's form.
[[nodiscard]] std::unique_ptr<Learner::Form> make_host_form(const graph::Graph& graph, const LearnerOptions& options);

/// libtorch's operations on tensors of any device. On the processor it is slower than the host's form, which it has to
/// agree with: that is how it is tested where there is no CUDA.
[[nodiscard]] std::unique_ptr<Learner::Form> make_tensor_form(const graph::Graph& graph, const LearnerOptions& options);

}  // namespace wirebench::train
