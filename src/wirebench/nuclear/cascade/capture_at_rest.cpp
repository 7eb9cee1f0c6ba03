#include "wirebench/nuclear/cascade/capture_at_rest.hpp"

#include <algorithm>
#include <cmath>

#include "wirebench/core/contract.hpp"
#include "wirebench/nuclear/cascade/annihilation.hpp"
#include "wirebench/nuclear/cascade/collision.hpp"
#include "wirebench/nuclear/phase_space.hpp"

namespace wirebench::nuclear::cascade {
namespace {

struct Outcome {
  Hadron first;
  Hadron second;
  double share;
};

/// K- at rest on a proton and on a neutron; the neutron's by isospin from the proton's.
constexpr std::array<Outcome, 4> k_kaon_on_proton{{{Hadron::sm, Hadron::pip, 0.46},
                                                   {Hadron::sp, Hadron::pim, 0.20},
                                                   {Hadron::s0, Hadron::pi0, 0.27},
                                                   {Hadron::lam, Hadron::pi0, 0.07}}};
constexpr std::array<Outcome, 3> k_kaon_on_neutron{
    {{Hadron::sm, Hadron::pi0, 0.41}, {Hadron::s0, Hadron::pim, 0.41}, {Hadron::lam, Hadron::pim, 0.18}}};
constexpr double k_kaon_on_pair = 0.2;
constexpr double k_sigma_to_lambda = 0.53;

template <std::size_t N>
Outcome pick_outcome(const std::array<Outcome, N>& outcomes, RandomStream& random) {
  double u = random.uniform();
  std::size_t i = 0;
  while (i + 1 < N && u >= outcomes[i].share) u -= outcomes[i++].share;
  return outcomes[i];
}

}  // namespace

CaptureAtRest::CaptureAtRest(Hadron hadron, const NucleusZones& zones, RandomStream& random)
    : hadron_{hadron}, zones_{&zones}, random_{&random}, zone_{zones.count() - 1} {
  WIREBENCH_EXPECT(hadron == Hadron::pim || hadron == Hadron::km || hadron == Hadron::sm || hadron == Hadron::pbar);
}

bool CaptureAtRest::draw(Reaction& reaction) const {
  return draw_unblocked(reaction) && allowed(reaction.products);
}

bool CaptureAtRest::draw_unblocked(Reaction& reaction) const {
  reaction.products.clear();
  reaction.partner_count = 1;
  Hadron& partner = reaction.partners[0];
  const auto outcome = [&](const Outcome& two) {
    return split(at_rest() + moving(partner), two.first, two.second, reaction.products);
  };
  switch (hadron_) {
    case Hadron::pim:
      // Before a pair takes it, the pion may be knocked on, or exchange its charge, by a nucleon's Fermi motion.
      return scatter(reaction) || on_pair(reaction);
    case Hadron::km:
      if (random_->uniform() < k_kaon_on_pair) return on_pair(reaction);
      partner = draw_nucleon();
      return partner == Hadron::p ? outcome(pick_outcome(k_kaon_on_proton, *random_))
                                  : outcome(pick_outcome(k_kaon_on_neutron, *random_));
    case Hadron::sm:
      partner = Hadron::p;
      return outcome({random_->uniform() < k_sigma_to_lambda ? Hadron::lam : Hadron::s0, Hadron::n, 1.0});
    default:
      partner = draw_nucleon();
      return annihilate(hadron_, partner, at_rest() + moving(partner), *random_, reaction.products);
  }
}

bool CaptureAtRest::scatter(Reaction& reaction) const {
  for (const Hadron nucleon : {Hadron::p, Hadron::n}) {
    reaction.partners[0] = nucleon;
    if (collide({hadron_, at_rest()}, {nucleon, moving(nucleon)}, *random_, reaction.products) &&
        allowed(reaction.products)) {
      return true;
    }
  }
  return false;
}

bool CaptureAtRest::on_pair(Reaction& reaction) const {
  reaction.products.clear();
  reaction.partner_count = 2;
  const double mixed = zones_->pair_density(Hadron::p, Hadron::n, zone_);
  const double protons = zones_->pair_density(Hadron::p, Hadron::p, zone_);
  if (!(mixed + protons > 0.0)) return false;
  const Hadron second = (mixed + protons) * random_->uniform() < mixed ? Hadron::n : Hadron::p;
  reaction.partners = {Hadron::p, second};
  const FourVector both = moving(Hadron::p) + moving(second);
  const FourVector system = at_rest() + FourVector::on_shell(mass(Hadron::p) + mass(second), both.momentum);
  const bool like = second == Hadron::p;
  const Hadron neutral = like ? Hadron::p : Hadron::n;  // the nucleon beside a neutral particle
  if (hadron_ == Hadron::pim) return split(system, Hadron::n, neutral, reaction.products);
  // K- p n -> Lambda n, Sigma0 n, Sigma- p; K- p p -> Lambda p, Sigma0 p, Sigma+ n: equal shares.
  const auto pick = random_->below(3);
  if (pick == 0) return split(system, Hadron::lam, neutral, reaction.products);
  if (pick == 1) return split(system, Hadron::s0, neutral, reaction.products);
  return split(system, like ? Hadron::sp : Hadron::sm, like ? Hadron::n : Hadron::p, reaction.products);
}

bool CaptureAtRest::allowed(const Bodies& products) const {
  return std::ranges::all_of(products, [&](const Body& b) {
    return !is_nucleon(b.hadron) || norm(b.momentum.momentum) >= zones_->fermi_momentum(b.hadron, zone_);
  });
}

FourVector CaptureAtRest::moving(Hadron nucleon) const {
  const double p = zones_->fermi_momentum(nucleon, zone_) * std::cbrt(random_->uniform());
  return FourVector::on_shell(mass(nucleon), p * isotropic_direction(*random_));
}

Hadron CaptureAtRest::draw_nucleon() const {
  const double p = zones_->density(Hadron::p, zone_);
  const double n = zones_->density(Hadron::n, zone_);
  return (p + n) * random_->uniform() < p ? Hadron::p : Hadron::n;
}

bool CaptureAtRest::split(const FourVector& system, Hadron first, Hadron second, Bodies& products) const {
  const double m1 = mass(first);
  const double m2 = mass(second);
  if (system.mass() <= m1 + m2) return false;
  const auto [one, other] = decay_in_two(system, m1, m2, *random_);
  products.push_back({first, one});
  products.push_back({second, other});
  return true;
}

}  // namespace wirebench::nuclear::cascade
