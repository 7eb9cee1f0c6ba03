#include "wirebench/study/launch.hpp"

#include <gtest/gtest.h>

#include <map>

namespace wirebench::study {
namespace {

Launch launch(const std::map<std::string, std::string>& variables) {
  return read_launch([&](const char* name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  });
}

TEST(Launch, IsAloneWithoutALauncher) {
  EXPECT_EQ(launch({}).size, 1);
  EXPECT_EQ(launch({}).rank, 0);
}

/// As the manuals of Open MPI, MPICH's hydra and Slurm name them.
TEST(Launch, ReadsTheVariablesOfEachLauncher) {
  const Launch open_mpi = launch({{"OMPI_COMM_WORLD_RANK", "2"}, {"OMPI_COMM_WORLD_SIZE", "3"}});
  EXPECT_EQ(open_mpi.rank, 2);
  EXPECT_EQ(open_mpi.size, 3);
  EXPECT_EQ(open_mpi.launcher, "OMPI_COMM_WORLD_SIZE");
  const Launch hydra = launch({{"PMI_RANK", "0"}, {"PMI_SIZE", "16"}});
  EXPECT_EQ(hydra.size, 16);
  const Launch slurm = launch({{"SLURM_PROCID", "5"}, {"SLURM_STEP_NUM_TASKS", "8"}, {"SLURM_NTASKS", "8"}});
  EXPECT_EQ(slurm.rank, 5);
  EXPECT_EQ(slurm.size, 8);
}

TEST(Launch, MpirunInsideAnAllocationOfSlurmCounts) {
  const Launch one = launch({{"OMPI_COMM_WORLD_RANK", "1"},
                             {"OMPI_COMM_WORLD_SIZE", "2"},  //
                             {"SLURM_PROCID", "0"},
                             {"SLURM_STEP_NUM_TASKS", "4"}});
  EXPECT_EQ(one.rank, 1);
  EXPECT_EQ(one.size, 2);
}

TEST(Launch, ABatchScriptOfSlurmIsAlone) {
  EXPECT_EQ(launch({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "8"}, {"SLURM_JOB_NUM_NODES", "2"}}).size, 1);
}

TEST(Launch, LeavesOutWhatDoesNotFitTogether) {
  for (const auto& [rank, size] : {std::pair{"x", "2"}, {"0", "two"}, {"2", "2"}, {"-1", "2"}, {"0", "0"}, {"", ""}}) {
    EXPECT_EQ(launch({{"PMI_RANK", rank}, {"PMI_SIZE", size}}).size, 1) << rank << " of " << size;
  }
  EXPECT_EQ(launch({{"PMI_RANK", "0"}}).size, 1);
}

}  // namespace
}  // namespace wirebench::study
