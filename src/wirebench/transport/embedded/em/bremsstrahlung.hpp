/// \file Bremsstrahlung of electrons and positrons.
#pragma once

#include <cstddef>
#include <vector>

#include "wirebench/core/random.hpp"
#include "wirebench/transport/embedded/em/electron_ionization.hpp"
#include "wirebench/transport/embedded/energy_table.hpp"
#include "wirebench/transport/embedded/liquid_argon.hpp"

namespace wirebench::transport::embedded {

/// k dSigma/dk, 1/mm: photons of energy `photon` from a lepton of kinetic energy `kinetic` (MeV) in argon.
/// From 5 MeV: Tsai, Rev. Mod. Phys. 46 (1974) 815, with his screening functions (eq. 3.38-3.41), the Coulomb
/// correction and radiation off the electrons; where multiple scattering suppresses it, times the ratio that Migdal's
/// functions (landau_pomeranchuk.hpp) give with complete screening, in the form of Stanev et al., Phys. Rev. D 25
/// (1982) 1291. Below: the tables of Seltzer and Berger (seltzer_berger.hpp), for positrons times the ratio of
/// radiative stopping powers of Kim et al., Phys. Rev. A 33 (1986) 3002, as fitted in PENELOPE-2014
/// (NEA/NSC/DOC(2015)3, eq. 3.156). Suppression by the medium's polarisation (Ter-Mikaelian) everywhere. Valid to 100
/// GeV. Thread-safe.
[[nodiscard]] double bremsstrahlung_spectrum(const LiquidArgon& argon, Lepton lepton, double kinetic,
                                             double photon) noexcept;

/// That spectrum as loss below a cut and as photons above it. Thread-safe: const after construction.
class Bremsstrahlung {
 public:
  /// `cut`: photon energy above which photons are made one by one, MeV. `from`: kinetic energy below which there is no
  /// bremsstrahlung, MeV (0: everywhere; to compare with codes that lack the low energies).
  Bremsstrahlung(const LiquidArgon& argon, Lepton lepton, double cut, double from);

  /// Mean loss to photons below the cut, MeV/mm.
  [[nodiscard]] double restricted_loss(double kinetic) const noexcept;
  /// Mean loss to all photons, MeV/mm: for tables and checks, not for stepping.
  [[nodiscard]] double total_loss(double kinetic) const noexcept;
  /// Photons above the cut, 1/mm.
  [[nodiscard]] double photons_per_mm(double kinetic) const noexcept;
  /// Energy of one, MeV. Precondition: photons_per_mm(kinetic) > 0.
  [[nodiscard]] double sample_photon(double kinetic, RandomStream& random) const noexcept;

 private:
  // The spectrum k dSigma/dk on rows of equal kinetic energy T, four an octave. Columns: even in ln k from the cut to
  // T / 2, then crowded towards k = T, where the spectrum falls within m / E of the end: 1 - k/T = (1 - c)^2 / 2, c
  // even from 0 to 1.
  static constexpr std::size_t k_soft = 64;
  static constexpr std::size_t k_hard = 48;
  static constexpr std::size_t k_columns = k_soft + k_hard + 1;
  static constexpr std::size_t k_nodes_a_row = 8;

  [[nodiscard]] double loss_below(double limit, double kinetic) const noexcept;

  struct Row {  // the place of an energy between two rows
    const double* low;
    const double* high;
    double fraction;
    double largest;
  };
  [[nodiscard]] Row row_of(double kinetic) const noexcept;
  /// The spectrum at photon energy `share` * T; `log_soft` = ln(T / 2 cut), `log_photon` = ln(k / cut).
  [[nodiscard]] static double spectrum(const Row& row, double share, double log_photon, double log_soft) noexcept;

  LiquidArgon argon_;
  Lepton lepton_;
  double cut_;
  double from_;
  std::size_t first_row_;
  std::vector<double> spectrum_;
  std::vector<double> largest_;  // of each row
};

}  // namespace wirebench::transport::embedded
