#include "wirebench/nuclear/pre_equilibrium.hpp"

#include <array>
#include <cmath>

#include "wirebench/nuclear/emission_barrier.hpp"
#include "wirebench/nuclear/phase_space.hpp"

namespace wirebench::nuclear {
namespace {

constexpr double k_least_energy = 0.1;   // MeV: below, nothing leaves
constexpr double k_least_ratio = 0.005;  // emission over internal transition that is still followed

/// Free cross sections (mb) at `energy` MeV, between like and unlike nucleons; as in Geant4's Bertini cascade
/// (G4InuclSpecialFunctions).
double like_cross_section(double energy) {
  if (energy < 40.0) return -1174.8 / (energy * energy) + 3088.5 / energy + 5.3107;
  return 93074.0 / (energy * energy) - 11.148 / energy + 22.429;
}
double unlike_cross_section(double energy) {
  if (energy < 40.0) return -5057.4 / (energy * energy) + 9069.2 / energy + 6.9466;
  return 239380.0 / (energy * energy) + 1802.0 / energy + 27.147;
}

/// Fermi energy (MeV) of `count` nucleons of one kind among `nucleons`.
double fermi_energy(int count, int nucleons) {
  const double ratio = std::cbrt(static_cast<double>(count) / nucleons);
  return 55.4 * ratio * ratio;
}

/// Mean squared matrix element times A^3, MeV^3, for excitons of `energy` MeV each.
double squared_matrix_element(int nucleons, double energy) {
  const double a = nucleons;
  double value = (nucleons > 150 ? 100.0 : nucleons > 20 ? 140.0 : 70.0) / (energy * a * a * a);
  if (energy > 15.0) {
    value *= std::sqrt(15.0 / energy);
  } else if (energy < 7.0) {
    value *= std::sqrt(energy / 7.0);
    if (energy < 2.0) value *= std::sqrt(energy / 2.0);
  }
  return value;
}

enum class Step { stop, transition, neutron, proton };

class ExcitonChain {
 public:
  ExcitonChain(const ExcitedNucleus& nucleus, const Excitons& excitons)
      : nucleus_{nucleus},
        excitons_{excitons},
        core_nucleons_{nucleus.nuclide.nucleons - excitons.particles()},
        core_protons_{nucleus.nuclide.protons - excitons.proton_particles},
        neutron_fermi_{fermi_energy(nucleus.nuclide.nucleons - nucleus.nuclide.protons, nucleus.nuclide.nucleons)},
        proton_fermi_{fermi_energy(nucleus.nuclide.protons, nucleus.nuclide.nucleons)} {}

  ExcitedNucleus run(RandomStream& random, Products& out) {
    if (count() == 0) return nucleus_;
    while (true) {
      Step step = choose(random);
      if (step == Step::stop) return nucleus_;
      if (step != Step::transition && !emit(step == Step::proton, random, out)) step = Step::transition;
      if (step == Step::transition && !lift_another(random)) return nucleus_;
    }
  }

 private:
  int count() const { return excitons_.particles() + excitons_.holes(); }

  Step choose(RandomStream& random) {
    const auto [z, a] = nucleus_.nuclide;
    excitation_ = nucleus_.excitation();
    if (a < 5 || z < 3 || excitation_ <= k_least_energy) return Step::stop;
    const double levels = k_level_density_per_nucleon * a;
    const int n = count();
    if (!(n < std::sqrt(2.0 * levels * excitation_))) return Step::stop;

    const BarrierCoefficients barrier = proton_barrier(z);
    barrier_ = 1.4 * z * barrier.k / (std::cbrt(a - 1) + 1.0) * barrier_softening(excitation_);
    neutron_separation_ = separation_energy(nucleus_.nuclide, k_neutron);
    proton_separation_ = separation_energy(nucleus_.nuclide, k_proton);
    const double neutron_energy = excitation_ - neutron_separation_;
    const double proton_energy = excitation_ - proton_separation_ - barrier_ * a / (a - 1);
    if (!(neutron_energy > k_least_energy)) return Step::stop;
    mean_energy_ = 0.0;
    if (n < 2) return Step::transition;

    const int p = excitons_.particles();
    const int h = excitons_.holes();
    const double pauli = 0.25 * (p * p + h * h + p - 3 * h);
    const double after = levels * excitation_ - pauli - 0.5 * (p + h);
    const double before = levels * excitation_ - pauli;
    if (!(before > 0.0 && after > 0.0)) return Step::stop;
    mean_energy_ = excitation_ / n;
    const double transition = 2.77 * squared_matrix_element(a, mean_energy_) * levels * after * after *
                              std::pow(after / before, n - 1) / (n + 1);
    const double emission = 0.0462 / k_level_density_per_nucleon / std::cbrt(a) * p * mean_energy_;
    const double neutron = excitons_.neutron_particles < 1
                               ? 0.0
                               : emission * std::pow(neutron_energy / excitation_, n) * neutron_factor(a);
    const double proton = excitons_.proton_particles < 1 || !(proton_energy > k_least_energy)
                              ? 0.0
                              : emission * std::pow(proton_energy / excitation_, n) * (1.0 + barrier.c);
    if (!(neutron > k_least_ratio * transition || proton > k_least_ratio * transition)) return Step::stop;
    const double pick = (transition + neutron + proton) * random.uniform();
    if (pick < transition) return Step::transition;
    return pick < transition + neutron ? Step::neutron : Step::proton;
  }

  bool emit(bool proton, RandomStream& random, Products& out) {
    const int a = nucleus_.nuclide.nucleons;
    const Nuclide part = proton ? k_proton : k_neutron;
    const double energy = excitation_ - (proton ? proton_separation_ : neutron_separation_);
    const double barrier = proton ? barrier_ : 0.0;
    if (energy - barrier * a / (a - 1) < 0.0) return false;
    const double mass = nuclear_mass(part);
    const Vector3 frame = velocity(nucleus_.momentum);
    const int n = count();
    constexpr int most_tries = 100;
    for (int trial = 0; trial < most_tries; ++trial) {
      // The other n - 1 excitons keep the fraction x: density ~ x^(n-2) (1 - x), the second largest of n uniforms.
      const double x = n == 2 ? 1.0 - std::sqrt(random.uniform())
                              : std::pow(random.uniform(), 1.0 / n) * std::pow(random.uniform(), 1.0 / (n - 1));
      const double kinetic = energy - x * (energy - barrier);
      if (energy - kinetic * a / (a - 1) < 0.0) continue;
      const double momentum = std::sqrt(kinetic * (kinetic + 2.0 * mass));
      const FourVector emitted = boosted(FourVector::on_shell(mass, momentum * isotropic_direction(random)), frame);
      const ExcitedNucleus rest = nucleus_.without(part, emitted);
      if (rest.momentum.mass() < nuclear_mass(rest.nuclide)) continue;
      out.push_back({proton ? pdg::proton : pdg::neutron, emitted});
      nucleus_ = rest;
      --(proton ? excitons_.proton_particles : excitons_.neutron_particles);
      return true;
    }
    return false;
  }

  bool lift_another(RandomStream& random) {
    const double proton_energy = 1.6 * proton_fermi_ + mean_energy_;
    const double neutron_energy = 1.6 * neutron_fermi_ + mean_energy_;
    const double proton_pauli = 1.0 / (1.6 + mean_energy_ / proton_fermi_);
    const double neutron_pauli = 1.0 / (1.6 + mean_energy_ / neutron_fermi_);
    const double p = excitons_.proton_particles;
    const double n = excitons_.neutron_particles;
    const double proton = (p * like_cross_section(proton_energy) + n * unlike_cross_section(proton_energy)) *
                          proton_pauli * core_protons_;
    const double neutron = (p * unlike_cross_section(neutron_energy) + n * like_cross_section(neutron_energy)) *
                           neutron_pauli * (core_nucleons_ - core_protons_);
    --core_nucleons_;
    if (core_nucleons_ <= 1) return false;
    if ((proton + neutron) * random.uniform() > proton) {
      ++excitons_.neutron_particles;
      ++excitons_.neutron_holes;
      return true;
    }
    ++excitons_.proton_particles;
    ++excitons_.proton_holes;
    --core_protons_;
    return core_protons_ >= 2;
  }

  ExcitedNucleus nucleus_;
  Excitons excitons_;
  int core_nucleons_;  // not excited
  int core_protons_;
  double neutron_fermi_;
  double proton_fermi_;
  double excitation_ = 0.0;
  double mean_energy_ = 0.0;  // an exciton's
  double barrier_ = 0.0;
  double neutron_separation_ = 0.0;
  double proton_separation_ = 0.0;
};

}  // namespace

ExcitedNucleus emit_before_equilibrium(const ExcitedNucleus& nucleus, const Excitons& excitons, RandomStream& random,
                                       Products& out) {
  return ExcitonChain{nucleus, excitons}.run(random, out);
}

}  // namespace wirebench::nuclear
