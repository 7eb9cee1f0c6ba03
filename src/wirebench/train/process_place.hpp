/// \file Which of several processes of one training this is, and where they meet. No libtorch in this header.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace wirebench::train {

struct ProcessPlace {
  int rank = 0;
  int size = 1;                       ///< 1: trains alone
  int local_rank = 0;                 ///< among the processes of this machine
  std::string address = "127.0.0.1";  ///< of the machine of rank 0
  std::uint16_t port = 29500;
  bool store_runs = false;  ///< the launcher already listens there (torchrun)
};

/// Looks a variable of the environment up; empty when it is not set.
using Environment = std::function<std::optional<std::string>(const char*)>;

/// Reads, in this order: RANK, WORLD_SIZE, LOCAL_RANK (torchrun and what imitates it); OMPI_COMM_WORLD_RANK, _SIZE,
/// _LOCAL_RANK (Open MPI's mpirun); PMI_RANK, PMI_SIZE, MPI_LOCALRANKID (MPICH, Intel MPI); SLURM_PROCID,
/// SLURM_STEP_NUM_TASKS, SLURM_LOCALID (srun). The meeting place is MASTER_ADDR and MASTER_PORT. Where they are not
/// set: this machine if all processes are on it, under srun else the first machine of SLURM_STEP_NODELIST; and a port
/// that follows from the job's number (PMIX_NAMESPACE, SLURM_JOB_ID, else 29500). Errors: Error(usage) for variables
/// that contradict each other or are no numbers, and when processes on several machines were not told where to meet.
[[nodiscard]] ProcessPlace read_process_place(const Environment& environment);
/// Of this process.
[[nodiscard]] ProcessPlace read_process_place();

}  // namespace wirebench::train
