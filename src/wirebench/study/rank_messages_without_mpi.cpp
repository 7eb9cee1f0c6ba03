#include <fmt/format.h>

#include "wirebench/core/error.hpp"
#include "wirebench/study/rank_messages.hpp"

namespace wirebench::study {

std::unique_ptr<RankMessages> join_ranks(const Launch& launch) {
  throw Error{ErrorKind::missing,
              {"this wirebench cannot share work among processes", fmt::format("{}={}", launch.launcher, launch.size),
               "it was built without MPI, and each process would do the whole work",
               "Start one process (it uses all cores of its machine), or install an MPI with its compiler wrappers "
               "(Debian: libopenmpi-dev openmpi-bin), configure again and rebuild."}};
}

bool has_mpi() noexcept {
  return false;
}

}  // namespace wirebench::study
