/// \file Speed of the embedded transport: events per second of single particles in liquid argon, as in the reference
/// runs (0.7 mm cut, 3 mm steps, no Rayleigh scattering, bremsstrahlung from 5 MeV). Compare with: Geant4 11.4.0's own
/// time per event in the same set-up, the counter `geant4_ms`, on one core of the machine those runs were made on;
/// nothing gates on these numbers.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>

#include "wirebench/nuclear/particle.hpp"
#include "wirebench/transport/embedded/engine.hpp"

namespace {

using namespace wirebench;
namespace pdg = nuclear::pdg;
using transport::embedded::EmbeddedEngine;
using transport::embedded::EmbeddedOptions;

const EmbeddedEngine& engine() {
  static const EmbeddedEngine made{[] {
    EmbeddedOptions options;
    options.processes.rayleigh = false;
    options.processes.neutron_capture = false;
    options.bremsstrahlung_from = Energy{5.0};
    options.slow_neutrons = transport::embedded::SlowNeutrons::extrapolated;
    return options;
  }()};
  return made;
}

void particle(benchmark::State& state, nuclear::PdgCode code, double kinetic, double geant4_ms) {
  const double mass = nuclear::particle(code).mass;
  transport::PrimaryEvent event;
  event.primaries.push_back({code, {0.0, 0.0, std::sqrt(kinetic * (kinetic + 2.0 * mass))}, {}, 0.0});
  (void)engine();  // the tables are not part of it
  std::uint64_t deposits = 0;
  for (auto _ : state) {
    ++event.event_id;
    deposits += engine().transport(event, {}).deposits.deposits.size();
  }
  state.counters["deposits"] = benchmark::Counter(static_cast<double>(deposits), benchmark::Counter::kAvgIterations);
  state.counters["events/s"] = benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
  state.counters["geant4_ms"] = geant4_ms;
}

void tables(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(EmbeddedEngine{});
}

BENCHMARK_CAPTURE(particle, electron_300, pdg::electron, 300.0, 1.138)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(particle, electron_1000, pdg::electron, 1000.0, 4.394)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(particle, gamma_1000, pdg::gamma, 1000.0, 3.753)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(particle, muon_1000, pdg::mu_minus, 1000.0, 3.098)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(particle, proton_500, pdg::proton, 500.0, 4.760)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(particle, pion_300, pdg::pi_minus, 300.0, 6.444)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(particle, neutron_300, pdg::neutron, 300.0, 7.448)->Unit(benchmark::kMillisecond);
BENCHMARK(tables)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
