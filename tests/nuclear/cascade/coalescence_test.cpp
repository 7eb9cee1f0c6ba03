#include "wirebench/nuclear/cascade/coalescence.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace wirebench::nuclear::cascade {
namespace {

Body moving(Hadron hadron, const Vector3& momentum) {
  return {hadron, FourVector::on_shell(mass(hadron), momentum)};
}

Products joined(const std::vector<Body>& bodies) {
  Products out;
  coalesce(bodies, out);
  return out;
}

/// Three nucleons at equal angles in a plane: each has `momentum` in the frame of all, and 0.866 of it in that of a
/// pair.
std::vector<Body> star(Hadron first, Hadron second, Hadron third, double momentum) {
  constexpr double angle = 2.0 * std::numbers::pi / 3.0;
  const auto way = [=](int i) { return Vector3{momentum * std::cos(i * angle), momentum * std::sin(i * angle), 0.0}; };
  return {moving(first, way(0)), moving(second, way(1)), moving(third, way(2))};
}

TEST(Coalescence, JoinsProtonAndNeutronThatAreClose) {
  const auto near = joined({moving(Hadron::p, {30.0, 0.0, 580.0}), moving(Hadron::n, {-30.0, 0.0, 420.0})});
  ASSERT_EQ(near.size(), 1U);
  EXPECT_EQ(near[0].pdg, pdg::deuteron);
  EXPECT_NEAR(near[0].momentum.momentum.z, 1000.0, 1e-9);
  EXPECT_NEAR(near[0].momentum.mass(), particle(pdg::deuteron).mass, 1e-6);
  // 90 MeV is the limit in the pair's frame.
  EXPECT_EQ(joined({moving(Hadron::p, {89.0, 0.0, 0.0}), moving(Hadron::n, {-89.0, 0.0, 0.0})}).size(), 1U);
  EXPECT_EQ(joined({moving(Hadron::p, {91.0, 0.0, 0.0}), moving(Hadron::n, {-91.0, 0.0, 0.0})}).size(), 2U);
}

TEST(Coalescence, MakesTheLargestNucleusThatFits) {
  const auto triton = joined(star(Hadron::n, Hadron::p, Hadron::n, 107.0));  // pairs: 92.7 MeV, too much
  ASSERT_EQ(triton.size(), 1U);
  EXPECT_EQ(triton[0].pdg, pdg::triton);
  EXPECT_EQ(joined(star(Hadron::p, Hadron::p, Hadron::n, 80.0))[0].pdg, pdg::helium3);
  EXPECT_EQ(joined(star(Hadron::n, Hadron::p, Hadron::n, 109.0)).size(), 3U);
  const auto alpha = joined({moving(Hadron::p, {10.0, 0.0, 0.0}), moving(Hadron::n, {0.0, 10.0, 0.0}),
                             moving(Hadron::p, {-10.0, 0.0, 0.0}), moving(Hadron::n, {0.0, -10.0, 0.0})});
  ASSERT_EQ(alpha.size(), 1U);
  EXPECT_EQ(alpha[0].pdg, pdg::alpha);
}

TEST(Coalescence, LeavesWhatDoesNotBind) {
  EXPECT_EQ(joined({moving(Hadron::n, {}), moving(Hadron::n, {0.0, 0.0, 1.0})}).size(), 2U);
  const auto mixed = joined({moving(Hadron::pip, {}), moving(Hadron::n, {})});
  ASSERT_EQ(mixed.size(), 2U);
  EXPECT_EQ(mixed[0].pdg, pdg::pi_plus);
}

}  // namespace
}  // namespace wirebench::nuclear::cascade
