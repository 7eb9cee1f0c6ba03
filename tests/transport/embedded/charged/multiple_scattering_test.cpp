#include "wirebench/transport/embedded/charged/multiple_scattering.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "transport/embedded/charged/walk.hpp"

namespace wirebench::transport::embedded {
namespace {

const LiquidArgon k_argon;
constexpr double k_electron_mass = 0.51099895;
constexpr double k_all = std::numeric_limits<double>::infinity();

/// Plane angles of particles that lose nothing along `length` mm in steps of `step`.
std::vector<double> plane_angles(const MultipleScattering& scattering, double kinetic, double length, double step,
                                 int count) {
  std::vector<double> angles;
  RandomStream random{7, RandomStage::test, 7};
  for (int i = 0; i < count; ++i) {
    Vector3 direction{0.0, 0.0, 1.0};
    for (double path = 0.0; path < length - 1e-9; path += step) {
      direction = rotated_to(direction, scattering.sample(kinetic, kinetic, step, random).direction);
    }
    angles.push_back(std::atan2(direction.x, direction.z));
  }
  return angles;
}

/// Half width that holds the central 68.27 %.
double core(std::vector<double> angles) {
  for (double& angle : angles) angle = std::abs(angle);
  std::sort(angles.begin(), angles.end());
  return angles[static_cast<std::size_t>(0.6827 * static_cast<double>(angles.size()))];
}

TEST(MultipleScattering, CoreFollowsHighland) {
  // Review of Particle Physics, eq. 34.16, X0 = 14.0 cm: 13.6 MeV / (beta p) sqrt(x/X0) (1 + 0.038 ln(x / X0 beta^2)),
  // accurate to some per cent; electrons are screened from smaller angles here, 3 % wider.
  struct Case {
    double mass, charge, kinetic, length, expected, tolerance;
  };
  const Case cases[] = {
      {105.658, -1, 500, 10, 0.0055754, 0.03},          {105.658, -1, 500, 100, 0.019343, 0.03},
      {938.272, 1, 500, 30, 0.0073334, 0.03},           {139.570, 1, 300, 30, 0.015055, 0.03},
      {k_electron_mass, -1, 1000, 30, 0.0059231, 0.05}, {k_electron_mass, -1, 100, 10, 0.032532, 0.05}};
  for (const Case& one : cases) {
    const MultipleScattering scattering{k_argon, one.mass, one.charge, k_all};
    const double here = core(plane_angles(scattering, one.kinetic, one.length, 1.0, 20'000));
    EXPECT_NEAR(here / one.expected, 1.0, one.tolerance) << one.mass << " " << one.kinetic << " " << one.length;
  }
}

TEST(MultipleScattering, DoesNotDependOnTheStep) {
  for (const auto& [mass, kinetic, length] : {std::tuple{105.658, 200.0, 30.0}, std::tuple{k_electron_mass, 20.0, 6.0},
                                              std::tuple{k_electron_mass, 2.0, 1.2}}) {
    const MultipleScattering scattering{k_argon, mass, -1.0, testing::k_cut};
    const double coarse = core(plane_angles(scattering, kinetic, length, length / 2.0, 30'000));
    const double fine = core(plane_angles(scattering, kinetic, length, length / 30.0, 30'000));
    EXPECT_NEAR(coarse / fine, 1.0, 0.025) << mass << " " << kinetic;
  }
}

TEST(MultipleScattering, LewisMoments) {
  // <cos theta> = exp(-s G), <z> = (1 - exp(-s G)) / G, <x^2 + y^2> and <x vx + y vy> to the leading order s^3 G 2/3
  // and s^2 G (Lewis, Phys. Rev. 78 (1950) 526), G the transport cross section.
  struct Case {
    double mass, charge, kinetic, path;
  };
  for (const Case& one : {Case{105.658, -1, 100, 3.0}, Case{938.272, 1, 100, 3.0}, Case{k_electron_mass, -1, 50, 3.0},
                          Case{k_electron_mass, -1, 5, 1.0}, Case{k_electron_mass, 1, 1, 0.3},
                          Case{k_electron_mass, -1, 1, 2.0}, Case{k_electron_mass, -1, 0.1, 0.005}}) {
    const MultipleScattering scattering{k_argon, one.mass, one.charge, testing::k_cut};
    const double g = scattering.transport_per_mm(one.kinetic);
    RandomStream random{8, RandomStage::test, 8};
    const int n = 400'000;
    double cosine = 0.0, squares = 0.0, straight = 0.0, lateral = 0.0, mixed = 0.0;
    for (int i = 0; i < n; ++i) {
      const Scatter scatter = scattering.sample(one.kinetic, one.kinetic, one.path, random);
      ASSERT_NEAR(norm(scatter.direction), 1.0, 1e-9);
      ASSERT_LE(scatter.straight, one.path * (1.0 + 1e-12));
      ASSERT_LE(norm(scatter.displacement), one.path);
      cosine += 1.0 - scatter.direction.z;
      squares += (1.0 - scatter.direction.z) * (1.0 - scatter.direction.z);
      straight += one.path - scatter.straight;
      lateral += dot(scatter.displacement, scatter.displacement);
      mixed += dot(scatter.displacement, scatter.direction);
    }
    const double depth = one.path * g;
    const double error = std::sqrt(squares) / n;
    EXPECT_NEAR(cosine / n, -std::expm1(-depth), 4.0 * error + 0.012 * depth) << one.mass << " " << one.kinetic;
    EXPECT_NEAR(straight / n / one.path, 1.0 + std::expm1(-depth) / depth, 4.0 * error + 0.012 * depth)
        << one.mass << " " << one.kinetic;
    if (depth < 0.02) {  // else large angles, which move less than their square says, have a share
      EXPECT_NEAR(lateral / n / (one.path * one.path), 2.0 / 3.0 * depth, 6.0 * error + 0.03 * depth) << one.mass;
      EXPECT_NEAR(mixed / n / one.path, depth, 6.0 * error + 0.03 * depth) << one.mass;
    }
  }
}

TEST(MultipleScattering, TailIsSingleScattering) {
  // Far out in a thin layer one collision makes the angle: Rutherford's cross section, spin factor and form factor near
  // one: N(> theta) = pi n t (2 Z alpha hbar c / (p beta))^2 / theta^2 with Z^2 for the nucleus (and Z (Z + 1) where
  // electrons can do it, which they cannot here). 2 GeV muons in 1 mm: p beta = 2096.7 MeV, 30 mrad is 60 of the core's
  // widths.
  const MultipleScattering scattering{k_argon, 105.6583755, -1, testing::k_cut};
  RandomStream random{9, RandomStage::test, 9};
  const int n = 3'000'000;
  int beyond = 0;
  for (int i = 0; i < n; ++i) {
    if (scattering.sample(2000.0, 2000.0, 1.0, random).direction.z < std::cos(5e-3)) ++beyond;
  }
  // pi x 2.1045e19 /mm3 x 1 mm x (2 x 18 x 1.43996e-12 MeV mm / 2096.7 MeV)^2 / (5e-3)^2 = 1.616e-3
  EXPECT_NEAR(beyond / static_cast<double>(n), 1.616e-3, 0.08 * 1.616e-3);
}

TEST(MultipleScattering, PositronsScatterLessThanElectrons) {
  // Mott scattering: electrons are drawn to the nucleus. At 1 MeV the positron's transport cross section is about 10 %
  // less in argon.
  const auto backward = [](double charge) {
    const MultipleScattering scattering{k_argon, k_electron_mass, charge, testing::k_cut};
    RandomStream random{10, RandomStage::test, 10};
    int count = 0;
    for (int i = 0; i < 400'000; ++i) {
      if (scattering.sample(1.0, 1.0, 0.01, random).direction.z < 0.0) ++count;
    }
    return count;
  };
  const int electrons = backward(-1.0);
  const int positrons = backward(1.0);
  EXPECT_GT(positrons, 30);
  EXPECT_GT(electrons, 1.15 * positrons);
}

TEST(MultipleScattering, StoppingStepsAreFinite) {
  const MultipleScattering scattering{k_argon, k_electron_mass, -1.0, testing::k_cut};
  RandomStream random{11, RandomStage::test, 11};
  for (int i = 0; i < 20'000; ++i) {
    const Scatter scatter = scattering.sample(0.1, 0.0, 0.1, random);
    ASSERT_TRUE(std::isfinite(scatter.straight));
    ASSERT_LE(std::hypot(scatter.straight, norm(scatter.displacement)), 0.1 * (1.0 + 1e-9));
    ASSERT_NEAR(norm(scatter.direction), 1.0, 1e-9);
  }
  const Scatter none = scattering.sample(1.0, 1.0, 0.0, random);
  EXPECT_EQ(none.direction, (Vector3{0.0, 0.0, 1.0}));
}

}  // namespace
}  // namespace wirebench::transport::embedded
