#include "wirebench/transport/embedded/hadronic/hadronic_physics.hpp"

#include "wirebench/transport/embedded/hadronic/elastic_scattering.hpp"
#include "wirebench/transport/embedded/hadronic/slow_neutrons.hpp"

namespace wirebench::transport::embedded {
namespace {

constexpr double k_millibarn = 1e-25;  // mm2

CrossSectionNodes neutron_nodes(SlowNeutrons slow_neutrons) {
  return slow_neutrons == SlowNeutrons::evaluated ? evaluated_neutron_nodes() : argon_nodes(Tabulated::neutron);
}

}  // namespace

HadronicPhysics::HadronicPhysics(const LiquidArgon& argon, SlowNeutrons slow_neutrons)
    : slow_neutrons_{slow_neutrons},
      atoms_per_mm3_{argon.atoms_per_mm3()},
      cross_sections_{atoms_per_mm3_, neutron_nodes(slow_neutrons)} {}

double HadronicPhysics::neutron_capture_per_mm(double kinetic) const noexcept {
  return k_millibarn * atoms_per_mm3_ * capture_cross_section(kinetic);
}

void HadronicPhysics::elastic(const nuclear::Product& projectile, RandomStream& random, nuclear::Products& out) const {
  scatter_elastically(projectile, random, out);
}

void HadronicPhysics::neutron_capture(const nuclear::Product& projectile, RandomStream& random,
                                      nuclear::Products& out) const {
  capture_neutron(projectile, random, out);
}

}  // namespace wirebench::transport::embedded
