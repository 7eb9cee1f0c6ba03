#include "wirebench/generator/channels.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/generator/coherent_pion.hpp"
#include "wirebench/generator/hadronization.hpp"
#include "wirebench/generator/inelastic.hpp"
#include "wirebench/generator/lepton_kinematics.hpp"
#include "wirebench/generator/quasi_elastic.hpp"
#include "wirebench/generator/resonance.hpp"
#include "wirebench/generator/total_cross_sections.hpp"
#include "wirebench/generator/two_nucleon.hpp"
#include "wirebench/generator/weak_constants.hpp"
#include "wirebench/nuclear/nuclide.hpp"

namespace wirebench::generator {
namespace {

constexpr double k_protons = nuclear::k_argon40.protons;
constexpr double k_nucleons = nuclear::k_argon40.nucleons;
constexpr double k_neutrons = k_nucleons - k_protons;
constexpr double k_coherent_energy = 3.0;  // GeV, where coherent production is 1 % of the total
/// Highest energy in a nucleon's rest frame, GeV: Fermi motion adds up to a third to the 10 GeV of the laboratory.
constexpr double k_highest_at_rest = 14.0;
constexpr double k_pair_mass = 2.0 * weak::k_nucleon_mass;
constexpr double k_pair_gap = 0.005;   // GeV, so that any two nucleons fit
constexpr double k_most_pair_w = 2.4;  // GeV, five widths above the peak of two_nucleon_shape()
/// Lowest hadronic mass that decays into any nucleon and pion, GeV, with a little to spare.
constexpr double k_lowest_w = 1.0815;

constexpr double nucleons(Nucleon nucleon) noexcept {
  return nucleon == Nucleon::proton ? k_protons : k_neutrons;
}
constexpr std::size_t index(Nucleon nucleon) noexcept {
  return nucleon == Nucleon::proton ? 0 : 1;
}

/// Maps v in [0, 1] to Q2 between `limits`, more finely at low Q2, where cross sections are large.
struct Q2Map {
  double low, ratio, offset;
  Q2Map(const Q2Limits& limits, double shift) noexcept
      : low{limits.low + shift}, ratio{(limits.high + shift) / (limits.low + shift)}, offset{shift} {}
  [[nodiscard]] double q2(double v) const noexcept { return low * std::pow(ratio, v) - offset; }
  [[nodiscard]] double jacobian(double q2_gev2) const noexcept { return (q2_gev2 + offset) * std::log(ratio); }
};

constexpr double k_q2_scale = 0.3;            // GeV2
constexpr double k_coherent_q2_scale = 0.05;  // GeV2

double target_mass(Process process) noexcept {
  return process == Process::two_nucleon ? k_pair_mass : weak::k_nucleon_mass;
}

/// The range of W that the unit interval stands for; nothing when the channel is out of reach.
std::optional<std::pair<double, double>> w_range(Process process, const LeptonVertex& vertex) noexcept {
  switch (process) {
    case Process::two_nucleon: return std::pair{k_pair_mass + k_pair_gap, k_most_pair_w};
    case Process::inelastic: {
      const double most = vertex.largest_w();
      if (most <= weak::k_resonance_limit) return std::nullopt;
      return std::pair{weak::k_resonance_limit, most};
    }
    default: return std::pair{k_lowest_w, weak::k_resonance_limit};
  }
}

std::optional<Q2Limits> coherent_q2_limits(const Probe& probe, double energy, double y) noexcept {
  const double lepton = probe.lepton_mass_gev();
  const double left = energy * (1.0 - y);
  if (left <= lepton) return std::nullopt;
  const double momentum = std::sqrt(left * left - lepton * lepton);
  const double low = std::max(0.0, 2.0 * energy * (left - momentum) - lepton * lepton);
  // exp(-b t) leaves nothing at larger Q2.
  const double high = std::min(3.0, 2.0 * energy * (left + momentum) - lepton * lepton);
  return Q2Limits{low, std::max(low, high)};
}

double elastic_density(const Probe& probe, Nucleon nucleon, double energy, double u, bool suppressed) noexcept {
  const LeptonVertex vertex{energy, weak::k_nucleon_mass, probe.lepton_mass_gev()};
  const auto limits = vertex.q2_limits(weak::k_nucleon_mass);
  if (!limits) return 0.0;
  const Q2Map map{*limits, k_q2_scale};
  const double q2 = std::clamp(map.q2(u), limits->low, limits->high);
  double value = quasi_elastic_cross_section(probe, nucleon, energy, q2) * map.jacobian(q2);
  if (suppressed) {
    const double transfer = q2 / (2.0 * weak::k_nucleon_mass);
    value *= fermi_gas_factor(std::sqrt(q2 + transfer * transfer), k_uniform_fermi_momentum);
  }
  return value;
}

/// Neutrino energy from which a process is possible on its target at rest.
double threshold(const Probe& probe, Process process) noexcept {
  const double lepton = probe.lepton_mass_gev();
  if (process == Process::coherent) return lepton + weak::k_pion_mass;
  const double target = target_mass(process);
  const double system = process == Process::elastic       ? target
                        : process == Process::two_nucleon ? k_pair_mass + k_pair_gap
                        : process == Process::inelastic   ? weak::k_resonance_limit
                                                          : k_lowest_w;
  return ((system + lepton) * (system + lepton) - target * target) / (2.0 * target);
}

template <class CrossSection>
double plane_density(Process process, const Probe& probe, double energy, double u, double v, CrossSection&& value) {
  const LeptonVertex vertex{energy, target_mass(process), probe.lepton_mass_gev()};
  const auto range = w_range(process, vertex);
  if (!range) return 0.0;
  const double w = range->first + u * (range->second - range->first);
  const auto limits = vertex.q2_limits(w);
  if (!limits) return 0.0;
  const Q2Map map{*limits, k_q2_scale};
  const double q2 = std::clamp(map.q2(v), limits->low, limits->high);
  return value(w, q2) * map.jacobian(q2) * (range->second - range->first);
}

double coherent_density(const Probe& probe, double energy, double u, double v) noexcept {
  const auto limits = coherent_q2_limits(probe, energy, u);
  if (!limits || !(limits->high > limits->low)) return 0.0;
  const Q2Map map{*limits, k_coherent_q2_scale};
  const double q2 = map.q2(v);
  return coherent_pion_shape(probe, energy, u, q2) * map.jacobian(q2);
}

/// The non-resonant share at equal steps of W: it costs far more than a cross section.
std::vector<double> tabulated_background(const Probe& probe, Nucleon nucleon) {
  constexpr std::size_t points = 65;
  std::vector<double> table(points);
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(table.size() - 1);
    table[i] = background_share(probe, nucleon, k_lowest_w + part * (weak::k_resonance_limit - 1e-9 - k_lowest_w));
  }
  return table;
}

double interpolate(const std::vector<double>& table, double w) noexcept {
  const double place = std::clamp((w - k_lowest_w) / (weak::k_resonance_limit - k_lowest_w), 0.0, 1.0) *
                       static_cast<double>(table.size() - 1);
  const auto i = std::min(static_cast<std::size_t>(place), table.size() - 2);
  return table[i] + (place - static_cast<double>(i)) * (table[i + 1] - table[i]);
}

PlaneSampler make_elastic_sampler(const Probe& probe, Nucleon nucleon, bool suppressed) {
  return {[=](double e, double u, double) { return elastic_density(probe, nucleon, e, u, suppressed); },
          {threshold(probe, Process::elastic), k_highest_at_rest, 32, 24, 1}};
}

/// A sampler over W and Q2. `value`(energy, w, q2): the cross section.
template <class CrossSection>
PlaneSampler make_plane_sampler(const Probe& probe, Process process, PlaneSampler::Grid grid, CrossSection value) {
  grid.threshold = threshold(probe, process);
  grid.high = k_highest_at_rest;
  return {[probe, process, value = std::move(value)](double e, double u, double v) {
            return plane_density(process, probe, e, u, v, [&](double w, double q2) { return value(e, w, q2); });
          },
          grid};
}

/// The numbers of cells and energies are those with which the ceilings hold (PlaneSampler), found by trying: narrow
/// structures in W want many columns, steep ones in Q2 many rows.
PlaneSampler make_sampler(const Probe& probe, Process process, Nucleon nucleon) {
  switch (process) {
    case Process::elastic: break;
    case Process::resonance:
      return make_plane_sampler(
          probe, process, {.energies = 26, .u_cells = 24, .v_cells = 4},
          [=](double energy, double w, double q2) { return resonance_cross_section(probe, nucleon, energy, w, q2); });
    case Process::background:
      return make_plane_sampler(
          probe, process, {.energies = 20, .u_cells = 6, .v_cells = 4},
          [probe, nucleon, share = tabulated_background(probe, nucleon)](double energy, double w, double q2) {
            return inelastic_cross_section(probe, nucleon, energy, w, q2) * interpolate(share, w);
          });
    case Process::inelastic:
      return make_plane_sampler(
          probe, process, {.energies = 20, .u_cells = 8, .v_cells = 6},
          [=](double energy, double w, double q2) { return inelastic_cross_section(probe, nucleon, energy, w, q2); });
    case Process::two_nucleon:
      return make_plane_sampler(
          probe, process, {.energies = 24, .u_cells = 12, .v_cells = 6},
          [=](double energy, double w, double q2) { return two_nucleon_shape(probe, energy, w, q2); });
    case Process::coherent:
      return {[=](double e, double u, double v) { return coherent_density(probe, e, u, v); },
              {threshold(probe, process), k_highest_at_rest, 24, 16, 8}};
  }
  return make_elastic_sampler(probe, nucleon, false);
}

/// Muon neutrinos' charged coherent shape at k_coherent_energy: what the 1 % is given to.
double coherent_reference() {
  constexpr Probe muon{nuclear::pdg::nu_mu, Current::charged};
  constexpr int steps = 120;
  double sum = 0.0;
  for (int i = 0; i < steps; ++i) {
    for (int k = 0; k < steps; ++k)
      sum += coherent_density(muon, k_coherent_energy, (i + 0.5) / steps, (k + 0.5) / steps);
  }
  return sum / (steps * steps);
}

}  // namespace

double ChannelCrossSections::total() const noexcept {
  double sum = 0.0;
  for (const auto& both : by_process) sum += both[0] + both[1];
  return sum;
}

ChannelModels::ChannelModels(const Probe& probe, const ChannelOptions& options) : probe_{probe}, options_{options} {
  WIREBENCH_EXPECT(options.two_nucleon_share >= 0.0 && options.two_nucleon_share <= 1.0);
  samplers_.reserve(2 * k_process_count + 2);
  for (std::size_t p = 0; p < k_process_count; ++p) {
    const auto process = static_cast<Process>(p);
    samplers_.push_back(make_sampler(probe, process, Nucleon::proton));
    // Where there is one target for both the second place is never looked at, but keeps the index simple.
    const bool has_nucleon = process != Process::two_nucleon && process != Process::coherent;
    samplers_.push_back(has_nucleon ? make_sampler(probe, process, Nucleon::neutron) : samplers_.back());
  }
  for (const Nucleon nucleon : {Nucleon::proton, Nucleon::neutron}) {
    samplers_.push_back(make_elastic_sampler(probe, nucleon, true));
  }
  constexpr Probe muon{nuclear::pdg::nu_mu, Current::charged};
  constexpr double share = 0.01;
  coherent_scale_ = share * k_nucleons * k_coherent_energy * cross_section_over_energy(muon, k_coherent_energy) /
                    coherent_reference();
  if (!probe.charged()) coherent_scale_ *= 0.5;  // the neutral axial current has half the strength squared
}

ChannelModels ChannelModels::with_flavour(nuclear::PdgCode neutrino) const {
  WIREBENCH_EXPECT(!probe_.charged() && (neutrino < 0) == probe_.antineutrino());
  ChannelModels twin = *this;
  twin.probe_.neutrino = neutrino;
  return twin;
}

const PlaneSampler& ChannelModels::sampler(Process process, Nucleon nucleon) const noexcept {
  return samplers_[2 * static_cast<std::size_t>(process) + index(nucleon)];
}

double ChannelModels::free_cross_section(Process process, Nucleon nucleon, double energy_gev) const noexcept {
  return sampler(process, nucleon).integral(energy_gev);
}

double ChannelModels::suppressed_elastic_cross_section(Nucleon nucleon, double energy_gev) const noexcept {
  return samplers_[2 * k_process_count + index(nucleon)].integral(energy_gev);
}

ChannelCrossSections ChannelModels::model_cross_sections(double energy_gev) const noexcept {
  ChannelCrossSections result;
  auto& by_process = result.by_process;
  const auto at = [&](Process process) -> std::array<double, 2>& {
    return by_process[static_cast<std::size_t>(process)];
  };
  for (const Nucleon nucleon : {Nucleon::proton, Nucleon::neutron}) {
    at(Process::elastic)[index(nucleon)] = nucleons(nucleon) * suppressed_elastic_cross_section(nucleon, energy_gev);
    at(Process::resonance)[index(nucleon)] =
        nucleons(nucleon) * free_cross_section(Process::resonance, nucleon, energy_gev);
  }
  at(Process::coherent)[0] = coherent_scale_ * free_cross_section(Process::coherent, Nucleon::proton, energy_gev);
  return result;
}

ChannelCrossSections ChannelModels::cross_sections(double energy_gev) const noexcept {
  ChannelCrossSections result = model_cross_sections(energy_gev);
  auto& by_process = result.by_process;
  const auto table = [this](double energy) { return k_nucleons * energy * cross_section_over_energy(probe_, energy); };
  const double models = result.total();
  if (!(models > 0.0)) return result;
  double whole = table(energy_gev);
  if (energy_gev < k_table_low) {
    whole = std::min(1.0, table(k_table_low) / model_cross_sections(k_table_low).total()) * models;
  }
  const double scale = std::min(1.0, whole / models);
  for (auto& both : by_process) {
    for (double& value : both) value *= scale;
  }
  auto& elastic = by_process[static_cast<std::size_t>(Process::elastic)];
  by_process[static_cast<std::size_t>(Process::two_nucleon)][0] =
      options_.two_nucleon_share * (elastic[0] + elastic[1]);
  for (double& value : elastic) value *= 1.0 - options_.two_nucleon_share;

  const double rest = whole - scale * models;
  if (!(rest > 0.0)) return result;
  double shares = 0.0;
  for (const Process process : {Process::background, Process::inelastic}) {
    for (const Nucleon nucleon : {Nucleon::proton, Nucleon::neutron}) {
      const double value = nucleons(nucleon) * free_cross_section(process, nucleon, energy_gev);
      by_process[static_cast<std::size_t>(process)][index(nucleon)] = value;
      shares += value;
    }
  }
  for (const Process process : {Process::background, Process::inelastic}) {
    for (double& value : by_process[static_cast<std::size_t>(process)]) value *= shares > 0.0 ? rest / shares : 0.0;
  }
  return result;
}

FreeKinematics ChannelModels::kinematics(Process process, double energy_gev,
                                         std::pair<double, double> point) const noexcept {
  FreeKinematics result;
  if (process == Process::coherent) {
    const auto limits = coherent_q2_limits(probe_, energy_gev, point.first);
    result.y = point.first;
    if (limits) result.q2_gev2 = Q2Map{*limits, k_coherent_q2_scale}.q2(point.second);
    return result;
  }
  const LeptonVertex vertex{energy_gev, target_mass(process), probe_.lepton_mass_gev()};
  const double place = process == Process::elastic ? point.first : point.second;
  result.w_gev = weak::k_nucleon_mass;
  if (process != Process::elastic) {
    if (const auto range = w_range(process, vertex)) {
      result.w_gev = range->first + point.first * (range->second - range->first);
    }
  }
  if (const auto limits = vertex.q2_limits(result.w_gev)) {
    result.q2_gev2 = std::clamp(Q2Map{*limits, k_q2_scale}.q2(place), limits->low, limits->high);
  }
  result.y = vertex.energy_transfer(result.w_gev, result.q2_gev2) / energy_gev;
  return result;
}

FreeKinematics ChannelModels::sample(Process process, Nucleon nucleon, double energy_gev, RandomStream& random) const {
  return kinematics(process, energy_gev, sampler(process, nucleon).sample(energy_gev, random));
}

FreeKinematics ChannelModels::sample_suppressed_elastic(Nucleon nucleon, double energy_gev,
                                                        RandomStream& random) const {
  return kinematics(Process::elastic, energy_gev,
                    samplers_[2 * k_process_count + index(nucleon)].sample(energy_gev, random));
}

}  // namespace wirebench::generator
