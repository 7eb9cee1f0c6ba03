#include "wirebench/transport/embedded/em/photon_cross_sections.hpp"

#include <gtest/gtest.h>

namespace wirebench::transport::embedded {
namespace {

TEST(PhotonCrossSections, TotalIsThatOfXcom) {
  // NIST SRD 126 (Hubbell and Seltzer), mu / rho of argon, cm2/g, with coherent scattering.
  const LiquidArgon argon;
  const PhotonCrossSections photon{argon, {}};
  const struct {
    double energy, attenuation;
  } nist[] = {{0.0015, 1105}, {0.002, 512},   {0.003, 170.3}, {0.00320, 142.6}, {0.0032030, 1275}, {0.004, 757.2},
              {0.006, 259.3}, {0.01, 63.16},  {0.02, 8.629},  {0.05, 0.7012},   {0.1, 0.2043},     {0.2, 0.1205},
              {0.5, 0.07958}, {1.0, 0.05762}, {2.0, 0.04074}, {3.0, 0.03384},   {5.0, 0.02802},    {10.0, 0.02451}};
  for (const auto& point : nist) {
    const double attenuation = photon(point.energy).total / argon.density / 100.0;
    EXPECT_NEAR(attenuation, point.attenuation, 0.01 * point.attenuation) << point.energy;
  }
}

TEST(PhotonCrossSections, MeanFreePathsByProcessAreThoseOfGeant4) {
  // Geant4 11.4.0, G4_lAr, cm.
  const PhotonCrossSections photon{{}, {}};
  const struct {
    double energy, photoelectric, compton, conversion;
  } geant4[] = {{5, 107247, 32.0454, 129.639},       {20, 516571, 87.4779, 44.0601},
                {100, 2.72102e6, 317.324, 25.3888},  {500, 1.375e7, 1243.19, 19.9506},
                {1000, 2.75365e7, 2274.15, 18.9986}, {2000, 5.51096e7, 4190.52, 18.4964}};
  for (const auto& point : geant4) {
    const auto rates = photon(point.energy);
    EXPECT_NEAR(0.1 / rates.photoelectric, point.photoelectric, 0.03 * point.photoelectric) << point.energy;
    EXPECT_NEAR(0.1 / rates.compton, point.compton, 0.03 * point.compton) << point.energy;
    EXPECT_NEAR(0.1 / rates.pair_production, point.conversion, 0.03 * point.conversion) << point.energy;
  }
}

TEST(PhotonCrossSections, RayleighIsThatOfXraylib) {
  // xraylib 4.0 (EPDL97), cm2/g.
  constexpr double barn_per_cm2_g = 39.948 / 0.602214076;
  EXPECT_NEAR(rayleigh_barn(0.01), 0.741084 * barn_per_cm2_g, 0.03 * 0.741084 * barn_per_cm2_g);
  EXPECT_NEAR(rayleigh_barn(0.05), 0.070704 * barn_per_cm2_g, 0.03 * 0.070704 * barn_per_cm2_g);
  EXPECT_NEAR(rayleigh_barn(0.5), 0.000917978 * barn_per_cm2_g, 0.03 * 0.000917978 * barn_per_cm2_g);
}

TEST(PhotonCrossSections, ProcessesCanBeSwitchedOff) {
  for (const double energy : {0.0031, 0.05, 1.0, 100.0}) {
    const auto none = PhotonCrossSections{{}, {false, false, false, false}}(energy);
    EXPECT_EQ(none.total, 0.0);
    const auto all = PhotonCrossSections{{}, {}}(energy);
    const auto without = PhotonCrossSections{{}, {false, true, true, true}}(energy);
    EXPECT_EQ(without.photoelectric, 0.0);
    EXPECT_NEAR(without.total, all.total - all.photoelectric, 1e-9 * all.total);
  }
}

}  // namespace
}  // namespace wirebench::transport::embedded
