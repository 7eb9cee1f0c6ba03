#include "wirebench/generator/files/nuhepmc_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "generator/files/text_files.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/generator/files/event_checks.hpp"

namespace wirebench::generator {
namespace {

using test::small_nuhepmc;
using test::times;
using test::with;

// hepmc3_library.hepmc3 was written by the HepMC 3 library (pyhepmc 2.16.1, HepMC 3.3) in GEV and CM; the numbers here
// are those given to it.
TEST(NuHepMCFile, ReadsWhatTheHepMCLibraryWrites) {
  const auto file = open_events(test::k_data / "hepmc3_library.hepmc3");
  EXPECT_EQ(file->form(), "NuHepMC 1.0.0");
  const auto events = test::all_events(*file);
  ASSERT_EQ(events.size(), 2U);

  const NeutrinoEvent& qe = events[0];
  EXPECT_EQ(qe.event_id, 7U);
  EXPECT_EQ(qe.channel, Channel::cc_quasi_elastic);
  EXPECT_TRUE(qe.charged_current);
  EXPECT_EQ(qe.neutrino_pdg, 14);
  EXPECT_DOUBLE_EQ(qe.neutrino_energy, 2000.0);
  EXPECT_DOUBLE_EQ(qe.weight, 9.0);
  EXPECT_DOUBLE_EQ(qe.vertex.x, 15.0);
  EXPECT_DOUBLE_EQ(qe.vertex.y, -25.0);
  EXPECT_DOUBLE_EQ(qe.vertex.z, 3000.0);
  EXPECT_DOUBLE_EQ(qe.time, 2000.0);
  ASSERT_EQ(qe.particles.size(), 9U);
  EXPECT_EQ(qe.particles[0].pdg, 14);
  EXPECT_EQ(qe.particles[0].status, Status::beam);
  EXPECT_EQ(qe.particles[1].pdg, 1000180400);
  EXPECT_EQ(qe.particles[1].status, Status::target);
  EXPECT_NEAR(qe.particles[1].momentum.energy, 37215.52, 1e-9);
  EXPECT_EQ(qe.particles[2].pdg, 2112);
  EXPECT_EQ(qe.particles[2].status, Status::struck_nucleon);
  EXPECT_EQ(qe.particles[2].parent, 1);
  const auto muon = std::find_if(qe.particles.begin(), qe.particles.end(), [](const auto& p) { return p.pdg == 13; });
  ASSERT_NE(muon, qe.particles.end());
  EXPECT_EQ(muon->parent, -1);
  EXPECT_NEAR(muon->momentum.momentum.z, 1200.0, 1e-9);
  // k = (0, 0, 2000), k' = (300, 400, 1200): Q2 = q.q - q0^2 with q = (-300, -400, 800), E' = sqrt(1300^2 + m^2).
  const double lepton = std::sqrt(1300.0 * 1300.0 + 105.6583755 * 105.6583755);
  EXPECT_NEAR(qe.q_squared, 890'000.0 - (2000.0 - lepton) * (2000.0 - lepton), 1e-3);
  EXPECT_NEAR(qe.inelasticity, 1.0 - lepton / 2000.0, 1e-9);
  // q + struck neutron (100, 0, 50; 910 MeV).
  const double energy = 2000.0 - lepton + 910.0;
  EXPECT_NEAR(qe.invariant_mass, std::sqrt(energy * energy - (200.0 * 200.0 + 400.0 * 400.0 + 850.0 * 850.0)), 1e-6);
  // The remnant that is not simulated never is in the final state.
  int final_state = 0;
  for (const auto& particle : qe.particles) {
    if (particle.status != Status::final_state) continue;
    ++final_state;
    EXPECT_LT(particle.pdg, k_first_pseudo_particle);
  }
  EXPECT_EQ(final_state, 3);

  const NeutrinoEvent& coherent = events[1];
  EXPECT_EQ(coherent.event_id, 9U);
  EXPECT_EQ(coherent.channel, Channel::cc_coherent_pion);  // process 701, known by its name
  EXPECT_DOUBLE_EQ(coherent.weight, 11.0);
  EXPECT_DOUBLE_EQ(coherent.vertex.z, 30.0);
  EXPECT_EQ(coherent.time, 0.0);
  EXPECT_TRUE(file->violations().empty()) << file->violations()[0].message;
}

TEST(NuHepMCFile, ReadsASmallFileWithoutComplaint) {
  const wirebench::test::TemporaryFolder folder;
  const auto file = open_events(test::write(folder / "a", small_nuhepmc()));
  const auto events = test::all_events(*file);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].channel, Channel::nc_elastic);
  EXPECT_FALSE(events[0].charged_current);
  EXPECT_EQ(events[0].weight, 1.25);
  EXPECT_EQ(events[0].vertex, (Vector3{10.0, 20.0, 30.0}));
  EXPECT_EQ(events[0].particles[4].status, Status::documentation);  // 2009900000
  EXPECT_TRUE(file->violations().empty()) << file->violations()[0].message;
  EXPECT_FALSE(file->next());
}

struct Departure {
  const char* name;
  const char* from;
  const char* to;
  const char* convention;
  const char* message;
};

class Warnings : public testing::TestWithParam<Departure> {};

TEST_P(Warnings, AreFoundAndTheEventIsUsed) {
  const Departure& departure = GetParam();
  const wirebench::test::TemporaryFolder folder;
  const auto file = open_events(test::write(folder / "a", with(small_nuhepmc(), departure.from, departure.to)));
  EXPECT_EQ(test::all_events(*file).size(), 1U);
  EXPECT_EQ(times(*file, departure.convention, departure.message), 1)
      << (file->violations().empty() ? "nothing found" : file->violations()[0].message);
  for (const Violation& violation : file->violations()) EXPECT_EQ(violation.severity, Severity::warning);
}

INSTANTIATE_TEST_SUITE_P(
    NuHepMC, Warnings,
    testing::Values(
        Departure{"NoVersion", "A NuHepMC.Version.Major 1\n", "", "G.R.2", "version missing"},
        Departure{"OldVersion", "Major 1\n", "Major 0\n", "G.R.2", "before 1.0"},
        Departure{"NoTool", "T hand\\|1.0\\|by hand\n", "", "G.R.3", "no generator"},
        Departure{"NoToolVersion", "hand\\|1.0\\|", "hand\\|\\|", "G.R.3", "without name or version"},
        Departure{"NoConventions", "A NuHepMC.Conventions G.C.2 E.C.1 P.C.2\n", "", "G.R.4", "missing"},
        Departure{"NoCrossSection", "A NuHepMC.FluxAveragedTotalCrossSection 3.5\n", "", "G.R.5", "missing"},
        Departure{"NoUnit", "A NuHepMC.Units.CrossSection.Unit pb\n", "", "G.R.6", "missing"},
        Departure{"NoScale", "A NuHepMC.Units.CrossSection.TargetScale PerAtom\n", "", "G.R.6", "missing"},
        Departure{"NoWeightName", "W CV\n", "", "G.R.7", "no weight CV"},
        Departure{"OtherWeightName", "W CV\n", "W nominal\n", "G.R.7", "no weight CV"},
        Departure{"NoProcesses", "A NuHepMC.ProcessIDs 250\n", "", "G.R.8", "ProcessIDs missing"},
        Departure{"NoProcessName", "A NuHepMC.ProcessInfo[250].Name NCE\n", "", "G.R.8", "Name missing"},
        Departure{"OtherProcess", "signal_process_id 250", "signal_process_id 251", "G.R.8", "not described"},
        Departure{"NoVertexStatuses", "A NuHepMC.VertexStatusIDs 1\n", "", "G.R.9", "missing"},
        Departure{"NoParticleStatuses", "A NuHepMC.ParticleStatusIDs 1\n", "", "G.R.10", "missing"},
        Departure{"NoParticleNumbers", "A NuHepMC.AdditionalParticleNumbers \n", "", "G.R.11", "missing"},
        Departure{"NoProcess", "A 0 signal_process_id 250\n", "", "E.R.3", "missing"},
        Departure{"NoPosition", "A 0 lab_pos 10 20 30\n", "", "E.R.5", "missing"},
        Departure{"PrimaryNotMarked", "V -1 1 ", "V -1 25 ", "E.R.6", "not marked"},
        Departure{"UndescribedVertex", "V -1 1 ", "V -1 25 ", "G.R.9", "not described"},
        Departure{"ReservedVertex", "V -1 1 ", "V -1 5 ", "V.R.1", "reserved"},
        Departure{"ReservedParticle", "0 0 0 0 0 1\n", "0 0 0 0 0 12\n", "P.R.1", "reserved"},
        Departure{"UndescribedParticle", "0 0 0 0 0 1\n", "0 0 0 0 0 99\n", "G.R.10", "not described"},
        Departure{"TargetIsBeam", "37215.52 20\n", "37215.52 4\n", "E.R.7", "status of a beam"},
        Departure{"OtherTarget", "1000180400 0", "1000060120 0", "", "not argon-40"},
        Departure{"OffShell", "400 1021.15", "400 1100.15", "", "mass shell"}),
    [](const auto& one) { return one.param.name; });

class Errors : public testing::TestWithParam<Departure> {};

TEST_P(Errors, NameFileLineAndReason) {
  const Departure& departure = GetParam();
  const wirebench::test::TemporaryFolder folder;
  const std::string text = with(small_nuhepmc(), departure.from, departure.to);
  wirebench::test::expect_error([&] { static_cast<void>(test::read(folder / "a", text)); }, ErrorKind::failed,
                                {(folder / "a").string() + ":", departure.message, departure.convention});
}

INSTANTIATE_TEST_SUITE_P(
    NuHepMC, Errors,
    testing::Values(
        Departure{"NewVersion", "Major 1\n", "Major 2\n", "G.R.2", "version not known"},
        Departure{"ManyWeights", "W CV\n", "W a\\|b\n", "G.R.7", "no weight CV"},
        Departure{"WeightsDiffer", "W 1.25\n", "W 1.25 1\n", "G.R.7", "number of weights differs"},
        Departure{"NoUnits", "U MEV MM\n", "", "E.R.4", "units missing"},
        Departure{"OtherUnits", "U MEV MM\n", "U TEV MM\n", "", "MEV or GEV"},
        Departure{"NegativeNumber", "E 3 1 5", "E -3 1 5", "E.R.2", "below zero"},
        Departure{"ProcessIsText", "signal_process_id 250", "signal_process_id qe", "E.R.3", "not a number"},
        Departure{"PositionTooShort", "lab_pos 10 20 30", "lab_pos 10 20", "E.R.5", "three or four"},
        Departure{"PositionNotFinite", "lab_pos 10 20 30", "lab_pos 10 nan 30", "E.R.5", "three or four"},
        Departure{"FarAway", "lab_pos 10 20 30", "lab_pos 10 2e30 30", "", "vertex out of range"},
        Departure{"NoBeam", "0 0 1000 1000 0 4", "0 0 1000 1000 0 3", "E.R.7", "0 with status 4"},
        Departure{"TwoBeams", "P 3 -1 12 0 0 600 600 0 1", "P 3 -1 12 0 0 600 600 0 4", "E.R.7", "2 with status 4"},
        Departure{"NoTarget", "37215.52 20\n", "37215.52 3\n", "E.R.7", "0 with status 20"},
        Departure{"BeamIsMuon", "P 1 0 12 ", "P 1 0 13 ", "E.R.7", "not a neutrino"},
        Departure{"TargetIsPion", "P 2 0 1000180400", "P 2 0 211", "E.R.7", "neither nucleus nor nucleon"},
        Departure{"UnknownParticle", "P 4 -1 2112", "P 4 -1 4122", "", "code 4122"},
        Departure{"NotFinite", "P 3 -1 12 0 0 600 600", "P 3 -1 12 0 0 inf 600", "", "finite"},
        Departure{"TooEnergetic", "P 1 0 12 0 0 1000 1000", "P 1 0 12 0 0 2e6 2e6", "", "neutrino energy out of range"},
        Departure{"NoEnergy", "P 1 0 12 0 0 1000 1000", "P 1 0 12 0 0 0 0", "", "neutrino energy out of range"},
        Departure{"BelowMomentum", "400 1021.15", "400 102.15", "", "below its momentum"},
        Departure{"FinalTooEnergetic", "400 1021.15", "400 2e6", "", "energy of a particle out of range"},
        Departure{"ParticleOrder", "P 3 -1", "P 4 -1", "", "not in their order"},
        Departure{"UnknownVertex", "P 3 -1", "P 3 -7", "", "comes from vertex -7"},
        Departure{"UnknownParent", "P 3 -1", "P 3 9", "", "comes from 9"},
        Departure{"OwnParent", "P 3 -1", "P 3 3", "", "comes from 3"},
        Departure{"VertexTwice", "P 3 -1", "V -1 1 []\nP 3 -1", "", "written twice"},
        Departure{"EntersTwice", "V -1 1 [1,2]", "V -1 1 [1,1]", "", "enters two vertices"},
        Departure{"EntersUnknown", "V -1 1 [1,2]", "V -1 1 [1,99]", "", "not there"},
        Departure{"BadList", "V -1 1 [1,2]", "V -1 1 [1,2", "", "expected"},
        Departure{"TooFewParticles", "E 3 1 5", "E 3 1 6", "", "6 announced, 5 there"},
        Departure{"TooFewVertices", "E 3 1 5", "E 3 2 5", "", "2 announced, 1 there"},
        Departure{"HugeCount", "E 3 1 5", "E 3 1 2000000000", "", "impossible number"},
        Departure{"NegativeCount", "E 3 1 5", "E 3 -1 5", "", "impossible number"},
        Departure{"StrangeRecord", "W 1.25", "Q 1.25", "", "line not understood"},
        Departure{"NothingLeaves", "P 3 -1 12 0 0 600 600 0 1\nP 4 -1 2112 0 0 400 1021.15 939.565 1\n",
                  "P 3 -1 12 0 0 600 600 0 3\nP 4 -1 2112 0 0 400 1021.15 939.565 3\n", "", "no particle leaves"},
        Departure{"NoClosingLine", "HepMC::Asciiv3-END_EVENT_LISTING\n", "", "", "file ends too early"},
        Departure{"CutInEvent", "P 5 -1 2009900000 0 0 0 0 0 1\nHepMC::Asciiv3-END_EVENT_LISTING\n", "", "",
                  "ends too early"}),
    [](const auto& one) { return one.param.name; });

TEST(NuHepMCFile, RefusesSeveralInteractionsInOneEvent) {
  const wirebench::test::TemporaryFolder folder;
  const std::string text = with(small_nuhepmc(), "P 5 -1 2009900000", "V -2 1 [4]\nP 5 -2 2009900000");
  wirebench::test::expect_error([&] { static_cast<void>(test::read(folder / "a", with(text, "E 3 1 5", "E 3 2 5"))); },
                                ErrorKind::failed, {"several primary", "E.R.6"});
}

TEST(NuHepMCFile, NamesLineAndEventOfAnError) {
  const wirebench::test::TemporaryFolder folder;
  const std::string text = with(small_nuhepmc(), "P 4 -1 2112 0 0 400", "P 4 -1 2112 0 0 x");
  wirebench::test::expect_error([&] { static_cast<void>(test::read(folder / "a", text)); }, ErrorKind::failed,
                                {"a:31, event 3", "--skip-bad-events"});
}

TEST(NuHepMCFile, LeavesBadEventsOutAndCountsThem) {
  const wirebench::test::TemporaryFolder folder;
  const std::string text = small_nuhepmc();
  const std::size_t from = text.find("E 3 1 5");
  const std::size_t to = text.find("HepMC::Asciiv3-END");
  const std::string event = text.substr(from, to - from);
  const auto numbered = [&](int number) { return with(event, "E 3", "E " + std::to_string(number)); };
  const std::string whole = text.substr(0, from) + numbered(1) + with(numbered(2), "2112", "4122") + numbered(3) +
                            with(numbered(4), "U MEV", "U XEV") + with(numbered(5), "E 5 1 5", "E 5 1 9") +
                            numbered(6) + text.substr(to);
  EventFileOptions options;
  options.skip_bad_events = true;
  const auto file = open_events(test::write(folder / "a", whole), options);
  std::vector<std::uint64_t> numbers;
  for (const auto& one : test::all_events(*file)) numbers.push_back(one.event_id);
  EXPECT_THAT(numbers, testing::ElementsAre(1, 3, 6));
  EXPECT_EQ(file->skipped(), 3U);
  EXPECT_EQ(times(*file, "", "unknown particle"), 1);
  EXPECT_EQ(file->violations()[0].severity, Severity::error);
}

TEST(NuHepMCFile, CountsEqualViolations) {
  const wirebench::test::TemporaryFolder folder;
  const std::string text = small_nuhepmc();
  const std::size_t from = text.find("E 3 1 5");
  const std::size_t to = text.find("HepMC::Asciiv3-END");
  const std::string event = with(text.substr(from, to - from), "A 0 lab_pos 10 20 30\n", "");
  std::string whole = text.substr(0, from);
  for (int i = 0; i < 5; ++i) whole += event;
  const auto file = open_events(test::write(folder / "a", whole + text.substr(to)));
  EXPECT_EQ(test::all_events(*file).size(), 5U);
  EXPECT_EQ(times(*file, "E.R.5", "lab_pos missing"), 5);
  EXPECT_EQ(times(*file, "E.R.2", "do not rise"), 4);
}

TEST(NuHepMCFile, ReadsFilesPutTogether) {
  const wirebench::test::TemporaryFolder folder;
  const std::string second = with(with(small_nuhepmc(), "W CV", "W a\\|CV"), "W 1.25", "W 8 9");
  const auto events = test::read(folder / "a", small_nuhepmc() + second);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].weight, 9.0);
}

TEST(NuHepMCFile, TakesThePositionOfAnEventWithoutLabPos) {
  const wirebench::test::TemporaryFolder folder;
  std::string text = with(small_nuhepmc(), "A 0 lab_pos 10 20 30\n", "");
  text = with(text, "U MEV MM", "U MEV CM");
  const auto events = test::read(folder / "a", with(text, "E 3 1 5", "E 3 1 5 @ 1 2 3 29.9792458"));
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].vertex, (Vector3{10.0, 20.0, 30.0}));
  EXPECT_NEAR(events[0].time, 1.0, 1e-12);
}

TEST(NuHepMCFile, AFileWithoutEventsHasNone) {
  const wirebench::test::TemporaryFolder folder;
  const std::string text = small_nuhepmc();
  const std::size_t from = text.find("E 3 1 5");
  EXPECT_TRUE(test::read(folder / "a", text.substr(0, from) + text.substr(text.find("HepMC::Asciiv3-END"))).empty());
}

}  // namespace
}  // namespace wirebench::generator
