#include "wirebench/study/run_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

#include "wirebench/core/error.hpp"

namespace wirebench::study {

RunLock::RunLock(const std::filesystem::path& run_folder)
    : descriptor_{::open((run_folder / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)} {
  if (!descriptor_.valid()) throw file_error("cannot lock the run directory", run_folder.string(), errno);
  if (::flock(descriptor_.get(), LOCK_EX | LOCK_NB) == 0) return;
  const int error_number = errno;
  if (error_number != EWOULDBLOCK) throw file_error("cannot lock the run directory", run_folder.string(), error_number);
  throw Error{ErrorKind::failed,
              {"the run directory is in use", run_folder.string(), "another wirebench is running a study there",
               "Wait until it has ended, or choose another folder."}};
}

}  // namespace wirebench::study
