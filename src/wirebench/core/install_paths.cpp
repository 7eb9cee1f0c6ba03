#include "wirebench/core/install_paths.hpp"

#include <cstdlib>
#include <string>
#include <system_error>

#include "wirebench/core/error.hpp"

namespace wirebench {

std::filesystem::path data_folder() {
  std::error_code code;
  // Reading the environment is safe as long as nobody changes it, and wirebench never does.
  if (const char* chosen = std::getenv("WIREBENCH_DATA"); chosen != nullptr && *chosen != '\0') {
    if (std::filesystem::is_directory(chosen, code)) return chosen;
    throw Error{ErrorKind::usage,
                {"no such folder", chosen, "the environment variable WIREBENCH_DATA names it",
                 "Correct the variable, or unset it to use the data that came with wirebench."}};
  }
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", code);
  if (!code) {
    const std::filesystem::path installed = program.parent_path().parent_path() / "share" / "wirebench" / "data";
    if (std::filesystem::is_directory(installed, code)) return installed;
  }
  const std::filesystem::path source = WIREBENCH_SOURCE_DATA;
  if (std::filesystem::is_directory(source, code)) return source;
  throw Error{ErrorKind::missing,
              {"the data files of wirebench are not there", source.string(),
               "neither beside the program nor in the source folder it was built from",
               "Install wirebench again (cmake --install), or set WIREBENCH_DATA to its data folder."}};
}

}  // namespace wirebench
