#include "wirebench/transport/geant4/geant4_engine.hpp"

#include <cmath>
#include <cstdlib>
#include <fstream>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"
#include "transport/example_event.hpp"

#include "wirebench/transport/geant4/primaries_text.hpp"
#include "wirebench/transport/segments_writer.hpp"

namespace wirebench::transport::geant4 {
namespace {

using test::TemporaryFolder;

/// A program that tells a version and then does `work`.
std::filesystem::path script(const TemporaryFolder& folder, const std::string& work) {
  const auto path = folder / "engine";
  std::ofstream{path} << "#!/bin/sh\nif [ \"$1\" = --version ]; then echo '$Name: geant4-11-04 $'; exit 0; fi\n"
                      << work << '\n';
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path;
}

Geant4Options with(const std::filesystem::path& program) {
  Geant4Options options;
  options.program = program;
  return options;
}

TEST(Geant4Engine, SaysHowToGetAMissingProgram) {
  const auto engine = Geant4Engine::make(with("/nowhere/wirebench-geant4"));
  ASSERT_FALSE(engine);
  EXPECT_THAT(engine.reason(), testing::HasSubstr("/nowhere/wirebench-geant4"));
  EXPECT_THAT(engine.reason(), testing::HasSubstr("https://geant4.web.cern.ch"));
  EXPECT_THAT(engine.reason(), testing::HasSubstr("WIREBENCH_GEANT4"));
}

TEST(Geant4Engine, IsAbsentWhenTheProgramCannotRun) {
  const TemporaryFolder folder;
  const auto path = folder / "engine";
  std::ofstream{path} << "#!/bin/sh\necho 'libG4run.so: cannot open shared object file' >&2\nexit 127\n";
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  const auto engine = Geant4Engine::make(with(path));
  ASSERT_FALSE(engine);
  EXPECT_THAT(engine.reason(), testing::HasSubstr("libG4run.so"));
}

TEST(Geant4Engine, PassesItsOptionsAndReadsTheEvents) {
  const TemporaryFolder folder;
  {
    SegmentsWriter writer{folder / "made.h5"};
    for (std::uint64_t i = 0; i < 2; ++i) writer.add(test::example_event(i, 4), test::example_primaries(i));
    writer.finish();
  }
  const auto program =
      script(folder, "echo \"$@\" > " + (folder / "arguments").string() + "\ncp \"$2\" " +
                         (folder / "primaries").string() + "\ncp " + (folder / "made.h5").string() + " \"$4\"");
  Geant4Options options = with(program);
  options.physics = "QGSP_BERT";
  options.density = Density{1.38e-3};
  const auto engine = Geant4Engine::make(options);
  ASSERT_TRUE(engine);
  EXPECT_EQ(engine.value()->name(), "geant4 11.04, physics QGSP_BERT");

  std::vector<PrimaryEvent> events{test::example_primaries(1000), test::example_primaries(std::uint64_t{1} << 40U)};
  std::vector<std::uint64_t> numbers(2);
  engine.value()->transport_all(events, {}, 1, [&](std::size_t index, TransportedEvent&& event) {
    numbers.at(index) = event.deposits.event_id;
    EXPECT_EQ(event.deposits.deposits.size(), 4U);
    EXPECT_EQ(event.deposits.truth.label, InteractionClass::numu_charged_current);
  });
  EXPECT_THAT(numbers, testing::ElementsAre(1000U, std::uint64_t{1} << 40U)) << "its own numbers, not the file's";

  std::ifstream stream{folder / "arguments"};
  const std::string arguments{std::istreambuf_iterator<char>{stream}, {}};
  EXPECT_THAT(arguments, testing::HasSubstr("--physics QGSP_BERT --half-size 15000 15000 15000 --density 1.38 "));
  EXPECT_THAT(arguments, testing::HasSubstr("--no-trajectories"));
}

TEST(Geant4Engine, ReportsAFailureInTheProgramsWords) {
  const TemporaryFolder folder;
  auto engine = Geant4Engine::make(with(script(folder, "echo 'Geant4: the cascade is dry' >&2\nexit 1")));
  ASSERT_TRUE(engine);
  test::expect_error([&] { static_cast<void>(engine.value()->transport(test::example_primaries(0), {})); },
                     ErrorKind::failed, {"exit code 1", "the cascade is dry"});
  engine = Geant4Engine::make(with(script(folder, "kill -SEGV $$")));
  ASSERT_TRUE(engine);
  test::expect_error([&] { static_cast<void>(engine.value()->transport(test::example_primaries(0), {})); },
                     ErrorKind::failed, {"signal 11"});
}

TEST(PrimariesText, HasALineForEveryEventAndParticle) {
  const std::vector<PrimaryEvent> events{test::example_primaries(77)};
  EXPECT_EQ(primaries_text(events),
            "# wirebench primaries\n"
            "event 0 77 14 1 10 -20 30 0\n"
            "particle 13 100 20 500 10 -20 30 2\n"
            "particle 2212 -50 0 400 10 -20 30 2\n");
}

TEST(PrimariesText, RefusesWhatCannotBeTransported) {
  std::vector<PrimaryEvent> events{test::example_primaries(77)};
  events[0].primaries[1].pdg = 4;
  test::expect_error([&] { static_cast<void>(primaries_text(events)); }, ErrorKind::usage, {"event 77", "4"});
  events[0].primaries[1].pdg = 2212;
  events[0].primaries[1].momentum.x = std::nan("");
  test::expect_error([&] { static_cast<void>(primaries_text(events)); }, ErrorKind::usage, {"event 77", "finite"});
}

/// With the program itself, where there is one: ranges of 100 MeV protons in argon (NIST PSTAR: 10.92 g/cm2, 7.82 cm)
/// and the same events on one thread and on two.
TEST(Geant4Program, CarriesProtonsToTheirRange) {
  const auto engine = Geant4Engine::make({});
  if (!engine) GTEST_SKIP() << engine.reason();
  std::vector<PrimaryEvent> events;
  for (std::uint64_t i = 0; i < 100; ++i) {
    PrimaryEvent event;
    event.event_id = i;
    event.primaries = {{2212, {0.0, 0.0, 444.58}, {}, 0.0}};
    events.push_back(event);
  }
  std::vector<double> lengths(events.size());
  std::vector<double> energies(events.size());
  engine.value()->transport_all(events, {.tracks = true}, 1, [&](std::size_t index, TransportedEvent&& event) {
    lengths[index] = event.tracks.front().end_process == Process::none ? event.tracks.front().length : 0.0;
    for (const auto& deposit : event.deposits.deposits) energies[index] += deposit.energy;
  });
  double sum = 0.0;
  double stopped = 0.0;
  for (const double length : lengths) {
    sum += length;
    if (length > 0.0) stopped += 1.0;
  }
  ASSERT_GT(stopped, 70.0);
  EXPECT_NEAR(sum / stopped, 78.2, 1.5);
  engine.value()->transport_all(events, {.tracks = true}, 2, [&](std::size_t index, TransportedEvent&& event) {
    for (const auto& deposit : event.deposits.deposits) energies[index] -= deposit.energy;
  });
  for (const double difference : energies) EXPECT_EQ(difference, 0.0);
}

}  // namespace
}  // namespace wirebench::transport::geant4
