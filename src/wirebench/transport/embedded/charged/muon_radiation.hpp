/// \file Bremsstrahlung and direct pair production by muons.
#pragma once

#include <vector>

#include "wirebench/core/random.hpp"
#include "wirebench/transport/embedded/charged/binary_grid.hpp"
#include "wirebench/transport/embedded/liquid_argon.hpp"

namespace wirebench::transport::embedded {

/// A photon, or the electron and positron of a pair, of a muon.
struct MuonPhoton {
  double energy = 0.0;  ///< MeV
  double cosine = 1.0;  ///< of the angle to the muon
};
struct MuonPair {
  double electron = 0.0, positron = 0.0;  ///< total energies, MeV
  double cosine = 1.0;                    ///< of the pair's angle to the muon
};

/// Radiation by muons of 100 MeV to 100 GeV. Photons below `photon_cut` and pairs below `pair_cut` (kinetic energy of
/// both together, but 4 m_e of total energy at least) are a mean loss, those above are made one by one. Photonuclear
/// interactions are left out: 0.2 % of the loss at 10 GeV, less below. Thread-safe: const after construction. Sources:
/// S. R. Kelner, R. P. Kokoulin, A. A. Petrukhin, Preprint MEPhI 024-95 (1995) and Phys. At. Nucl. 60 (1997) 576
/// (bremsstrahlung off nucleus and electrons); R. P. Kokoulin, A. A. Petrukhin, Proc. 11th ICRC (1970) A 93, 277, and
/// S. R. Kelner, Phys. At. Nucl. 61 (1998) 448 (pairs); formulas as in the Geant4 Physics Reference Manual 11.
class MuonRadiation {
 public:
  /// Cuts in MeV, above 1 keV.
  MuonRadiation(const LiquidArgon& argon, double photon_cut, double pair_cut);

  /// Mean loss to photons and pairs below the cuts, MeV/mm.
  [[nodiscard]] double restricted_loss(double kinetic) const noexcept;
  /// Macroscopic cross sections above the cuts, 1/mm.
  [[nodiscard]] double photons_per_mm(double kinetic) const noexcept;
  [[nodiscard]] double pairs_per_mm(double kinetic) const noexcept;
  /// Preconditions: photons_per_mm(kinetic) > 0, pairs_per_mm(kinetic) > 0.
  [[nodiscard]] MuonPhoton sample_photon(double kinetic, RandomStream& random) const noexcept;
  [[nodiscard]] MuonPair sample_pair(double kinetic, RandomStream& random) const noexcept;

  /// Total mean losses, MeV/mm: for tables and checks, not for stepping.
  [[nodiscard]] double photon_loss(double kinetic) const noexcept;
  [[nodiscard]] double pair_loss(double kinetic) const noexcept;

 private:
  struct Node {
    double loss = 0.0, photons = 0.0, pairs = 0.0;
    double pair_bound = 0.0;  // largest value of energy times cross section above the cut
  };

  [[nodiscard]] Node interpolate(double kinetic) const noexcept;

  LiquidArgon argon_;
  double photon_cut_;
  double pair_cut_;  // total energy
  BinaryGrid grid_;
  std::vector<Node> nodes_;
};

}  // namespace wirebench::transport::embedded
