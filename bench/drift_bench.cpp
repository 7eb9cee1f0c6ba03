/// \file Speed of the detector's stages on an event of a few GeV: some thousand steps of muon and shower in the far
/// detector. Nothing gates on these numbers.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "wirebench/core/random.hpp"
#include "wirebench/core/vector3.hpp"
#include "wirebench/detector/detector_preset.hpp"
#include "wirebench/detector/drift/drifter.hpp"
#include "wirebench/detector/ionization.hpp"

namespace {

using namespace wirebench;

const detector::DetectorPreset& preset() {
  static const detector::DetectorPreset read = detector::read_detector_preset("dune-fd-hd");
  return read;
}

/// 700 steps of 3 mm along a straight track and 3,000 short ones in a cone: 2.1 m of muon and a shower of 1 GeV.
std::vector<transport::Deposit> event() {
  std::vector<transport::Deposit> deposits;
  RandomStream random{1, RandomStage::test, 0};
  const Vector3 along = unit({0.3, 0.2, 1.0});
  const auto add = [&deposits](const Vector3& from, const Vector3& step, double energy) {
    const Vector3 to = from + step;
    deposits.push_back({{from.x, from.y, from.z}, {to.x, to.y, to.z}, energy, norm(step), 0.0, 13, 1});
  };
  for (int i = 0; i < 700; ++i) add(3.0 * i * along, 3.0 * along, 0.63);
  for (int i = 0; i < 3000; ++i) {
    const double depth = 1000.0 * random.uniform();
    const Vector3 place{0.1 * depth * random.normal(), 0.1 * depth * random.normal(), depth};
    add(place, 1.5 * direction(2.0 * random.uniform() - 1.0, 6.28 * random.uniform()), 0.33);
  }
  return deposits;
}

void ionize(benchmark::State& state) {
  const auto deposits = event();
  const detector::Ionization ionization = detector::make_ionization(preset());
  std::uint64_t number = 0;
  std::size_t charges = 0;
  for (auto _ : state) {
    RandomStream random{1, RandomStage::detector, ++number};
    charges = detector::ionize(deposits, ionization, preset().longest_piece.value(), random).size();
    benchmark::DoNotOptimize(charges);
  }
  state.counters["deposits"] = static_cast<double>(deposits.size());
  state.counters["charges"] = static_cast<double>(charges);
}

void drift(benchmark::State& state, detector::Survival survival) {
  const auto deposits = event();
  const auto charges = detector::ionize(deposits, detector::make_ionization(preset()), preset().longest_piece.value());
  detector::DriftOptions options = preset().drift;
  options.survival = survival;
  const detector::Drifter drifter{preset().geometry, preset().directions, options};
  std::uint64_t number = 0;
  for (auto _ : state) {
    RandomStream random{1, RandomStage::detector, ++number};
    benchmark::DoNotOptimize(drifter(charges, random).clouds.data());
  }
  state.counters["charges"] = static_cast<double>(charges.size());
}

BENCHMARK(ionize)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(drift, mean, detector::Survival::mean)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(drift, binomial, detector::Survival::binomial)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
