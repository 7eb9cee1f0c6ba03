#include "wirebench/generator/intranuclear.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "wirebench/core/contract.hpp"
#include "wirebench/generator/coherent_pion.hpp"
#include "wirebench/generator/phase_space.hpp"
#include "wirebench/nuclear/phase_space.hpp"

namespace wirebench::generator {
namespace {

namespace pdg = nuclear::pdg;
using nuclear::boosted;
using nuclear::FourVector;
using nuclear::PdgCode;
using nuclear::Product;
using nuclear::Products;

constexpr double k_step = 0.05;  // fm
constexpr double k_square_fm_per_mb = 0.1;

bool is_pion(PdgCode code) noexcept {
  return code == pdg::pi_plus || code == pdg::pi_minus || code == pdg::pi_zero;
}
bool is_nucleon(PdgCode code) noexcept {
  return code == pdg::proton || code == pdg::neutron;
}
PdgCode pion(int charge) noexcept {
  return charge > 0 ? pdg::pi_plus : charge < 0 ? pdg::pi_minus : pdg::pi_zero;
}
double mass_of(PdgCode code) noexcept {
  return nuclear::particle(code).mass;
}
double kinetic(const Product& p) noexcept {
  return p.momentum.energy - mass_of(p.pdg);
}

constexpr double k_two_pion_threshold = 600.0;  // MeV of kinetic energy
constexpr double k_two_pion_rise = 3000.0;      // MeV beyond it until always two

/// A reaction drawn but not yet carried out: nucleons to take out of the nucleus, particles to send off.
struct Reaction {
  std::vector<Nucleon> taken;
  std::vector<PdgCode> sent;
};

/// One struck nucleon, by the density and the cross section of each kind.
Nucleon draw_struck(const ArgonDensity& argon, const Product& hadron, double r, const Remnant& remnant,
                    RandomStream& random) noexcept {
  const double energy = kinetic(hadron);
  const double protons = remnant.protons() > 0 ? argon.density(Nucleon::proton, r) *
                                                     hadron_nucleon_cross_section(hadron.pdg, Nucleon::proton, energy)
                                               : 0.0;
  const double neutrons =
      remnant.neutrons() > 0
          ? argon.density(Nucleon::neutron, r) * hadron_nucleon_cross_section(hadron.pdg, Nucleon::neutron, energy)
          : 0.0;
  return random.uniform() * (protons + neutrons) < protons ? Nucleon::proton : Nucleon::neutron;
}

/// A nucleon of any kind, by how many are left.
Nucleon draw_any(int protons, int neutrons, RandomStream& random) noexcept {
  return random.uniform() * (protons + neutrons) < protons ? Nucleon::proton : Nucleon::neutron;
}

/// Poisson-distributed, by products of uniform numbers (D. E. Knuth): quick for the small means here.
int draw_extra(double mean, RandomStream& random) noexcept {
  const double least = std::exp(-mean);
  int count = -1;
  for (double product = 1.0; product > least; ++count) product *= random.uniform();
  return count;
}

// How many nucleons beyond the fewest share the energy: means (of a Poisson distribution) chosen for the multiplicities
// of the effective models whose fates are used (hadron_cross_sections.hpp); no measurement on argon fixes them.
constexpr double k_extra_of_pions = 0.6;                 // in half of the cases one or more (LADS, see below)
constexpr double k_energy_for_one_more_pion = 500.0;     // MeV
constexpr double k_energy_for_one_more_nucleon = 400.0;  // MeV
constexpr int k_most_extra = 8;

Reaction absorption(const Product& hadron, const Remnant& remnant, RandomStream& random) {
  Reaction reaction;
  int protons = remnant.protons();
  int neutrons = remnant.neutrons();
  const auto add = [&](Nucleon nucleon) {
    reaction.taken.push_back(nucleon);
    (nucleon == Nucleon::proton ? protons : neutrons) -= 1;
  };
  const double energy = kinetic(hadron);
  int charge = nuclear::particle(hadron.pdg).charge;
  if (is_pion(hadron.pdg)) {
    // Absorption on a proton-neutron pair is much stronger than on a like pair (Engel et al.; for pi0 by isospin); more
    // nucleons share the energy in about half of the cases on argon (LADS collaboration, Eur. Phys. J. A9 (2000) 537).
    const double like = charge == 0 ? 0.3 : 0.083;
    const double p = static_cast<double>(protons) / (protons + neutrons);
    const double mixed = 2.0 * p * (1.0 - p);
    const double two_protons = charge > 0 ? 0.0 : like * p * p;
    const double two_neutrons = charge < 0 ? 0.0 : like * (1.0 - p) * (1.0 - p);
    const double draw = random.uniform() * (mixed + two_protons + two_neutrons);
    if (draw < mixed) {
      add(Nucleon::proton), add(Nucleon::neutron);
    } else if (draw < mixed + two_protons) {
      add(Nucleon::proton), add(Nucleon::proton);
    } else {
      add(Nucleon::neutron), add(Nucleon::neutron);
    }
    for (int extra = std::min(k_most_extra, draw_extra(k_extra_of_pions + energy / k_energy_for_one_more_pion, random));
         extra > 0; --extra) {
      add(draw_any(protons, neutrons, random));
    }
  } else {
    // A nucleon that knocks out several.
    for (int extra = 2 + std::min(k_most_extra, draw_extra(energy / k_energy_for_one_more_nucleon, random)); extra > 0;
         --extra) {
      add(draw_any(protons, neutrons, random));
    }
  }
  const auto count = reaction.taken.size() + (is_nucleon(hadron.pdg) ? 1U : 0U);
  for (const Nucleon nucleon : reaction.taken) charge += nucleon == Nucleon::proton ? 1 : 0;
  if (charge < 0 || charge > static_cast<int>(count)) return {};
  for (std::size_t i = 0; i < count; ++i) {
    reaction.sent.push_back(static_cast<int>(i) < charge ? pdg::proton : pdg::neutron);
  }
  return reaction;
}

Reaction charge_exchange(const Product& hadron, Nucleon struck) {
  const bool proton = struck == Nucleon::proton;
  if (is_nucleon(hadron.pdg)) {
    // The fast one leaves with the charge of the struck one.
    if ((hadron.pdg == pdg::proton) == proton) return {};
    return {{struck}, {pdg_code(struck), hadron.pdg}};
  }
  const int charge = nuclear::particle(hadron.pdg).charge;
  const int after = charge != 0 ? 0 : proton ? 1 : -1;
  const int nucleon = (proton ? 1 : 0) + charge - after;
  if (nucleon < 0 || nucleon > 1) return {};
  return {{struck}, {pion(after), nucleon == 1 ? pdg::proton : pdg::neutron}};
}

/// One more pion, or two with a share that rises linearly from 0.6 GeV (where they fit); all charges that add up are
/// equally likely.
Reaction pion_production(const Product& hadron, Nucleon struck, RandomStream& random) {
  Reaction reaction{{struck}, {}};
  const int charge = nuclear::particle(hadron.pdg).charge + (struck == Nucleon::proton ? 1 : 0);
  const std::size_t nucleons = is_nucleon(hadron.pdg) ? 2 : 1;
  const std::size_t pions = (is_pion(hadron.pdg) ? 2 : 1) +
                            (random.uniform() * k_two_pion_rise < kinetic(hadron) - k_two_pion_threshold ? 1 : 0);
  int left = charge;
  for (std::size_t i = 0; i < nucleons; ++i) {
    const bool proton = random.uniform() < 0.5;
    reaction.sent.push_back(proton ? pdg::proton : pdg::neutron);
    left -= proton ? 1 : 0;
  }
  for (std::size_t i = 0; i < pions; ++i) {
    const int one = static_cast<int>(random.below(3)) - 1;
    reaction.sent.push_back(pion(one));
    left -= one;
  }
  if (left != 0) return {};
  // The projectile's kind leads.
  if (is_pion(hadron.pdg)) std::swap(reaction.sent.front(), reaction.sent.back());
  return reaction;
}

/// Direction of the first of two bodies in their rest frame, relative to the projectile's there: pions like the P-wave
/// resonance, nucleons and others falling with the momentum transfer as exp(B t), B that of nucleon-nucleon scattering.
double scattering_cosine(const Product& hadron, double momentum, RandomStream& random) noexcept {
  if (is_pion(hadron.pdg) && kinetic(hadron) < 500.0) {
    for (;;) {
      const double cosine = random.uniform(-1.0, 1.0);
      if (random.uniform() * 4.0 < 1.0 + 3.0 * cosine * cosine) return cosine;
    }
  }
  // t = -2 p^2 (1 - cos); the slope of pp and pi p scattering rises to about 6 GeV^-2 above 1 GeV/c.
  const double laboratory = 1e-3 * norm(hadron.momentum.momentum);
  const double slope = 6.0 * std::pow(laboratory, 4) / (1.0 + std::pow(laboratory, 4));  // GeV^-2
  const double range = 4.0 * 1e-6 * momentum * momentum * slope;
  if (range < 1e-6) return random.uniform(-1.0, 1.0);
  const double t = -std::log(1.0 - random.uniform() * (1.0 - std::exp(-range))) / range;
  return 1.0 - 2.0 * t;
}

/// Carries a reaction out if energy allows it; the remnant and `out` change only then.
bool carry_out(const Reaction& reaction, const ArgonDensity& argon, const Product& hadron, double r, Remnant& remnant,
               RandomStream& random, Products& out) {
  if (reaction.sent.empty()) return false;
  Remnant changed = remnant;
  FourVector total = hadron.momentum;
  for (const Nucleon nucleon : reaction.taken) {
    if ((nucleon == Nucleon::proton ? changed.protons() : changed.neutrons()) < 1 || changed.nuclide().nucleons < 3) {
      return false;
    }
    total += changed.remove(nucleon, draw_bound_nucleon(argon, nucleon, r, random));
  }
  std::array<double, k_most_bodies> masses{};
  std::array<FourVector, k_most_bodies> momenta{};
  const std::size_t count = reaction.sent.size();
  double sum = 0.0;
  for (std::size_t i = 0; i < count; ++i) sum += masses[i] = mass_of(reaction.sent[i]);
  if (!(total.mass_squared() > (sum + 0.1) * (sum + 0.1)) || total.energy <= 0.0) return false;
  const std::span<const double> used{masses.data(), count};
  const std::span<FourVector> made{momenta.data(), count};
  if (count == 2 && reaction.taken.size() == 1) {
    const Vector3 beta = velocity(total);
    const double momentum = nuclear::two_body_momentum(total.mass(), masses[0], masses[1]);
    const Vector3 incoming = boosted(hadron.momentum, -beta).momentum;
    const double cosine = scattering_cosine(hadron, momentum, random);
    const Vector3 outgoing =
        momentum * rotated_to(unit(incoming), direction(cosine, random.uniform(0.0, 2.0 * std::numbers::pi)));
    made[0] = boosted(FourVector::on_shell(masses[0], outgoing), beta);
    made[1] = boosted(FourVector::on_shell(masses[1], -outgoing), beta);
  } else {
    nuclear::decay_in_many(total, used, random, made);
  }
  for (std::size_t i = 0; i < count; ++i) out.push_back({reaction.sent[i], made[i]});
  remnant = changed;
  return true;
}

/// Diffraction off the whole nucleus.
void scatter_elastically(const Product& hadron, Remnant& remnant, RandomStream& random, Products& out) {
  const FourVector total = hadron.momentum + remnant.momentum();
  const Vector3 beta = velocity(total);
  const FourVector before = boosted(hadron.momentum, -beta);
  const double momentum = norm(before.momentum);
  const double range = 4.0 * 1e-6 * momentum * momentum * coherent_slope();
  const double t =
      range > 1e-9 ? -std::log(1.0 - random.uniform() * (1.0 - std::exp(-range))) / range : random.uniform();
  const Vector3 local = direction(1.0 - 2.0 * t, random.uniform(0.0, 2.0 * std::numbers::pi));
  const Vector3 after = momentum > 0.0 ? momentum * rotated_to(unit(before.momentum), local) : before.momentum;
  const FourVector scattered = boosted({before.energy, after}, beta);
  out.push_back({hadron.pdg, FourVector::on_shell(mass_of(hadron.pdg), scattered.momentum)});
  remnant.recoil_with((total - scattered).momentum);
}

}  // namespace

std::optional<Vector3> interaction_point(const ArgonDensity& argon, const Product& hadron, const Vector3& position,
                                         double free_path, RandomStream& random) noexcept {
  const double energy = kinetic(hadron);
  const double on_protons =
      k_square_fm_per_mb * hadron_nucleon_cross_section(hadron.pdg, Nucleon::proton, energy);  // fm2
  const double on_neutrons =
      k_square_fm_per_mb * hadron_nucleon_cross_section(hadron.pdg, Nucleon::neutron, energy);  // fm2
  const double momentum = norm(hadron.momentum.momentum);
  if (!(on_protons + on_neutrons > 0.0) || !(momentum > 0.0)) return std::nullopt;
  const Vector3 step = (k_step / momentum) * hadron.momentum.momentum;
  Vector3 place = position + (free_path / k_step) * step;
  double paths = random.exponential(1.0);  // mean free paths to go
  while (true) {
    place += step;
    const double r = norm(place);
    if (r > ArgonDensity::radius()) return std::nullopt;
    paths -=
        k_step * (argon.density(Nucleon::proton, r) * on_protons + argon.density(Nucleon::neutron, r) * on_neutrons);
    if (paths < 0.0) return place;
  }
}

double formation_path(const Product& hadron) noexcept {
  const double time = nuclear::particle(hadron.pdg).baryon_number == 0 ? 0.342 : 2.30;  // fm
  return time * norm(hadron.momentum.momentum) / mass_of(hadron.pdg);
}

Fate interact(const ArgonDensity& argon, const Product& hadron, double r_fm, Remnant& remnant, RandomStream& random,
              Products& out) {
  const auto shares = fate_shares(hadron.pdg, kinetic(hadron));
  double draw = random.uniform();
  std::size_t index = 0;
  while (index + 1 < shares.size() && draw >= shares[index]) draw -= shares[index++];
  const auto fate = static_cast<Fate>(index);
  for (int attempt = 0; attempt < 40; ++attempt) {
    const Nucleon struck = draw_struck(argon, hadron, r_fm, remnant, random);
    Reaction reaction;
    switch (fate) {
      case Fate::absorption: reaction = absorption(hadron, remnant, random); break;
      case Fate::charge_exchange: reaction = charge_exchange(hadron, struck); break;
      case Fate::knock_out: reaction = {{struck}, {hadron.pdg, pdg_code(struck)}}; break;
      case Fate::pion_production: reaction = pion_production(hadron, struck, random); break;
      case Fate::elastic: break;
    }
    if (carry_out(reaction, argon, hadron, r_fm, remnant, random, out)) return fate;
  }
  scatter_elastically(hadron, remnant, random, out);
  return Fate::elastic;
}

}  // namespace wirebench::generator
