#include "wirebench/core/atomic_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench {
namespace {

namespace fs = std::filesystem;

void rename_over(const fs::path& fresh, const fs::path& target) {
  if (!fs::exists(fs::symlink_status(target))) {
    if (::rename(fresh.c_str(), target.c_str()) != 0) throw file_error("cannot write", target.string(), errno);
    return;
  }
  if (!fs::is_directory(target)) throw file_error("cannot write the folder", target.string(), ENOTDIR);
  if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) == 0) {
    fs::remove_all(fresh);  // holds the earlier content now
    return;
  }
  if (errno != EINVAL && errno != ENOSYS) throw file_error("cannot write", target.string(), errno);
  // No exchange on this file system: for an instant there is no `target`, but never half of one.
  const fs::path earlier = fresh.string() + ".old.partial";
  fs::rename(target, earlier);
  fs::rename(fresh, target);
  fs::remove_all(earlier);
}

}  // namespace

void write_folder_atomically(const fs::path& target, const std::function<void(const fs::path& folder)>& write) {
  const fs::path place = target.has_filename() ? target : target.parent_path();
  if (!place.parent_path().empty()) make_folder(place.parent_path());
  const fs::path fresh = place.string() + '.' + std::to_string(::getpid()) + ".partial";
  try {
    fs::remove_all(fresh);  // of an earlier process with this id
    make_folder(fresh);
    write(fresh);
    rename_over(fresh, place);
  } catch (const fs::filesystem_error& error) {
    std::error_code ignored;
    fs::remove_all(fresh, ignored);
    throw file_error("cannot write the folder", place.string(), error.code().value());
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(fresh, ignored);
    throw;
  }
}

}  // namespace wirebench
