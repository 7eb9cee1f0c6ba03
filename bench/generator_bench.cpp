/// \file Speed of the embedded generator: making the tables, and events by class and at single energies.
/// Compare with: nothing gates on these numbers; they depend on the machine.
#include <benchmark/benchmark.h>

#include <cstdint>

#include "wirebench/generator/generator.hpp"

namespace {

using wirebench::Energy;
using wirebench::generator::EventClass;
using wirebench::generator::FluxKind;
using wirebench::generator::Generator;
using wirebench::generator::GeneratorOptions;

void build_tables(benchmark::State& state) {
  for (auto _ : state) {
    const Generator generator{GeneratorOptions{}};
    benchmark::DoNotOptimize(generator.flux_averaged_cross_section());
  }
}
BENCHMARK(build_tables)->Unit(benchmark::kMillisecond);

void make_events(benchmark::State& state, const GeneratorOptions& options) {
  const Generator generator{options};
  std::uint64_t number = 0;
  for (auto _ : state) benchmark::DoNotOptimize(generator.event(number++));
  state.SetItemsProcessed(state.iterations());
}

void balanced_sample(benchmark::State& state) {
  make_events(state, GeneratorOptions{});
}
BENCHMARK(balanced_sample)->Unit(benchmark::kMicrosecond);

void without_final_state_interactions(benchmark::State& state) {
  GeneratorOptions options;
  options.final_state_interactions = false;
  make_events(state, options);
}
BENCHMARK(without_final_state_interactions)->Unit(benchmark::kMicrosecond);

/// Argument: neutrino energy in MeV.
void muon_neutrinos_of_one_energy(benchmark::State& state) {
  GeneratorOptions options;
  options.classes = {EventClass::numu_charged_current};
  options.flux = FluxKind::single_energy;
  options.energy = Energy{static_cast<double>(state.range(0))};
  make_events(state, options);
}
BENCHMARK(muon_neutrinos_of_one_energy)->Arg(300)->Arg(1000)->Arg(3000)->Arg(10000)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
