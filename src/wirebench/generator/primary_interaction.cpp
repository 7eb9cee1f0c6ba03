#include "wirebench/generator/primary_interaction.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "wirebench/generator/coherent_pion.hpp"
#include "wirebench/generator/hadronization.hpp"
#include "wirebench/generator/lepton_kinematics.hpp"
#include "wirebench/generator/resonance.hpp"
#include "wirebench/generator/resonance_decay.hpp"
#include "wirebench/generator/two_nucleon.hpp"
#include "wirebench/generator/weak_constants.hpp"
#include "wirebench/nuclear/phase_space.hpp"

namespace wirebench::generator {
namespace {

namespace pdg = nuclear::pdg;
using nuclear::FourVector;
using nuclear::Product;

constexpr int k_attempts = 20'000;
// The usual border of deep inelastic scattering: W of 2 GeV, Q2 of 1 GeV2.
constexpr double k_deep_w = 2000.0;  // MeV
constexpr double k_deep_q2 = 1.0e6;  // MeV2

Channel channel_of(const Probe& probe, Process process, const PrimaryInteraction& event) noexcept {
  Channel charged = Channel::unknown;
  switch (process) {
    case Process::elastic: charged = Channel::cc_quasi_elastic; break;
    case Process::two_nucleon: charged = Channel::cc_two_nucleon; break;
    case Process::resonance: charged = Channel::cc_resonance; break;
    case Process::coherent: charged = Channel::cc_coherent_pion; break;
    case Process::background:
    case Process::inelastic: {
      const bool deep = event.w_mev > k_deep_w && event.q2_mev2 > k_deep_q2;
      charged = deep ? Channel::cc_deep_inelastic : Channel::cc_shallow_inelastic;
    }
  }
  return probe.charged() ? charged : static_cast<Channel>(static_cast<int>(charged) + 50);
}

/// Lepton and hadronic system of mass `w_mev` out of `total`; `cosine` is that between neutrino and lepton in the rest
/// frame of `total`. Precondition: the masses fit.
std::pair<FourVector, FourVector> split(const FourVector& total, const FourVector& neutrino, double lepton_mass,
                                        double w_mev, double cosine, RandomStream& random) noexcept {
  const Vector3 beta = velocity(total);
  const Vector3 axis = unit(boosted(neutrino, -beta).momentum);
  return nuclear::decay_in_two(total, lepton_mass, w_mev,
                               rotated_to(axis, direction(cosine, random.uniform(0.0, 2.0 * std::numbers::pi))));
}

/// Takes hadrons from the rest frame of their `system` to the laboratory.
void to_laboratory(const FourVector& system, nuclear::Products& hadrons) noexcept {
  const Vector3 beta = velocity(system);
  for (Product& hadron : hadrons) {
    hadron.momentum = boosted(hadron.momentum, beta);
  }
}

std::size_t draw_resonance(const ChannelModels& models, Nucleon nucleon, double energy_gev, const FreeKinematics& free,
                           RandomStream& random) {
  const auto parts = resonance_cross_sections(models.probe(), nucleon, energy_gev, free.w_gev, free.q2_gev2);
  double sum = 0.0;
  for (const double part : parts) sum += part;
  double draw = random.uniform() * sum;
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    if (draw < parts[i]) return i;
    draw -= parts[i];
  }
  return 0;
}

/// Nucleons of a pair before and after. The current changes one of them.
struct Pair {
  Nucleon first, second;
  nuclear::PdgCode first_after, second_after;
};

Pair draw_pair(const Probe& probe, RandomStream& random) noexcept {
  const bool mixed = random.uniform() < k_mixed_pairs;
  // A neutrino needs a neutron to change, an antineutrino a proton; the neutral current takes like pairs of both kinds.
  Nucleon like = probe.antineutrino() ? Nucleon::proton : Nucleon::neutron;
  if (!probe.charged()) like = random.uniform() < 0.4 ? Nucleon::proton : Nucleon::neutron;
  const Nucleon first = mixed ? Nucleon::proton : like;
  const Nucleon second = mixed ? Nucleon::neutron : like;
  const int charge = (first == Nucleon::proton ? 1 : 0) + (second == Nucleon::proton ? 1 : 0) + probe.hadron_charge();
  return {first, second, charge >= 1 ? pdg::proton : pdg::neutron, charge == 2 ? pdg::proton : pdg::neutron};
}

/// Takes a nucleon of the local Fermi gas out of the nucleus; returns the four-momentum it had.
FourVector strike(Nucleon nucleon, const ArgonDensity& argon, RandomStream& random, PrimaryInteraction& event) {
  const BoundNucleon state = draw_bound_nucleon(argon, nucleon, norm(event.position), random);
  const FourVector momentum = event.remnant.remove(nucleon, state);
  event.struck.push_back({pdg_code(nucleon), momentum});
  return momentum;
}

void fill_hadrons(const ChannelModels& models, Process process, Nucleon nucleon, double energy_gev,
                  const FreeKinematics& free, const FourVector& system, const FourVector& transfer,
                  RandomStream& random, PrimaryInteraction& event) {
  const Probe& probe = models.probe();
  const int charge = (nucleon == Nucleon::proton ? 1 : 0) + probe.hadron_charge();
  if (process == Process::resonance) {
    decay_resonance(draw_resonance(models, nucleon, energy_gev, free, random), charge, event.w_mev, random,
                    event.hadrons);
  } else {
    const Vector3 axis = unit(boosted(transfer, -velocity(system)).momentum);
    const Region region = process == Process::background ? Region::background : Region::inelastic;
    hadronize(probe, nucleon, region, event.w_mev, axis, random, event.hadrons);
    event.hadrons_form_late = true;
  }
  to_laboratory(system, event.hadrons);
}

/// Coherent production: the nucleus as a whole takes the momentum that neutrino, lepton and pion leave over.
std::optional<PrimaryInteraction> coherent(const ChannelModels& models, double energy_mev, RandomStream& random) {
  const Probe& probe = models.probe();
  const nuclear::PdgCode pion = !probe.charged() ? pdg::pi_zero : probe.antineutrino() ? pdg::pi_minus : pdg::pi_plus;
  const double pion_mass = nuclear::particle(pion).mass;
  const double lepton_mass = nuclear::particle(probe.lepton()).mass;
  const double nucleus = nuclear::nuclear_mass(nuclear::k_argon40);
  for (int attempt = 0; attempt < 100; ++attempt) {
    const FreeKinematics free = models.sample(Process::coherent, Nucleon::proton, 1e-3 * energy_mev, random);
    const double transfer = free.y * energy_mev;
    const double q2 = 1e6 * free.q2_gev2;
    const TransferRange range = coherent_transfer_range(1e-3 * transfer, free.q2_gev2, 1e-3 * pion_mass);
    const double slope = coherent_slope();
    const double t_gev2 =
        range.low - std::log(1.0 - random.uniform() * (1.0 - std::exp(-slope * (range.high - range.low)))) / slope;
    const double recoil = 1e6 * t_gev2 / (2.0 * nucleus);  // kinetic energy of the nucleus
    const double pion_energy = transfer - recoil;
    const double lepton_energy = energy_mev - transfer;
    if (pion_energy <= pion_mass || lepton_energy <= lepton_mass) continue;
    const double lepton_momentum = std::sqrt(lepton_energy * lepton_energy - lepton_mass * lepton_mass);
    const double cosine =
        (2.0 * energy_mev * lepton_energy - lepton_mass * lepton_mass - q2) / (2.0 * energy_mev * lepton_momentum);
    const double pion_momentum = std::sqrt(pion_energy * pion_energy - pion_mass * pion_mass);
    const double q = std::sqrt(transfer * transfer + q2);
    // |q - p_pi|^2 = t + T^2
    const double pion_cosine =
        (q * q + pion_momentum * pion_momentum - 1e6 * t_gev2 - recoil * recoil) / (2.0 * q * pion_momentum);
    if (!(std::fabs(cosine) <= 1.0 && std::fabs(pion_cosine) <= 1.0)) continue;
    const Vector3 lepton = lepton_momentum * direction(cosine, random.uniform(0.0, 2.0 * std::numbers::pi));
    const Vector3 momentum_transfer = Vector3{0.0, 0.0, energy_mev} - lepton;
    const Vector3 axis = unit(momentum_transfer);
    const Vector3 out =
        pion_momentum * rotated_to(axis, direction(pion_cosine, random.uniform(0.0, 2.0 * std::numbers::pi)));
    PrimaryInteraction event;
    event.lepton = {probe.lepton(), FourVector::on_shell(lepton_mass, lepton)};
    event.hadrons.push_back({pion, FourVector::on_shell(pion_mass, out)});
    event.q2_mev2 = q2;
    event.remnant.recoil_with(momentum_transfer - out);
    event.channel = channel_of(probe, Process::coherent, event);
    return event;
  }
  return std::nullopt;
}

}  // namespace

std::optional<PrimaryInteraction> interact_in_argon(const ChannelModels& models, const ArgonDensity& argon,
                                                    Process process, Nucleon nucleon, double energy_mev,
                                                    RandomStream& random) {
  if (process == Process::coherent) return coherent(models, energy_mev, random);
  const Probe& probe = models.probe();
  const FourVector neutrino{energy_mev, {0.0, 0.0, energy_mev}};
  const double lepton_mass = nuclear::particle(probe.lepton()).mass;
  const bool pair = process == Process::two_nucleon;
  const double target_gev = pair ? 2.0 * weak::k_nucleon_mass : weak::k_nucleon_mass;
  // Rate against the largest that Fermi motion can make of it.
  constexpr double k_most_motion = 1.35;
  const double energy_gev = 1e-3 * energy_mev;
  const double bound =
      k_most_motion * std::max(models.free_cross_section(process, nucleon, energy_gev),
                               models.free_cross_section(process, nucleon, k_most_motion * energy_gev));
  if (!(bound > 0.0)) return std::nullopt;

  for (int attempt = 0; attempt < k_attempts; ++attempt) {
    PrimaryInteraction event;
    event.position = argon.position(random);
    const double r = norm(event.position);
    const Pair both = pair ? draw_pair(probe, random) : Pair{nucleon, nucleon, 0, 0};
    FourVector target = strike(both.first, argon, random, event);
    if (pair) target += strike(both.second, argon, random, event);
    const FourVector total = neutrino + target;
    const double s_gev2 = 1e-6 * total.mass_squared();
    const double effective = (s_gev2 - target_gev * target_gev) / (2.0 * target_gev);
    if (!(effective > 0.0)) continue;
    const double rate = models.free_cross_section(process, nucleon, effective) * effective / energy_gev;
    if (!(random.uniform() * bound < rate)) continue;
    const FreeKinematics free = models.sample(process, nucleon, effective, random);
    const LeptonVertex vertex{effective, target_gev, 1e-3 * lepton_mass};
    const auto limits = vertex.q2_limits(free.w_gev);
    if (!limits || !(limits->high > limits->low)) continue;

    const nuclear::PdgCode outgoing_nucleon = nucleon == Nucleon::proton
                                                  ? (probe.charged() ? pdg::neutron : pdg::proton)
                                                  : (probe.charged() ? pdg::proton : pdg::neutron);
    event.w_mev = process == Process::elastic ? nuclear::particle(outgoing_nucleon).mass : 1e3 * free.w_gev;
    if (!(event.w_mev + lepton_mass < total.mass())) continue;
    const double cosine =
        std::clamp(1.0 - 2.0 * (free.q2_gev2 - limits->low) / (limits->high - limits->low), -1.0, 1.0);
    const auto [lepton, system] = split(total, neutrino, lepton_mass, event.w_mev, cosine, random);
    event.lepton = {probe.lepton(), lepton};
    const FourVector transfer = neutrino - lepton;
    event.q2_mev2 = std::max(0.0, -transfer.mass_squared());

    if (process == Process::elastic) {
      const Nucleon kind = outgoing_nucleon == pdg::proton ? Nucleon::proton : Nucleon::neutron;
      if (norm(system.momentum) < argon.fermi_momentum(kind, r)) continue;
      event.hadrons.push_back({outgoing_nucleon, system});
    } else if (pair) {
      const double first = nuclear::particle(both.first_after).mass;
      const double second = nuclear::particle(both.second_after).mass;
      if (!(first + second < event.w_mev)) continue;
      const auto [a, b] = nuclear::decay_in_two(system, first, second, random);
      event.hadrons = {{both.first_after, a}, {both.second_after, b}};
    } else {
      fill_hadrons(models, process, nucleon, effective, free, system, transfer, random, event);
    }
    event.channel = channel_of(probe, process, event);
    return event;
  }
  return std::nullopt;
}

}  // namespace wirebench::generator
