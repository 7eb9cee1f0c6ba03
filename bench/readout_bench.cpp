/// \file Speed of the readout's stages: a few-GeV event's worth of charge on one DUNE-like frame of 2.3 m by 6 m.

#include <benchmark/benchmark.h>

#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "wirebench/core/random.hpp"
#include "wirebench/detector/readout/digitizer.hpp"
#include "wirebench/detector/readout/noise.hpp"
#include "wirebench/detector/readout/synthesis.hpp"
#include "wirebench/detector/readout/wire_grid_response.hpp"
#include "wirebench/detector/reconstruction/signal_processing.hpp"

namespace wirebench::detector {
namespace {

Geometry frame() {
  GeometryDescription description;
  description.views = {WirePlane{"U", 35.7 * units::degree, Length{4.669}},
                       WirePlane{"V", -35.7 * units::degree, Length{4.669}}, WirePlane{"W", Angle{0.0}, Length{4.79}}};
  description.layers[0] = {Length{9.52}, Winding::wrapped, {}};
  description.layers[1] = {Length{4.76}, Winding::wrapped, {}};
  description.drift_length = Length{3594.0};
  AnodeDescription anode;
  anode.half_thickness = Length{40.0};
  anode.vertical = {0.0, 5984.0};
  anode.beam = {0.0, 2299.8};
  anode.sides = {Side::below, Side::above};
  anode.where = "bench";
  description.anodes = {anode};
  return Geometry{description};
}

WireGridResponseOptions planes() {
  WireGridResponseOptions options;
  options.geometry = {4.71, 0.063, 3.9, 60.0, {{14.13, -665.0}, {9.42, -370.0}, {4.71, 0.0}, {0.0, 820.0}}};
  options.unread_planes = 1;
  return options;
}

double speed(ElectricField field) {
  return 1.6e-3 * std::pow(field.in(units::volt_per_centimeter) / 500.0, 0.5);
}

/// Tracks of 2.5 m in all, 1 mm a cloud, within 2 m: 2500 clouds of 5 ke, diffused as after half the drift.
std::vector<ElectronCloud> event_charge() {
  RandomStream random{1, RandomStage::test, 0};
  std::vector<ElectronCloud> clouds;
  for (int track = 0; track < 5; ++track) {
    const double cosine = random.uniform(-0.9, 0.9);
    const double angle = random.uniform(-0.5, 0.5);
    for (int i = 0; i < 500; ++i) {
      const double s = i;
      clouds.push_back({8.0e5 + 620.0 * cosine * s, 3000.0 + s * std::sqrt(1.0 - cosine * cosine) * std::sin(angle),
                        800.0 + s * std::sqrt(1.0 - cosine * cosine) * std::cos(angle), 5000.0, 600.0, 1.4, 0, 0});
    }
  }
  return clouds;
}

ReadoutWindow window(TickSelection selection) {
  ReadoutWindow window;
  window.ticks = 3400;
  window.selection = selection;
  return window;
}

WaveformSynthesis synthesis(TickSelection selection) {
  return {shape_response(wire_grid_response(planes(), 500.0 * units::volt_per_centimeter, speed),
                         ElectronicsResponse{ElectronicsOptions{}}, Time{500.0}),
          AcCoupling{1.0 * units::millisecond, 1, Time{500.0}}, window(selection)};
}

void field_response(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(wire_grid_response(planes(), 500.0 * units::volt_per_centimeter, speed));
  }
}
BENCHMARK(field_response)->Unit(benchmark::kMillisecond);

void synthesize(benchmark::State& state) {
  const Geometry geometry = frame();
  const WaveformSynthesis make = synthesis(static_cast<TickSelection>(state.range(0)));
  const std::vector<ElectronCloud> clouds = event_charge();
  std::size_t channels = 0;
  std::array<Synthesized, 3> planes_made;
  for (auto _ : state) {
    channels = 0;
    for (std::uint32_t layer = 0; layer < 3; ++layer) {
      Synthesized& made = planes_made[layer];
      make(clouds, geometry, 0, layer, made);
      for (const ChannelBlock& block : made.blocks) channels += block.channels.size();
      benchmark::DoNotOptimize(made.blocks.data());
    }
  }
  state.counters["channels"] = static_cast<double>(channels);
}
BENCHMARK(synthesize)->Arg(0)->Arg(1)->ArgName("signal_window")->Unit(benchmark::kMillisecond);

ChannelBlock block_of(std::uint32_t channels, std::size_t ticks) {
  ChannelBlock block;
  block.plane = 2;
  block.ticks = ticks;
  block.tick = Time{500.0};
  for (std::uint32_t i = 0; i < channels; ++i) block.channels.push_back(i);
  block.samples.assign(channels * ticks, 0.0F);
  return block;
}

/// 1200 channels, in the ticks given.
void noise(benchmark::State& state) {
  NoiseOptions options;
  options.base_e = {139.0, 139.0, 139.0};
  options.slope_e_per_m = {44.5, 44.5, 44.5};
  options.white_e = {74.0, 74.0, 74.0};
  const NoiseGenerator generate{options, 14.0 / k_electrons_per_fc, Time{500.0}, 1};
  const ChannelLayer layer{0, std::vector<std::vector<WireSegment>>(1200, {WireSegment{}}),
                           std::vector<float>(1200, 5950.0F)};
  ChannelBlock block = block_of(1200, static_cast<std::size_t>(state.range(0)));
  std::uint64_t event = 0;
  for (auto _ : state) {
    generate(block, layer, event++);
    benchmark::DoNotOptimize(block.samples.data());
  }
}
BENCHMARK(noise)->Arg(3400)->Arg(1000)->ArgName("ticks")->Unit(benchmark::kMillisecond);

void coupling(benchmark::State& state) {
  const AcCoupling couple{1.0 * units::millisecond, 1, Time{500.0}};
  ChannelBlock block = block_of(1200, 3400);
  for (auto _ : state) {
    couple.filter(block.samples, block.ticks);
    benchmark::DoNotOptimize(block.samples.data());
  }
}
BENCHMARK(coupling)->Unit(benchmark::kMillisecond);

void digitize(benchmark::State& state) {
  const Digitizer digitizer{{14, 0.0854, {1003.4, 1003.4, 507.7}, Rounding::down}};
  ChannelBlock block = block_of(1200, 3400);
  for (auto _ : state) {
    benchmark::DoNotOptimize(digitizer(block));
    benchmark::ClobberMemory();
  }
}
BENCHMARK(digitize)->Unit(benchmark::kMillisecond);

/// The waveforms of all planes of the event, with noise, back to charge.
void reconstruct(benchmark::State& state) {
  const Geometry geometry = frame();
  const auto selection = static_cast<TickSelection>(state.range(0));
  const WaveformSynthesis make = synthesis(selection);
  NoiseOptions noise_options;
  noise_options.base_e = {186.0, 186.0, 139.0};
  noise_options.slope_e_per_m = {44.5, 44.5, 44.5};
  noise_options.white_e = {90.0, 90.0, 74.0};
  const NoiseGenerator noise{noise_options, 14.0 / k_electrons_per_fc, Time{500.0}, 1};
  const Digitizer digitizer{{14, 0.0854, {803.4, 803.4, 307.7}, Rounding::down}};
  const std::vector<PlaneShapedResponse> responses{make.response(0), make.response(1), make.response(2)};
  const SignalProcessing process{{}, responses, make.coupling(), digitizer, noise, window(selection)};
  std::array<std::vector<ChannelBlock>, 3> layers;
  double channels = 0.0;
  for (std::uint32_t layer = 0; layer < 3; ++layer) {
    Synthesized made;
    make(event_charge(), geometry, 0, layer, made);
    for (ChannelBlock& block : made.blocks) {
      noise(block, geometry.anodes()[0].layers[layer], 1);
      digitizer(block);
      channels += static_cast<double>(block.channels.size());
    }
    layers[layer] = std::move(made.blocks);
  }
  for (auto _ : state) {
    for (const auto& blocks : layers) benchmark::DoNotOptimize(process(blocks, geometry).electrons.data());
  }
  state.counters["channels"] = channels;
}
BENCHMARK(reconstruct)->Arg(0)->Arg(1)->ArgName("signal_window")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace wirebench::detector

BENCHMARK_MAIN();
