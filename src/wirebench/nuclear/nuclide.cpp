#include "wirebench/nuclear/nuclide.hpp"

#include <array>
#include <cmath>
#include <cstddef>

#include "wirebench/core/contract.hpp"
#include "wirebench/nuclear/mass_excess_table.hpp"

namespace wirebench::nuclear {
namespace {

// CODATA 2022, MeV.
constexpr double k_atomic_mass_unit = 931.49410372;
constexpr double k_electron_mass = 0.51099895069;
constexpr double k_neutron_mass = 939.56542194;
constexpr double k_proton_mass = 938.27208943;
constexpr double k_deuteron_mass = 1875.61294500;
constexpr double k_triton_mass = 2808.92113668;
constexpr double k_helion_mass = 2808.39161112;
constexpr double k_alpha_mass = 3727.3794118;

/// Energy that binds the electrons of a neutral atom, MeV: Lunney, Pearson and Thibault, Rev. Mod. Phys. 75 (2003)
/// 1021, eq. A4, as used by the AME.
double electron_binding(int protons) {
  return 14.4381e-6 * std::pow(protons, 2.39) + 1.55468e-12 * std::pow(protons, 5.35);
}

/// Weizsaecker's formula with the coefficients of Rohlf, "Modern physics from alpha to Z0" (1994), MeV.
double drop_mass(Nuclide n) {
  const double a = n.nucleons;
  const double z = n.protons;
  const double cube_root = std::cbrt(a);
  const bool odd_protons = n.protons % 2 != 0;
  const bool odd_neutrons = (n.nucleons - n.protons) % 2 != 0;
  const double pairing = odd_protons != odd_neutrons ? 0.0 : (odd_protons ? -11.18 : 11.18) / std::sqrt(a);
  const double binding = 15.75 * a - 17.8 * cube_root * cube_root - 0.711 * z * (z - 1.0) / cube_root -
                         23.7 * (a - 2.0 * z) * (a - 2.0 * z) / a + pairing;
  return z * k_proton_mass + (a - z) * k_neutron_mass - binding;
}

double evaluated_mass(Nuclide n, const detail::Isobars& isobars) {
  const double excess_kev =
      detail::k_mass_excess_kev[static_cast<std::size_t>(isobars.offset + n.protons - isobars.first_protons)];
  return n.nucleons * k_atomic_mass_unit + 1.0e-3 * excess_kev - n.protons * k_electron_mass +
         electron_binding(n.protons);
}

double compute_mass(Nuclide n) {
  if (n.protons == 0) return n.nucleons * k_neutron_mass;
  if (n.protons == n.nucleons) return n.nucleons * k_proton_mass;
  if (n == k_deuteron) return k_deuteron_mass;
  if (n == k_triton) return k_triton_mass;
  if (n == k_helium3) return k_helion_mass;
  if (n == k_alpha) return k_alpha_mass;
  const detail::Isobars& isobars = detail::k_isobars[static_cast<std::size_t>(n.nucleons - 1)];
  if (n.protons >= isobars.first_protons && n.protons <= isobars.last_protons) return evaluated_mass(n, isobars);
  // Beyond the table's last isobar the formula goes on from there.
  const Nuclide edge{n.protons < isobars.first_protons ? isobars.first_protons : isobars.last_protons, n.nucleons};
  return evaluated_mass(edge, isobars) + drop_mass(n) - drop_mass(edge);
}

constexpr std::size_t k_row = k_most_nucleons + 1;
using MassTable = std::array<double, k_row * k_row>;

MassTable make_mass_table() {
  MassTable table{};
  for (int a = 1; a <= k_most_nucleons; ++a) {
    for (int z = 0; z <= a; ++z) {
      table[static_cast<std::size_t>(a) * k_row + static_cast<std::size_t>(z)] = compute_mass({z, a});
    }
  }
  return table;
}

}  // namespace

double nuclear_mass(Nuclide nuclide) noexcept {
  WIREBENCH_EXPECT(nuclide.nucleons >= 1 && nuclide.nucleons <= k_most_nucleons);
  WIREBENCH_EXPECT(nuclide.protons >= 0 && nuclide.protons <= nuclide.nucleons);
  static const MassTable table = make_mass_table();
  return table[static_cast<std::size_t>(nuclide.nucleons) * k_row + static_cast<std::size_t>(nuclide.protons)];
}

double separation_energy(Nuclide whole, Nuclide part) noexcept {
  const Nuclide rest{whole.protons - part.protons, whole.nucleons - part.nucleons};
  return nuclear_mass(rest) + nuclear_mass(part) - nuclear_mass(whole);
}

}  // namespace wirebench::nuclear
