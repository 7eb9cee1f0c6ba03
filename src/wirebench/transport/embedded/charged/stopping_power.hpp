/// \file Electronic stopping power of argon for particles heavier than the electron.
#pragma once

#include "wirebench/transport/embedded/liquid_argon.hpp"

namespace wirebench::transport::embedded {

/// What stopping depends on of a particle.
struct Projectile {
  double mass = 0.0;       ///< MeV
  double charge = 0.0;     ///< e; the sign tells the Barkas effect's
  bool spin_half = false;  ///< adds the spin term of close collisions
};

/// Largest kinetic energy, MeV, that `projectile` of `kinetic` MeV can give an electron at rest.
[[nodiscard]] double largest_transfer(double mass, double kinetic) noexcept;

/// Mean electronic energy loss, MeV/mm, without limit on the energy transfer.
/// From 8 MeV per proton mass: Bethe with density effect, shell, Barkas and Bloch corrections, and for muons the
/// radiative correction of close collisions. Below 2 MeV per proton mass: the proton stopping powers of PSTAR at the
/// same velocity, times the square of the effective charge for helium. Between, the ratio to Bethe's formula is
/// interpolated. Valid for: kinetic > 0, 1 keV to 100 GeV per proton mass, |charge| 1 or 2 (higher charges as if fully
/// stripped). Thread-safe. Sources: Review of Particle Physics 2024, sec. 34.2; ICRU Report 49 (1993); NIST PSTAR;
/// Groom, Mokhov, Striganov, At. Data Nucl. Data Tables 78 (2001) 183.
[[nodiscard]] double electronic_stopping(const LiquidArgon& argon, const Projectile& projectile,
                                         double kinetic) noexcept;

/// Square of the charge of a helium ion in matter, averaged over its charge states, relative to that of the bare
/// nucleus. `kinetic_per_nucleon`: MeV/u. Source: Ziegler, Biersack, Littmark, The stopping and range of ions in solids
/// (1985).
[[nodiscard]] double helium_charge_fraction(double kinetic_per_nucleon) noexcept;

}  // namespace wirebench::transport::embedded
