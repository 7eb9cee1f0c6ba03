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
inline constexpr Nuclide k_neutron{0, 1}, k_proton{1, 1}, k_deuteron{1, 2}, k_triton{1, 3}, k_helium3{2, 3},
    k_alpha{2, 4};

/// Heaviest nucleus known here: argon and what can be made of it by an energetic projectile has fewer nucleons.
inline constexpr int k_most_nucleons = 60;

/// Nuclear (not atomic) mass in the ground state, MeV: CODATA 2022 for up to the alpha particle, the AME2012 evaluation
/// (Wang et al., Chin. Phys. C 36 (2012) 1603) where it has a value, else a liquid-drop formula joined to the last
/// isobar of the table. Neutrons only, or protons only, are not bound: the sum of their masses. Precondition: 0 <= Z <=
/// A, 1 <= A <= k_most_nucleons. Thread-safe.
[[nodiscard]] double nuclear_mass(Nuclide nuclide) noexcept;

/// Energy to split `part` off `whole`, MeV; negative beyond the drip lines. Precondition: both, and what remains, are
/// nuclei (at least one nucleon remains). Thread-safe.
[[nodiscard]] double separation_energy(Nuclide whole, Nuclide part) noexcept;

}  // namespace wirebench::nuclear
