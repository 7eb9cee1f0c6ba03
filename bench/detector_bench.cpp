/// \file Speed of the detector as a whole, from energy deposits to the image: neutrino events of 1 to 4 GeV in equal
/// classes, transported beforehand. Counters: channels and ticks of an event's waveforms, charge found (a mean over the
/// views, of the same events for all), events a second.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

#include "wirebench/core/install_paths.hpp"
#include "wirebench/core/memory_policy.hpp"
#include "wirebench/detector/imaging/image_maker.hpp"
#include "wirebench/generator/generator.hpp"
#include "wirebench/transport/embedded/engine.hpp"
#include "wirebench/transport/primary.hpp"

namespace {

using namespace wirebench;

const std::vector<transport::EventDeposits>& events() {
  static const std::vector<transport::EventDeposits> made = [] {
    const generator::Generator generator{generator::GeneratorOptions{}};
    const transport::embedded::EmbeddedEngine engine{{}};
    std::vector<transport::EventDeposits> all;
    for (std::uint64_t i = 0; i < 24; ++i) {
      all.push_back(engine.transport(transport::primaries_of(generator.event(i)), {}).deposits);
    }
    return all;
  }();
  return made;
}

void detect(benchmark::State& state, const std::string& preset, const std::vector<std::string>& overrides) {
  const detector::ImageMaker make{detector::read_detector_preset(preset, data_folder(), overrides), {}};
  std::size_t event = 0;
  // What is made when it is first needed is not an event's time.
  for (const transport::EventDeposits& deposits : events()) benchmark::DoNotOptimize(make(deposits).electrons_total);
  double channels = 0.0;
  double samples = 0.0;
  double charge = 0.0;
  for (auto _ : state) {
    const transport::EventDeposits& deposits = events()[event++ % events().size()];
    if (make.chain() == nullptr) {
      benchmark::DoNotOptimize(make(deposits).electrons_total);
      continue;
    }
    const detector::DetectedEvent detected = (*make.chain())(deposits, make.wanted(deposits));
    benchmark::DoNotOptimize(make(deposits, detected).electrons_total);
    for (const auto& view : detected.charge) {
      for (const detector::WireCharge& part : view) charge += part.electrons / 3.0;
    }
    for (const detector::ChannelBlock& block : detected.waveforms) {
      channels += static_cast<double>(block.channels.size());
      samples += static_cast<double>(block.samples.size());
    }
  }
  state.counters["channels"] = benchmark::Counter(channels, benchmark::Counter::kAvgIterations);
  state.counters["ticks"] = channels > 0.0 ? samples / channels : 0.0;
  state.counters["electrons"] = benchmark::Counter(charge, benchmark::Counter::kAvgIterations);
  state.counters["events/s"] = benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

BENCHMARK_CAPTURE(detect, projection, "poster", {})->Iterations(24)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(detect, poster_full, "poster-full", {})->Iterations(24)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(detect, microboone, "microboone", {})->Iterations(24)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(detect, sbnd, "sbnd", {})->Iterations(24)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(detect, dune_full_window, "dune-fd-hd", {"readout.window='full'"})
    ->Iterations(24)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(detect, dune_full_window_all_signals, "dune-fd-hd",
                  {"readout.window='full'", "readout.least_electrons=0.0"})
    ->Iterations(24)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(detect, dune_signal_window, "dune-fd-hd", {"readout.window='signal'"})
    ->Iterations(24)
    ->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char** argv) {
  wirebench::keep_freed_memory();  // as the program does
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
