#include <gtest/gtest.h>

#include <cmath>

#include "wirebench/transport/embedded/em/annihilation.hpp"
#include "wirebench/transport/embedded/em/compton.hpp"
#include "wirebench/transport/embedded/em/constants.hpp"
#include "wirebench/transport/embedded/em/pair_production.hpp"
#include "wirebench/transport/embedded/em/photoelectric.hpp"
#include "wirebench/transport/embedded/em/rayleigh.hpp"

namespace wirebench::transport::embedded {
namespace {

TEST(Compton, MeanEnergyOfTheElectronIsKleinAndNishinas) {
  // F. H. Attix, Introduction to Radiological Physics (1986), app. D.1: mean share of the photon's energy given to the
  // electron. Binding changes it by less than the tolerance here.
  const ComptonScattering compton;
  RandomStream random{3, RandomStage::test, 1};
  const struct { double energy, share; } attix[] = {{0.5, 0.344}, {1.0, 0.440}, {2.0, 0.531}, {10.0, 0.684}};
  for (const auto& point : attix) {
    constexpr int n = 40'000;
    double sum = 0.0;
    for (int i = 0; i < n; ++i) sum += 1.0 - compton.sample(point.energy, random).energy / point.energy;
    EXPECT_NEAR(sum / n, point.share, 0.015 * point.share) << point.energy;
  }
}

TEST(Compton, ElectronTakesWhatConservesMassShell) {
  const ComptonScattering compton;
  RandomStream random{3, RandomStage::test, 2};
  for (const double energy : {0.002, 0.05, 0.7, 20.0, 3000.0}) {
    for (int i = 0; i < 2000; ++i) {
      const ScatteredPhoton out = compton.sample(energy, random);
      const double transfer = energy - out.energy;
      const double momentum_squared =
          energy * energy + out.energy * out.energy - 2.0 * energy * out.energy * out.cosine;
      ASSERT_NEAR(momentum_squared, transfer * (transfer + 2.0 * k_electron_mass), 1e-9 * energy * energy + 1e-12);
    }
  }
}

TEST(Compton, BindingSuppressesForwardScatteringOfSlowPhotons) {
  const ComptonScattering compton;
  RandomStream random{3, RandomStage::test, 3};
  double mean = 0.0;
  constexpr int n = 20'000;
  for (int i = 0; i < n; ++i) mean += compton.sample(0.005, random).cosine / n;
  EXPECT_LT(mean, -0.05);  // of free electrons it would be 0
}

TEST(Rayleigh, IsThomsonsForLongWavesAndForwardForShort) {
  const RayleighScattering rayleigh;
  RandomStream random{4, RandomStage::test, 1};
  constexpr int n = 40'000;
  double mean = 0.0, square = 0.0, hard = 0.0;
  for (int i = 0; i < n; ++i) {
    const double cosine = rayleigh.sample_cosine(2.0e-4, random);
    mean += cosine / n;
    square += cosine * cosine / n;
    hard += rayleigh.sample_cosine(0.5, random) / n;
  }
  EXPECT_NEAR(mean, 0.0, 0.02);
  EXPECT_NEAR(square, 0.4, 0.01);  // of (1 + cos^2)
  EXPECT_GT(hard, 0.99);
}

TEST(Photoelectric, LeavesABindingEnergyOfArgon) {
  RandomStream random{5, RandomStage::test, 1};
  double forward = 0.0;
  for (int i = 0; i < 5000; ++i) {
    const double left = 0.1 - sample_photoelectron(0.1, random).kinetic;
    EXPECT_TRUE(std::abs(left - 3.206e-3) < 5e-6 || (left > 0.24e-3 && left < 0.33e-3)) << left;
    EXPECT_LT(0.003 - sample_photoelectron(0.003, random).kinetic, 0.33e-3);
    forward += sample_photoelectron(2.0, random).cosine / 5000.0;
  }
  EXPECT_GT(forward, 0.7);
}

TEST(PairProduction, SharesThePhotonsEnergy) {
  RandomStream random{6, RandomStage::test, 1};
  for (const double energy : {1.1, 1.9, 10.0, 80.0, 5000.0}) {
    constexpr int n = 20'000;
    double electron = 0.0, angle = 0.0;
    for (int i = 0; i < n; ++i) {
      const ElectronPair pair = sample_pair(energy, random);
      ASSERT_GE(pair.electron_kinetic, 0.0);
      ASSERT_GE(pair.positron_kinetic, 0.0);
      ASSERT_NEAR(pair.electron_kinetic + pair.positron_kinetic + 2.0 * k_electron_mass, energy, 1e-9 * energy);
      ASSERT_NEAR(norm(pair.electron_direction), 1.0, 1e-9);
      ASSERT_NEAR(norm(pair.positron_direction), 1.0, 1e-9);
      electron += pair.electron_kinetic / n;
      angle += std::acos(std::fmin(1.0, pair.electron_direction.z)) * (pair.electron_kinetic + k_electron_mass) / n;
    }
    EXPECT_NEAR(electron, 0.5 * energy - k_electron_mass, 0.02 * energy);
    if (energy > 50.0) {
      EXPECT_GT(angle, 0.5 * k_electron_mass);  // of the order of m / E
      EXPECT_LT(angle, 3.0 * k_electron_mass);
    }
  }
}

TEST(PairProduction, UnequalSharesAreMoreLikelyAtHighEnergy) {
  // Rossi, High-Energy Particles (1952), fig. 2.19.1: with complete screening dsigma/dx is 1.29 times as large at the
  // ends as at x = 1/2, so the mean square deviation from 1/2 exceeds 1/12.
  RandomStream random{6, RandomStage::test, 2};
  constexpr int n = 100'000;
  double square = 0.0;
  for (int i = 0; i < n; ++i) {
    const double x = sample_pair(5000.0, random).electron_kinetic / 5000.0 - 0.5;
    square += x * x / n;
  }
  EXPECT_GT(square, 1.04 / 12.0);
  EXPECT_LT(square, 1.12 / 12.0);
}

TEST(Annihilation, BothPhotonsAreMassless) {
  RandomStream random{7, RandomStage::test, 1};
  for (const double kinetic : {0.001, 0.5, 10.0, 1000.0}) {
    for (int i = 0; i < 2000; ++i) {
      const AnnihilationPhoton one = sample_annihilation(kinetic, random);
      const double p = std::sqrt(kinetic * (kinetic + 2.0 * k_electron_mass));
      const double other = kinetic + 2.0 * k_electron_mass - one.energy;
      const double other_momentum_squared = p * p + one.energy * one.energy - 2.0 * p * one.energy * one.cosine;
      ASSERT_NEAR(other_momentum_squared, other * other, 1e-7 * (1.0 + p * p)) << kinetic;
    }
  }
}

TEST(Annihilation, SlowPositronsLiveAsLongInMatter) {
  // Dirac's rate of free annihilation, pi r_e^2 c n_e: 1 / (7.477e-15 cm3/s * 3.788e23 /cm3) = 0.353 ns in liquid argon
  // (no enhancement by attraction).
  const double speed_over_c = std::sqrt(2.0 * 1e-5 / k_electron_mass);
  const double lifetime = 1.0 / (annihilation_per_mm({}, 1e-5) * speed_over_c * k_light_speed);
  EXPECT_NEAR(lifetime, 0.353, 0.01 * 0.353);
}

}  // namespace
}  // namespace wirebench::transport::embedded
