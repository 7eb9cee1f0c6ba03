/// \file Elastic scattering of a hadron by an argon nucleus at rest.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/reaction.hpp"

namespace wirebench::transport::embedded {

/// Square of the momentum transfer -t, MeV2, at most `largest` = 4 p*2 (p* the momentum in the centre of mass).
/// d sigma/dt is a sum of two exponentials: A^2 exp(-14.5 A^(2/3) |t|) + 1.4 A^(1/3) exp(-20 |t|), t in GeV2, the
/// diffraction by the whole nucleus and by single nucleons; for pions below 400 MeV/c A^1.63 exp(-29 (0.7 A)^(2/3) ..)
/// (see the source file). At low energies, 4 p*2 << 1/slope, it turns into isotropic scattering by itself.
/// `momentum`: of the projectile in the laboratory, MeV.
/// Source: Fesefeldt, "The simulation of hadronic showers", PITHA 85-02 (1985), as Geant4 uses it.
/// Valid for: hadrons and light nuclei. Thread-safe.
[[nodiscard]] double sample_momentum_transfer(nuclear::PdgCode projectile, double momentum, double largest,
                                              RandomStream& random) noexcept;

/// Scatters `projectile` (MeV) elastically: the products, which replace what `out` held, are the projectile and the
/// recoiling 40Ar. Energy and momentum are conserved to rounding.
void scatter_elastically(const nuclear::Product& projectile, RandomStream& random, nuclear::Products& out);

}  // namespace wirebench::transport::embedded
