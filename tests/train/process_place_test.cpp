#include "wirebench/train/process_place.hpp"

#include <gtest/gtest.h>

#include <map>

#include "support/expect_error.hpp"

#include "wirebench/core/error.hpp"

namespace wirebench::train {
namespace {

ProcessPlace place_of(std::map<std::string, std::string> variables) {
  return read_process_place([variables](const char* name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional{found->second};
  });
}

TEST(ProcessPlace, AloneWithoutALauncher) {
  EXPECT_EQ(place_of({}).size, 1);
  // Slurm's variables of an allocation say nothing of how this process was started.
  EXPECT_EQ(place_of({{"SLURM_NTASKS", "8"}, {"SLURM_PROCID", "0"}}).size, 1);
}

TEST(ProcessPlace, TorchrunSaysEverything) {
  const ProcessPlace place = place_of({{"RANK", "5"},
                                       {"WORLD_SIZE", "8"},
                                       {"LOCAL_RANK", "1"},
                                       {"MASTER_ADDR", "node7"},
                                       {"MASTER_PORT", "1234"},
                                       {"TORCHELASTIC_USE_AGENT_STORE", "True"}});
  EXPECT_EQ(place.rank, 5);
  EXPECT_EQ(place.size, 8);
  EXPECT_EQ(place.local_rank, 1);
  EXPECT_EQ(place.address, "node7");
  EXPECT_EQ(place.port, 1234);
  EXPECT_TRUE(place.store_runs);
}

TEST(ProcessPlace, OpenMpiOnOneMachineMeetsThere) {
  const std::map<std::string, std::string> variables{{"OMPI_COMM_WORLD_RANK", "1"},
                                                     {"OMPI_COMM_WORLD_SIZE", "2"},
                                                     {"OMPI_COMM_WORLD_LOCAL_RANK", "1"},
                                                     {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"},
                                                     {"PMIX_NAMESPACE", "3141592653"}};
  const ProcessPlace place = place_of(variables);
  EXPECT_EQ(place.rank, 1);
  EXPECT_EQ(place.local_rank, 1);
  EXPECT_EQ(place.address, "127.0.0.1");
  EXPECT_FALSE(place.store_runs);
  auto other_job = variables;
  other_job["PMIX_NAMESPACE"] = "2718281828";
  EXPECT_NE(place_of(other_job).port, place.port);
}

TEST(ProcessPlace, SrunMeetsOnItsFirstMachine) {
  std::map<std::string, std::string> variables{{"SLURM_PROCID", "3"},  {"SLURM_STEP_NUM_TASKS", "4"},
                                               {"SLURM_LOCALID", "1"}, {"SLURM_STEP_NUM_NODES", "2"},
                                               {"SLURM_JOB_ID", "77"}, {"SLURM_STEP_NODELIST", "gpu[08-09]"}};
  EXPECT_EQ(place_of(variables).address, "gpu08");
  EXPECT_EQ(place_of(variables).local_rank, 1);
  variables["SLURM_STEP_NODELIST"] = "cn3,cn5";
  EXPECT_EQ(place_of(variables).address, "cn3");
  variables["SLURM_STEP_NODELIST"] = "rack[2,4-6]-ib,cn5";
  EXPECT_EQ(place_of(variables).address, "rack2-ib");
  variables["MASTER_ADDR"] = "10.0.0.1";
  EXPECT_EQ(place_of(variables).address, "10.0.0.1");
  variables.erase("MASTER_ADDR");
  variables["SLURM_STEP_NUM_NODES"] = "1";
  EXPECT_EQ(place_of(variables).address, "127.0.0.1");
}

TEST(ProcessPlace, RefusesWhatMakesNoSense) {
  test::expect_error(
      [] {
        place_of({{"RANK", "2"}, {"WORLD_SIZE", "2"}});
      },
      ErrorKind::usage, {"RANK=2", "WORLD_SIZE=2"});
  test::expect_error([] { place_of({{"RANK", "0"}, {"WORLD_SIZE", "two"}}); }, ErrorKind::usage, {"WORLD_SIZE=two"});
  test::expect_error(
      [] {
        place_of({{"RANK", "0"}, {"WORLD_SIZE", "2"}, {"LOCAL_WORLD_SIZE", "1"}});
      },
      ErrorKind::usage, {"MASTER_ADDR"});
  test::expect_error(
      [] {
        place_of({{"RANK", "0"}, {"WORLD_SIZE", "2"}, {"MASTER_ADDR", "a"}, {"MASTER_PORT", "70000"}});
      },
      ErrorKind::usage, {"MASTER_PORT=70000"});
}

}  // namespace
}  // namespace wirebench::train
