#include "wirebench/detector/reconstruction/signal_processing.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "detector/reconstruction/straight_track.hpp"

namespace wirebench::detector {
namespace {

double sum_of(std::span<const float> charge) {
  return std::accumulate(charge.begin(), charge.end(), 0.0);
}

double total(const ChannelSignals& signals) {
  double sum = 0.0;
  for (const SignalRegion& region : signals.regions) sum += sum_of(signals.charge(region));
  return sum;
}

double electrons_of(const std::vector<ElectronCloud>& clouds) {
  double sum = 0.0;
  for (const ElectronCloud& cloud : clouds) sum += cloud.electrons;
  return sum;
}

std::vector<ChannelBlock> waveforms(const TestReadout& readout, const std::vector<ElectronCloud>& clouds,
                                    std::uint32_t layer, std::uint64_t event) {
  Synthesized made = readout.synthesize(clouds, readout.geometry, 0, layer);
  for (ChannelBlock& block : made.blocks) {
    readout.noise(block, readout.geometry.anodes()[0].layers[layer], event);
    readout.digitize(block);
  }
  return std::move(made.blocks);
}

/// Counts of the first channels of a layer without any signal.
ChannelBlock noise_alone(const TestReadout& readout, std::uint32_t layer, std::uint32_t channels) {
  ChannelBlock block;
  block.plane = layer;
  block.tick = readout.window.tick;
  block.ticks = readout.window.ticks;
  for (std::uint32_t channel = 0; channel < channels; ++channel) block.channels.push_back(channel);
  block.samples.assign(block.ticks * block.channels.size(), 0.0F);
  readout.noise(block, readout.geometry.anodes()[0].layers[layer], 3);
  readout.digitize(block);
  return block;
}

/// Charge found on tracks at `theta`, over what was there: the mean of `tracks` tracks.
double recovered(const TestReadout& readout, std::uint32_t layer, double theta, int tracks) {
  double found = 0.0;
  double truth = 0.0;
  for (int i = 0; i < tracks; ++i) {
    const auto clouds = straight_track(readout, layer, theta, 300.0, 0.37 * i);
    truth += electrons_of(clouds);
    found += total(readout.process(waveforms(readout, clouds, layer, static_cast<std::uint64_t>(i)), readout.geometry));
  }
  return found / truth;
}

// The bounds are those an analysis asks for; the two-dimensional deconvolution of Wire-Cell is as good at these angles
// (arXiv:1802.08709, figure 24 and after).
TEST(SignalProcessing, FindsTheChargeOfStraightTracks) {
  for (const std::string set : {"DUNE", "uBooNE"}) {
    const TestReadout readout = test_readout(set, true);
    for (std::uint32_t layer = 0; layer < 3; ++layer) {
      for (const double theta : {0.0, 20.0, 40.0, 60.0}) {
        EXPECT_NEAR(recovered(readout, layer, theta, 4), 1.0, layer == 2 ? 0.03 : 0.08)
            << set << ", layer " << layer << ", " << theta << " degrees";
      }
      // Beyond that tracks go along the drift and induction planes see less and less of them: written down, not judged.
      for (const int theta : {0, 20, 40, 60, 70, 75, 80, 85}) {
        RecordProperty(set + "_layer" + std::to_string(layer) + "_at_" + std::to_string(theta),
                       std::to_string(recovered(readout, layer, theta, 4)));
      }
    }
  }
}

TEST(SignalProcessing, PutsTheChargeWhereItIs) {
  const TestReadout readout = test_readout("DUNE", false);
  for (std::uint32_t layer = 0; layer < 3; ++layer) {
    const auto clouds = straight_track(readout, layer, 40.0, 300.0);
    const ChannelSignals signals = readout.process(waveforms(readout, clouds, layer, 0), readout.geometry);
    const FacePlane& plane = readout.geometry.faces()[0].planes[layer];
    std::map<std::uint32_t, double> charge_on;  // by channel
    std::map<std::uint32_t, double> time_on;
    for (const ElectronCloud& cloud : clouds) {
      const auto wire = plane.nearest_wire({cloud.vertical, cloud.beam});
      ASSERT_TRUE(wire.has_value());
      charge_on[plane.channels[*wire]] += cloud.electrons;
      time_on[plane.channels[*wire]] += cloud.electrons * cloud.time;
    }
    // The wires at the track's ends are smeared into the empty ones beside them.
    const std::uint32_t first = charge_on.begin()->first + 4;
    const std::uint32_t last = charge_on.rbegin()->first - 4;
    std::map<std::uint32_t, double> found_on;
    std::map<std::uint32_t, double> found_time;
    for (const SignalRegion& region : signals.regions) {
      const auto charge = signals.charge(region);
      for (std::size_t i = 0; i < charge.size(); ++i) {
        const double time = signals.start.value() + (region.first + static_cast<double>(i)) * signals.sample.value();
        found_on[region.channel] += static_cast<double>(charge[i]);
        found_time[region.channel] += static_cast<double>(charge[i]) * time;
      }
    }
    for (std::uint32_t channel = first; channel <= last; ++channel) {
      EXPECT_NEAR(found_on[channel] / charge_on[channel], 1.0, 0.10) << "layer " << layer << " channel " << channel;
      EXPECT_NEAR(found_time[channel] / found_on[channel], time_on[channel] / charge_on[channel], 500.0)
          << "layer " << layer << " channel " << channel;
    }
  }
}

TEST(SignalProcessing, AWindowAroundTheSignalGivesTheSameCharge) {
  const TestReadout full = test_readout("DUNE", true);
  const TestReadout windowed = test_readout("DUNE", true, TickSelection::signal);
  for (std::uint32_t layer = 0; layer < 3; ++layer) {
    double whole = 0.0;
    double part = 0.0;
    for (int i = 0; i < 6; ++i) {
      const auto clouds = straight_track(full, layer, 10.0 * i, 300.0, 0.37 * i);
      const auto event = static_cast<std::uint64_t>(i);
      const std::vector<ChannelBlock> windows = waveforms(windowed, clouds, layer, event);
      for (const ChannelBlock& window : windows) EXPECT_LT(window.ticks, 700U);
      part += total(windowed.process(windows, windowed.geometry));
      whole += total(full.process(waveforms(full, clouds, layer, event), full.geometry));
    }
    EXPECT_NEAR(part / whole, 1.0, 0.005) << "layer " << layer;
  }
}

TEST(SignalProcessing, FindsNextToNothingInNoise) {
  const TestReadout readout = test_readout("DUNE", true);
  for (std::uint32_t layer = 0; layer < 3; ++layer) {
    // 300 waveforms of 1.7 ms; a minimum-ionising particle leaves some 30,000 electrons on each of them.
    const ChannelSignals signals = readout.process(noise_alone(readout, layer, 300), readout.geometry);
    EXPECT_LT(signals.regions.size(), 4U) << "layer " << layer;
    EXPECT_LT(std::abs(total(signals)), 20000.0);
  }
}

TEST(SignalProcessing, ExpectsTheNoiseThereIs) {
  // Of Gaussian noise, once smoothed, one stretch in several hundred exceeds 3.5 standard deviations, and hardly any 7:
  // a threshold in units of the expected noise finds that many regions only if the noise is as expected.
  ReconstructionOptions options;
  options.threshold = {3.5, 3.5, 3.5};
  options.least_region_electrons = 0.0;
  TestReadout readout = test_readout("DUNE", true, TickSelection::full, options);
  for (std::uint32_t layer = 0; layer < 3; ++layer) {
    const ChannelLayer& channels = readout.geometry.anodes()[0].layers[layer];
    EXPECT_GT(readout.process.noise(layer, 4.0 * units::meter), readout.process.noise(layer, 2.0 * units::meter));
    const ChannelSignals signals = readout.process(noise_alone(readout, layer, 300), readout.geometry);
    // Gaussian noise of correlation time ~3 us crosses 3.5 sigma upwards at exp(-3.5^2 / 2) / (2 pi 1.2 us) (Rice's
    // formula): 0.3 times in 1000 us; in 300 waveforms of 1700 us, 150 times. Positive regions alone are kept.
    const double crossings = static_cast<double>(signals.regions.size());
    EXPECT_GT(crossings, 50.0) << "layer " << layer << ", " << channels.channels() << " channels";
    EXPECT_LT(crossings, 400.0) << "layer " << layer;
  }
}

// Narrower filters let signal processing take fewer samples of a waveform; charge and noise must not depend on that.
TEST(SignalProcessing, TakesAsManySamplesAsItsFiltersNeed) {
  struct Case {
    double narrower;  // filters than the default ones
    double ticks;     // of a sample
  };
  for (const Case& one : {Case{0.85, 1.0}, Case{1.0, 2.0}, Case{2.0, 4.0}, Case{4.0, 8.0}}) {
    ReconstructionOptions options;
    options.gaussian_mhz /= one.narrower;
    for (LowPass& filter : options.search_filter) filter.scale_mhz /= one.narrower;
    options.padding = one.narrower * options.padding;
    const TestReadout readout = test_readout("DUNE", true, TickSelection::full, options);
    ReconstructionOptions low_threshold = options;
    low_threshold.threshold = {3.5, 3.5, 3.5};
    low_threshold.least_electrons_per_tick = 0.0;
    low_threshold.least_region_electrons = 0.0;
    const TestReadout searching = test_readout("DUNE", true, TickSelection::full, low_threshold);
    for (std::uint32_t layer = 0; layer < 3; ++layer) {
      const std::string where = "layer " + std::to_string(layer) + ", " + std::to_string(one.ticks) + " ticks a sample";
      const ChannelSignals noise = searching.process(noise_alone(searching, layer, 300), searching.geometry);
      EXPECT_NEAR(noise.sample / searching.window.tick, one.ticks, 1.0e-9) << where;
      // As in ExpectsTheNoiseThereIs: the rate goes with the width of the filter; longer padding joins more of them.
      EXPECT_GT(static_cast<double>(noise.regions.size()), 30.0 / one.narrower) << where;
      EXPECT_LT(static_cast<double>(noise.regions.size()), 400.0 / one.narrower) << where;
      for (const double theta : {0.0, 40.0}) {
        EXPECT_NEAR(recovered(readout, layer, theta, 2), 1.0, layer == 2 ? 0.03 : 0.08) << where << ", " << theta;
      }
    }
  }
}

TEST(SignalProcessing, ChargeOfOneFaceDoesNotShowOnTheOther) {
  TestReadout readout = test_readout("DUNE", false);
  GeometryDescription description = readout.geometry.description();
  for (std::size_t layer = 0; layer < 2; ++layer) description.layers[layer].winding = Winding::wrapped;
  description.anodes[0].sides = {Side::below, Side::above};
  const Geometry both{description};
  // The last channel of the first face's collection wires and the first of the second face's have successive numbers
  // and are not neighbours.
  const ChannelLayer& layer = both.anodes()[0].layers[2];
  std::uint32_t last = 0;
  while (layer.segments(last)[0].face == layer.segments(last + 1)[0].face) ++last;
  ChannelBlock block;
  block.plane = 2;
  block.tick = readout.window.tick;
  block.ticks = 600;
  for (std::uint32_t channel = last - 5; channel <= last + 6; ++channel) block.channels.push_back(channel);
  block.samples.assign(block.ticks * block.channels.size(), 0.0F);
  const std::vector<float> shape = readout.synthesize.response(2).average();
  const std::size_t ticks = readout.synthesize.response(2).ticks();
  for (std::size_t tick = 0; tick < ticks; ++tick) {
    block.row(5)[200 + tick] = 1.0e5F * shape[readout.synthesize.response(2).reach() * ticks + tick];
  }
  readout.synthesize.coupling().filter(block.samples, block.ticks);
  readout.digitize(block);
  const ChannelSignals signals = readout.process(block, both);
  ASSERT_FALSE(signals.regions.empty());
  bool found_on_last = false;
  for (const SignalRegion& region : signals.regions) {
    EXPECT_LE(region.channel, last);
    found_on_last |= region.channel == last;
  }
  EXPECT_TRUE(found_on_last);
}

TEST(SignalProcessing, DeadChannelsAndEmptyBlocksGiveNothing) {
  const TestReadout readout = test_readout("DUNE", true);
  ChannelBlock block;
  block.plane = 1;
  block.tick = readout.window.tick;
  block.ticks = 500;
  EXPECT_TRUE(readout.process(block, readout.geometry).regions.empty());
  block.channels = {10, 11, 12};
  block.samples.assign(3 * block.ticks, 9400.0F);
  EXPECT_TRUE(readout.process(block, readout.geometry).regions.empty());
}

}  // namespace
}  // namespace wirebench::detector
