/// \file Masses of nuclei.
#pragma once

namespace wirebench::nuclear {

/// A nucleus: `protons` of `nucleons`.
struct Nuclide {
  int protons = 0;   ///< Z
  int nucleons = 0;  ///< A
  friend constexpr bool operator==(const Nuclide&, const Nuclide&) = default;
};

inline constexpr Nuclide k_argon40{18, 40};

/// Nuclear (not atomic) mass in the ground state, MeV. Measured where there is a measurement (AME2020, arXiv-free
/// tables of Wang et al., Chin. Phys. C 45 (2021) 030003), else a liquid-drop formula joined to the table.
/// Valid for 0 <= Z <= A, 1 <= A <= 60 (argon and what can be made of it by an energetic projectile).
/// Thread-safe.
[[nodiscard]] double nuclear_mass(Nuclide nuclide) noexcept;

/// Energy to take one nucleon (`proton` or not) out of `nuclide`, MeV; may be negative beyond the drip lines.
[[nodiscard]] double separation_energy(Nuclide nuclide, bool proton) noexcept;

}  // namespace wirebench::nuclear
