#include <c10/core/Event.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <chrono>
#include <deque>
#include <optional>
#include <thread>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/train/collective.hpp"
#include "wirebench/train/flat_optimizer.hpp"
#include "wirebench/train/learner_form.hpp"
#include "wirebench/train/program.hpp"
#include "wirebench/train/tensor_loss.hpp"
#include "wirebench/train/weight_average.hpp"

namespace wirebench::train {
namespace {

/// Holds the host back so that it queues at most a few steps: more would only use up memory for their images.
class StepQueue {
 public:
  explicit StepQueue(at::Device device) : device_{device} {}

  void step_queued() {
    if (device_.is_cpu()) return;
    const c10::impl::VirtualGuardImpl driver{device_.type()};
    c10::Event event{device_.type()};
    event.record(driver.getStream(device_));
    events_.push_back(std::move(event));
    if (events_.size() <= k_longest) return;
    // Looked at instead of waited for: libtorch before 2.4 has no such wait for any device. The next steps are queued
    // already, so the device does not notice.
    while (!events_.front().query()) std::this_thread::sleep_for(std::chrono::microseconds{50});
    events_.pop_front();
  }

 private:
  static constexpr std::size_t k_longest = 2;
  at::Device device_;
  std::deque<c10::Event> events_;
};

/// Runs `body`, saying what to do when the device's memory does not suffice.
template <class Body>
auto with_memory_advice(std::size_t images, const Body& body) {
  try {
    return body();
  } catch (const c10::Error& error) {
    if (std::string_view{error.what_without_backtrace()}.find("out of memory") == std::string_view::npos) throw;
    throw Error{ErrorKind::failed,
                {"the device's memory does not suffice", std::to_string(images) + " images at a time",
                 "activations of all of them are kept until their gradients are known",
                 "Lower batch_size (or evaluation_batch_size), use precision = \"bfloat16\", smaller images, or stop "
                 "other programs on the device."}};
  }
}

class TensorForm final : public Learner::Form {
 public:
  TensorForm(const graph::Graph& graph, const LearnerOptions& options)
      : options_{options},
        program_{graph, {.executor = options.executor, .kernels = Kernels::library}},
        optimizer_{options.optimizer, program_.flat()->values},
        queue_{program_.device()} {
    reset_totals();
    if (options.average_decay > 0.0) {
      average_ = flat().values.clone();
      for (const at::Tensor& values : statistics()) average_statistics_.push_back(values.clone());
    }
    if (!options.class_weights.empty()) {
      class_weights_ = at::tensor(at::ArrayRef<double>{options.class_weights}, at::kDouble).to(program_.device());
    }
  }

  std::size_t image_size() const noexcept override { return program_.image_size(); }
  std::size_t classes() const noexcept override { return static_cast<std::size_t>(program_.classes()); }
  std::uint64_t parameter_count() const noexcept override {
    std::uint64_t count = 0;
    for (const Weight* const weight : program_.trainable()) count += static_cast<std::uint64_t>(weight->values.numel());
    return count;
  }

  void step(const StepBatch& batch, double rate) override {
    with_memory_advice(batch.labels.size(), [&] { queue_step(batch, rate); });
    images_ += batch.labels.size();
    queue_.step_queued();
  }

  StepTotals totals() override {
    at::Tensor sums = at::cat({totals_, at::full({1}, static_cast<double>(images_), totals_.options())});
    if (group() != nullptr) group()->sum(sums);
    const at::Tensor here = sums.to(at::kCPU);
    const double* const values = here.data_ptr<double>();
    return {values[0], static_cast<std::uint64_t>(values[1]), static_cast<std::uint64_t>(values[3]), values[2] == 0.0};
  }
  void reset_totals() override {
    totals_ = at::zeros({3}, at::TensorOptions{}.dtype(at::kDouble).device(program_.device()));
    images_ = 0;
  }
  std::uint64_t steps_between_looks() const noexcept override { return 50; }

  std::vector<float> logits(std::span<const float> pixels, std::size_t count) override {
    return with_memory_advice(count, [&] {
      return to_host(program_.forward(program_.input_of_pixels(pixels, count), Mode::inference).to(at::kFloat));
    });
  }

  void swap_average() override {
    WIREBENCH_EXPECT(average_.defined());
    const at::Tensor weights = flat().values.clone();
    flat().values.copy_(average_);
    average_.copy_(weights);
    std::vector<at::Tensor> now = statistics();
    for (std::size_t i = 0; i < now.size(); ++i) {
      const at::Tensor values = now[i].clone();
      now[i].copy_(average_statistics_[i]);
      average_statistics_[i].copy_(values);
    }
  }

  LearnerState state() const override {
    LearnerState state;
    state.steps = optimizer_.steps();
    state.parameters = by_parameter(flat().values);
    for (const at::Tensor& moment : optimizer_.moments()) state.moments.push_back(by_parameter(moment));
    const auto append = [](std::span<const at::Tensor> tensors, std::vector<float>& all) {
      for (const at::Tensor& tensor : tensors) {
        const std::vector<float> values = to_host(tensor);
        all.insert(all.end(), values.begin(), values.end());
      }
    };
    append(statistics(), state.statistics);
    if (average_.defined()) {
      state.average = by_parameter(average_);
      append(average_statistics_, state.average);
    }
    return state;
  }
  void restore(const LearnerState& state) override {
    optimizer_.set_steps(state.steps);
    to_flat(state.parameters, flat().values);
    for (std::size_t i = 0; i < state.moments.size(); ++i) to_flat(state.moments[i], optimizer_.moments()[i]);
    const auto spread = [](std::span<const float> all, std::vector<at::Tensor> tensors) {
      for (at::Tensor& values : tensors) {
        const auto count = static_cast<std::size_t>(values.numel());
        values.copy_(at::tensor(at::ArrayRef<float>{all.data(), count}, at::kFloat).view_as(values));
        all = all.subspan(count);
      }
    };
    spread(state.statistics, statistics());
    if (average_.defined()) {
      to_flat(state.average, average_);
      spread(std::span{state.average}.subspan(state.parameters.size()), average_statistics_);
    }
  }
  void store(graph::Graph& graph) const override { program_.store(graph); }

 private:
  [[nodiscard]] const FlatParameters& flat() const noexcept { return *program_.flat(); }
  [[nodiscard]] Collective* group() const noexcept { return options_.executor.group; }
  /// The moving statistics' tensors themselves.
  [[nodiscard]] std::vector<at::Tensor> statistics() const {
    std::vector<at::Tensor> tensors;
    for (const Weight* const weight : program_.statistics()) tensors.push_back(weight->values);
    return tensors;
  }

  static std::vector<float> to_host(const at::Tensor& tensor) {
    const at::Tensor here = tensor.to(at::kCPU).contiguous();
    return {here.data_ptr<float>(), here.data_ptr<float>() + here.numel()};
  }

  /// Labels on the device; the copy runs beside the host.
  [[nodiscard]] at::Tensor labels_of(const StepBatch& batch) const {
    const auto count = static_cast<std::int64_t>(batch.labels.size());
    const bool staged = !program_.device().is_cpu();
    at::Tensor labels = at::empty({count}, at::TensorOptions{}.dtype(at::kLong).pinned_memory(staged));
    std::copy(batch.labels.begin(), batch.labels.end(), labels.data_ptr<std::int64_t>());
    return labels.to(program_.device(), /*non_blocking=*/true);
  }

  void queue_step(const StepBatch& batch, double rate) {
    program_.set_step({.number = optimizer_.steps(), .first_image = batch.first});
    const at::Tensor input = program_.input_of_pixels(batch.pixels, batch.labels.size());
    const at::Tensor labels = labels_of(batch);
    const at::Tensor logits = program_.forward(input, Mode::training);
    const TensorLoss loss =
        cross_entropy(logits, labels, options_.label_smoothing, class_weights_, static_cast<std::int64_t>(batch.whole));
    program_.backward(loss.gradient);
    at::Tensor gradient = flat().gradient;
    if (group() != nullptr) group()->sum(gradient);
    at::Tensor bad_gradients = at::zeros({}, totals_.options());
    if (options_.gradient_clip > 0.0) {
      const at::Tensor norm = at::linalg_vector_norm(gradient);
      gradient.mul_(at::clamp_max(options_.gradient_clip / norm, 1.0));
      bad_gradients = at::logical_not(at::isfinite(norm)).to(at::kDouble);
    }
    optimizer_.step(flat().values, gradient, flat().decaying, rate);
    if (average_.defined()) {
      const double keep = average_keep(options_.average_decay, optimizer_.steps());
      average_.lerp_(flat().values, 1.0 - keep);
      // Two launches for all of them on CUDA.
      if (!average_statistics_.empty()) {
        at::_foreach_mul_(average_statistics_, keep);
        at::_foreach_add_(average_statistics_, statistics(), 1.0 - keep);
      }
    }
    totals_.add_(at::stack({loss.loss_sum, loss.correct, bad_gradients}));
  }

  /// Values of a flat tensor, parameter by parameter in the executor's order, without the gaps.
  [[nodiscard]] std::vector<float> by_parameter(const at::Tensor& all) const {
    const std::vector<float> here = to_host(all);
    std::vector<float> values;
    values.reserve(here.size());
    for (const Weight* const weight : program_.trainable()) {
      const auto first = here.begin() + weight->values.storage_offset();
      values.insert(values.end(), first, first + weight->values.numel());
    }
    return values;
  }
  void to_flat(std::span<const float> values, at::Tensor all) const {
    at::Tensor here = at::zeros(all.sizes(), at::kFloat);
    for (const Weight* const weight : program_.trainable()) {
      const auto count = static_cast<std::size_t>(weight->values.numel());
      std::copy_n(values.begin(), count, here.data_ptr<float>() + weight->values.storage_offset());
      values = values.subspan(count);
    }
    all.copy_(here);
  }

  LearnerOptions options_;
  Program program_;
  FlatOptimizer optimizer_;
  StepQueue queue_;
  at::Tensor average_;
  std::vector<at::Tensor> average_statistics_;
  at::Tensor class_weights_;
  at::Tensor totals_;  // loss, correct, steps with a gradient that is not finite
  std::uint64_t images_ = 0;
};

}  // namespace

std::unique_ptr<Learner::Form> make_tensor_form(const graph::Graph& graph, const LearnerOptions& options) {
  return std::make_unique<TensorForm>(graph, options);
}

}  // namespace wirebench::train
