#include "wirebench/transport/embedded/hadronic/hadronic_physics.hpp"

#include "wirebench/core/contract.hpp"
#include "wirebench/nuclear/hadron_nucleus.hpp"
#include "wirebench/transport/embedded/hadronic/elastic_scattering.hpp"
#include "wirebench/transport/embedded/hadronic/muon_capture.hpp"
#include "wirebench/transport/embedded/hadronic/slow_neutrons.hpp"

namespace wirebench::transport::embedded {
namespace {

constexpr double k_millibarn = 1e-25;  // mm2

CrossSectionNodes neutron_nodes(SlowNeutrons slow_neutrons) {
  return slow_neutrons == SlowNeutrons::evaluated ? evaluated_neutron_nodes() : argon_nodes(Tabulated::neutron);
}

/// Whether projectile + argon at rest = products in energy, momentum (1e-5 MeV), charge, baryon and lepton numbers. All
/// products being on their mass shells, nuclei in their ground states, no excitation can be left over or be negative.
/// Strangeness is not compared: neutral kaons have none, and that of the hyperons' decays is not conserved.
bool balances(const nuclear::Product& projectile, const nuclear::Products& products) {
  constexpr double tolerance = 1e-5;
  const nuclear::Product argon{nuclear::pdg::argon40, {nuclear::nuclear_mass(nuclear::k_argon40), {}}};
  return !nuclear::violation({{projectile, argon}, false}, products, tolerance);
}

}  // namespace

HadronicPhysics::HadronicPhysics(const LiquidArgon& argon, SlowNeutrons slow_neutrons,
                                 ElasticScattering elastic_scattering)
    : slow_neutrons_{slow_neutrons},
      atoms_per_mm3_{argon.atoms_per_mm3()},
      cross_sections_{atoms_per_mm3_, [=](Tabulated projectile) {
                        CrossSectionNodes nodes =
                            projectile == Tabulated::neutron ? neutron_nodes(slow_neutrons) : argon_nodes(projectile);
                        const bool light = projectile <= Tabulated::neutron;  // pions, proton, neutron
                        if (elastic_scattering == ElasticScattering::pions_and_nucleons && !light) nodes.elastic = {};
                        return nodes;
                      }} {}

double HadronicPhysics::neutron_capture_per_mm(double kinetic) const noexcept {
  return k_millibarn * atoms_per_mm3_ * capture_cross_section(kinetic);
}

void HadronicPhysics::inelastic(const nuclear::Product& projectile, RandomStream& random,
                                nuclear::Products& out) const {
  if (slow_neutrons_ == SlowNeutrons::evaluated && projectile.pdg == nuclear::pdg::neutron) {
    static const double mass = nuclear::particle(nuclear::pdg::neutron).mass;
    const double kinetic = projectile.momentum.energy - mass;
    if (kinetic > k_first_level_threshold && kinetic < k_discrete_levels_end) {
      scatter_from_levels(projectile, random, out);
      WIREBENCH_ENSURE(balances(projectile, out));
      return;
    }
  }
  nuclear::react(projectile, nuclear::k_argon40, random, out);
  WIREBENCH_ENSURE(balances(projectile, out));
}

void HadronicPhysics::elastic(const nuclear::Product& projectile, RandomStream& random, nuclear::Products& out) const {
  scatter_elastically(projectile, random, out);
  WIREBENCH_ENSURE(balances(projectile, out));
}

void HadronicPhysics::neutron_capture(const nuclear::Product& projectile, RandomStream& random,
                                      nuclear::Products& out) const {
  capture_neutron(projectile, random, out);
  WIREBENCH_ENSURE(balances(projectile, out));
}

void HadronicPhysics::at_rest(nuclear::PdgCode projectile, RandomStream& random, nuclear::Products& out,
                              double& delay) const {
  if (projectile == nuclear::pdg::mu_minus) {
    stop_muon(random, out, delay);
  } else {
    delay = 0.0;  // picoseconds
    nuclear::absorb_at_rest(projectile, nuclear::k_argon40, random, out);
  }
  WIREBENCH_ENSURE(balances({projectile, {nuclear::particle(projectile).mass, {}}}, out));
}

}  // namespace wirebench::transport::embedded
