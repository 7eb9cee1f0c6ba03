/// \file Speed of the detector as a whole, from energy deposits to the image, and of its last stages: neutrino events
/// of 1 to 4 GeV in equal classes, transported beforehand. Counters: channels and ticks of an event's waveforms, charge
/// found (a mean over the views, of the same events for all), events a second, and the memory a thread needs beside
/// what all threads share. The stages before: drift_bench, readout_bench.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "resource_use.hpp"

#include "wirebench/core/install_paths.hpp"
#include "wirebench/core/memory_policy.hpp"
#include "wirebench/detector/imaging/image_maker.hpp"
#include "wirebench/detector/reconstruction/charge_on_wires.hpp"
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

/// MB that `work` needs in a thread of its own, over what there is before.
template <class Work>
std::optional<double> memory_of_a_thread(Work&& work) {
  ::malloc_trim(0);  // what was freed is not in use
  const auto before = bench::peak_memory_mb([] {});
  const auto peak = bench::peak_memory_mb([&] { std::thread{work}.join(); });
  if (!before || !peak) return std::nullopt;
  return *peak - *before;
}

void detect(benchmark::State& state, const std::string& preset, const std::vector<std::string>& overrides) {
  const detector::ImageMaker make{detector::read_detector_preset(preset, data_folder(), overrides), {}};
  std::size_t event = 0;
  // What is made when it is first needed is neither an event's time nor its memory.
  const auto all = [&] {
    for (const transport::EventDeposits& deposits : events()) benchmark::DoNotOptimize(make(deposits).electrons_total);
  };
  all();
  const auto memory = memory_of_a_thread(all);
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
  if (memory) state.counters["MB/thread"] = *memory;
  state.counters["electrons"] = benchmark::Counter(charge, benchmark::Counter::kAvgIterations);
  state.counters["events/s"] = benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

BENCHMARK_CAPTURE(detect, projection, "poster", {})->Iterations(480)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(detect, poster_full, "poster-full", {})->Iterations(24)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(detect, microboone, "microboone", {})->Iterations(24)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(detect, sbnd, "sbnd", {})->Iterations(24)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(detect, dune_full_window, "dune-fd-hd", {"readout.window='full'"})
    ->Iterations(24)
    ->Unit(benchmark::kMillisecond);
/// As long as such events take: vertices are half a drift away.
BENCHMARK_CAPTURE(detect, dune_full_window_3400_ticks, "dune-fd-hd",
                  {"readout.window='full'", "readout.start_us=200", "readout.ticks=3400"})
    ->Iterations(24)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(detect, dune_full_window_all_signals, "dune-fd-hd",
                  {"readout.window='full'", "readout.least_electrons=0.0"})
    ->Iterations(24)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(detect, dune_signal_window, "dune-fd-hd", {"readout.window='signal'"})
    ->Iterations(24)
    ->Unit(benchmark::kMillisecond);

/// Events of dune-fd-hd as signal processing leaves them.
std::vector<detector::DetectedEvent> detected_events(const detector::ImageMaker& make) {
  std::vector<detector::DetectedEvent> all;
  for (const transport::EventDeposits& deposits : events()) {
    all.push_back((*make.chain())(deposits, make.wanted(deposits)));
    all.back().waveforms.clear();
  }
  return all;
}

/// Charge of channels to charge on wires, the choice among the stretches of wrapped wires included.
void place(benchmark::State& state) {
  const detector::DetectorPreset preset = detector::read_detector_preset("dune-fd-hd");
  const detector::ImageMaker make{preset, {}};
  std::vector<std::vector<std::array<detector::ChannelSignals, detector::k_planes>>> by_event;
  for (const detector::DetectedEvent& detected : detected_events(make)) {
    auto& anodes = by_event.emplace_back();
    for (std::size_t i = 0; i < detected.signals.size(); i += detector::k_planes) {
      auto& anode = anodes.emplace_back();
      std::copy_n(detected.signals.begin() + static_cast<std::ptrdiff_t>(i), detector::k_planes, anode.begin());
    }
  }
  const auto place_one = [&](std::size_t event) {
    detector::WirePlaneCharge views;
    for (const auto& signals : by_event[event % by_event.size()]) {
      benchmark::DoNotOptimize(detector::place_on_wires(*preset.geometry, signals, preset.drift.velocity, views));
    }
    return views.back().size();
  };
  const auto memory = memory_of_a_thread([&] {
    for (std::size_t event = 0; event < by_event.size(); ++event) benchmark::DoNotOptimize(place_one(event));
  });
  std::size_t event = 0;
  for (auto _ : state) benchmark::DoNotOptimize(place_one(event++));
  if (memory) state.counters["MB/thread"] = *memory;
  state.counters["events/s"] = benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(place)->Unit(benchmark::kMillisecond);

/// Charge on wires to the image, with the image of the true particles or without.
void image(benchmark::State& state) {
  detector::ImageOptions options;
  options.truth = state.range(0) != 0;
  options.size = static_cast<std::uint32_t>(state.range(1));
  options.pixel = Length{2240.0 / static_cast<double>(options.size)};
  const detector::ImageMaker make{detector::read_detector_preset("dune-fd-hd"), options};
  const std::vector<detector::DetectedEvent> detected = detected_events(make);
  const auto image_one = [&](std::size_t event) {
    event %= detected.size();
    return make(events()[event], detected[event]).electrons_total;
  };
  const auto memory = memory_of_a_thread([&] {
    for (std::size_t event = 0; event < detected.size(); ++event) benchmark::DoNotOptimize(image_one(event));
  });
  std::size_t event = 0;
  for (auto _ : state) benchmark::DoNotOptimize(image_one(event++));
  if (memory) state.counters["MB/thread"] = *memory;
  state.counters["events/s"] = benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(image)->ArgNames({"truth", "size"})->ArgsProduct({{0, 1}, {64, 224}})->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char** argv) {
  wirebench::keep_freed_memory();  // as the program does
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
