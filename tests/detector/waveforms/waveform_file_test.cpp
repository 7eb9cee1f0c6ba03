#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <vector>

#include "detector/presets.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/hdf5.hpp"
#include "wirebench/detector/imaging/truth.hpp"
#include "wirebench/detector/waveforms/event_waveforms.hpp"
#include "wirebench/detector/waveforms/merge_waveforms.hpp"
#include "wirebench/detector/waveforms/waveform_layout.hpp"
#include "wirebench/detector/waveforms/waveform_reader.hpp"
#include "wirebench/detector/waveforms/waveform_writer.hpp"

namespace wirebench::detector {
namespace {

using test::expect_error;
using test::TemporaryFolder;

/// A short muon and, as an overlay, the same again 300 mm further away.
transport::EventDeposits two_tracks() {
  transport::EventDeposits event;
  event.event_id = 42;
  event.truth.label = transport::InteractionClass::numu_charged_current;
  event.truth.vertex = transport::Position{0.0, 0.0, 500.0};
  for (const double drift : {0.0, 300.0}) {
    if (drift > 0.0) event.first_overlay = event.deposits.size();
    for (int i = 0; i < 60; ++i) {
      transport::Deposit deposit;
      deposit.start = {drift, 0.0, 500.0 + 3.0 * i};
      deposit.end = {drift, 0.0, 503.0 + 3.0 * i};
      deposit.step_length = 3.0;
      deposit.energy = 0.63;
      deposit.pdg = 13;
      event.deposits.push_back(deposit);
    }
  }
  return event;
}

struct Made {
  DetectorPreset preset = test::shipped_preset("poster-full");
  DetectorChain chain{preset, 3};
  transport::EventDeposits event = two_tracks();
  DetectedEvent detected = chain(event);
  EventWaveforms waveforms = collect_waveforms(event, detected, chain);

  void write(const std::filesystem::path& path, unsigned threads, int times = 3) const {
    WaveformWriter writer{path, waveform_header(preset, Json::object()), threads};
    for (int i = 0; i < times; ++i) writer.append(waveforms);
    writer.finish();
  }
};

const Made& made() {
  static const Made once;
  return once;
}

TEST(EventWaveforms, HoldEverySampleThatWasReadOut) {
  std::size_t samples = 0;
  std::size_t traces = 0;
  for (const ChannelBlock& block : made().detected.waveforms) {
    samples += block.samples.size();
    traces += block.channels.size();
  }
  ASSERT_GT(samples, 10000U);
  EXPECT_EQ(made().waveforms.samples.size(), samples);
  EXPECT_EQ(made().waveforms.traces.size(), traces);
  const ChannelBlock& last = made().detected.waveforms.back();
  const WaveformTrace& trace = made().waveforms.traces.back();
  EXPECT_EQ(trace.plane, 2U);
  EXPECT_EQ(trace.channel, 2 * 1396U + last.channels.back());  // of the whole detector: after both induction planes
  EXPECT_EQ(made().waveforms.samples.back(), last.samples.back());
}

TEST(EventWaveforms, TruthIsTheChargeThatArrivesWithItsParticles) {
  std::array<double, 3> by_plane{};
  double overlay = 0.0;
  for (const TrueCharge& part : made().waveforms.truth) {
    const std::size_t plane = part.channel < 1396U ? 0 : part.channel < 2 * 1396U ? 1 : 2;
    by_plane.at(plane) += part.electrons;
    if (part.particle == static_cast<std::uint32_t>(PixelParticle::overlay)) {
      overlay += part.electrons;
    } else {
      EXPECT_EQ(part.particle, static_cast<std::uint32_t>(PixelParticle::muon));
    }
  }
  // 18 cm of 6.2e4 to 6.3e4 electrons/cm (ArgoNeuT's recombination), twice, less what 1.6 ms of drift with 10.4 ms
  // lifetime leave: 14 to 17 %.
  for (const double electrons : by_plane) EXPECT_NEAR(electrons, 2.0 * 18.0 * 6.25e4 * 0.85, 0.05 * 2.0e6);
  // The further track lies nearer to the anode or further: its share is half but for that.
  EXPECT_NEAR(overlay / (by_plane[0] + by_plane[1] + by_plane[2]), 0.5, 0.01);
  EXPECT_NEAR(made().waveforms.event.deposited_mev, 60.0 * 0.63, 1e-3);
  EXPECT_EQ(made().waveforms.event.label, 1);
}

TEST(WaveformFile, ReadsBackAsWritten) {
  const TemporaryFolder folder;
  made().write(folder / "w.h5", 1);
  const WaveformReader reader{folder / "w.h5"};
  ASSERT_EQ(reader.events().size(), 3U);
  EXPECT_EQ(reader.header().detector, "poster-full");
  EXPECT_EQ(reader.header().tick.value(), 500.0);
  EXPECT_EQ(reader.header().particle_names.size(), k_pixel_particle_names.size());
  const EventWaveforms second = reader.read(1);
  EXPECT_EQ(second.samples, made().waveforms.samples);
  ASSERT_EQ(second.traces.size(), made().waveforms.traces.size());
  for (std::size_t i = 0; i < second.traces.size(); ++i) {
    EXPECT_EQ(second.traces[i].first_sample, made().waveforms.traces[i].first_sample);
    EXPECT_EQ(second.traces[i].channel, made().waveforms.traces[i].channel);
    EXPECT_EQ(second.traces[i].event, 1U);
  }
  ASSERT_EQ(second.truth.size(), made().waveforms.truth.size());
  EXPECT_EQ(second.truth.back().electrons, made().waveforms.truth.back().electrons);
  const Json said = describe(reader);
  EXPECT_EQ(said["events"], 3);
  EXPECT_EQ(said["classes"]["numu CC"], 3);
  EXPECT_EQ(said["samples"], 3 * made().waveforms.samples.size());
}

TEST(WaveformFile, BytesDoNotDependOnTheNumberOfThreads) {
  const TemporaryFolder folder;
  made().write(folder / "one.h5", 1, 8);
  made().write(folder / "four.h5", 4, 8);
  EXPECT_EQ(read_file(folder / "one.h5"), read_file(folder / "four.h5"));
}

TEST(WaveformFile, MergedPartsHaveTheBytesOfTheWhole) {
  const TemporaryFolder folder;
  made().write(folder / "whole.h5", 1, 5);
  made().write(folder / "a.h5", 1, 2);
  made().write(folder / "b.h5", 1, 3);
  const std::vector<std::filesystem::path> parts{folder / "a.h5", folder / "b.h5"};
  EXPECT_EQ(merge_waveforms(parts, folder / "merged.h5", 2), 5U);
  EXPECT_EQ(read_file(folder / "merged.h5"), read_file(folder / "whole.h5"));
}

TEST(WaveformFile, ThatIsNotFinishedLeavesNothing) {
  const TemporaryFolder folder;
  {
    WaveformWriter writer{folder / "w.h5", waveform_header(made().preset, Json::object()), 2};
    writer.append(made().waveforms);
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

/// A small file in which anything can be wrong.
struct Forged {
  std::vector<WaveformEvent> events{{.traces = 2, .truths = 1}};
  std::vector<WaveformTrace> traces{{.first_sample = 0, .ticks = 4}, {.first_sample = 4, .channel = 1, .ticks = 4}};
  std::vector<TrueCharge> truth{{.electrons = 10.0F, .particle = 1}};
  std::size_t samples = 8;
  std::size_t written = 8;  ///< of them
  std::string format{k_waveform_format};
  std::int64_t version = 1;
  double tick_us = 0.5;

  void write(const std::filesystem::path& path) const {
    auto file = hdf5::File::create(path);
    const auto put = [&](const char* name, const auto& type, const auto& rows) {
      auto table = file.create_dataset(name, type, {.shape = {rows.size()}, .chunk = {1}});
      table.write_rows(type, 0, std::span{rows});
    };
    put("/events", waveform_event_type(), events);
    put("/traces", waveform_trace_type(), traces);
    put("/truth", true_charge_type(), truth);
    {
      auto counts = file.create_dataset<std::uint16_t>("/samples", {.shape = {samples}, .chunk = {1}});
      if (written > 0) counts.write_rows<std::uint16_t>(0, written, std::vector<std::uint16_t>(written, 900));
    }
    const std::vector<std::string> names{"none", "electron"};
    file.set_attribute("/", "format", std::string_view{format});
    file.set_attribute("/", "format_version", version);
    file.set_attribute("/", "detector", "x");
    file.set_attribute("/", "tick_us", tick_us);
    file.set_attribute("/", "start_us", 0.0);
    file.set_attribute("/", "ticks", std::int64_t{100});
    file.set_attribute("/", "bits", std::int64_t{12});
    file.set_attribute("/", "mv_per_count", 0.5);
    file.set_attribute("/", "particle_names", std::span<const std::string>{names});
    file.set_attribute("/", "provenance", "{}");
    file.close();
  }
};

void expect_refused(const std::function<void(Forged&)>& spoil, std::initializer_list<std::string> parts) {
  const TemporaryFolder folder;
  Forged forged;
  spoil(forged);
  forged.write(folder / "w.h5");
  expect_error([&] { (void)WaveformReader{folder / "w.h5"}.read(0); }, ErrorKind::failed, parts);
}

TEST(WaveformFile, ForgedOnesAreRefused) {
  const TemporaryFolder folder;
  Forged{}.write(folder / "good.h5");
  EXPECT_EQ(WaveformReader{folder / "good.h5"}.read(0).samples.size(), 8U);
  expect_refused([](Forged& f) { f.format = "other"; }, {"not a file of waveforms"});
  expect_refused([](Forged& f) { f.version = 2; }, {"unknown version", "version 2"});
  expect_refused([](Forged& f) { f.tick_us = -1.0; }, {"tick_us", "out of range"});
  expect_refused([](Forged& f) { f.events[0].traces = 3; }, {"event 0 names rows that are not there"});
  expect_refused([](Forged& f) { f.events[0].first_trace = ~std::uint64_t{0}; }, {"rows that are not there"});
  expect_refused([](Forged& f) { f.events[0].first_truth = 2; }, {"rows that are not there"});
  expect_refused([](Forged& f) { f.events[0].label = 3; }, {"label out of range"});
  expect_refused([](Forged& f) { f.traces[1].first_sample = 5; }, {"damaged trace of event 0", "channel 1"});
  expect_refused([](Forged& f) { f.traces[1].event = 7; }, {"damaged trace"});
  expect_refused([](Forged& f) { f.traces[1].first_tick = -1; }, {"damaged trace", "from -1 on"});
  expect_refused([](Forged& f) { f.traces[1].first_tick = 97; }, {"damaged trace"});
  expect_refused([](Forged& f) { f.traces[1].plane = 3; }, {"damaged trace"});
  expect_refused([](Forged& f) { f.traces[1].baseline = std::numeric_limits<float>::infinity(); }, {"damaged trace"});
  expect_refused([](Forged& f) { f.traces[1].ticks = 4'000'000'000; }, {"damaged trace"});
  expect_refused([](Forged& f) { f.traces[0].first_sample = f.traces[1].first_sample = ~std::uint64_t{0}; },
                 {"damaged trace"});
  expect_refused([](Forged& f) { f.samples = f.written = 7; }, {"samples of event 0 are not there"});
  expect_refused([](Forged& f) { f.truth[0].particle = 2; }, {"damaged truth"});
  expect_refused([](Forged& f) { f.truth[0].electrons = std::numeric_limits<float>::quiet_NaN(); }, {"damaged truth"});
}

TEST(WaveformFile, DoesNotBelieveRowsThatWereNeverWritten) {
  const TemporaryFolder folder;
  Forged forged;
  forged.samples = std::size_t{1} << 40U;  // they take no space
  forged.write(folder / "w.h5");
  expect_error([&] { WaveformReader{folder / "w.h5"}; }, ErrorKind::failed, {"/samples"});
}

}  // namespace
}  // namespace wirebench::detector
