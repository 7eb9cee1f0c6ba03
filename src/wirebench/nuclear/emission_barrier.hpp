/// \file How hard it is for a charged particle to leave a nucleus.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace wirebench::nuclear {

/// Coefficients of Dostrovsky, Fraenkel and Friedlander, Phys. Rev. 116 (1959) 683: the part `k` of the classical
/// Coulomb barrier that counts and the correction `c` of the inverse cross section (1 + c)(1 - k V / E).
struct BarrierCoefficients {
  double k = 0.0;
  double c = 0.0;
};

namespace detail {
[[nodiscard]] inline double interpolated_in_charge(int protons, const std::array<double, 5>& values) noexcept {
  constexpr std::array<double, 5> charges{10.0, 20.0, 30.0, 50.0, 70.0};
  const double z = std::clamp(static_cast<double>(protons), charges.front(), charges.back());
  std::size_t i = 1;
  while (i + 1 < charges.size() && z > charges[i]) ++i;
  return std::lerp(values[i - 1], values[i], (z - charges[i - 1]) / (charges[i] - charges[i - 1]));
}
}  // namespace detail

/// Coefficients for a nucleus of `protons`: table I of the same paper, linear between Z = 10, 20, 30, 50 and 70, the
/// end values outside. Thread-safe.
[[nodiscard]] inline BarrierCoefficients proton_barrier(int protons) noexcept {
  return {detail::interpolated_in_charge(protons, {0.42, 0.58, 0.68, 0.77, 0.80}),
          detail::interpolated_in_charge(protons, {0.50, 0.28, 0.20, 0.15, 0.10})};
}
[[nodiscard]] inline BarrierCoefficients alpha_barrier(int protons) noexcept {
  return {detail::interpolated_in_charge(protons, {0.68, 0.82, 0.91, 0.97, 0.98}),
          detail::interpolated_in_charge(protons, {0.10, 0.10, 0.10, 0.08, 0.06})};
}

/// Excitation (MeV) lowers the barrier: V / (1 + E / 200 MeV), as in the evaporation of Geant4's Bertini cascade.
[[nodiscard]] constexpr double barrier_softening(double excitation) noexcept {
  return 1.0 / (1.0 + excitation / 200.0);
}

/// Geometric factor alpha of the neutrons' inverse cross section (the same paper); `nucleons` > 0.
[[nodiscard]] inline double neutron_factor(int nucleons) noexcept {
  return 0.76 + 2.2 / std::cbrt(nucleons);
}

/// Level density parameter a = A / 8 MeV; per MeV and nucleon.
inline constexpr double k_level_density_per_nucleon = 0.125;

}  // namespace wirebench::nuclear
