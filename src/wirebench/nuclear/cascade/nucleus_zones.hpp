/// \file The nucleus as shells of even density, each a Fermi gas in a well.
#pragma once

#include <array>
#include <cstddef>

#include "wirebench/nuclear/cascade/hadron.hpp"
#include "wirebench/nuclear/nuclide.hpp"

namespace wirebench::nuclear::cascade {

/// Concentric zones in which a nucleus' density is even. Lengths in fm, momenta and energies in MeV.
/// From 12 nucleons on a Woods-Saxon density of radius 1.07 A^(1/3) fm and skin 0.545 fm is cut at 70, 30 and 1 % of
/// its central value; 5 to 11 nucleons: the same of a Gaussian; up to 4: one ball. Nucleons fill the local Fermi
/// sphere, in a well as deep as the Fermi and the separation energy; mesons and hyperons see shallow wells. Source: M.
/// P. Guthrie, R. G. Alsmiller and H. W. Bertini, Nucl. Instrum. Methods 66 (1968) 29; parameters of Geant4's Bertini
/// cascade (D. Wright and M. Kelsey, Nucl. Instrum. Methods A804 (2015) 175).
class NucleusZones {
 public:
  static constexpr int k_most = 3;

  /// Precondition: 2 <= nucleons <= k_most_nucleons.
  explicit NucleusZones(Nuclide nuclide);

  [[nodiscard]] Nuclide nuclide() const noexcept { return nuclide_; }
  [[nodiscard]] int count() const noexcept { return count_; }
  /// Outer radius of a zone.
  [[nodiscard]] double radius(int zone) const noexcept { return radius_[at(zone)]; }
  [[nodiscard]] double outer_radius() const noexcept { return radius(count_ - 1); }
  /// Nucleons a fm3.
  [[nodiscard]] double density(Hadron nucleon, int zone) const noexcept { return density_[index(nucleon)][at(zone)]; }
  [[nodiscard]] double fermi_momentum(Hadron nucleon, int zone) const noexcept {
    return fermi_momentum_[index(nucleon)][at(zone)];
  }
  [[nodiscard]] double fermi_energy(Hadron nucleon, int zone) const noexcept;
  /// Depth of the well; 0 outside (zone == count()).
  [[nodiscard]] double potential(Hadron hadron, int zone) const noexcept;
  /// Pairs (not ordered) of the two kinds close enough to absorb a pion, a fm3: the product of the densities, scaled so
  /// that all of them are Levinger's number of quasi-deuterons, L N Z / A with L = 10.83 - 9.73 / A^(1/3)
  /// (O. Benhar et al., arXiv:nucl-th/0301091).
  [[nodiscard]] double pair_density(Hadron first, Hadron second, int zone) const noexcept;

 private:
  static constexpr std::size_t at(int zone) noexcept { return static_cast<std::size_t>(zone); }

  Nuclide nuclide_;
  int count_ = 0;
  double pair_scale_ = 1.0;
  std::array<double, k_most> radius_{};
  std::array<double, k_most> volume_{};
  std::array<std::array<double, k_most>, 2> density_{};
  std::array<std::array<double, k_most>, 2> fermi_momentum_{};
  std::array<std::array<double, k_most>, 2> nucleon_potential_{};
};

}  // namespace wirebench::nuclear::cascade
