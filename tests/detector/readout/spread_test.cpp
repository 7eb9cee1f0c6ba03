#include "wirebench/detector/readout/spread.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace wirebench::detector {
namespace {

struct Moments {
  double total = 0.0;
  double mean = 0.0;
  double variance = 0.0;
};

Moments moments(const GridShares& shares) {
  Moments found;
  for (std::size_t i = 0; i < shares.shares.size(); ++i) {
    const double place = shares.first + static_cast<double>(i);
    found.total += static_cast<double>(shares.shares[i]);
    found.mean += place * static_cast<double>(shares.shares[i]);
    found.variance += place * place * static_cast<double>(shares.shares[i]);
  }
  found.variance -= found.mean * found.mean;
  return found;
}

TEST(ShareGaussian, KeepsChargeAndPlaceForEveryWidth) {
  GridShares shares;
  for (const double sigma : {0.0, 0.1, 0.5, 0.59, 0.61, 1.0, 3.7}) {
    for (const double centre : {-7.3, -0.5, 0.0, 0.25, 0.999, 1234.5}) {
      for (const NarrowShares narrow : {NarrowShares::linear, NarrowShares::smooth}) {
        share_gaussian(centre, sigma, narrow, shares);
        const Moments found = moments(shares);
        EXPECT_NEAR(found.total, 1.0, 1e-5) << sigma << " at " << centre;
        // The cut at 3 sigma takes slightly different amounts from either side.
        EXPECT_NEAR(found.mean, centre, sigma >= 0.6 ? 0.015 * sigma : 2e-4) << sigma << " at " << centre;
      }
    }
  }
}

TEST(ShareGaussian, KeepsTheWidth) {
  GridShares shares;
  for (const double sigma : {0.0, 0.3, 0.55}) {
    share_gaussian(10.37, sigma, NarrowShares::smooth, shares);
    EXPECT_NEAR(moments(shares).variance, sigma * sigma, 1e-4) << sigma;
  }
  for (const double sigma : {1.0, 2.5, 6.0}) {
    share_gaussian(10.37, sigma, NarrowShares::smooth, shares);
    // A Gaussian cut at 3 sigma has 0.9733 of the variance; the grid decides what is just inside the cut.
    EXPECT_NEAR(moments(shares).variance / (sigma * sigma), 0.9733, 0.03) << sigma;
  }
}

TEST(ShareGaussian, FollowsTheGaussian) {
  GridShares shares;
  share_gaussian(0.3, 2.0, NarrowShares::smooth, shares);
  EXPECT_EQ(shares.first, -5);
  ASSERT_EQ(shares.shares.size(), 12U);
  // exp(-(3.7^2 - 0.3^2) / 8) between the points 4 and 0.
  EXPECT_NEAR(shares.shares[9] / shares.shares[5], std::exp(-(3.7 * 3.7 - 0.09) / 8.0), 1e-6);
}

}  // namespace
}  // namespace wirebench::detector
