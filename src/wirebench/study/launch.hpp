/// \file Which of several processes of one job this is, as mpirun, srun and their like say it.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace wirebench::study {

/// Place of this process among those that were started together.
struct Launch {
  int rank = 0;
  int size = 1;          ///< 1: started alone, or by a launcher that was asked for one process
  std::string launcher;  ///< the variable that says so; empty: none does
};

/// Looks a variable of the environment up; empty when it is not set.
using Environment = std::function<std::optional<std::string>(const char*)>;

/// Reads the variables of Open MPI, of launchers with a process management interface (MPICH, Intel MPI, Cray, Flux) and
/// of Slurm's srun. MPI itself is not touched, so that a process started alone never waits for it. Values that are no
/// numbers or do not fit together count as not set.
[[nodiscard]] Launch read_launch(const Environment& environment);
/// Of this process.
[[nodiscard]] Launch read_launch();

}  // namespace wirebench::study
