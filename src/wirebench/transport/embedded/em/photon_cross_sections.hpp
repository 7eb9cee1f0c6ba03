/// \file How often photons react in argon.
#pragma once

#include "wirebench/transport/embedded/em/argon_photon_data.hpp"
#include "wirebench/transport/embedded/energy_table.hpp"
#include "wirebench/transport/embedded/liquid_argon.hpp"

namespace wirebench::transport::embedded {

/// Cross sections of one atom, barn. `energy` in MeV, from 1 keV (held below) to 100 GeV. Thread-safe.
/// Photoelectric: XCOM to 0.8 MeV, above it the fit of Biggs and Lighthill (Sandia report SAND87-0070) in inverse
/// powers of the energy. Compton: XCOM, with binding, radiative corrections and double scattering. Rayleigh: XCOM. Pair
/// production, nucleus and electrons together: XCOM to 5 MeV, above it the fit of Geant4's Physics Reference Manual,
/// eq. 6.12, to the tables of Hubbell, Gimm and Overbo, J. Phys. Chem. Ref. Data 9 (1980) 1023.
[[nodiscard]] double photoelectric_barn(double energy) noexcept;
[[nodiscard]] double compton_barn(double energy) noexcept;
[[nodiscard]] double rayleigh_barn(double energy) noexcept;
[[nodiscard]] double pair_production_barn(double energy) noexcept;

/// Which photon processes there are.
struct PhotonProcesses {
  bool photoelectric = true;
  bool compton = true;
  bool rayleigh = true;
  bool pair_production = true;
};

/// The same as macroscopic cross sections, 1/mm, tabulated. Thread-safe: const after construction.
class PhotonCrossSections {
 public:
  PhotonCrossSections(const LiquidArgon& argon, const PhotonProcesses& processes);

  struct PerMm {
    double compton = 0.0;
    double pair_production = 0.0;
    double photoelectric = 0.0;
    double total = 0.0;  ///< the three and Rayleigh scattering
  };
  [[nodiscard]] PerMm operator()(double energy) const noexcept {
    const GridPoint point = GridPoint::of(energy);
    PerMm result{compton_.at(point), pair_production_.at(point), photoelectric_.at(point), total_.at(point)};
    if (energy < k_edges_below) correct_near_edge(energy, result);
    return result;
  }

 private:
  static constexpr double k_edges_below = 4.0e-3;  // MeV: the table's bins are too coarse for the K edge at 3.2 keV
  void correct_near_edge(double energy, PerMm& result) const noexcept;

  double atoms_per_barn_mm_;
  bool has_photoelectric_;
  EnergyTable compton_;
  EnergyTable pair_production_;
  EnergyTable photoelectric_;
  EnergyTable total_;
};

}  // namespace wirebench::transport::embedded
