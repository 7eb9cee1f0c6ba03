#include "wirebench/core/scratch_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "wirebench/core/error.hpp"

namespace wirebench {
namespace {

namespace fs = std::filesystem;

fs::path folder_for_temporary_files() {
  std::error_code failed;
  const fs::path folder = fs::temp_directory_path(failed);
  if (!failed) return folder;
  // Reading the environment is safe as long as nobody changes it, and wirebench never does.
  const char* const named = std::getenv("TMPDIR");
  throw Error{ErrorKind::usage,
              {"no folder for temporary files", named != nullptr ? named : "/tmp", failed.message(),
               "Set TMPDIR to a folder that is there."}};
}

}  // namespace

ScratchFolder::ScratchFolder() {
  std::string pattern = (folder_for_temporary_files() / "wirebench-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw file_error("cannot make a temporary folder", pattern, errno);
  path_ = pattern;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace wirebench
