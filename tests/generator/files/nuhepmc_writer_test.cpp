#include "wirebench/generator/files/nuhepmc_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <set>

#include "generator/conservation.hpp"
#include "generator/files/text_files.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/generator/embedded_event_source.hpp"

namespace wirebench::generator {
namespace {

constexpr std::uint64_t k_events = 1500;

std::shared_ptr<const Generator> generator() {
  static const auto made = [] {
    GeneratorOptions options;
    options.vertex = {100.0, -200.0, 300.0};
    options.vertex_spread = {50.0, 60.0, 70.0};
    options.direction = {0.1, -0.2, 1.0};
    options.time = Time{12.5};
    return std::make_shared<const Generator>(options);
  }();
  return made;
}

void expect_equal(const NeutrinoEvent& a, const NeutrinoEvent& b) {
  EXPECT_EQ(a.event_id, b.event_id);
  EXPECT_EQ(a.channel, b.channel);
  EXPECT_EQ(a.neutrino_pdg, b.neutrino_pdg);
  EXPECT_EQ(a.charged_current, b.charged_current);
  EXPECT_EQ(a.neutrino_energy, b.neutrino_energy);
  EXPECT_EQ(a.weight, b.weight);
  EXPECT_EQ(a.cross_section, b.cross_section);
  EXPECT_EQ(a.q_squared, b.q_squared);
  EXPECT_EQ(a.invariant_mass, b.invariant_mass);
  EXPECT_NEAR(a.inelasticity, b.inelasticity, 1e-9);
  EXPECT_NEAR(a.bjorken_x, b.bjorken_x, 1e-9 * (1.0 + a.bjorken_x));
  EXPECT_EQ(a.vertex, b.vertex);
  EXPECT_NEAR(a.time, b.time, 1e-12);
  ASSERT_EQ(a.particles.size(), b.particles.size());
  for (std::size_t i = 0; i < a.particles.size(); ++i) {
    EXPECT_EQ(a.particles[i].pdg, b.particles[i].pdg);
    EXPECT_EQ(a.particles[i].status, b.particles[i].status);
    EXPECT_EQ(a.particles[i].parent, b.particles[i].parent) << "particle " << i << " of event " << a.event_id;
    EXPECT_EQ(a.particles[i].momentum.energy, b.particles[i].momentum.energy);
    EXPECT_EQ(a.particles[i].momentum.momentum, b.particles[i].momentum.momentum);
  }
}

TEST(NuHepMCWriter, GivesBackTheEventsOfTheGenerator) {
  const wirebench::test::TemporaryFolder folder;
  for (const char* name : {"events.hepmc3", "events.hepmc3.gz"}) {
    EmbeddedEventSource source{generator(), 0, k_events};
    EXPECT_EQ(write_nuhepmc(folder / name, describe_run(*generator()), source), k_events);
    const auto file = open_events(folder / name);
    std::set<Channel> channels;
    for (std::uint64_t number = 0; number < k_events; ++number) {
      const auto event = file->next();
      ASSERT_TRUE(event);
      channels.insert(event->channel);
      expect_equal(generator()->event(number), *event);
      const auto violation = wirebench::test::event_violation(*event, 1e-5);
      ASSERT_FALSE(violation) << "event " << number << ": " << *violation;
      if (testing::Test::HasFailure()) return;
    }
    EXPECT_FALSE(file->next());
    EXPECT_GE(channels.size(), 9U);
    EXPECT_TRUE(file->violations().empty()) << file->violations()[0].convention << file->violations()[0].message;
  }
  EXPECT_LT(std::filesystem::file_size(folder / "events.hepmc3.gz"),
            std::filesystem::file_size(folder / "events.hepmc3") / 2);
}

TEST(NuHepMCWriter, WritesTheSameBytesAgain) {
  const wirebench::test::TemporaryFolder folder;
  for (const char* name : {"a", "b", "a.gz", "b.gz"}) {
    EmbeddedEventSource source{generator(), 100, 50};
    static_cast<void>(write_nuhepmc(folder / name, describe_run(*generator()), source));
  }
  EXPECT_EQ(test::content(folder / "a"), test::content(folder / "b"));
  EXPECT_EQ(test::content(folder / "a.gz"), test::content(folder / "b.gz"));
}

// The requirements of the specification, looked up in the text itself and not through the reader.
TEST(NuHepMCWriter, WritesWhatTheSpecificationRequires) {
  const wirebench::test::TemporaryFolder folder;
  EmbeddedEventSource source{generator(), 0, 1};
  static_cast<void>(write_nuhepmc(folder / "a", describe_run(*generator()), source));
  const std::string text = test::content(folder / "a");
  for (const char* part : {"HepMC::Asciiv3-START_EVENT_LISTING\nW CV\nT wirebench\\|",
                           "\nA NuHepMC.Version.Major 1\n",
                           "\nA NuHepMC.Version.Minor 0\n",
                           "\nA NuHepMC.Version.Patch 0\n",
                           "\nA NuHepMC.Units.CrossSection.Unit 10-38 cm2\n",
                           "\nA NuHepMC.Units.CrossSection.TargetScale PerAtom\n",
                           "\nA NuHepMC.FluxAveragedTotalCrossSection ",
                           "\nA NuHepMC.ProcessIDs 0 200 250 300 350 400 450 500 550 600 650 700 750\n",
                           "\nA NuHepMC.ProcessInfo[700].Name CC coherent pion\n",
                           "\nA NuHepMC.VertexStatusIDs 1 21 22 23 24\n",
                           "\nA NuHepMC.VertexStatusInfo[24].Description ",
                           "\nA NuHepMC.ParticleStatusIDs 1 2 3 4 20 21\n",
                           "\nA NuHepMC.AdditionalParticleNumbers 2009900000\n",
                           "\nA NuHepMC.Beam[14].Type Histogram\n",
                           "\nA NuHepMC.Beam.EnergyUnit MEV\n",
                           "\nA NuHepMC.Beam[-14].Histogram.ContentIsPerWidth 1\n",
                           "\nE 0 ",
                           "\nU MEV MM\nW ",
                           "\nA 0 lab_pos ",
                           " 1.25e-08\n",
                           "\nA 0 signal_process_id ",
                           "\nHepMC::Asciiv3-END_EVENT_LISTING\n"}) {
    EXPECT_THAT(text, testing::HasSubstr(part));
  }
  EXPECT_THAT(text, testing::HasSubstr("NuHepMC.Conventions G.C.2 E.C.1 E.C.5 V.C.1 P.C.1 P.C.2 G.S.2 G.C.4 G.S.1\n"));
}

TEST(NuHepMCWriter, DescribesTheFluxWithinTheRange) {
  const RunDescription run = describe_run(*generator());
  EXPECT_GT(run.flux_averaged_cross_section, 0.0);
  ASSERT_EQ(run.beams.size(), 4U);
  const BeamDescription& beam = run.beams.at(14);
  EXPECT_EQ(beam.edges.front(), 1000.0);
  EXPECT_EQ(beam.edges.back(), 4000.0);
  EXPECT_EQ(beam.content.size() + 1, beam.edges.size());
  GeneratorOptions options;
  options.flux = FluxKind::single_energy;
  const RunDescription single = describe_run(Generator{options});
  EXPECT_THAT(single.beams.at(12).edges, testing::ElementsAre(2000.0));
  EXPECT_FALSE(single.beams.contains(-12));
}

TEST(NuHepMCWriter, LeavesNothingBehindWhenTheSourceFails) {
  const wirebench::test::TemporaryFolder folder;
  test::write(folder / "a", "earlier");
  EXPECT_THROW(write_nuhepmc(folder / "a", describe_run(*generator()),
                             [](const EventSink& sink) {
                               sink(generator()->event(0));
                               throw std::runtime_error{"source"};
                             }),
               std::runtime_error);
  EXPECT_EQ(test::content(folder / "a"), "earlier");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator{folder.path()}, {}), 1);
}

TEST(NuHepMCWriter, RefusesNumbersHepMCHasNoRoomFor) {
  const wirebench::test::TemporaryFolder folder;
  NeutrinoEvent event = generator()->event(0);
  event.event_id = 1ULL << 31U;
  wirebench::test::expect_error(
      [&] { write_nuhepmc(folder / "a", describe_run(*generator()), [&](const EventSink& sink) { sink(event); }); },
      ErrorKind::failed, {"2147483648", "2147483647"});
  EXPECT_FALSE(std::filesystem::exists(folder / "a"));
}

TEST(NuHepMCWriter, EscapesWhatTheUserSays) {
  const wirebench::test::TemporaryFolder folder;
  RunDescription run = describe_run(*generator());
  run.provenance["note"] = "two\nlines \\ here";
  write_nuhepmc(folder / "a", run, [](const EventSink&) {});
  EXPECT_THAT(test::content(folder / "a"), testing::HasSubstr("A NuHepMC.Provenance.note two\\|lines \\\\ here\n"));
  EXPECT_TRUE(test::all_events(*open_events(folder / "a")).empty());
}

// A file of foreign events: what is written of it is read back alike.
TEST(NuHepMCWriter, WritesEventsOfTrackerText) {
  const wirebench::test::TemporaryFolder folder;
  const auto tracker = test::all_events(*open_events(test::k_data / "genie_nuance_tracker.dat"));
  write_nuhepmc(folder / "a", describe_run(*generator()), [&](const EventSink& sink) {
    for (const auto& event : tracker) sink(event);
  });
  const auto again = test::all_events(*open_events(folder / "a"));
  ASSERT_EQ(again.size(), tracker.size());
  for (std::size_t i = 0; i < again.size(); ++i) expect_equal(tracker[i], again[i]);
}

TEST(MergeNuHepMC, GivesTheBytesOfOneWriter) {
  const wirebench::test::TemporaryFolder folder;
  const RunDescription run = describe_run(*generator());
  const auto write = [&](const std::filesystem::path& path, std::uint64_t first, std::uint64_t count) {
    EmbeddedEventSource source{generator(), first, count};
    write_nuhepmc(path, run, source);
    return path;
  };
  for (const std::string ending : {".hepmc3", ".hepmc3.gz"}) {
    const auto whole = write(folder / ("whole" + ending), 0, 300);
    const std::vector<std::filesystem::path> parts{write(folder / ("a" + ending), 0, 1),
                                                   write(folder / ("b" + ending), 1, 200),
                                                   write(folder / ("c" + ending), 201, 99)};
    EXPECT_EQ(merge_nuhepmc(parts, folder / ("merged" + ending)), 300U);
    EXPECT_TRUE(read_file(folder / ("merged" + ending)) == read_file(whole)) << ending;
  }
}

TEST(MergeNuHepMC, RefusesACutPartAndOneOfAnotherRun) {
  const wirebench::test::TemporaryFolder folder;
  RunDescription run = describe_run(*generator());
  EmbeddedEventSource one{generator(), 0, 3};
  write_nuhepmc(folder / "a.hepmc3", run, one);
  const std::string text = read_file(folder / "a.hepmc3");
  write_text_atomically(folder / "cut.hepmc3", text.substr(0, text.size() - 40));
  run.provenance["wirebench.seed"] = "another";
  EmbeddedEventSource other{generator(), 3, 3};
  write_nuhepmc(folder / "b.hepmc3", run, other);
  for (const auto& [second, why] :
       {std::pair{"cut.hepmc3", "last line is missing"}, std::pair{"b.hepmc3", "run description differs"}}) {
    const std::vector<std::filesystem::path> parts{folder / "a.hepmc3", folder / second};
    wirebench::test::expect_error([&] { (void)merge_nuhepmc(parts, folder / "merged.hepmc3"); }, ErrorKind::failed,
                                  {second, why});
    EXPECT_FALSE(std::filesystem::exists(folder / "merged.hepmc3"));
  }
}

}  // namespace
}  // namespace wirebench::generator
