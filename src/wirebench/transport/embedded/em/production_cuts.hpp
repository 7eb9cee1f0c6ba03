/// \file From a range to the energies below which secondaries are not made.
#pragma once

#include "wirebench/core/units.hpp"
#include "wirebench/transport/embedded/liquid_argon.hpp"

namespace wirebench::transport::embedded {

/// Kinetic energies, MeV: secondary particles above them are tracked, the rest is deposited where it is made.
struct ProductionCuts {
  double electron = 0.0;
  double positron = 0.0;
  double gamma = 0.0;
};

/// The energies at which an electron's and a positron's approximate range, and five mean absorption lengths of a
/// photon, equal `range`, so that a cut in range means what it means in Geant4. 0.7 mm in liquid argon: 0.27 MeV for
/// electrons, 6 keV for photons. Valid for 1 um to 1 m; the energies are kept between 1 keV and 10 GeV. The
/// approximations: Berger-Seltzer collision loss without density effect, I = 16 eV Z^0.9, and a radiative term; photon
/// absorption by an empirical fit. Source: Geant4 11.4 Physics Reference Manual, "Range cuts" (the classes
/// G4RToEConvFor{Electron,Positron,Gamma}); they are deliberately not the engine's own ranges.
[[nodiscard]] ProductionCuts production_cuts(const LiquidArgon& argon, Length range) noexcept;

}  // namespace wirebench::transport::embedded
