/// \file Suppression of bremsstrahlung by multiple scattering.
#pragma once

namespace wirebench::transport::embedded {

/// Migdal's suppression functions of the scaled variable s: both go to 1 for large s and to 0 for small.
struct MigdalFunctions {
  double spin_flip = 1.0;     ///< G(s)
  double no_spin_flip = 1.0;  ///< phi(s)
};

/// Sources: A. B. Migdal, Phys. Rev. 103 (1956) 1811; the approximations of Stanev et al., Phys. Rev. D 25 (1982) 1291,
/// eq. 14-15, good to 0.15 %. Valid for s >= 0.
[[nodiscard]] MigdalFunctions migdal_functions(double s) noexcept;

}  // namespace wirebench::transport::embedded
