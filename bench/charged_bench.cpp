/// \file Speed of what a charged particle does in every step: range, loss, straggling, scattering; and of decays.
/// Compare with: an event of a few GeV takes about 2,000 steps. Nothing gates on these numbers.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/decay.hpp"
#include "wirebench/transport/embedded/charged/heavy_ionization.hpp"
#include "wirebench/transport/embedded/charged/multiple_scattering.hpp"
#include "wirebench/transport/embedded/charged/muon_radiation.hpp"
#include "wirebench/transport/embedded/charged/straggling.hpp"

namespace {

using wirebench::RandomStage;
using wirebench::RandomStream;
namespace nuclear = wirebench::nuclear;
using namespace wirebench::transport::embedded;  // NOLINT: the whole benchmark is about it

constexpr double k_cut = 0.274;  // MeV: 0.7 mm of range
constexpr double k_muon = 105.6583755, k_electron = 0.51099895;
const LiquidArgon k_argon;

RandomStream stream() {
  return {1, RandomStage::test, 1};
}

void straggling(benchmark::State& state, double mass, double kinetic, double mean, double length,
                StragglingModel model) {
  RandomStream random = stream();
  for ([[maybe_unused]] const auto _ : state) {
    benchmark::DoNotOptimize(sample_loss(k_argon, mass, 1.0, kinetic, mean, length, k_cut, random, model));
  }
}
BENCHMARK_CAPTURE(straggling, muon_500MeV_3mm_urban, k_muon, 500.0, 0.53, 3.0, StragglingModel::urban);
BENCHMARK_CAPTURE(straggling, muon_500MeV_3mm_vavilov, k_muon, 500.0, 0.53, 3.0, StragglingModel::vavilov);
BENCHMARK_CAPTURE(straggling, electron_10MeV_1mm_urban, k_electron, 10.0, 0.17, 1.0, StragglingModel::urban);

void scattering(benchmark::State& state, double mass, double kinetic, double end, double length) {
  RandomStream random = stream();
  const MultipleScattering model{k_argon, mass, -1.0, k_cut};
  for ([[maybe_unused]] const auto _ : state) {
    benchmark::DoNotOptimize(model.sample(kinetic, end, length, random));
  }
}
BENCHMARK_CAPTURE(scattering, muon_500MeV_3mm, k_muon, 500.0, 499.5, 3.0);
BENCHMARK_CAPTURE(scattering, electron_10MeV_1mm, k_electron, 10.0, 9.8, 1.0);
BENCHMARK_CAPTURE(scattering, electron_1MeV_300um, k_electron, 1.0, 0.94, 0.3);
BENCHMARK_CAPTURE(scattering, electron_1MeV_3mm, k_electron, 1.0, 0.45, 3.0);

void tables(benchmark::State& state) {
  const HeavyIonization muon{k_argon, k_muon, -1.0, true, k_cut};
  double kinetic = 10.0;
  for ([[maybe_unused]] const auto _ : state) {
    const double range = muon.range(kinetic);
    benchmark::DoNotOptimize(muon.kinetic_at_range(0.9 * range) + muon.delta_per_mm(kinetic));
    kinetic = kinetic < 3000.0 ? 1.01 * kinetic : 10.0;
  }
}
BENCHMARK(tables);

void delta(benchmark::State& state) {
  const HeavyIonization muon{k_argon, k_muon, -1.0, true, k_cut};
  RandomStream random = stream();
  for ([[maybe_unused]] const auto _ : state) benchmark::DoNotOptimize(muon.sample_delta(1000.0, random));
}
BENCHMARK(delta);

void make_tables(benchmark::State& state) {
  for ([[maybe_unused]] const auto _ : state) {
    benchmark::DoNotOptimize(HeavyIonization{k_argon, k_muon, -1.0, true, k_cut});
  }
}
BENCHMARK(make_tables)->Unit(benchmark::kMillisecond);

void make_radiation_tables(benchmark::State& state) {
  for ([[maybe_unused]] const auto _ : state) benchmark::DoNotOptimize(MuonRadiation{k_argon, 0.006, k_cut});
}
BENCHMARK(make_radiation_tables)->Unit(benchmark::kMillisecond);

void decay(benchmark::State& state, nuclear::PdgCode code) {
  RandomStream random = stream();
  const nuclear::Product parent{code, nuclear::FourVector::on_shell(nuclear::particle(code).mass, {0.0, 0.0, 500.0})};
  nuclear::Products products;
  for ([[maybe_unused]] const auto _ : state) {
    nuclear::decay(parent, random, products);
    benchmark::DoNotOptimize(products.data());
  }
}
BENCHMARK_CAPTURE(decay, muon, nuclear::pdg::mu_minus);
BENCHMARK_CAPTURE(decay, neutral_pion, nuclear::pdg::pi_zero);
BENCHMARK_CAPTURE(decay, kaon, nuclear::pdg::k_plus);

}  // namespace

BENCHMARK_MAIN();
