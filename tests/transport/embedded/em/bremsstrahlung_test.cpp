#include "wirebench/transport/embedded/em/bremsstrahlung.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "wirebench/transport/embedded/em/landau_pomeranchuk.hpp"

namespace wirebench::transport::embedded {
namespace {

constexpr double k_no_cut = 1.3e5;
constexpr double k_cut = 5.2e-3;

TEST(Bremsstrahlung, TotalLossIsThatOfGeant4) {
  // Geant4 11.4.0, G4_lAr, eBremsstrahlungRel and Berger-Seltzer ionisation, MeV/cm.
  const struct {
    double kinetic, electron, positron;
  } reference[] = {{5, 2.28017, 2.22103},    {10, 2.67039, 2.60927},  {30, 4.07713, 4.01459},
                   {100, 8.96202, 8.89895},  {300, 23.1636, 23.1004}, {1000, 73.4389, 73.3757},
                   {2000, 145.553, 145.490}, {4000, 290.003, 289.940}};
  for (const Lepton lepton : {Lepton::electron, Lepton::positron}) {
    const ElectronIonization ionization{{}, lepton, k_no_cut};
    const Bremsstrahlung radiation{{}, lepton, k_no_cut, 0.0};
    for (const auto& point : reference) {
      const double expected = lepton == Lepton::electron ? point.electron : point.positron;
      const double loss = 10.0 * (ionization.restricted_loss(point.kinetic) + radiation.restricted_loss(point.kinetic));
      EXPECT_NEAR(loss, expected, 0.005 * expected) << point.kinetic;
    }
  }
}

TEST(Bremsstrahlung, LossIsThatOfEstar) {
  // NIST ESTAR total stopping power of argon less the collision loss, MeV cm2/g; its digits allow for 2 %.
  const LiquidArgon argon;
  const Bremsstrahlung radiation{argon, Lepton::electron, k_no_cut, 0.0};
  const struct {
    double kinetic, loss;
  } estar[] = {{0.7, 0.0203}, {1.5, 0.0411}, {3.5, 0.1054}, {6, 0.1985},
               {10, 0.3594},  {30, 1.2513},  {50, 2.1929},  {90, 4.1235}};
  for (const auto& point : estar) {
    EXPECT_NEAR(radiation.restricted_loss(point.kinetic) / argon.density / 100.0, point.loss, 0.02 * point.loss)
        << point.kinetic;
  }
}

TEST(Bremsstrahlung, CutOnlyMovesLossBetweenStepsAndPhotons) {
  RandomStream random{2, RandomStage::test, 1};
  for (const Lepton lepton : {Lepton::electron, Lepton::positron}) {
    const Bremsstrahlung all{{}, lepton, k_no_cut, 0.0};
    const Bremsstrahlung radiation{{}, lepton, k_cut, 0.0};
    for (const double kinetic : {0.1, 1.0, 7.0, 100.0, 8000.0}) {
      constexpr int n = 50'000;
      double sum = 0.0;
      double squares = 0.0;
      for (int i = 0; i < n; ++i) {
        const double photon = radiation.sample_photon(kinetic, random);
        ASSERT_GE(photon, k_cut * (1.0 - 1e-12));
        ASSERT_LE(photon, kinetic * (1.0 + 1e-12));
        sum += photon;
        squares += photon * photon;
      }
      const double rate = radiation.photons_per_mm(kinetic);
      const double error = rate * std::sqrt((squares / n - sum * sum / n / n) / n);
      const double expected = all.restricted_loss(kinetic);
      EXPECT_NEAR(radiation.restricted_loss(kinetic) + rate * sum / n, expected, 4.0 * error + 0.003 * expected)
          << kinetic;
    }
  }
}

TEST(Bremsstrahlung, HasNoneBelowTheEnergyItStartsFrom) {
  const Bremsstrahlung radiation{{}, Lepton::electron, k_cut, 5.0};
  EXPECT_EQ(radiation.photons_per_mm(4.9), 0.0);
  EXPECT_EQ(radiation.restricted_loss(4.9), 0.0);
  EXPECT_GT(radiation.photons_per_mm(5.1), 0.0);
}

TEST(Bremsstrahlung, PositronsRadiateLessWhenSlow) {
  // Kim et al., Phys. Rev. A 33 (1986) 3002: a universal function of T / Z^2, small for slow positrons, near 1 for
  // fast.
  double before = 0.0;
  for (const double kinetic : {0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 4.9}) {
    const double ratio = bremsstrahlung_spectrum({}, Lepton::positron, kinetic, 0.5 * kinetic) /
                         bremsstrahlung_spectrum({}, Lepton::electron, kinetic, 0.5 * kinetic);
    EXPECT_GT(ratio, before) << kinetic;
    before = ratio;
    if (kinetic < 0.02) {
      EXPECT_LT(ratio, 0.4);
    }
  }
  EXPECT_GT(before, 0.9);
  EXPECT_LT(before, 1.0);
}

TEST(Bremsstrahlung, SoftPhotonsOfFastElectronsAreSuppressedByPolarisation) {
  // Half of them at k = gamma * 22.85 eV, liquid argon's plasma energy. Compared with an electron of half the energy,
  // whose photons there are suppressed to 4/5: Ter-Mikaelian's 1 / (1 + (k_p / k)^2).
  const double gamma = 2000.0 / 0.511;
  const double photon = gamma * 22.85e-6;
  const double at_2_gev = bremsstrahlung_spectrum({}, Lepton::electron, 2000.0, photon);
  const double at_1_gev = bremsstrahlung_spectrum({}, Lepton::electron, 1000.0, photon);
  EXPECT_NEAR(at_2_gev / at_1_gev, 0.5 / 0.8, 0.01);
}

TEST(LandauPomeranchuk, FunctionsAreThoseOfMigdal) {
  // Numerical values of Geant4 11.4 (G4LPMFunction), computed there from the series.
  const struct {
    double s, spin_flip, no_spin_flip;
  } reference[] = {{0.05, 0.069163, 0.25747}, {0.1, 0.20597, 0.44573}, {0.25, 0.58926, 0.76040},
                   {0.5, 0.87258, 0.93159},   {1.0, 0.98191, 0.99062}, {1.5, 0.99632, 0.99794}};
  for (const auto& point : reference) {
    const MigdalFunctions functions = migdal_functions(point.s);
    EXPECT_NEAR(functions.spin_flip, point.spin_flip, 0.003) << point.s;
    EXPECT_NEAR(functions.no_spin_flip, point.no_spin_flip, 0.003) << point.s;
  }
}

}  // namespace
}  // namespace wirebench::transport::embedded
