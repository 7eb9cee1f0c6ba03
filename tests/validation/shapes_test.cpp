#include "wirebench/validation/shapes.hpp"

#include <cmath>
#include <vector>

#include "wirebench/validation/single_particle_run.hpp"

namespace wirebench::validation {
namespace {

std::vector<double> normal_bins(double mean, double sigma, double first, double bin, std::size_t count) {
  std::vector<double> bins;
  for (std::size_t i = 0; i < count; ++i) {
    const double low = first + bin * static_cast<double>(i);
    bins.push_back(0.5 * (std::erf((low + bin - mean) / sigma / std::sqrt(2.0)) -
                          std::erf((low - mean) / sigma / std::sqrt(2.0))));
  }
  return bins;
}

TEST(FindPeak, KnowsANormalDistribution) {
  const auto peak = find_peak(normal_bins(0.4837, 0.05, 0.2, 0.01, 60), 0.2, 0.01);
  ASSERT_TRUE(peak);
  EXPECT_NEAR(peak->position, 0.4837, 0.0002);
  EXPECT_NEAR(peak->width, 2.3548 * 0.05, 0.003);  // averages of three bins widen it by 1.5 %
}

TEST(FindPeak, HasNoneInAFlatHistogramOrAtItsEnd) {
  EXPECT_FALSE(find_peak(std::vector<double>(20, 1.0), 0.0, 1.0));
  EXPECT_FALSE(find_peak(normal_bins(0.0, 0.05, 0.0, 0.01, 60), 0.0, 0.01));  // its left half is missing
  EXPECT_FALSE(find_peak(std::vector<double>{1.0, 2.0}, 0.0, 1.0));
}

TEST(FindCentre, WeighsThePositions) {
  const auto centre = find_centre(std::vector<double>{1.0, 0.0, 3.0}, 10.0, 2.0);  // at 11 and 15
  ASSERT_TRUE(centre);
  EXPECT_DOUBLE_EQ(centre->mean, 14.0);
  EXPECT_DOUBLE_EQ(centre->width, std::sqrt(3.0));
  EXPECT_FALSE(find_centre(std::vector<double>(3, 0.0), 0.0, 1.0));
}

TEST(FindCrossing, InterpolatesAndIgnoresTheLastValue) {
  const std::vector<double> values{0.2, 0.4, 0.8, 1.0};
  EXPECT_NEAR(find_crossing(values, 0.5, 0.5, 0.6).value(), 1.25, 1e-12);
  EXPECT_NEAR(find_crossing(values, 0.5, 0.5, 0.1).value(), 0.25, 1e-12);
  EXPECT_FALSE(find_crossing(values, 0.5, 0.5, 0.9));
}

/// Of 200 MeV protons in argon: 36.27 g/cm2 by NIST's PSTAR, 25.98 cm at 1.396 g/cm3.
TEST(FindStoppingEdge, IsTheRangeOfProtons) {
  const auto run = read_run("tests/data/validation/proton_200.csv");
  std::vector<double> profile;
  for (const auto& bin : run.depth_profile) profile.push_back(bin.mean);
  const auto edge = find_stopping_edge(profile, k_profile_bin);
  ASSERT_TRUE(edge);
  EXPECT_NEAR(*edge, 25.98, 0.02 * 25.98);
}

TEST(FindStoppingEdge, HasNoneWithinTheFirstTenBins) {
  std::vector<double> profile(40, 0.0);
  for (std::size_t i = 0; i < 8; ++i) profile[i] = i < 6 ? 7.0 : 20.0;
  EXPECT_FALSE(find_stopping_edge(profile, 1.0));
}

TEST(FindStoppingEdge, HasNoneInAShower) {
  std::vector<double> profile;
  for (int i = 0; i < 200; ++i) profile.push_back(i * i * std::exp(-i / 14.0));
  EXPECT_FALSE(find_stopping_edge(profile, 1.0));
}

}  // namespace
}  // namespace wirebench::validation
