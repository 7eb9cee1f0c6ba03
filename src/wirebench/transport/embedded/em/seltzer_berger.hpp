/// \file Scaled cross sections of bremsstrahlung in argon.
#pragma once

namespace wirebench::transport::embedded {

/// chi = (beta^2 / Z^2) k dsigma/dk in millibarn, of electrons of kinetic energy `kinetic` (MeV) radiating the fraction
/// `fraction` of it, nucleus and atomic electrons together. Interpolated in ln T and linearly in the fraction.
/// Valid from 1 keV to 10 MeV, the ends held beyond; fractions 0 to 1.
/// Source: S. M. Seltzer and M. J. Berger, At. Data Nucl. Data Tables 35 (1986) 345, element 18 (NBS file BREME.DAT).
[[nodiscard]] double seltzer_berger_chi(double kinetic, double fraction) noexcept;

}  // namespace wirebench::transport::embedded
