/// \file Whole particles against Geant4 11.4.0 (G4_lAr, 0.7 mm cut, 3 mm steps, no Rayleigh scattering, bremsstrahlung
/// from 5 MeV, 1500 primaries each). Tolerances: the accuracy asked of the engine and two standard errors of both runs.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "wirebench/nuclear/particle.hpp"
#include "wirebench/transport/embedded/engine.hpp"

namespace wirebench::transport::embedded {
namespace {

namespace pdg = nuclear::pdg;

const EmbeddedEngine& like_the_reference() {
  static const EmbeddedEngine engine{[] {
    EmbeddedOptions options;
    options.processes.rayleigh = false;
    options.processes.neutron_capture = false;
    options.bremsstrahlung_from = Energy{5.0};
    options.slow_neutrons = SlowNeutrons::extrapolated;
    return options;
  }()};
  return engine;
}

struct Shower {
  double mean_depth = 0.0;  // cm
  double width = 0.0;
  double radius_50 = 0.0;
  double radius_90 = 0.0;
  double mean_depth_error = 0.0;
};

Shower shower(nuclear::PdgCode code, double kinetic, int events) {
  const double mass = nuclear::particle(code).mass;
  std::vector<double> by_radius(20'000, 0.0);  // 0.01 cm
  std::vector<double> depths;
  double energy = 0.0, first = 0.0, second = 0.0;
  for (int i = 0; i < events; ++i) {
    PrimaryEvent event;
    event.event_id = static_cast<std::uint64_t>(i);
    event.primaries.push_back({code, {0.0, 0.0, std::sqrt(kinetic * (kinetic + 2.0 * mass))}, {}, 0.0});
    double depth = 0.0;
    for (const Deposit& deposit : like_the_reference().transport(event, {}).deposits.deposits) {
      const double z = 0.05 * (deposit.start[2] + deposit.end[2]);
      const double r = 0.05 * std::hypot(deposit.start[0] + deposit.end[0], deposit.start[1] + deposit.end[1]);
      energy += deposit.energy;
      depth += deposit.energy * z;
      second += deposit.energy * z * z;
      by_radius[std::min(by_radius.size() - 1, static_cast<std::size_t>(100.0 * r))] += deposit.energy;
    }
    first += depth;
    depths.push_back(depth / kinetic);
  }
  Shower result;
  result.mean_depth = first / energy;
  result.width = std::sqrt(second / energy - result.mean_depth * result.mean_depth);
  double inside = 0.0;
  for (std::size_t bin = 0; bin < by_radius.size(); ++bin) {
    inside += by_radius[bin];
    const double radius = 0.01 * (static_cast<double>(bin) + 0.5);
    if (result.radius_50 == 0.0 && inside > 0.5 * energy) result.radius_50 = radius;
    if (result.radius_90 == 0.0 && inside > 0.9 * energy) result.radius_90 = radius;
  }
  double squares = 0.0;
  for (const double depth : depths) squares += (depth - result.mean_depth) * (depth - result.mean_depth);
  result.mean_depth_error = std::sqrt(squares) / events;
  return result;
}

TEST(Shower, OfA300MevElectronIsThatOfGeant4) {
  const Shower mine = shower(pdg::electron, 300.0, 1500);
  EXPECT_NEAR(mine.mean_depth, 43.79, 0.04 * 43.79 + 2.0 * std::sqrt(2.0) * mine.mean_depth_error);
  EXPECT_NEAR(mine.width, 34.97, 0.06 * 34.97 + 1.5);
  EXPECT_NEAR(mine.radius_50, 2.403, 0.08 * 2.403);
  EXPECT_NEAR(mine.radius_90, 13.63, 0.08 * 13.63);
}

TEST(Shower, OfA1GevPhotonIsThatOfGeant4) {
  const Shower mine = shower(pdg::gamma, 1000.0, 600);
  EXPECT_NEAR(mine.mean_depth, 72.39, 0.04 * 72.39 + 2.0 * std::sqrt(1.5) * mine.mean_depth_error);
  EXPECT_NEAR(mine.width, 43.54, 0.06 * 43.54 + 1.0);
  EXPECT_NEAR(mine.radius_50, 2.371, 0.08 * 2.371);
  EXPECT_NEAR(mine.radius_90, 13.76, 0.08 * 13.76);
}

TEST(Range, OfStoppingMuonsIsThatOfGeant4) {
  // Mean track length of 500 MeV mu-: 217.78 cm, standard deviation 5 cm.
  double sum = 0.0;
  constexpr int events = 200;
  const double mass = nuclear::particle(pdg::mu_minus).mass;
  for (int i = 0; i < events; ++i) {
    PrimaryEvent event;
    event.event_id = static_cast<std::uint64_t>(i);
    event.primaries.push_back({pdg::mu_minus, {0.0, 0.0, std::sqrt(500.0 * (500.0 + 2.0 * mass))}, {}, 0.0});
    sum += 0.1 * like_the_reference().transport(event, {true, false}).tracks[0].length;
  }
  EXPECT_NEAR(sum / events, 217.78, 0.02 * 217.78);
}

}  // namespace
}  // namespace wirebench::transport::embedded
