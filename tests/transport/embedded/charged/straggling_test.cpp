#include "wirebench/transport/embedded/charged/straggling.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "transport/embedded/charged/walk.hpp"

namespace wirebench::transport::embedded {
namespace {

const LiquidArgon k_argon;
constexpr double k_electron_mass = 0.51099895;

TEST(SampleLoss, KeepsTheMeanAndTheLimits) {
  struct Case {
    double mass, charge, kinetic, mean, length, transfer;
  };
  const Case cases[] = {{105.658, 1, 500, 0.53, 3.0, 0.274},
                        {105.658, 1, 500, 0.0018, 0.01, 0.274},
                        {105.658, 1, 5, 0.7, 0.5, 0.05},
                        {938.272, 1, 200, 1.37, 3.0, 0.274},
                        {938.272, 1, 50, 3.66, 3.0, 0.11},
                        {938.272, 1, 1, 0.02, 0.001, 0.0022},
                        {3727.379, 2, 10, 1.4, 0.03, 0.0055},
                        {k_electron_mass, 1, 10, 0.52, 3.0, 0.274},
                        {k_electron_mass, 1, 0.3, 0.03, 0.1, 0.15},
                        {k_electron_mass, 1, 0.02, 0.002, 0.001, 0.01},
                        {k_electron_mass, 1, 1000, 0.55, 3.0, 0.274}};
  for (const StragglingModel model : {StragglingModel::urban, StragglingModel::vavilov}) {
    for (const Case& one : cases) {
      RandomStream random{2, RandomStage::test, 2};
      const int n = 200'000;
      double sum = 0.0, squares = 0.0;
      for (int i = 0; i < n; ++i) {
        const double loss =
            sample_loss(k_argon, one.mass, one.charge, one.kinetic, one.mean, one.length, one.transfer, random, model);
        ASSERT_GE(loss, 0.0);
        ASSERT_LE(loss, one.kinetic);
        sum += loss;
        squares += loss * loss;
      }
      const double mean = sum / n;
      const double error = std::sqrt(std::fmax(0.0, squares / n - mean * mean) / n);
      EXPECT_NEAR(mean, one.mean, 4.0 * error + 2e-3 * one.mean) << one.mass << " " << one.kinetic << " " << one.length;
      EXPECT_GT(error, 0.0);
    }
  }
}

TEST(SampleLoss, EndsOfTheRange) {
  RandomStream random{3, RandomStage::test, 3};
  EXPECT_EQ(sample_loss(k_argon, 938.272, 1, 2.0, 2.0, 0.1, 0.004, random), 2.0);
  EXPECT_EQ(sample_loss(k_argon, 938.272, 1, 2.0, 0.0, 0.1, 0.004, random), 0.0);
  EXPECT_EQ(sample_loss(k_argon, 938.272, 1, 2.0, 0.1, 0.0, 0.004, random), 0.0);
}

TEST(SampleLoss, VavilovHasLandausPeak) {
  // Most probable loss and width of Landau's distribution for muons (Review of Particle Physics, eq. 34.12; the fact
  // sheet's landau_mpv table), no cut. Binding broadens thin layers: by up to 8 % at 3 mm (Bichsel, Rev. Mod. Phys. 60
  // (1988) 663, finds 5 to 10 % for such layers of argon) and shifts the peak up by about 1 %.
  struct Row {
    double kinetic, length, transfer, mode, width, mean;
  };
  const Row rows[] = {{100, 3.0, 2.7973, 0.56815, 0.15816, 0.69913},
                      {268, 3.0, 11.371, 0.48089, 0.12653, 0.63108},
                      {268, 10.0, 11.371, 1.7294, 0.42177, 2.1036},
                      {1000, 4.79, 100.7, 0.79442, 0.18759, 1.0972},
                      {2000, 10.0, 339.44, 1.7718, 0.38903, 2.4461}};
  for (const Row& row : rows) {
    RandomStream random{4, RandomStage::test, 4};
    const double bin = row.width / 20.0;
    std::vector<double> bins(4000);
    for (int i = 0; i < 400'000; ++i) {
      const double loss = sample_loss(k_argon, 105.6583755, 1, row.kinetic, row.mean, row.length, row.transfer, random,
                                      StragglingModel::vavilov);
      const auto index = static_cast<std::size_t>(loss / bin);
      if (index < bins.size()) bins[index] += 1.0;
    }
    const testing::Peak here = testing::peak(bins, bin);
    EXPECT_NEAR(here.mode / row.mode, 1.006, 0.01) << row.kinetic << " " << row.length;
    EXPECT_GT(here.width / row.width, 0.99) << row.kinetic << " " << row.length;
    EXPECT_LT(here.width / row.width, 1.09) << row.kinetic << " " << row.length;
  }
}

TEST(SampleLoss, ThickStepsHaveBohrsVariance) {
  // 50 MeV protons in 3 mm: xi / Tmax = 2.6: variance xi Tmax (1 - beta^2/2) (Review of Particle Physics, sec. 34.2.9),
  // skewness (Tmax / xi)^(1/2) / 2 = 0.31. xi = 0.0975 MeV/cm x 0.3 cm / beta^2, beta^2 = 0.0998; Tmax = 0.1121 MeV.
  for (const StragglingModel model : {StragglingModel::urban, StragglingModel::vavilov}) {
    RandomStream random{5, RandomStage::test, 5};
    double sum = 0.0, squares = 0.0, cubes = 0.0;
    const int n = 200'000;
    for (int i = 0; i < n; ++i) {
      const double off = sample_loss(k_argon, 938.272, 1, 50.0, 3.7, 3.0, 0.1121, random, model) - 3.7;
      sum += off;
      squares += off * off;
      cubes += off * off * off;
    }
    const double variance = squares / n;
    EXPECT_NEAR(sum / n, 0.0, 0.002);
    EXPECT_NEAR(std::sqrt(variance), std::sqrt(0.02925 / 0.0998 * 0.1121 * 0.95), 0.03 * 0.177);
    EXPECT_NEAR(cubes / n / std::pow(variance, 1.5), 0.31, 0.05);
  }
}

TEST(SampleLoss, SplitStepsAddUp) {
  // Ten tenths of a step are distributed as the whole: Vavilov's model is a sum of independent collisions.
  const auto quantiles = [](int pieces) {
    RandomStream random{6, RandomStage::test, static_cast<std::uint64_t>(pieces)};
    std::vector<double> losses(60'000);
    for (double& loss : losses) {
      for (int i = 0; i < pieces; ++i) {
        loss += sample_loss(k_argon, 105.658, 1, 500.0, 0.54 / pieces, 3.0 / pieces, 0.274, random,
                            StragglingModel::vavilov);
      }
    }
    std::sort(losses.begin(), losses.end());
    std::vector<double> result;
    for (const double q : {0.05, 0.25, 0.5, 0.75, 0.95}) result.push_back(losses[static_cast<std::size_t>(q * 60'000)]);
    return result;
  };
  const auto whole = quantiles(1);
  const auto parts = quantiles(10);
  for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_NEAR(parts[i] / whole[i], 1.0, 0.015) << i;
}

}  // namespace
}  // namespace wirebench::transport::embedded
