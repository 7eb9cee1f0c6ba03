/// \file Hadrons in argon: how often they react, and what comes out.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/reaction.hpp"
#include "wirebench/transport/embedded/liquid_argon.hpp"

namespace wirebench::transport::embedded {

/// Reactions of pi+-, pi0, K+-, K0, p, n, their antiparticles, hyperons and light nuclei with argon nuclei at rest.
/// Every reaction conserves energy (nuclear masses included), momentum, charge and baryon number: projectile + one 40Ar
/// at rest = the products, the residual nucleus among them.
/// Thread-safe: const, no state.
class HadronicPhysics {
 public:
  explicit HadronicPhysics(const LiquidArgon& argon);

  /// Macroscopic cross sections, 1/mm; `kinetic` in MeV, 0 for particles without the process.
  [[nodiscard]] double inelastic_per_mm(nuclear::PdgCode projectile, double kinetic) const noexcept;
  [[nodiscard]] double elastic_per_mm(nuclear::PdgCode projectile, double kinetic) const noexcept;
  [[nodiscard]] double neutron_capture_per_mm(double kinetic) const noexcept;

  /// One reaction of a projectile with this four-momentum (MeV). The products replace what `out` held.
  void inelastic(const nuclear::Product& projectile, RandomStream& random, nuclear::Products& out) const;
  void elastic(const nuclear::Product& projectile, RandomStream& random, nuclear::Products& out) const;
  void neutron_capture(const nuclear::Product& projectile, RandomStream& random, nuclear::Products& out) const;

  /// mu-, pi-, K-, Sigma- or an antinucleon that has come to rest: capture or annihilation. For mu- the decay in orbit
  /// is one of the outcomes. `delay` is the time until then, ns.
  void at_rest(nuclear::PdgCode projectile, RandomStream& random, nuclear::Products& out, double& delay) const;

 private:
  double atoms_per_mm3_;
};

}  // namespace wirebench::transport::embedded
