#include "wirebench/detector/readout/synthesis.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "detector/readout/noise_sets.hpp"
#include "detector/readout/response_sets.hpp"

#include "wirebench/detector/readout/noise.hpp"

namespace wirebench::detector {
namespace {

constexpr Time k_tick{500.0};

ElectronicsOptions dune_electronics() {
  ElectronicsOptions options;  // 14 mV/fC, 2.2 us
  options.rc_stages = 0;
  return options;
}

Geometry one_anode(Winding winding = Winding::flat) {
  GeometryDescription description;
  description.views = {WirePlane{"U", 35.7 * units::degree, Length{4.67}},
                       WirePlane{"V", -35.7 * units::degree, Length{4.67}}, WirePlane{"W", Angle{0.0}, Length{4.79}}};
  description.layers = {LayerDescription{Length{9.52}, winding, {}}, LayerDescription{Length{4.76}, winding, {}},
                        LayerDescription{Length{0.0}, Winding::flat, {}}};
  description.drift_length = Length{2000.0};
  AnodeDescription anode;
  anode.half_thickness = Length{50.0};
  anode.vertical = {-500.0, 500.0};
  anode.beam = {0.0, 60 * 4.79};
  anode.sides = winding == Winding::flat ? std::vector<Side>{Side::below} : std::vector<Side>{Side::below, Side::above};
  anode.where = "test";
  description.anodes = {anode};
  return Geometry{description};
}

WaveformSynthesis synthesis(const ReadoutWindow& window, int rc_stages = 0) {
  return {shape_response(computed_response("DUNE"), ElectronicsResponse{dune_electronics()}, window.tick),
          AcCoupling{1.0 * units::millisecond, rc_stages, window.tick}, window};
}

/// The waveforms of point charges from the definitions: each point's currents on the neighbouring wires, folded with
/// the electronics, at every tick.
class DirectSum {
 public:
  DirectSum(const FieldResponse& field, std::size_t plane) : plane_{field.planes[plane]}, start_{field.start.value()} {
    const ElectronicsResponse electronics{dune_electronics()};
    const std::size_t length = plane_.samples + static_cast<std::size_t>(electronics.length().value() / k_step) + 2;
    for (std::size_t row = 0; row < plane_.impacts() * plane_.wires(); ++row) {
      std::vector<double> wave(length, 0.0);
      const float* const current = plane_.row(row / plane_.wires(), row % plane_.wires());
      for (std::size_t sample = 0; sample < plane_.samples; ++sample) {
        const double charge = k_step * static_cast<double>(current[sample]) / 6241.5;
        for (std::size_t i = sample; i < length; ++i) {
          wave[i] += charge * electronics(Time{(static_cast<double>(i - sample) - 0.5) * k_step});
        }
      }
      waves_.push_back(wave);
    }
  }

  /// Adds a point charge to waveforms by wire.
  void add(double electrons, double wire_position, double time, std::size_t ticks,
           std::map<int, std::vector<double>>& out) const {
    const double wire = std::floor(wire_position + 0.5);
    const double place = (wire_position - wire + 0.5) * static_cast<double>(plane_.steps);
    const auto low = std::min(static_cast<std::size_t>(place), plane_.steps - 1);
    const double f = place - static_cast<double>(low);
    for (std::size_t seen = 0; seen < plane_.wires(); ++seen) {
      std::vector<double>& row = out[static_cast<int>(wire) + static_cast<int>(seen) - static_cast<int>(plane_.reach)];
      row.resize(ticks, 0.0);
      for (std::size_t tick = 0; tick < ticks; ++tick) {
        const double since = (static_cast<double>(tick) * k_tick.value() - time - start_) / k_step;
        if (since < 0.0) continue;
        const auto i = static_cast<std::size_t>(since);
        const double part = since - static_cast<double>(i);
        const auto at = [&](std::size_t impact) {
          const std::vector<double>& wave = waves_[impact * plane_.wires() + seen];
          return i + 1 < wave.size() ? (1.0 - part) * wave[i] + part * wave[i + 1] : 0.0;
        };
        row[tick] += electrons * ((1.0 - f) * at(low) + f * at(low + 1));
      }
    }
  }

 private:
  static constexpr double k_step = 100.0;  // ns, the field response's period
  const PlaneFieldResponse& plane_;
  double start_;
  std::vector<std::vector<double>> waves_;
};

TEST(WaveformSynthesis, StraightTrackIsTheSumOverItsElectrons) {
  const FieldResponse field = computed_response("DUNE");
  const Geometry geometry = one_anode();
  ReadoutWindow window;
  window.ticks = 400;
  const WaveformSynthesis synthesize = synthesis(window);
  std::vector<ElectronCloud> clouds;
  for (int i = 0; i < 24; ++i) {
    const double s = i;
    clouds.push_back(
        {90000.0 + 900.0 * s, 10.0 - 2.0 * s, 100.0 + 2.3 * s, 12000.0 + 100.0 * s, 30.0 * s, 0.06 * s, 0, 0});
  }
  for (std::uint32_t layer = 0; layer < 3; ++layer) {
    const DirectSum direct{field, layer};
    const FacePlane& plane = geometry.faces()[0].planes[layer];
    std::map<int, std::vector<double>> expected;
    for (const ElectronCloud& cloud : clouds) {
      // Simpson-like grid over the Gaussian, cut at 3 sigma as the synthesis cuts.
      constexpr int half = 8;
      double total = 0.0;
      const auto weight = [](int i) {
        return std::exp(-0.5 * std::pow(3.0 * i / half, 2)) * (std::abs(i) == half ? 0.5 : 1.0);
      };
      for (int i = -half; i <= half; ++i) total += weight(i);
      for (int i = -half; i <= half; ++i) {
        for (int j = -half; j <= half; ++j) {
          const double across =
              plane.wire_position({cloud.vertical, cloud.beam}) + 3.0 * i / half * cloud.sigma_transverse / plane.pitch;
          direct.add(cloud.electrons * weight(i) * weight(j) / (total * total), across,
                     cloud.time + 3.0 * j / half * cloud.sigma_time, window.ticks, expected);
        }
      }
    }
    const Synthesized made = synthesize(clouds, geometry, 0, layer);
    EXPECT_EQ(made.electrons_outside, 0.0);
    double peak = 0.0;
    for (const auto& [wire, row] : expected) {
      for (const double value : row) peak = std::max(peak, std::abs(value));
    }
    ASSERT_GT(peak, 10.0);  // mV
    std::size_t compared = 0;
    for (const auto& [wire, row] : expected) {
      if (wire < 0 || wire >= static_cast<int>(plane.wires())) continue;
      const auto found = std::find(made.blocks.front().channels.begin(), made.blocks.front().channels.end(),
                                   plane.channels[static_cast<std::size_t>(wire)]);
      ASSERT_NE(found, made.blocks.front().channels.end());
      const auto samples =
          made.blocks.front().row(static_cast<std::size_t>(found - made.blocks.front().channels.begin()));
      for (std::size_t tick = 0; tick < window.ticks; ++tick) {
        // The sums differ in how they interpolate in time and across (clouds without width show it most), and patterns
        // give the response within 1e-2.
        ASSERT_NEAR(static_cast<double>(samples[tick]), row[tick], 0.015 * peak)
            << "layer " << layer << " wire " << wire << " tick " << tick;
      }
      ++compared;
    }
    EXPECT_GE(compared, 10U);
  }
}

TEST(WaveformSynthesis, CollectedChargeIsTheAreaOfTheWaveforms) {
  // The area of the shaper's answer is 1.2690 peaking times: 14 mV/fC, 2.2 us and ticks of 0.5 us make 78.17 mV ticks
  // of a fC; 100000 electrons are 16.022 fC.
  const Geometry geometry = one_anode();
  ReadoutWindow window;
  window.ticks = 600;
  const std::vector<ElectronCloud> clouds{{150000.0, 3.0, 141.0, 1.0e5, 900.0, 1.3, 0, 0}};
  const Synthesized made = synthesis(window)(clouds, geometry, 0, 2);
  double area = 0.0;
  for (const float value : made.blocks.front().samples) area += static_cast<double>(value);
  EXPECT_NEAR(area / (16.0218 * 78.17), 1.0, 0.004);
  EXPECT_EQ(made.electrons, 1.0e5);
  const Synthesized induced = synthesis(window)(clouds, geometry, 0, 0);
  double net = 0.0;
  for (const float value : induced.blocks.front().samples) net += static_cast<double>(value);
  EXPECT_NEAR(net / area, 0.0, 0.004);
}

TEST(WaveformSynthesis, WindowsAroundTheSignalsCutTheFullOne) {
  const Geometry geometry = one_anode();
  ReadoutWindow window;
  window.ticks = 2000;
  // Two points on the same wires at different times, and one elsewhere.
  const std::vector<ElectronCloud> clouds{{250000.0, 3.0, 141.0, 1.0e5, 900.0, 1.3, 0, 0},
                                          {750000.0, 3.0, 141.0, 1.0e5, 900.0, 1.3, 0, 0},
                                          {450000.0, 3.0, 41.0, 1.0e5, 900.0, 1.3, 0, 0}};
  const Synthesized full = synthesis(window)(clouds, geometry, 0, 1);
  ASSERT_EQ(full.blocks.size(), 1U);
  window.selection = TickSelection::signal;
  window.margin = 30;
  const Synthesized part = synthesis(window)(clouds, geometry, 0, 1);
  EXPECT_GE(part.blocks.size(), 3U);
  std::map<std::uint32_t, std::vector<float>> put_together;
  for (const ChannelBlock& block : part.blocks) {
    EXPECT_LT(block.ticks, 350U);
    EXPECT_EQ(block.first_tick % 8, 0);
    for (std::size_t i = 0; i < block.channels.size(); ++i) {
      std::vector<float>& row = put_together.try_emplace(block.channels[i], window.ticks, 0.0F).first->second;
      for (std::size_t tick = 0; tick < block.ticks; ++tick) {
        float& sample = row[static_cast<std::size_t>(block.first_tick) + tick];
        ASSERT_EQ(sample, 0.0F) << "in two blocks";
        sample = block.row(i)[tick];
      }
    }
  }
  const ChannelBlock& whole = full.blocks.front();
  ASSERT_EQ(put_together.size(), whole.channels.size());
  for (std::size_t channel = 0; channel < whole.channels.size(); ++channel) {
    const std::vector<float>& row = put_together.at(whole.channels[channel]);
    for (std::size_t tick = 0; tick < window.ticks; ++tick) ASSERT_EQ(whole.row(channel)[tick], row[tick]);
  }
}

TEST(WaveformSynthesis, AllChannelsShareOneWindow) {
  const Geometry geometry = one_anode();
  ReadoutWindow window;
  window.ticks = 2000;
  window.channels = ChannelSelection::all;
  const std::vector<ElectronCloud> clouds{{350000.0, 3.0, 141.0, 1.0e5, 900.0, 1.3, 0, 0},
                                          {450000.0, 3.0, 41.0, 1.0e5, 900.0, 1.3, 0, 0}};
  const Synthesized full = synthesis(window)(clouds, geometry, 0, 1);
  window.selection = TickSelection::signal;
  window.margin = 30;
  const Synthesized part = synthesis(window)(clouds, geometry, 0, 1);
  ASSERT_EQ(full.blocks.size(), 1U);
  ASSERT_EQ(part.blocks.size(), 1U);
  const ChannelBlock& whole = full.blocks.front();
  const ChannelBlock& cut = part.blocks.front();
  EXPECT_EQ(cut.channels, whole.channels);
  EXPECT_EQ(cut.channels.size(), geometry.anodes()[0].layers[1].channels());
  // 700 and 900 ticks, with the response before and after them.
  EXPECT_LT(cut.ticks, 600U);
  const auto first = static_cast<std::size_t>(cut.first_tick);
  for (std::size_t i = 0; i < cut.channels.size(); ++i) {
    for (std::size_t tick = 0; tick < window.ticks; ++tick) {
      const bool inside = tick >= first && tick < first + cut.ticks;
      ASSERT_EQ(whole.row(i)[tick], inside ? cut.row(i)[tick - first] : 0.0F) << "tick " << tick;
    }
  }
  EXPECT_TRUE(synthesis(window)({}, geometry, 0, 1).blocks.empty());
}

TEST(WaveformSynthesis, FaintChargeAloneIsNotReadOut) {
  const Geometry geometry = one_anode();
  ReadoutWindow window;
  window.ticks = 1000;
  window.least_electrons = 300.0;
  std::vector<ElectronCloud> clouds{{250000.0, 3.0, 141.0, 250.0, 900.0, 1.3, 0, 0}};
  EXPECT_TRUE(synthesis(window)(clouds, geometry, 0, 1).blocks.empty());
  // Beside more charge it is part of the waveforms.
  clouds.push_back({250000.0, 3.0, 141.0, 2000.0, 900.0, 1.3, 0, 0});
  const Synthesized both = synthesis(window)(clouds, geometry, 0, 2);
  const Synthesized alone = synthesis(window)(std::span{clouds}.last(1), geometry, 0, 2);
  double area = 0.0;
  double area_alone = 0.0;
  for (const float value : both.blocks.at(0).samples) area += static_cast<double>(value);
  for (const float value : alone.blocks.at(0).samples) area_alone += static_cast<double>(value);
  // Of faint charge what is less than 30 electrons' signal is left out on each neighbour.
  EXPECT_NEAR(area / area_alone, 2250.0 / 2000.0, 0.002);
}

TEST(WaveformSynthesis, CountsWhatMissesWiresAndReadout) {
  const Geometry geometry = one_anode();
  ReadoutWindow window;
  window.ticks = 300;
  const std::vector<ElectronCloud> clouds{{60000.0, 0.0, 100.0, 1000.0, 500.0, 1.0, 0, 0},
                                          {60000.0, 0.0, -500.0, 200.0, 500.0, 1.0, 0, 0},
                                          {1.0e9, 0.0, 100.0, 30.0, 500.0, 1.0, 0, 0}};
  const Synthesized made = synthesis(window)(clouds, geometry, 0, 2);
  EXPECT_NEAR(made.electrons, 1230.0, 1e-9);
  EXPECT_NEAR(made.electrons_outside, 230.0, 1e-6);
  const Synthesized none = synthesis(window)({}, geometry, 0, 2);
  EXPECT_TRUE(none.blocks.empty());
  window.channels = ChannelSelection::all;
  EXPECT_EQ(synthesis(window)({}, geometry, 0, 2).blocks.at(0).channels.size(), 60U);
}

TEST(WaveformSynthesis, WrappedWiresAddUpOnTheirChannel) {
  const Geometry geometry = one_anode(Winding::wrapped);
  ReadoutWindow window;
  window.ticks = 300;
  const ChannelLayer& layer = geometry.anodes()[0].layers[0];
  // A channel with a wire on either face, and a point on each of them.
  for (std::uint32_t channel = 0; channel < layer.channels(); ++channel) {
    const auto segments = layer.segments(channel);
    if (segments.size() < 2 || segments[0].face == segments[1].face) continue;
    std::vector<ElectronCloud> clouds;
    for (std::size_t i = 0; i < 2; ++i) {
      const FacePlane& plane = geometry.plane(segments[i], 0);
      const double across = plane.across(segments[i].wire);
      const double vertical = 0.0;
      clouds.push_back({60000.0 + 30000.0 * static_cast<double>(i), vertical,
                        (across - vertical * plane.direction.sine) / plane.direction.cosine, 1.0e5, 500.0, 0.5,
                        segments[i].face, 0});
    }
    const auto waveform = [&](std::span<const ElectronCloud> some) {
      const Synthesized made = synthesis(window)(some, geometry, 0, 0);
      const auto found = std::find(made.blocks.front().channels.begin(), made.blocks.front().channels.end(), channel);
      EXPECT_NE(found, made.blocks.front().channels.end());
      const auto row = made.blocks.front().row(static_cast<std::size_t>(found - made.blocks.front().channels.begin()));
      return std::vector<float>(row.begin(), row.end());
    };
    const std::vector<float> first = waveform(std::span{clouds}.first(1));
    const std::vector<float> second = waveform(std::span{clouds}.last(1));
    const std::vector<float> both = waveform(clouds);
    EXPECT_GT(*std::max_element(first.begin(), first.end()), 20.0F);
    EXPECT_GT(*std::max_element(second.begin(), second.end()), 20.0F);
    for (std::size_t tick = 0; tick < window.ticks; ++tick) EXPECT_NEAR(both[tick], first[tick] + second[tick], 1e-4);
    return;
  }
  FAIL() << "no wrapped channel";
}

TEST(Readout, SignalToNoiseOfAMinimumIonisingTrackOnADuneCollectionWire) {
  // 30000 electrons per 4.79 mm, a track along the beam; fact sheet: 47 +- 10 % for a 5.95 m wire of ProtoDUNE-HD.
  const Geometry geometry = one_anode();
  ReadoutWindow window;
  window.ticks = 400;
  std::vector<ElectronCloud> clouds;
  for (double beam = 0.25; beam < 60.0 * 4.79; beam += 0.5)
    clouds.push_back({100000.0, 0.0, beam, 30000.0 * 0.5 / 4.79, 0.0, 0.0, 0, 0});
  const Synthesized made = synthesis(window)(clouds, geometry, 0, 2);
  const auto row = made.blocks.front().row(30);
  const double signal = static_cast<double>(*std::max_element(row.begin(), row.end()));
  const NoiseGenerator noise{noise_set("ProtoDUNE-HD_14mVfC_v1"), 14.0 / 6241.5, Time{512.0}, 1};
  const double rms = noise.enc(2, 5.95 * units::meter) * 14.0 / 6241.5;
  EXPECT_NEAR(signal / rms, 47.0, 4.7);
}

}  // namespace
}  // namespace wirebench::detector
