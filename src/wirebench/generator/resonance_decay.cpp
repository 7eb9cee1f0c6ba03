#include "wirebench/generator/resonance_decay.hpp"

#include <array>

#include "wirebench/core/contract.hpp"
#include "wirebench/generator/resonance.hpp"
#include "wirebench/nuclear/phase_space.hpp"

namespace wirebench::generator {
namespace {

namespace pdg = nuclear::pdg;
using nuclear::FourVector;
using nuclear::PdgCode;

// MeV: neutron and one or two charged pions, neutron and eta, so that any charges fit.
constexpr double k_one_pion = 1079.2;
constexpr double k_two_pions = 1219.0;
constexpr double k_eta = 1488.0;

PdgCode pion(int charge) noexcept {
  return charge > 0 ? pdg::pi_plus : charge < 0 ? pdg::pi_minus : pdg::pi_zero;
}
PdgCode nucleon(int charge) noexcept {
  return charge == 1 ? pdg::proton : pdg::neutron;
}

/// Charge of the pion in the decay of a state of this isospin into nucleon and pion (squared Clebsch-Gordan
/// coefficients of 1/2 x 1).
int one_pion_charge(int twice_isospin, int charge, RandomStream& random) noexcept {
  if (charge == 2) return 1;
  if (charge == -1) return -1;
  const double neutral = twice_isospin == 3 ? 2.0 / 3.0 : 1.0 / 3.0;
  if (random.uniform() < neutral) return 0;
  return charge == 1 ? 1 : -1;
}

/// Charge of the pion beside a Delta (squared Clebsch-Gordan coefficients of 3/2 x 1), for a state of positive charge.
int delta_pion_charge(int twice_isospin, int charge, RandomStream& random) noexcept {
  const double draw = random.uniform();
  if (charge == 2) return draw < 0.6 ? 0 : 1;  // Delta++ pi0 3/5, Delta+ pi+ 2/5
  if (twice_isospin == 1) return draw < 1.0 / 2.0 ? -1 : draw < 5.0 / 6.0 ? 0 : 1;
  return draw < 2.0 / 5.0 ? -1 : draw < 7.0 / 15.0 ? 0 : 1;
}

void decay(std::span<const PdgCode> kinds, double w_mev, RandomStream& random, nuclear::Products& out) {
  std::array<double, 3> masses{};
  std::array<FourVector, 3> momenta{};
  for (std::size_t i = 0; i < kinds.size(); ++i) masses[i] = nuclear::particle(kinds[i]).mass;
  nuclear::decay_in_many({w_mev, {}}, {masses.data(), kinds.size()}, random, {momenta.data(), kinds.size()});
  for (std::size_t i = 0; i < kinds.size(); ++i) out.push_back({kinds[i], momenta[i]});
}

}  // namespace

void decay_resonance(std::size_t resonance, int charge, double w_mev, RandomStream& random, nuclear::Products& out) {
  const Resonance& r = resonances()[resonance];
  WIREBENCH_EXPECT(w_mev > k_one_pion);
  const bool two_pions_fit = w_mev > k_two_pions;
  const bool eta_fits = w_mev > k_eta;
  const double eta = eta_fits ? r.eta : 0.0;
  const double two_pions = two_pions_fit ? 1.0 - r.one_pion - r.eta : 0.0;
  const double draw = random.uniform() * (r.one_pion + eta + two_pions);
  if (draw < r.one_pion) {
    const int pi = one_pion_charge(r.twice_isospin, charge, random);
    decay(std::array{nucleon(charge - pi), pion(pi)}, w_mev, random, out);
  } else if (draw < r.one_pion + eta) {
    decay(std::array{nucleon(charge), pdg::eta}, w_mev, random, out);
  } else {
    // States below the middle of the multiplet mirror those above it.
    const bool mirrored = charge < 1;
    const int up = mirrored ? 1 - charge : charge;
    const int first = delta_pion_charge(r.twice_isospin, up, random);
    const int second = one_pion_charge(3, up - first, random);
    const int left = up - first - second;
    decay(std::array{nucleon(mirrored ? 1 - left : left), pion(mirrored ? -first : first),
                     pion(mirrored ? -second : second)},
          w_mev, random, out);
  }
}

}  // namespace wirebench::generator
