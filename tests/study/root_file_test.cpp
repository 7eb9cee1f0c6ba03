#include "wirebench/study/root_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>

#include "support/expect_error.hpp"
#include "support/needs_runtime.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/generator/files/open_events.hpp"
#include "wirebench/runtime/catalogue.hpp"
#include "wirebench/runtime/environment.hpp"
#include "wirebench/transport/deposit_source.hpp"

namespace wirebench::study {
namespace {

using generator::Channel;
using generator::Status;

// Both files were written by ROOT 6.40 itself: genie_rootracker.root with the branches of GENIE 3.6's gntpc,
// edepsim.root with the classes of edep-sim's io folder. Their contents are by hand; the numbers here are those that
// were put in.
const std::filesystem::path k_data = std::filesystem::path{WIREBENCH_SOURCE_DIR} / "tests/data/study";

/// Why ROOT files cannot be read here; empty when they can.
std::string missing_reader() {
  const auto found = runtime::find_environment(runtime::k_root_reader.package_set, runtime::default_paths());
  return found ? "" : "uproot is " + found.reason();
}

class RootFiles : public testing::Test {
 protected:
  void SetUp() override {
    const std::string missing = missing_reader();
    if (missing.empty()) return;
    if (wirebench::test::runtimes_required()) GTEST_FAIL() << missing;
    GTEST_SKIP() << missing;
  }
  wirebench::test::TemporaryFolder folder_;
  runtime::RuntimePaths paths_ = runtime::default_paths();
};

TEST_F(RootFiles, GiveTheEventsOfARooTracker) {
  const RootFile file{k_data / "genie_rootracker.root", paths_, Log::silent()};
  EXPECT_EQ(file.content(), RootContent::neutrino_events);
  EXPECT_EQ(file.events(), 4U);
  const auto source = generator::open_events(file.converted());
  const auto quasi_elastic = source->next();
  ASSERT_TRUE(quasi_elastic);
  EXPECT_EQ(quasi_elastic->event_id, 5U);  // EvtNum
  EXPECT_EQ(quasi_elastic->channel, Channel::cc_quasi_elastic);
  EXPECT_EQ(quasi_elastic->neutrino_pdg, 14);
  EXPECT_NEAR(quasi_elastic->neutrino_energy, 2000.0, 1e-9);  // GeV in the file
  EXPECT_NEAR(quasi_elastic->vertex.x, 250.0, 1e-9);          // m in the file
  EXPECT_NEAR(quasi_elastic->vertex.z, 1500.0, 1e-9);
  EXPECT_NEAR(quasi_elastic->time, 2000.0, 1e-9);  // s in the file
  EXPECT_EQ(quasi_elastic->weight, 1.0);
  ASSERT_EQ(quasi_elastic->particles.size(), 10U);
  EXPECT_EQ(quasi_elastic->particles[1].pdg, 1000180400);
  EXPECT_EQ(quasi_elastic->particles[2].status, Status::struck_nucleon);
  EXPECT_EQ(quasi_elastic->particles[5].status, Status::documentation);  // hadron in the nucleus
  EXPECT_EQ(quasi_elastic->particles[6].status, Status::final_state);
  EXPECT_EQ(quasi_elastic->particles[6].parent, 5);
  std::map<int, int> leaving;
  for (const auto& particle : quasi_elastic->particles) {
    if (particle.status == Status::final_state) ++leaving[particle.pdg];
  }
  EXPECT_EQ(leaving, (std::map<int, int>{{13, 1}, {2112, 1}, {2212, 1}}));  // GENIE's binding energy is no particle

  const auto resonance = source->next();
  ASSERT_TRUE(resonance);
  EXPECT_EQ(resonance->channel, Channel::nc_resonance);
  EXPECT_FALSE(resonance->charged_current);
  EXPECT_EQ(resonance->neutrino_pdg, -12);
  EXPECT_EQ(resonance->weight, 1.5);
  EXPECT_EQ(resonance->particles[5].status, Status::decayed);
  const auto coherent = source->next();
  ASSERT_TRUE(coherent);
  EXPECT_EQ(coherent->channel, Channel::cc_coherent_pion);
  const auto two_nucleon = source->next();
  ASSERT_TRUE(two_nucleon);
  EXPECT_EQ(two_nucleon->channel, Channel::cc_two_nucleon);
  EXPECT_FALSE(source->next());
  // GENIE's files have no flux-averaged cross section; nothing else is missing.
  ASSERT_FALSE(source->violations().empty());
  EXPECT_EQ(source->violations()[0].convention, "G.R.5");
}

TEST_F(RootFiles, GiveTheDepositsOfEdepSim) {
  const RootFile file{k_data / "edepsim.root", paths_, Log::silent()};
  EXPECT_EQ(file.content(), RootContent::energy_deposits);
  EXPECT_EQ(file.events(), 3U);
  const auto source = transport::open_deposits(file.converted());
  EXPECT_EQ(source->count(), 2U);  // the third has none
  const auto first = source->next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->event_id, 10U);
  ASSERT_EQ(first->deposits.size(), 2U);  // of volTPCActive only
  EXPECT_NEAR(first->deposits[0].energy, 0.5, 1e-6);
  EXPECT_NEAR(first->deposits[1].energy, 1.5, 1e-6);
  EXPECT_NEAR(first->deposits[1].start[0], 100.0, 1e-4);
  EXPECT_NEAR(first->deposits[1].start[1], -200.0, 1e-4);
  EXPECT_NEAR(first->deposits[1].start[2], 303.5, 1e-4);
  EXPECT_NEAR(first->deposits[1].end[2], 306.5, 1e-4);
  EXPECT_NEAR(first->deposits[1].step_length, 3.0, 1e-5);
  EXPECT_NEAR(first->deposits[1].time, 7.01, 1e-9);
  EXPECT_EQ(first->deposits[0].pdg, 13);
  EXPECT_EQ(first->deposits[1].pdg, 11);
  EXPECT_EQ(first->deposits[1].track_id, 1U);
  ASSERT_TRUE(first->truth.vertex);
  EXPECT_NEAR((*first->truth.vertex)[2], 300.5, 1e-3);
  EXPECT_EQ(first->truth.label, transport::InteractionClass::numu_charged_current);
  const auto second = source->next();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->deposits.size(), 3U);
  EXPECT_NEAR(second->deposits[2].energy, 12.5, 1e-6);
}

TEST_F(RootFiles, TakeAnotherDetectorWhereAsked) {
  const RootFile file{k_data / "edepsim.root", paths_, {.detector = "other"}, Log::silent()};
  const auto event = transport::open_deposits(file.converted())->next();
  ASSERT_TRUE(event);
  ASSERT_EQ(event->deposits.size(), 1U);
  EXPECT_EQ(event->deposits[0].energy, 9.0);
  wirebench::test::expect_error(
      [&] { RootFile{k_data / "edepsim.root", paths_, {.detector = "third"}, Log::silent()}; }, ErrorKind::failed,
      {"no such sensitive detector", "third", "other, volTPCActive"});
}

TEST_F(RootFiles, ArePutWhereAskedAndElseRemoved) {
  std::filesystem::path temporary;
  {
    const RootFile file{k_data / "genie_rootracker.root", paths_, Log::silent()};
    temporary = file.converted();
    EXPECT_TRUE(std::filesystem::exists(temporary));
  }
  EXPECT_FALSE(std::filesystem::exists(temporary.parent_path()));
  {
    const RootFile file{k_data / "genie_rootracker.root", paths_, {.folder = folder_ / "out"}, Log::silent()};
    EXPECT_EQ(file.converted(), folder_ / "out" / "genie_rootracker.hepmc3.gz");
  }
  EXPECT_TRUE(std::filesystem::exists(folder_ / "out" / "genie_rootracker.hepmc3.gz"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator{folder_ / "out"}, {}), 1);
}

TEST_F(RootFiles, AreRefusedWhenDamaged) {
  std::ifstream in{k_data / "edepsim.root", std::ios::binary};
  const std::string whole{std::istreambuf_iterator<char>{in}, {}};
  for (const std::size_t size : {std::size_t{10}, whole.size() / 3, whole.size() - 100}) {
    std::ofstream{folder_ / "cut.root", std::ios::binary} << whole.substr(0, size);
    wirebench::test::expect_error(
        [&] { RootFile{folder_ / "cut.root", paths_, {.folder = folder_ / "out"}, Log::silent()}; }, ErrorKind::failed,
        {"cut.root"});
    EXPECT_TRUE(std::filesystem::is_empty(folder_ / "out"));
  }
}

TEST_F(RootFiles, OpenAsEventSources) {
  const auto source = open_event_source(k_data / "genie_rootracker.root", {}, paths_);
  EXPECT_TRUE(source->next());
  wirebench::test::expect_error([&] { (void)open_event_source(k_data / "edepsim.root", {}, paths_); },
                                ErrorKind::failed, {"edep-sim"});
}

TEST(RootFile, SaysHowUprootIsInstalled) {
  const wirebench::test::TemporaryFolder folder;
  runtime::RuntimePaths paths = runtime::default_paths();
  paths.environments = folder.path();
  wirebench::test::expect_error([&] { RootFile(k_data / "edepsim.root", paths, Log::silent()); }, ErrorKind::missing,
                                {"uproot", "wirebench runtimes install uproot"});
  wirebench::test::expect_error([&] { RootFile(folder / "none.root", paths, Log::silent()); }, ErrorKind::usage,
                                {"none.root"});
}

}  // namespace
}  // namespace wirebench::study
