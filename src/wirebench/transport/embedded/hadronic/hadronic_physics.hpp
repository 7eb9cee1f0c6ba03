/// \file Hadrons in argon: how often they react, and what comes out.
#pragma once

#include <cstdint>

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/reaction.hpp"
#include "wirebench/transport/embedded/hadronic/argon_cross_sections.hpp"
#include "wirebench/transport/embedded/liquid_argon.hpp"

namespace wirebench::transport::embedded {

/// Which cross sections neutrons below 20 MeV have.
enum class SlowNeutrons : std::uint8_t {
  evaluated,     ///< argon's: 1.46 MeV threshold, resonance-averaged, the 57 keV window, thermal values
  extrapolated,  ///< Barashenkov's continued to zero energy, as Geant4 does without its neutron data files
};

/// Which particles scatter elastically.
enum class ElasticScattering : std::uint8_t {
  all_hadrons,
  pions_and_nucleons,  ///< not kaons, hyperons and light nuclei, as in the Geant4 list of the reference runs
};

/// Reactions of pi+-, pi0, K+-, K0, p, n, their antiparticles, hyperons and light nuclei with argon nuclei at rest.
/// Every reaction conserves energy (nuclear masses included), momentum, charge and baryon number: projectile + one 40Ar
/// at rest = the products, the residual nucleus among them.
/// Thread-safe: const, no state.
class HadronicPhysics {
 public:
  explicit HadronicPhysics(const LiquidArgon& argon, SlowNeutrons slow_neutrons = SlowNeutrons::evaluated,
                           ElasticScattering elastic_scattering = ElasticScattering::all_hadrons);

  /// Macroscopic cross sections, 1/mm; `kinetic` in MeV, 0 for particles without the process.
  [[nodiscard]] double inelastic_per_mm(nuclear::PdgCode projectile, double kinetic) const noexcept {
    return rates_per_mm(projectile, kinetic).inelastic;
  }
  [[nodiscard]] double elastic_per_mm(nuclear::PdgCode projectile, double kinetic) const noexcept {
    return rates_per_mm(projectile, kinetic).elastic;
  }
  /// Both at once, in the time of one.
  [[nodiscard]] CrossSectionPair rates_per_mm(nuclear::PdgCode projectile, double kinetic) const noexcept {
    return cross_sections_.at(projectile, kinetic);
  }
  [[nodiscard]] double neutron_capture_per_mm(double kinetic) const noexcept;

  /// One reaction of a projectile with this four-momentum (MeV). The products replace what `out` held.
  void inelastic(const nuclear::Product& projectile, RandomStream& random, nuclear::Products& out) const;
  void elastic(const nuclear::Product& projectile, RandomStream& random, nuclear::Products& out) const;
  void neutron_capture(const nuclear::Product& projectile, RandomStream& random, nuclear::Products& out) const;

  /// mu-, pi-, K-, Sigma- or an antinucleon that has come to rest: capture or annihilation. For mu- the decay in orbit
  /// is one of the outcomes. `delay` is the time until then, ns.
  void at_rest(nuclear::PdgCode projectile, RandomStream& random, nuclear::Products& out, double& delay) const;

 private:
  SlowNeutrons slow_neutrons_;
  double atoms_per_mm3_;
  ArgonCrossSections cross_sections_;
};

}  // namespace wirebench::transport::embedded
