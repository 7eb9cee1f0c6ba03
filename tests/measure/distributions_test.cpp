#include "wirebench/measure/distributions.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace wirebench::measure {
namespace {

TEST(IncompleteBeta, AgreesWithSciPy) {
  // scipy.special.betainc of SciPy 1.x
  EXPECT_NEAR(incomplete_beta(2, 3, 0.3), 0.3483, 1e-13);
  EXPECT_NEAR(incomplete_beta(0.5, 0.5, 0.1), 0.20483276469913345, 1e-13);
  EXPECT_NEAR(incomplete_beta(5000, 3000, 0.63), 0.8221209976303466, 1e-10);
  EXPECT_NEAR(incomplete_beta(30, 2, 0.999), 0.9995438962809783, 1e-12);
}

TEST(IncompleteBeta, UniformCaseIsTheIdentityAndEndsAreExact) {
  EXPECT_DOUBLE_EQ(incomplete_beta(1, 1, 0.25), 0.25);
  EXPECT_EQ(incomplete_beta(3, 7, 0), 0);
  EXPECT_EQ(incomplete_beta(3, 7, 1), 1);
  EXPECT_TRUE(std::isnan(incomplete_beta(3, 7, std::numeric_limits<double>::quiet_NaN())));
}

TEST(BinomialCdf, HandWorkedAndSciPy) {
  // Three fair coins: P(B <= 1) = (1 + 3) / 8.
  EXPECT_NEAR(binomial_cdf(1, 3, 0.5), 0.5, 1e-14);
  EXPECT_NEAR(binomial_cdf(0, 3, 0.5), 0.125, 1e-14);
  EXPECT_EQ(binomial_cdf(-1, 3, 0.5), 0);
  EXPECT_EQ(binomial_cdf(3, 3, 0.5), 1);
  EXPECT_NEAR(binomial_cdf(5, 20, 0.3), 0.4163708294474809, 1e-12);
  EXPECT_NEAR(binomial_cdf(980, 1000, 0.99), 0.003288359787727489, 1e-12);
}

TEST(StudentQuantile, PrintedTables) {
  EXPECT_NEAR(student_quantile(0.975, 1), 12.706204736, 1e-7);
  EXPECT_NEAR(student_quantile(0.975, 4), 2.7764451052, 1e-8);
  EXPECT_NEAR(student_quantile(0.975, 10), 2.2281388520, 1e-8);
  EXPECT_NEAR(student_quantile(0.975, 1e6), 1.959966, 1e-5);  // the normal limit
  EXPECT_NEAR(student_quantile(0.5, 7), 0.0, 1e-6);
}

}  // namespace
}  // namespace wirebench::measure
