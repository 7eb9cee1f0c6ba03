#include "wirebench/validation/run_sums.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "wirebench/core/contract.hpp"

namespace wirebench::validation {
namespace {

/// Linear interpolation between the order statistics of sorted values; `share` in [0, 1].
double quantile(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const auto above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

bool is_told_apart(nuclear::PdgCode pdg) {
  return pdg == nuclear::pdg::proton || pdg == nuclear::pdg::neutron || pdg == nuclear::pdg::pi_zero ||
         std::abs(pdg) == nuclear::pdg::pi_plus;
}

template <class T>
T& element(std::vector<T>& values, std::size_t i) {
  if (values.size() <= i) values.resize(i + 1);
  return values[i];
}

}  // namespace

MeanSpread RunSums::Moments::over(double events) const noexcept {
  const double mean = sum / events;
  const double variance = events > 1.0 ? (squares - sum * mean) / (events - 1.0) : 0.0;
  return {mean, std::sqrt(std::max(0.0, variance))};
}

void RunSums::add_secondary(const EventMeasures::Secondary& secondary) {
  auto& all = secondaries_[secondary.pdg];
  all.number += 1.0;
  all.kinetic += secondary.kinetic;
  const auto range = fast_range(secondary.kinetic);
  if (!range || !is_told_apart(secondary.pdg)) return;
  auto& fast = fast_[{secondary.pdg, *range}];
  fast.number += 1.0;
  fast.cosine += secondary.cosine;
}

void RunSums::add(const EventMeasures& event) {
  events_ += 1.0;
  deposited_.add(event.deposited);
  length_.add(event.length);
  end_z_.add(event.end_z);
  if (event.inelastic) inelastic_ += 1.0;
  for (std::size_t kind = 0; kind < k_depositors; ++kind) deposited_by_[kind] += event.deposited_by[kind];
  for (std::size_t i = 0; i < crossings_.size(); ++i) {
    if (!event.crossings[i]) continue;
    const auto& crossing = *event.crossings[i];
    crossings_[i].tracks += 1.0;
    crossings_[i].displacement += 0.5 * (crossing.x * crossing.x + crossing.y * crossing.y);
    crossings_[i].slope += 0.5 * (crossing.slope_x * crossing.slope_x + crossing.slope_y * crossing.slope_y);
  }
  for (std::size_t i = 0; i < event.depth_profile.size(); ++i) element(depth_profile_, i).add(event.depth_profile[i]);
  for (std::size_t i = 0; i < radius_profile_.size(); ++i) radius_profile_[i] += event.radius_profile[i];
  const double length_bin = std::min(event.length / k_survival_bin, static_cast<double>(k_profile_bins));
  element(lengths_in_bins_, static_cast<std::size_t>(length_bin)) += 1.0;
  for (const double loss : event.step_losses) {
    const auto bin = std::min(static_cast<std::size_t>(std::max(0.0, loss / k_loss_bin)), k_loss_bins - 1);
    losses_[bin] += 1.0;
  }
  if (event.start_energy) start_energies_.push_back(*event.start_energy);
  if (event.first_charged) {
    first_charged_ += *event.first_charged;
    first_charged_count_ += 1.0;
  }
  for (const auto& secondary : event.secondaries) add_secondary(secondary);
}

void RunSums::add(const RunSums& other) {
  events_ += other.events_;
  inelastic_ += other.inelastic_;
  deposited_.add(other.deposited_);
  length_.add(other.length_);
  end_z_.add(other.end_z_);
  for (std::size_t kind = 0; kind < k_depositors; ++kind) deposited_by_[kind] += other.deposited_by_[kind];
  for (std::size_t i = 0; i < crossings_.size(); ++i) {
    crossings_[i].displacement += other.crossings_[i].displacement;
    crossings_[i].slope += other.crossings_[i].slope;
    crossings_[i].tracks += other.crossings_[i].tracks;
  }
  for (std::size_t i = 0; i < other.depth_profile_.size(); ++i) element(depth_profile_, i).add(other.depth_profile_[i]);
  for (std::size_t i = 0; i < radius_profile_.size(); ++i) radius_profile_[i] += other.radius_profile_[i];
  for (std::size_t i = 0; i < other.lengths_in_bins_.size(); ++i) {
    element(lengths_in_bins_, i) += other.lengths_in_bins_[i];
  }
  for (const auto& [bin, count] : other.losses_) losses_[bin] += count;
  start_energies_.insert(start_energies_.end(), other.start_energies_.begin(), other.start_energies_.end());
  first_charged_ += other.first_charged_;
  first_charged_count_ += other.first_charged_count_;
  for (const auto& [key, sums] : other.fast_) {
    fast_[key].number += sums.number;
    fast_[key].cosine += sums.cosine;
  }
  for (const auto& [pdg, sums] : other.secondaries_) {
    secondaries_[pdg].number += sums.number;
    secondaries_[pdg].kinetic += sums.kinetic;
  }
}

SingleParticleRun RunSums::result(const Beam& beam) const {
  WIREBENCH_EXPECT(events_ >= 1.0);
  SingleParticleRun run;
  run.beam = beam;
  run.events = events_;
  run.deposited = deposited_.over(events_);
  run.length = length_.over(events_);
  run.end_z = end_z_.over(events_);
  run.inelastic_fraction = inelastic_ / events_;
  for (std::size_t kind = 0; kind < k_depositors; ++kind) run.deposited_by[kind] = deposited_by_[kind] / events_;
  for (std::size_t i = 0; i < crossings_.size(); ++i) {
    const auto& sums = crossings_[i];
    if (sums.tracks == 0.0) continue;
    run.crossings.push_back({k_crossing_depths[i], std::sqrt(sums.displacement / sums.tracks),
                             std::sqrt(sums.slope / sums.tracks), sums.tracks});
  }
  for (const Moments& bin : depth_profile_) run.depth_profile.push_back(bin.over(events_));
  double within = 0.0;
  for (const double energy : radius_profile_) {
    within += energy;
    run.containment.push_back(deposited_.sum > 0.0 ? within / deposited_.sum : 0.0);
  }
  double longer = events_;
  for (const double count : lengths_in_bins_) {
    run.survival.push_back(longer / events_);
    longer -= count;
  }
  double steps = 0.0;
  for (const auto& [bin, count] : losses_) steps += count;
  for (const auto& [bin, count] : losses_) {
    run.step_loss.push_back({(static_cast<double>(bin) + 0.5) * k_loss_bin, count / steps});
  }
  if (!start_energies_.empty()) {
    std::vector<double> sorted = start_energies_;
    std::sort(sorted.begin(), sorted.end());
    double sum = 0.0;
    for (const double energy : sorted) sum += energy;
    run.start = SingleParticleRun::StartEnergy{sum / static_cast<double>(sorted.size()), quantile(sorted, 0.25),
                                               quantile(sorted, 0.5), quantile(sorted, 0.75)};
  }
  if (first_charged_count_ > 0.0) run.first_charged = first_charged_ / first_charged_count_;
  for (const auto& [key, sums] : fast_) {
    run.fast_secondaries.push_back({key.first, key.second, sums.number / inelastic_, sums.cosine / sums.number});
  }
  for (const auto& [pdg, sums] : secondaries_) {
    run.secondaries.push_back({pdg, sums.number / inelastic_, sums.kinetic / inelastic_});
  }
  return run;
}

}  // namespace wirebench::validation
