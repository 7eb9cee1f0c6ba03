#include "wirebench/generator/files/nuance_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "generator/files/text_files.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

namespace wirebench::generator {
namespace {

using test::times;
using test::with;

/// In the layout of GENIE's gntpc -f nuance_tracker; numbers by hand.
std::string sample() {
  return test::content(test::k_data / "genie_nuance_tracker.dat");
}

TEST(NuanceFile, ReadsGeniesTrackerText) {
  const auto file = open_events(test::k_data / "genie_nuance_tracker.dat");
  EXPECT_EQ(file->form(), "nuance tracker text");
  const auto events = test::all_events(*file);
  ASSERT_EQ(events.size(), 3U);

  const NeutrinoEvent& qe = events[0];
  EXPECT_EQ(qe.event_id, 0U);
  EXPECT_EQ(qe.channel, Channel::cc_quasi_elastic);
  EXPECT_TRUE(qe.charged_current);
  EXPECT_EQ(qe.neutrino_pdg, 14);
  EXPECT_EQ(qe.neutrino_energy, 2000.0);
  EXPECT_EQ(qe.vertex, (Vector3{15.0, -200.0, 3000.0}));  // cm
  EXPECT_EQ(qe.time, 12.5);                               // ns
  ASSERT_EQ(qe.particles.size(), 7U);
  EXPECT_EQ(qe.particles[0].status, Status::beam);
  EXPECT_EQ(qe.particles[1].pdg, 1000180400);  // 18040
  EXPECT_EQ(qe.particles[1].status, Status::target);
  EXPECT_EQ(norm(qe.particles[1].momentum.momentum), 0.0);
  EXPECT_EQ(qe.particles[2].status, Status::struck_nucleon);  // bound: 921.3 MeV is below its mass
  EXPECT_EQ(norm(qe.particles[2].momentum.momentum), 0.0);
  EXPECT_EQ(qe.particles[3].status, Status::documentation);
  const EventParticle& muon = qe.particles[4];
  EXPECT_EQ(muon.status, Status::final_state);
  const double momentum = std::sqrt(1500.5 * 1500.5 - 105.6583755 * 105.6583755);
  EXPECT_NEAR(muon.momentum.momentum.y, -0.28 * momentum, 1e-9);
  EXPECT_NEAR(muon.momentum.momentum.z, 0.96 * momentum, 1e-9);
  EXPECT_NEAR(qe.inelasticity, 499.5 / 2000.0, 1e-12);
  EXPECT_EQ(qe.weight, 1.0);

  EXPECT_EQ(events[1].channel, Channel::nc_resonance);  // code 8
  EXPECT_FALSE(events[1].charged_current);
  EXPECT_EQ(events[1].neutrino_pdg, 12);
  EXPECT_EQ(events[2].channel, Channel::cc_coherent_pion);
  EXPECT_EQ(events[2].neutrino_pdg, -14);
  EXPECT_TRUE(file->violations().empty()) << file->violations()[0].message;
}

TEST(NuanceFile, TakesMetresWhereTold) {
  EventFileOptions options;
  options.nuance_length = units::meter;
  const auto event = open_events(test::k_data / "genie_nuance_tracker.dat", options)->next();
  ASSERT_TRUE(event);
  EXPECT_EQ(event->vertex, (Vector3{1500.0, -20'000.0, 300'000.0}));
}

TEST(NuanceFile, UnderstandsTheVariationsInUse) {
  const wirebench::test::TemporaryFolder folder;
  // As WCSim's scripts write it: no nucleus, info lines, several vertices in one event, nuclei as PDG numbers them, no
  // end.
  const auto file = open_events(test::write(folder / "a",
                                            "\nbegin\n"
                                            "nuance 0\n"
                                            "vertex 0.0 0.0 0.0 0.0\n"
                                            "track 14 2000.00000 1.00000 0.00000 0.00000 -1\n"
                                            "track 2212 935.98400 0.00000 0.00000 1.00000 -1\n"
                                            "info 0 0 0\n"
                                            "track 13 1000.0 1.0 0.0 0.0 0\n"
                                            "nuance\n"
                                            "  $vertex 1 1 1 1\r\n"
                                            "$ track -12 2000 1 0 0 -1\r\n"
                                            "$ track 1000080160 14895.1 0 0 1 -1\r\n"
                                            "$ track -12 1500 1 0 0 0\r\n"
                                            "$ track 22 7 0 0 1 0\r\n"
                                            "$ track 3122 1500 0 0 1 -999\r\n"
                                            "$ end\r\n"
                                            "$ begin\n"
                                            "$ genie -16\n"
                                            "$ vertex 0 0 0 0\n"
                                            "$ track -14 3000 0 0 1 -1\n"
                                            "$ track 8016 14895.1 -999 -999 -999 -1\n"
                                            "$ track -13 2500 0 0 1 0\n"
                                            "$ weather fine\n"
                                            "$ end\n"));
  const auto events = test::all_events(*file);
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].particles[1].pdg, 2212);
  EXPECT_EQ(events[0].channel, Channel::unknown);
  EXPECT_TRUE(events[0].charged_current);
  EXPECT_EQ(events[1].event_id, 1U);
  EXPECT_EQ(events[1].particles[1].pdg, 1000080160);
  EXPECT_EQ(events[1].particles.size(), 4U);
  EXPECT_FALSE(events[1].charged_current);
  EXPECT_EQ(events[2].channel, Channel::cc_coherent_pion);  // NEUT's 16
  EXPECT_EQ(events[2].particles[1].pdg, 1000080160);
  EXPECT_EQ(times(*file, "", "reaction code missing"), 1);
  EXPECT_EQ(times(*file, "", "\"stop\" missing"), 1);
  EXPECT_EQ(times(*file, "", "line not known ('$ weather fine')"), 1);
  EXPECT_EQ(times(*file, "", "not argon-40"), 3);
}

struct Case {
  const char* name;
  const char* from;
  const char* to;
  const char* message;
};

class NuanceErrors : public testing::TestWithParam<Case> {};

TEST_P(NuanceErrors, NameFileLineAndReason) {
  const Case& one = GetParam();
  const wirebench::test::TemporaryFolder folder;
  wirebench::test::expect_error([&] { static_cast<void>(test::read(folder / "a", with(sample(), one.from, one.to))); },
                                ErrorKind::failed, {(folder / "a").string() + ":", one.message});
}

INSTANTIATE_TEST_SUITE_P(
    Nuance, NuanceErrors,
    testing::Values(
        Case{"NoEnd", "$ end\n", "", "event without its end"}, Case{"NoCode", "$ nuance 1\n", "", "nuance expected"},
        Case{"CodeIsText", "$ nuance 1\n", "$ nuance qe\n", "not a number"},
        Case{"NoVertex", "$ vertex 1.5 -20 300 12.5\n", "", "vertex missing"},
        Case{"ShortVertex", "1.5 -20 300 12.5", "1.5 -20 300", "vertex: x, y, z and t"},
        Case{"VertexNotFinite", "1.5 -20 300 12.5", "1.5 nan 300 0", "finite"},
        Case{"VertexFarAway", "1.5 -20 300 12.5", "1.5 1e20 300 0", "vertex out of range"},
        Case{"ShortTrack", "1100.75 0 0.6 0.8 0", "1100.75 0 0.6 0.8", "three direction cosines and status"},
        Case{"TrackNotFinite", "1100.75 0 0.6", "inf 0 0.6", "finite"},
        Case{"UnknownParticle", "track 2212 1100.75", "track 4122 1100.75", "code 4122"},
        Case{"BelowMass", "2212 1100.75", "2212 162.5", "energies are total ones"},
        Case{"NoDirection", "1100.75 0 0.6 0.8 0", "1100.75 0 0 0 0", "direction that is none"},
        Case{"TwoNeutrinos", "track 18040 37215.5 -999 -999 -999 -1", "track 12 300 0 0 1 -1", "2 tracks of neutrinos"},
        Case{"NoNeutrino", "track 14 2000 0 0 1 -1", "track 14 2000 0 0 1 -2", "0 tracks of neutrinos"},
        Case{"TooEnergetic", "track 14 2000", "track 14 2e9", "neutrino energy out of range"},
        Case{"StrayLine", "$ end\n$ begin", "$ end\n$ track 1 2 3 4 5 6\n$ begin", "begin or stop expected"},
        Case{"NoTarget", "$ track 18040 37215.5 -999 -999 -999 -1\n$ track 2112 921.3 0.6 0 0.8 -1\n", "",
             "not one target"}),
    [](const auto& one) { return one.param.name; });

TEST(NuanceFile, NamesLineAndEventOfAnError) {
  const wirebench::test::TemporaryFolder folder;
  wirebench::test::expect_error(
      [&] {
        static_cast<void>(test::read(folder / "a", with(sample(), "track 12 2100 0 0 1 0", "track 12 x 0 0 1 0")));
      },
      ErrorKind::failed, {"a:20, event 1", "track: code"});
}

TEST(NuanceFile, LeavesBadEventsOutAndCountsThem) {
  const wirebench::test::TemporaryFolder folder;
  EventFileOptions options;
  options.skip_bad_events = true;
  const auto skipping = [&](const std::string& text, std::uint64_t skipped) {
    const auto file = open_events(test::write(folder / "a", text), options);
    std::vector<std::uint64_t> numbers;
    for (const auto& event : test::all_events(*file)) numbers.push_back(event.event_id);
    EXPECT_EQ(file->skipped(), skipped);
    return numbers;
  };
  EXPECT_THAT(skipping(with(sample(), "track 12 2100 0", "track 12 x 0"), 1), testing::ElementsAre(0, 2));
  EXPECT_THAT(skipping(with(sample(), "$ end\n", ""), 1), testing::ElementsAre(1, 2));
  EXPECT_THAT(skipping(sample().substr(0, sample().find("-211")), 1), testing::ElementsAre(0, 1));
}

}  // namespace
}  // namespace wirebench::generator
