#include "wirebench/detector/detector_chain.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "detector/presets.hpp"

#include "wirebench/detector/imaging/image_maker.hpp"
#include "wirebench/detector/imaging/truth.hpp"
#include "wirebench/transport/deposit_source.hpp"

namespace wirebench::detector {
namespace {

/// A minimum-ionising track of 1 m, at 30 degrees to the beam in the plane of drift and beam.
transport::EventDeposits muon_at(const transport::Position& middle, std::uint64_t id = 1) {
  transport::EventDeposits event;
  event.event_id = id;
  event.truth.vertex = middle;
  for (int i = -167; i < 167; ++i) {
    transport::Deposit deposit;
    const double along = 3.0 * i;
    deposit.start = {middle[0] + 0.5 * along, middle[1] + 0.1 * along, middle[2] + 0.86 * along};
    deposit.end = {deposit.start[0] + 1.5, deposit.start[1] + 0.3, deposit.start[2] + 2.58};
    deposit.step_length = 3.0;
    deposit.energy = 0.63;  // 2.1 MeV/cm
    deposit.pdg = 13;
    event.deposits.push_back(deposit);
  }
  return event;
}

double sum_of(const std::vector<WireCharge>& charge) {
  double sum = 0.0;
  for (const WireCharge& part : charge) sum += part.electrons;
  return sum;
}

double samples_of(const DetectedEvent& made) {
  double sum = 0.0;
  for (const ChannelBlock& block : made.waveforms) sum += static_cast<double>(block.samples.size());
  return sum;
}

/// Places in the middle of a drift volume, away from edges.
struct Place {
  std::string preset;
  transport::Position middle;
};

class DetectorChainTest : public testing::TestWithParam<Place> {};

TEST_P(DetectorChainTest, FindsTheChargeOfATrackWhereItIs) {
  const DetectorPreset preset = test::shipped_preset(GetParam().preset);
  const DetectorChain chain{preset, 5};
  const transport::EventDeposits event = muon_at(GetParam().middle);
  const DetectedEvent detected = chain(event);
  const double ionized = detected.account.ionized;
  // 1 m of 6.2e4 to 6.3e4 electrons/cm (ArgoNeuT's recombination at 500 V/cm; some 10 % less at 273 V/cm).
  EXPECT_GT(ionized, 100.0 * 5.3e4);
  EXPECT_LT(ionized, 100.3 * 6.4e4);
  // 210 MeV and 19.5 eV a quantum, electron or photon.
  EXPECT_NEAR((ionized + detected.account.photons) / (334 * 0.63 / 19.5e-6), 1.0, 1.0e-6);
  EXPECT_EQ(detected.account.outside, 0.0);
  EXPECT_LT(detected.account.lost, 0.2 * ionized);
  const double arrived = ionized - detected.account.lost - detected.account.beside_wires;
  const WirePlaneCharge truth = chain.true_charge(detected.clouds);
  for (std::size_t view = 0; view < k_planes; ++view) {
    EXPECT_NEAR(sum_of(truth[view]) / arrived, 1.0, 0.01) << "view " << view;
    EXPECT_NEAR(sum_of(detected.charge[view]) / arrived, 1.0, view == 2 ? 0.03 : 0.08) << "view " << view;
    double found = 0.0;
    double drift = 0.0;
    double wire = 0.0;
    double true_drift = 0.0;
    double true_wire = 0.0;
    double true_sum = 0.0;
    for (const WireCharge& part : detected.charge[view]) {
      found += part.electrons;
      drift += part.electrons * part.drift;
      wire += part.electrons * part.wire;
    }
    for (const WireCharge& part : truth[view]) {
      true_sum += part.electrons;
      true_drift += part.electrons * part.drift;
      true_wire += part.electrons * part.wire;
    }
    // A false region of 1 % of the charge, half a metre away, moves the mean by 5 mm.
    EXPECT_NEAR(drift / found, true_drift / true_sum, 5.0) << "view " << view;
    EXPECT_NEAR(wire / found, true_wire / true_sum, 3.0) << "view " << view;
    EXPECT_NEAR(drift / found, GetParam().middle[0], 10.0) << "view " << view;
  }
}

INSTANTIATE_TEST_SUITE_P(Presets, DetectorChainTest,
                         testing::Values(Place{"poster-full", {800.0, 100.0, 800.0}},
                                         Place{"microboone", {100.0, 50.0, 2500.0}},
                                         Place{"sbnd", {100.0, 100.0, 1500.0}},
                                         Place{"dune-fd-hd", {100.0, 200.0, 500.0}}),
                         [](const auto& tested) {
                           std::string name = tested.param.preset;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

// Signal to noise of a minimum-ionising particle on a collection wire of DUNE's far detector: 47 for 30,000 electrons
// on 4.79 mm (44 mV over 0.93 mV rms, from Garfield's responses and ProtoDUNE's noise as published in Wire-Cell's
// data). The noise is that of waveforms without signal, digitised.
TEST(DetectorChain, SignalToNoiseOnACollectionWireOfDune) {
  const DetectorPreset preset = test::shipped_preset("dune-fd-hd");
  const DetectorChain chain{preset, 5};
  // Along the beam, 10 cm in front of the wires of the lower drift side's upper volumes (see input_origin_mm).
  const double wires = 1800.0 - preset.geometry->description().anodes[0].half_thickness.value();
  transport::EventDeposits muon = muon_at({0.0, 0.0, 0.0});
  for (std::size_t i = 0; i < muon.deposits.size(); ++i) {
    const double along = 100.0 + 3.0 * static_cast<double>(i);
    muon.deposits[i].start = {wires - 100.0, 100.0, along};
    muon.deposits[i].end = {wires - 100.0, 100.0, along + 3.0};
  }
  const DetectedEvent detected = chain(muon);
  const double pedestal = chain.readout().digitizer().pedestal(2);
  std::vector<double> peaks;
  for (const ChannelBlock& block : detected.waveforms) {
    if (block.plane != 2) continue;
    for (std::size_t row = 0; row < block.channels.size(); ++row) {
      const auto samples = block.row(row);
      peaks.push_back(static_cast<double>(*std::max_element(samples.begin(), samples.end())) - pedestal);
    }
  }
  ASSERT_GT(peaks.size(), 200U);  // 1 m of track at 4.79 mm, on frames of 2.3 m
  std::nth_element(peaks.begin(), peaks.begin() + static_cast<std::ptrdiff_t>(peaks.size() / 2), peaks.end());

  const std::vector<std::string> everything{"readout.window='full'", "readout.channels='all'", "readout.ticks=1024"};
  const DetectorPreset quiet =
      read_detector_preset("dune-fd-hd", std::string{WIREBENCH_SOURCE_DIR} + "/data", everything);
  const Readout readout{quiet.readout, make_field_response(quiet), 5};
  DigitizedPlane plane;
  readout({}, *quiet.geometry, 1, 0, 2, plane);
  ASSERT_EQ(plane.synthesized.blocks.size(), 1U);
  const std::vector<float>& noise = plane.synthesized.blocks.front().samples;
  ASSERT_EQ(noise.size(), 960U * 1024U);
  double sum = 0.0;
  double squares = 0.0;
  for (const float sample : noise) {
    const double deviation = static_cast<double>(sample) - pedestal;
    sum += deviation;
    squares += deviation * deviation;
  }
  const double mean = sum / static_cast<double>(noise.size());
  const double rms = std::sqrt(squares / static_cast<double>(noise.size()) - mean * mean);
  EXPECT_NEAR(peaks[peaks.size() / 2] / rms, 47.0, 4.7) << "peak " << peaks[peaks.size() / 2] << ", rms " << rms;
}

TEST(DetectorChain, SameEventSameBytesAnotherSeedOthers) {
  const DetectorPreset preset = test::shipped_preset("poster-full");
  const transport::EventDeposits event = muon_at({0.0, 0.0, 500.0});
  const DetectedEvent once = DetectorChain{preset, 5}(event);
  const DetectedEvent again = DetectorChain{preset, 5}(event);
  const DetectedEvent other = DetectorChain{preset, 6}(event);
  ASSERT_EQ(once.waveforms.size(), again.waveforms.size());
  for (std::size_t i = 0; i < once.waveforms.size(); ++i) {
    EXPECT_EQ(once.waveforms[i].samples, again.waveforms[i].samples);
    EXPECT_NE(once.waveforms[i].samples, other.waveforms[i].samples);
  }
}

TEST(DetectorChain, EventsWithoutChargeGiveNothing) {
  const DetectorChain chain{test::shipped_preset("poster-full"), 5};
  transport::EventDeposits event;
  EXPECT_TRUE(chain(event).waveforms.empty());
  event = muon_at({1.0e6, 0.0, 0.0});
  const DetectedEvent outside = chain(event);
  EXPECT_EQ(outside.account.deposits, event.deposits.size());
  EXPECT_NEAR(outside.account.outside, outside.account.ionized, 1.0e-6 * outside.account.ionized);
  for (const auto& view : outside.charge) EXPECT_TRUE(view.empty());
}

TEST(DetectorChain, TakesAReadoutShorterThanTheResponse) {
  const std::array<std::string, 2> overrides{"readout.ticks=16", "readout.start_us=400"};
  const DetectorPreset preset =
      read_detector_preset("poster-full", std::string{WIREBENCH_SOURCE_DIR} + "/data", overrides);
  const DetectedEvent detected = DetectorChain{preset, 5}(muon_at({0.0, 0.0, 500.0}));
  for (const ChannelBlock& block : detected.waveforms) EXPECT_LE(block.ticks, 16U);
}

// What the preset reads out, windows around signals of 2,000 electrons and more, against all ticks of every channel
// that any charge shows on: neutrino events with showers and stray neutron captures.
TEST(DetectorChain, WindowsOfThePresetKeepTheChargeOfNeutrinoEvents) {
  const DetectorPreset preset = test::shipped_preset("dune-fd-hd");
  EXPECT_EQ(preset.readout.window.selection, TickSelection::signal);
  EXPECT_EQ(preset.readout.window.margin, 20U);
  EXPECT_EQ(preset.readout.window.least_electrons, 3000.0);
  const std::vector<std::string> everything{"readout.window='full'", "readout.least_electrons=0.0"};
  const DetectorChain windowed{preset, 5};
  const DetectorChain full{read_detector_preset("dune-fd-hd", std::string{WIREBENCH_SOURCE_DIR} + "/data", everything),
                           5};
  const auto source = transport::open_deposits(std::string{WIREBENCH_SOURCE_DIR} + "/data/events_sample.h5");
  std::array<double, k_planes> part{};
  std::array<double, k_planes> whole{};
  double fewer = 0.0;
  double samples = 0.0;
  for (int i = 0; i < 10; ++i) {
    const auto event = source->next();
    ASSERT_TRUE(event);
    const DetectedEvent a = windowed(*event);
    const DetectedEvent b = full(*event);
    EXPECT_EQ(a.account.ionized, b.account.ionized);
    for (std::size_t view = 0; view < k_planes; ++view) {
      part[view] += sum_of(a.charge[view]);
      whole[view] += sum_of(b.charge[view]);
    }
    fewer += samples_of(a);
    samples += samples_of(b);
  }
  EXPECT_LT(fewer, 0.5 * samples);  // else the test compares the same thing twice
  for (std::size_t view = 0; view < k_planes; ++view) {
    EXPECT_GT(whole[view], 1.0e7) << "view " << view;
    EXPECT_NEAR(part[view] / whole[view], 1.0, 0.005) << "view " << view;
  }
  EXPECT_NEAR((part[0] + part[1] + part[2]) / (whole[0] + whole[1] + whole[2]), 1.0, 0.005);
}

TEST(ImageMaker, ReadingOutWhatTheImageShowsIsEnough) {
  ImageOptions options;
  options.size = 24;
  options.pixel = Length{20.0};
  options.pixel_value = PixelValue::float32;
  options.scaling = Scaling::linear;
  const ImageMaker make{test::shipped_preset("poster-full"), options};
  const transport::EventDeposits event = muon_at({500.0, 0.0, 600.0});
  const DetectedEvent part = (*make.chain())(event, make.wanted(event));
  const DetectedEvent whole = (*make.chain())(event);
  EXPECT_LT(samples_of(part), 0.8 * samples_of(whole));
  const EventImage a = make(event, part);
  const EventImage b = make(event, whole);
  for (std::size_t plane = 0; plane < k_planes; ++plane) {
    EXPECT_NEAR(a.electrons_in_image[plane] / b.electrons_in_image[plane], 1.0, 0.01) << "plane " << plane;
  }
}

TEST(ImageMaker, OfTheWholeDetectorShowsTheTrackOfTheProjection) {
  ImageOptions options;
  options.size = 48;
  options.pixel = Length{20.0};
  options.truth = true;
  const transport::EventDeposits event = muon_at({500.0, 0.0, 600.0});
  const EventImage ideal = ImageMaker{test::poster(), options}(event);
  const EventImage real = ImageMaker{test::shipped_preset("poster-full"), options}(event);
  for (std::size_t plane = 0; plane < k_planes; ++plane) {
    EXPECT_NEAR(real.electrons_in_image[plane] / ideal.electrons_in_image[plane], 0.9, 0.15);
  }
  // Pixels with a good part of a minimum-ionising particle's charge in the one have charge in the other.
  const auto& a = std::get<std::vector<std::uint8_t>>(ideal.pixels);
  const auto& b = std::get<std::vector<std::uint8_t>>(real.pixels);
  std::size_t bright = 0;
  std::size_t seen = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] < 128) continue;
    ++bright;
    seen += b[i] > 50 ? 1 : 0;
    EXPECT_EQ(ideal.truth[i], static_cast<std::uint8_t>(PixelParticle::muon));
  }
  EXPECT_GT(bright, 40U);
  EXPECT_GT(static_cast<double>(seen), 0.9 * static_cast<double>(bright));
}

}  // namespace
}  // namespace wirebench::detector
