#include "wirebench/nuclear/hadron_nucleus.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <optional>

#include "wirebench/core/contract.hpp"
#include "wirebench/nuclear/cascade/annihilation.hpp"
#include "wirebench/nuclear/cascade/cascade.hpp"
#include "wirebench/nuclear/cascade/coalescence.hpp"
#include "wirebench/nuclear/cascade/collision.hpp"
#include "wirebench/nuclear/cascade/light_ion.hpp"
#include "wirebench/nuclear/energy_balance.hpp"
#include "wirebench/nuclear/excited_nucleus.hpp"
#include "wirebench/nuclear/phase_space.hpp"

namespace wirebench::nuclear {
namespace {

using cascade::Bodies;
using cascade::Body;
using cascade::Cascade;
using cascade::Hadron;
using cascade::NucleusZones;
using cascade::Traveller;

constexpr int k_most_tries = 1000;
constexpr double k_elastic_excitation = 1.0;  // MeV: below, a lone scattered projectile means elastic scattering
constexpr double k_rounding = 1.0e-7;         // MeV

const NucleusZones& argon_zones() {
  static const NucleusZones zones{k_argon40};
  return zones;
}

bool is_light_ion(PdgCode code) {
  return code == pdg::deuteron || code == pdg::triton || code == pdg::helium3 || code == pdg::alpha;
}

/// The hadron of the cascade that `code` is; neutral kaons of definite life are one or the other of the two kinds.
Hadron projectile_hadron(PdgCode code, RandomStream& random) {
  if (code == pdg::k_zero_long || code == pdg::k_zero_short) {
    return random.uniform() < 0.5 ? Hadron::k0 : Hadron::k0b;
  }
  return *cascade::find_hadron(code);
}

struct Residue {
  Nuclide nuclide;
  FourVector momentum;
};

Residue residue(const Residue& whole, const Products& out) {
  Residue rest = whole;
  for (const Product& p : out) {
    const ParticleData data = particle(p.pdg);
    rest.nuclide.protons -= data.charge;
    rest.nuclide.nucleons -= data.baryon_number;
    rest.momentum -= p.momentum;
  }
  return rest;
}

/// Turns the particles a cascade left into the reaction's products. False when what they leave behind is no nucleus or
/// has an impossible energy: then the cascade is to be made again. `whole`: charge, baryon number and four-momentum of
/// all. `input`: energy put in, MeV. `projectile`: what would make the reaction elastic; 0 = nothing.
bool conclude(const Cascade& cascade, const Residue& whole, double input, PdgCode projectile, RandomStream& random,
              Products& out) {
  out.clear();
  cascade::coalesce(cascade.outgoing(), out);
  const Residue rest = residue(whole, out);
  const auto [z, a] = rest.nuclide;
  if (a < 0 || z < 0 || z > a) return false;
  if (a <= 1) {
    // Nothing is left that could take up what binding and Fermi motion have put out of balance.
    if (a == 1)
      out.push_back({nucleus_code(z, a), FourVector::on_shell(nuclear_mass(rest.nuclide), rest.momentum.momentum)});
    return balance_energy(whole.momentum, out);
  }
  const double ground = nuclear_mass(rest.nuclide);
  const double excitation = rest.momentum.mass() - ground;
  if (!(rest.momentum.energy > 0.0 && excitation > -k_rounding)) return false;
  constexpr double most_of_input = 0.2;
  constexpr double most_bindings = 7.0;
  if (excitation > std::max(most_of_input * input, most_bindings * binding_energy(rest.nuclide))) return false;
  if (out.size() == 1 && out.front().pdg == projectile && excitation < k_elastic_excitation) return false;
  deexcite(rest.nuclide, std::max(0.0, excitation), rest.momentum, random, out, cascade.excitons());
  // A compound nucleus that gives back the projectile and nothing else was elastic scattering, too.
  return out.size() > 2 || std::ranges::none_of(out, [&](const Product& p) { return p.pdg == projectile; });
}

/// A point on the side of the sphere that `way` meets first, all impact parameters up to the radius equally likely.
Vector3 point_of_entry(const Vector3& way, double radius, RandomStream& random) {
  const double cosine = -std::sqrt(random.uniform());
  return radius * rotated_to(way, direction(cosine, 2.0 * std::numbers::pi * random.uniform()));
}

void scatter_elastically(const Product& projectile, Nuclide target, const FourVector& total, RandomStream& random,
                         Products& out) {
  const double m = particle(projectile.pdg).mass;
  const auto [one, other] = decay_in_two(total, m, nuclear_mass(target), random);
  out.assign({{projectile.pdg, one}, {nucleus_code(target.protons, target.nucleons), other}});
}

/// The compound nucleus of projectile and target.
bool fuse(const Residue& whole, const Excitons& excitons, PdgCode projectile, RandomStream& random, Products& out) {
  const double excitation = whole.momentum.mass() - nuclear_mass(whole.nuclide);
  if (excitation < 0.0 || whole.nuclide.nucleons > k_most_nucleons) return false;
  for (int trial = 0; trial < k_most_tries; ++trial) {
    out.clear();
    deexcite(whole.nuclide, excitation, whole.momentum, random, out, excitons);
    if (out.size() > 2 || std::ranges::none_of(out, [&](const Product& p) { return p.pdg == projectile; })) return true;
  }
  return true;
}

void react_with(const Product& projectile, const NucleusZones& zones, RandomStream& random, Products& out) {
  const Nuclide target = zones.nuclide();
  const ParticleData data = particle(projectile.pdg);
  const double input = projectile.momentum.energy - data.mass;
  const Residue whole{{target.protons + data.charge, target.nucleons + data.baryon_number},
                      projectile.momentum + FourVector{nuclear_mass(target), {}}};
  const Vector3 way = unit(projectile.momentum.momentum);
  const bool ion = is_light_ion(projectile.pdg);
  const std::optional<cascade::LightIon> light_ion =
      ion ? std::optional<cascade::LightIon>{cascade::LightIon{projectile}} : std::nullopt;
  if (ion && light_ion->fuses_with(target) && fuse(whole, light_ion->excitons(random), projectile.pdg, random, out)) {
    return;
  }

  Cascade cascade{zones};
  for (int trial = 0; trial < k_most_tries; ++trial) {
    cascade.reset();
    if (ion) {
      light_ion->enter(cascade, zones, random);
    } else {
      const Hadron h = projectile_hadron(projectile.pdg, random);
      cascade.add({{h, projectile.momentum}, point_of_entry(way, zones.outer_radius(), random), zones.count()});
    }
    cascade.run(random);
    if (cascade.collisions() == 0 && cascade.excitons().particles() == 0) continue;  // it went through
    if (conclude(cascade, whole, input, projectile.pdg, random, out)) return;
  }
  const Excitons one_nucleon{projectile.pdg == pdg::proton ? 1 : 0, projectile.pdg == pdg::neutron ? 1 : 0, 0, 0};
  if ((projectile.pdg == pdg::proton || projectile.pdg == pdg::neutron) &&
      fuse(whole, one_nucleon, projectile.pdg, random, out)) {
    return;
  }
  scatter_elastically(projectile, target, whole.momentum, random, out);
}

// ---- at rest ----------------------------------------------------------------------------------------------------

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

bool pauli_allows(const Bodies& products, const NucleusZones& zones, int zone) {
  return std::ranges::all_of(products, [&](const Body& b) {
    return !cascade::is_nucleon(b.hadron) || norm(b.momentum.momentum) >= zones.fermi_momentum(b.hadron, zone);
  });
}

class Capture {
 public:
  Capture(PdgCode projectile, const NucleusZones& zones, RandomStream& random)
      : hadron_{*cascade::find_hadron(projectile)}, zones_{&zones}, random_{&random} {}

  /// The products of the capture and the nucleons that took part.
  bool make(Bodies& products, std::array<Hadron, 2>& partners, std::size_t& partner_count) {
    zone_ = zones_->count() - 1;
    products.clear();
    partner_count = 1;
    switch (hadron_) {
      case Hadron::pim:
        // Before a pair takes it, the pion may be knocked on, or exchange its charge, by a nucleon's Fermi motion.
        for (const Hadron n : {Hadron::p, Hadron::n}) {
          partners[0] = n;
          if (cascade::collide({hadron_, at_rest()}, {n, moving(n)}, *random_, products) &&
              pauli_allows(products, *zones_, zone_)) {
            return true;
          }
        }
        products.clear();
        return on_pair(products, partners, partner_count, false);
      case Hadron::km:
        if (random_->uniform() < k_kaon_on_pair) return on_pair(products, partners, partner_count, true);
        partners[0] = nucleon();
        return partners[0] == Hadron::p ? two(pick_outcome(k_kaon_on_proton, *random_), partners[0], products)
                                        : two(pick_outcome(k_kaon_on_neutron, *random_), partners[0], products);
      case Hadron::sm:
        partners[0] = Hadron::p;
        return two({random_->uniform() < k_sigma_to_lambda ? Hadron::lam : Hadron::s0, Hadron::n, 1.0}, Hadron::p,
                   products);
      default:
        partners[0] = nucleon();
        return cascade::annihilate(hadron_, partners[0], at_rest() + moving(partners[0]), *random_, products);
    }
  }

 private:
  FourVector at_rest() const { return {cascade::mass(hadron_), {}}; }
  FourVector moving(Hadron nucleon) const {
    const double p = zones_->fermi_momentum(nucleon, zone_) * std::cbrt(random_->uniform());
    return FourVector::on_shell(cascade::mass(nucleon), p * isotropic_direction(*random_));
  }
  Hadron nucleon() const {
    const double p = zones_->density(Hadron::p, zone_);
    const double n = zones_->density(Hadron::n, zone_);
    return (p + n) * random_->uniform() < p ? Hadron::p : Hadron::n;
  }
  bool two(const Outcome& outcome, Hadron partner, Bodies& products) const {
    const FourVector system = at_rest() + moving(partner);
    return split(system, outcome.first, outcome.second, products);
  }
  bool split(const FourVector& system, Hadron first, Hadron second, Bodies& products) const {
    const double m1 = cascade::mass(first);
    const double m2 = cascade::mass(second);
    if (system.mass() <= m1 + m2) return false;
    const auto [one, other] = decay_in_two(system, m1, m2, *random_);
    products.push_back({first, one});
    products.push_back({second, other});
    return true;
  }
  bool on_pair(Bodies& products, std::array<Hadron, 2>& partners, std::size_t& count, bool kaon) const {
    count = 2;
    const double mixed = zones_->pair_density(Hadron::p, Hadron::n, zone_);
    const double protons = zones_->pair_density(Hadron::p, Hadron::p, zone_);
    if (!(mixed + protons > 0.0)) return false;
    partners = {Hadron::p, (mixed + protons) * random_->uniform() < mixed ? Hadron::n : Hadron::p};
    const FourVector both = moving(partners[0]) + moving(partners[1]);
    const FourVector system =
        at_rest() + FourVector::on_shell(cascade::mass(partners[0]) + cascade::mass(partners[1]), both.momentum);
    const bool like = partners[1] == Hadron::p;
    if (!kaon) return split(system, Hadron::n, like ? Hadron::p : Hadron::n, products);
    // K- p n -> Lambda n, Sigma0 n, Sigma- p; K- p p -> Lambda p, Sigma0 p, Sigma+ n: equal shares.
    const auto pick = random_->below(3);
    if (pick == 0) return split(system, Hadron::lam, like ? Hadron::p : Hadron::n, products);
    if (pick == 1) return split(system, Hadron::s0, like ? Hadron::p : Hadron::n, products);
    return split(system, like ? Hadron::sp : Hadron::sm, like ? Hadron::n : Hadron::p, products);
  }

  Hadron hadron_;
  const NucleusZones* zones_;
  RandomStream* random_;
  int zone_ = 0;
};

void absorb_with(PdgCode projectile, const NucleusZones& zones, RandomStream& random, Products& out) {
  const Nuclide target = zones.nuclide();
  const ParticleData data = particle(projectile);
  const Residue whole{{target.protons + data.charge, target.nucleons + data.baryon_number},
                      FourVector{nuclear_mass(target) + data.mass, {}}};
  const int zone = zones.count() - 1;
  Cascade cascade{zones};
  Capture capture{projectile, zones, random};
  Bodies products;
  std::array<Hadron, 2> partners{};
  std::size_t partner_count = 0;
  for (int trial = 0; trial < k_most_tries; ++trial) {
    if (!capture.make(products, partners, partner_count) || !pauli_allows(products, zones, zone)) continue;
    cascade.reset();
    const Vector3 position = zones.outer_radius() * isotropic_direction(random);
    for (const Body& b : products) cascade.add({b, position, zone, true});
    for (std::size_t i = 0; i < partner_count; ++i) cascade.remove_nucleon(partners[i]);
    cascade.run(random);
    const bool lost = std::ranges::any_of(
        cascade.outgoing(), [projectile](const Body& b) { return cascade::pdg_code(b.hadron) == projectile; });
    if (!lost && conclude(cascade, whole, data.mass, 0, random, out)) return;
  }
  WIREBENCH_ASSERT(false && "a capture at rest found no final state");
  scatter_elastically({projectile, {data.mass, {}}}, target, whole.momentum, random, out);
}

}  // namespace

bool can_react(PdgCode projectile) noexcept {
  if (is_light_ion(projectile) || projectile == pdg::k_zero_long || projectile == pdg::k_zero_short) return true;
  const auto hadron = cascade::find_hadron(projectile);
  return hadron && *hadron != Hadron::xi0 && *hadron != Hadron::xim && *hadron != Hadron::om;
}

void react(const Product& projectile, Nuclide target, RandomStream& random, Products& out) {
  WIREBENCH_EXPECT(can_react(projectile.pdg));
  WIREBENCH_EXPECT(target.nucleons >= 2 && target.nucleons + 4 <= k_most_nucleons);
  WIREBENCH_EXPECT(norm(projectile.momentum.momentum) > 0.0);
  if (target == k_argon40) return react_with(projectile, argon_zones(), random, out);
  react_with(projectile, NucleusZones{target}, random, out);
}

void absorb_at_rest(PdgCode projectile, Nuclide target, RandomStream& random, Products& out) {
  WIREBENCH_EXPECT(projectile == pdg::pi_minus || projectile == pdg::k_minus || projectile == pdg::sigma_minus ||
                   projectile == pdg::antiproton);
  WIREBENCH_EXPECT(target.nucleons >= 4 && target.nucleons + 1 <= k_most_nucleons && target.protons >= 2);
  if (target == k_argon40) return absorb_with(projectile, argon_zones(), random, out);
  absorb_with(projectile, NucleusZones{target}, random, out);
}

}  // namespace wirebench::nuclear
