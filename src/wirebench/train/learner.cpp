#include "wirebench/train/learner.hpp"

#include <algorithm>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/train/learner_form.hpp"
#include "wirebench/train/process_group.hpp"

namespace wirebench::train {

Learner::Learner(const graph::Graph& graph, const LearnerOptions& options)
    : form_{options.executor.device.kind == DeviceKind::cpu ? make_host_form(graph, options)
                                                            : make_tensor_form(graph, options)},
      group_{options.executor.group} {}
Learner::~Learner() = default;
Learner::Learner(Learner&&) noexcept = default;
Learner& Learner::operator=(Learner&&) noexcept = default;

std::size_t Learner::image_size() const noexcept {
  return form_->image_size();
}
std::size_t Learner::classes() const noexcept {
  return form_->classes();
}
std::uint64_t Learner::parameter_count() const noexcept {
  return form_->parameter_count();
}

void Learner::step(const StepBatch& batch, double rate) {
  WIREBENCH_EXPECT(!batch.labels.empty() && batch.pixels.size() == batch.labels.size() * image_size());
  WIREBENCH_EXPECT(batch.whole >= 2 && batch.whole >= batch.labels.size());
  form_->step(batch, rate);
}
StepTotals Learner::totals() {
  return form_->totals();
}
void Learner::reset_totals() {
  form_->reset_totals();
}
std::uint64_t Learner::steps_between_looks() const noexcept {
  return form_->steps_between_looks();
}

std::vector<float> Learner::logits(std::span<const float> pixels, std::size_t count) {
  return form_->logits(pixels, count);
}
void Learner::swap_average() {
  form_->swap_average();
}

void Learner::sum_over_processes(std::span<double> values) {
  if (group_ != nullptr) sum_values(*group_, values);
}

LearnerState Learner::state() const {
  return form_->state();
}
bool Learner::fits(const LearnerState& state) const {
  const LearnerState own = form_->state();
  return state.parameters.size() == own.parameters.size() && state.statistics.size() == own.statistics.size() &&
         state.average.size() == own.average.size() && state.moments.size() == own.moments.size() &&
         std::equal(state.moments.begin(), state.moments.end(), own.moments.begin(),
                    [](const auto& a, const auto& b) { return a.size() == b.size(); });
}
void Learner::restore(const LearnerState& state) {
  WIREBENCH_EXPECT(fits(state));
  form_->restore(state);
}
void Learner::store(graph::Graph& graph) const {
  form_->store(graph);
}

}  // namespace wirebench::train
