#include "wirebench/transport/embedded/hadronic/hadronic_physics.hpp"

#include "wirebench/transport/embedded/hadronic/elastic_scattering.hpp"

namespace wirebench::transport::embedded {

HadronicPhysics::HadronicPhysics(const LiquidArgon& argon, SlowNeutrons)
    : atoms_per_mm3_{argon.atoms_per_mm3()}, cross_sections_{atoms_per_mm3_} {}

void HadronicPhysics::elastic(const nuclear::Product& projectile, RandomStream& random, nuclear::Products& out) const {
  scatter_elastically(projectile, random, out);
}

}  // namespace wirebench::transport::embedded
