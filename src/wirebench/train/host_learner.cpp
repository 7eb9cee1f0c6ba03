#include <algorithm>
#include <cmath>

#include "wirebench/core/contract.hpp"
#include "wirebench/train/collective.hpp"
#include "wirebench/train/learner_form.hpp"
#include "wirebench/train/loss.hpp"
#include "wirebench/train/weight_average.hpp"

namespace wirebench::train {
namespace {

std::vector<std::size_t> sizes_of(std::span<const Parameter> parameters) {
  std::vector<std::size_t> sizes;
  for (const Parameter& parameter : parameters) sizes.push_back(parameter.values.size());
  return sizes;
}

/// The values of all parts behind each other.
template <class Parts>
std::vector<float> joined(const Parts& parts) {
  std::vector<float> all;
  for (const auto& part : parts) all.insert(all.end(), part.values.begin(), part.values.end());
  return all;
}

template <class Parts>
void spread(std::span<const float> all, const Parts& parts) {
  for (const auto& part : parts) {
    std::copy_n(all.begin(), part.values.size(), part.values.begin());
    all = all.subspan(part.values.size());
  }
}

class HostForm final : public Learner::Form {
 public:
  HostForm(const graph::Graph& graph, const LearnerOptions& options)
      : options_{options}, executor_{graph, options.executor}, optimizer_{options.optimizer, sizes_of(parameters())} {
    if (options.average_decay <= 0.0) return;
    average_ = joined(parameters());
    const std::vector<float> statistics = joined(executor_.statistics());
    average_.insert(average_.end(), statistics.begin(), statistics.end());
  }

  std::size_t image_size() const noexcept override { return executor_.image_size(); }
  std::size_t classes() const noexcept override { return executor_.classes(); }
  std::uint64_t parameter_count() const noexcept override {
    std::uint64_t count = 0;
    for (const Parameter& parameter : parameters()) count += parameter.values.size();
    return count;
  }

  void step(const StepBatch& batch, double rate) override {
    executor_.set_step({.number = optimizer_.steps(), .first_image = batch.first});
    const std::vector<float> logits = executor_.forward_training(batch.pixels, batch.labels.size());
    BatchLoss loss = cross_entropy(logits, batch.labels, classes(), options_.label_smoothing, options_.class_weights);
    totals_.loss += loss.loss_sum;
    totals_.correct += loss.correct;
    totals_.images += batch.labels.size();
    // Alone, a loss that is no number is known before it gets into the weights. Several processes go on together.
    if (group() == nullptr && !std::isfinite(loss.loss_sum)) return;
    if (batch.whole != batch.labels.size()) {
      const double part = static_cast<double>(batch.labels.size()) / static_cast<double>(batch.whole);
      for (float& value : loss.gradient) value = static_cast<float>(value * part);
    }
    executor_.backward(loss.gradient);
    update(rate);
  }

  StepTotals totals() override {
    if (group() == nullptr) return totals_;
    at::Tensor sums = at::tensor({totals_.loss, static_cast<double>(totals_.correct),
                                  static_cast<double>(totals_.images), totals_.gradient_finite ? 0.0 : 1.0},
                                 at::kDouble);
    group()->sum(sums);
    const double* const values = sums.data_ptr<double>();
    return {values[0], static_cast<std::uint64_t>(values[1]), static_cast<std::uint64_t>(values[2]), values[3] == 0.0};
  }
  void reset_totals() override { totals_ = {}; }
  std::uint64_t steps_between_looks() const noexcept override { return group() == nullptr ? 1 : 20; }

  std::vector<float> logits(std::span<const float> pixels, std::size_t count) override {
    return executor_.logits(pixels, count);
  }

  void swap_average() override {
    WIREBENCH_EXPECT(!average_.empty());
    std::span<float> average{average_};
    const auto swap = [&](const auto& parts) {
      for (const auto& part : parts) {
        std::swap_ranges(part.values.begin(), part.values.end(), average.begin());
        average = average.subspan(part.values.size());
      }
    };
    swap(parameters());
    swap(executor_.statistics());
  }

  LearnerState state() const override {
    const auto moments = optimizer_.moments();
    return {.steps = optimizer_.steps(),
            .parameters = joined(parameters()),
            .statistics = joined(executor_.statistics()),
            .moments = {moments.begin(), moments.end()},
            .average = average_};
  }
  void restore(const LearnerState& state) override {
    spread(state.parameters, parameters());
    spread(state.statistics, executor_.statistics());
    optimizer_.restore(state.steps, state.moments);
    average_ = state.average;
  }
  void store(graph::Graph& graph) const override { executor_.store(graph); }

 private:
  [[nodiscard]] std::span<const Parameter> parameters() const noexcept { return executor_.parameters(); }
  [[nodiscard]] Collective* group() const noexcept { return options_.executor.group; }

  /// The gradient of each parameter, summed over the processes; empty where nothing leads from it to the result.
  std::vector<std::span<const float>> summed_gradients() {
    std::vector<std::span<const float>> gradients;
    for (const Parameter& parameter : parameters()) gradients.push_back(parameter.gradient);
    if (group() == nullptr) return gradients;
    // One sum over everything instead of one a parameter: what a sum costs is mostly its latency.
    std::size_t total = 0;
    for (const auto& gradient : gradients) total += gradient.size();
    if (!all_gradients_.defined()) all_gradients_ = at::empty({static_cast<std::int64_t>(total)}, at::kFloat);
    std::span<float> all{all_gradients_.data_ptr<float>(), total};
    for (auto& gradient : gradients) {
      std::copy(gradient.begin(), gradient.end(), all.begin());
      gradient = all.first(gradient.size());
      all = all.subspan(gradient.size());
    }
    group()->sum(all_gradients_);
    return gradients;
  }

  void update(double rate) {
    const auto gradients = summed_gradients();
    double scale = 1.0;
    if (options_.gradient_clip > 0.0) {
      const double norm = gradient_norm(gradients);
      if (!std::isfinite(norm)) {
        totals_.gradient_finite = false;
        return;
      }
      if (norm > options_.gradient_clip) scale = options_.gradient_clip / norm;
    }
    optimizer_.begin_step();
    std::span<float> average{average_};
    const double keep = average.empty() ? 0.0 : average_keep(options_.average_decay, optimizer_.steps());
    const auto take_in = [&](std::span<const float> values) {
      update_average(average.first(values.size()), values, keep);
      average = average.subspan(values.size());
    };
    for (std::size_t i = 0; i < gradients.size(); ++i) {
      const Parameter& parameter = parameters()[i];
      if (!gradients[i].empty()) {
        optimizer_.update(i, parameter.values, gradients[i], rate, scale,
                          parameter.decays ? Optimizer::Decay::yes : Optimizer::Decay::no);
      }
      if (!average_.empty()) take_in(parameter.values);
    }
    if (average_.empty()) return;
    for (const Statistic& statistic : executor_.statistics()) take_in(statistic.values);
  }

  LearnerOptions options_;
  Executor executor_;
  Optimizer optimizer_;
  std::vector<float> average_;
  at::Tensor all_gradients_;
  StepTotals totals_;
};

}  // namespace

std::unique_ptr<Learner::Form> make_host_form(const graph::Graph& graph, const LearnerOptions& options) {
  return std::make_unique<HostForm>(graph, options);
}

}  // namespace wirebench::train
