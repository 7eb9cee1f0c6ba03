#include "wirebench/nuclear/cascade/nucleus_zones.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace wirebench::nuclear::cascade {
namespace {

double volume(const NucleusZones& zones, int zone) {
  const double outer = zones.radius(zone);
  const double inner = zone > 0 ? zones.radius(zone - 1) : 0.0;
  return 4.0 / 3.0 * std::numbers::pi * (outer * outer * outer - inner * inner * inner);
}

TEST(NucleusZones, HoldAllNucleons) {
  for (const Nuclide n : {k_deuteron, k_alpha, Nuclide{4, 9}, Nuclide{6, 12}, k_argon40, Nuclide{26, 56}}) {
    const NucleusZones zones{n};
    double protons = 0.0;
    double neutrons = 0.0;
    for (int zone = 0; zone < zones.count(); ++zone) {
      protons += volume(zones, zone) * zones.density(Hadron::p, zone);
      neutrons += volume(zones, zone) * zones.density(Hadron::n, zone);
    }
    EXPECT_NEAR(protons, n.protons, 1e-9) << n.nucleons;
    EXPECT_NEAR(neutrons, n.nucleons - n.protons, 1e-9) << n.nucleons;
  }
}

TEST(NucleusZones, ArgonHasItsMeasuredSize) {
  const NucleusZones zones{k_argon40};
  double squared = 0.0;
  for (int zone = 0; zone < zones.count(); ++zone) {
    const double outer = zones.radius(zone);
    const double inner = zone > 0 ? zones.radius(zone - 1) : 0.0;
    squared += zones.density(Hadron::p, zone) * 4.0 / 5.0 * std::numbers::pi *
               (std::pow(outer, 5) - std::pow(inner, 5)) / 18.0;
  }
  // Charge radius 3.427 fm (Angeli and Marinova 2013); the flat zones push some density outwards.
  EXPECT_NEAR(std::sqrt(squared), 3.43, 0.25);
}

TEST(NucleusZones, CentreIsAFermiGasOfNuclearMatter) {
  const NucleusZones zones{k_argon40};
  // Up to 0.17 nucleons a fm3, less over the zone, and a Fermi momentum of about 250 MeV/c: quasi-elastic electron
  // scattering, E. J. Moniz et al., Phys. Rev. Lett. 26 (1971) 445 (Ca: 251 MeV/c).
  EXPECT_NEAR(zones.density(Hadron::p, 0) + zones.density(Hadron::n, 0), 0.15, 0.02);
  EXPECT_NEAR(zones.fermi_momentum(Hadron::p, 0), 250.0, 15.0);
  EXPECT_GT(zones.fermi_momentum(Hadron::n, 0), zones.fermi_momentum(Hadron::p, 0));
  for (int zone = 1; zone < zones.count(); ++zone) {
    EXPECT_LT(zones.fermi_momentum(Hadron::p, zone), zones.fermi_momentum(Hadron::p, zone - 1));
    EXPECT_LT(zones.potential(Hadron::n, zone), zones.potential(Hadron::n, zone - 1));
  }
  EXPECT_EQ(zones.potential(Hadron::p, zones.count()), 0.0);
}

TEST(NucleusZones, PairsAreLevingersQuasiDeuterons) {
  const NucleusZones zones{k_argon40};
  double pairs = 0.0;
  for (int zone = 0; zone < zones.count(); ++zone)
    pairs += volume(zones, zone) * zones.pair_density(Hadron::p, Hadron::n, zone);
  EXPECT_NEAR(pairs, (10.83 - 9.73 / std::cbrt(40.0)) * 18.0 * 22.0 / 40.0, 0.01);
}

}  // namespace
}  // namespace wirebench::nuclear::cascade
