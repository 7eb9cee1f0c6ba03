/// \file Reaction and elastic cross sections of hadrons and light nuclei on argon.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "wirebench/nuclear/particle.hpp"
#include "wirebench/transport/embedded/hadronic/cross_section_table.hpp"

namespace wirebench::transport::embedded {

/// The projectiles with tables of their own; the others share them (see `tabulated`).
enum class Tabulated : std::uint8_t {
  pi_plus,
  pi_minus,
  proton,
  neutron,
  kaon_plus,
  kaon_minus,
  kaon_long,
  antiproton,
  lambda,
  deuteron,
  triton,
  helium3,
  alpha,
  none,  ///< does not react here: leptons, photons, heavier nuclei, antihyperons, Xi and Omega (too rare)
};
inline constexpr std::size_t k_tabulated = static_cast<std::size_t>(Tabulated::none);

/// Whose table `projectile` uses: K0 short that of K0 long, K0 that of K+ and anti-K0 that of K- (isospin),
/// antineutrons that of the antiproton, the Sigma that of the Lambda, pi0 that of pi+.
[[nodiscard]] constexpr Tabulated tabulated(nuclear::PdgCode projectile) noexcept {
  using namespace nuclear;
  switch (projectile) {
    case pdg::pi_plus:
    case pdg::pi_zero: return Tabulated::pi_plus;
    case pdg::pi_minus: return Tabulated::pi_minus;
    case pdg::proton: return Tabulated::proton;
    case pdg::neutron: return Tabulated::neutron;
    case pdg::k_plus:
    case pdg::k_zero: return Tabulated::kaon_plus;
    case pdg::k_minus:
    case pdg::k_zero_bar: return Tabulated::kaon_minus;
    case pdg::k_zero_long:
    case pdg::k_zero_short: return Tabulated::kaon_long;
    case pdg::antiproton:
    case pdg::antineutron: return Tabulated::antiproton;
    case pdg::deuteron: return Tabulated::deuteron;
    case pdg::triton: return Tabulated::triton;
    case pdg::helium3: return Tabulated::helium3;
    case pdg::alpha: return Tabulated::alpha;
    case pdg::lambda:
    case pdg::sigma_plus:
    case pdg::sigma_minus: return Tabulated::lambda;
    default: return Tabulated::none;
  }
}

/// Tabulated cross sections on natural argon (A = 40), mb per nucleus over MeV; 1 keV to 100 GeV.
/// Source: Geant4 11.4.0 evaluated on argon, at nodes between which log-log interpolation stays within 0.4 % or 0.3 mb:
/// pions and nucleons G4BGG{Pion,Nucleon}{Inelastic,Elastic}XS (Barashenkov, Cross Sections of Particle-Nucleus
/// Interactions, JINR Dubna 1993, to 91 GeV; Glauber-Gribov above), kaons and hyperons G4ComponentGGHadronNucleusXsc
/// (Grichine, Eur. Phys. J. C 62 (2009) 399), antinucleons G4ComponentAntiNuclNuclearXS (Galoyan, Uzhinsky), light
/// nuclei G4ComponentGGNuclNuclXsc (Grichine, NIM B 267 (2009) 2460), all with their Coulomb barriers.
struct CrossSectionNodes {
  std::span<const CrossSectionNode> inelastic;
  std::span<const CrossSectionNode> elastic;
};
/// Precondition: not Tabulated::none.
[[nodiscard]] CrossSectionNodes argon_nodes(Tabulated projectile) noexcept;

/// All of them, ready for look-up, in 1/mm.
class ArgonCrossSections {
 public:
  explicit ArgonCrossSections(double atoms_per_mm3);
  /// With nodes of one's own; none stand for zero.
  ArgonCrossSections(double atoms_per_mm3, const std::function<CrossSectionNodes(Tabulated)>& nodes);

  /// Macroscopic cross sections, 1/mm, of `projectile` at `kinetic` MeV; zero where it does not react.
  [[nodiscard]] CrossSectionPair at(nuclear::PdgCode projectile, double kinetic) const noexcept {
    const Tabulated table = tabulated(projectile);
    if (table == Tabulated::none) return {};
    return tables_[static_cast<std::size_t>(table)].at(kinetic);
  }

 private:
  std::vector<CrossSectionTable> tables_;
};

}  // namespace wirebench::transport::embedded
