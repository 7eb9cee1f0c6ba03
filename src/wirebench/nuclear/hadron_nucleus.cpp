#include "wirebench/nuclear/hadron_nucleus.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <optional>

#include "wirebench/core/contract.hpp"
#include "wirebench/nuclear/cascade/capture_at_rest.hpp"
#include "wirebench/nuclear/cascade/cascade.hpp"
#include "wirebench/nuclear/cascade/coalescence.hpp"
#include "wirebench/nuclear/cascade/light_ion.hpp"
#include "wirebench/nuclear/energy_balance.hpp"
#include "wirebench/nuclear/excited_nucleus.hpp"
#include "wirebench/nuclear/phase_space.hpp"

namespace wirebench::nuclear {
namespace {

using cascade::Body;
using cascade::Cascade;
using cascade::Hadron;
using cascade::NucleusZones;

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

void absorb_with(PdgCode projectile, const NucleusZones& zones, RandomStream& random, Products& out) {
  const Nuclide target = zones.nuclide();
  const ParticleData data = particle(projectile);
  const Residue whole{{target.protons + data.charge, target.nucleons + data.baryon_number},
                      FourVector{nuclear_mass(target) + data.mass, {}}};
  Cascade cascade{zones};
  const cascade::CaptureAtRest capture{*cascade::find_hadron(projectile), zones, random};
  cascade::CaptureAtRest::Reaction reaction;
  for (int trial = 0; trial < k_most_tries; ++trial) {
    if (!capture.draw(reaction)) continue;
    cascade.reset();
    const Vector3 position = zones.outer_radius() * isotropic_direction(random);
    for (const Body& b : reaction.products) cascade.add({b, position, zones.count() - 1, true});
    for (std::size_t i = 0; i < reaction.partner_count; ++i) cascade.remove_nucleon(reaction.partners[i]);
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
