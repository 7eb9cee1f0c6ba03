#include <cstdlib>
#include <system_error>

#include "wirebench/runtime/runtime.hpp"

namespace wirebench::runtime {
namespace {

namespace fs = std::filesystem;

// Reading the environment is safe as long as nobody changes it, and wirebench never does.
fs::path from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? fs::path{value} : fs::path{};
}

fs::path default_environments() {
  fs::path data = from_environment("XDG_DATA_HOME");
  if (!data.is_absolute()) {  // the XDG specification ignores relative paths
    const fs::path home = from_environment("HOME");
    data = home.empty() ? fs::temp_directory_path() : home / ".local" / "share";
  }
  return data / "wirebench" / "environments";
}

/// `installed`, seen from the folder of the running program, when it is there; else where the build put it.
fs::path beside_program(const char* installed, const char* built) {
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  if (!failed) {
    const fs::path candidate = (program.parent_path() / installed).lexically_normal();
    if (fs::exists(candidate, failed)) return candidate;
  }
  return built;
}

}  // namespace

RuntimePaths default_paths() {
  RuntimePaths paths;
  paths.environments = from_environment("WIREBENCH_ENVIRONMENTS");
  paths.workers = from_environment("WIREBENCH_WORKERS");
  paths.native_worker = from_environment("WIREBENCH_NATIVE_WORKER");
  if (paths.environments.empty()) paths.environments = default_environments();
  if (paths.workers.empty()) paths.workers = beside_program(WIREBENCH_INSTALLED_WORKERS, WIREBENCH_BUILT_WORKERS);
  if (paths.native_worker.empty()) {
    paths.native_worker = beside_program(WIREBENCH_INSTALLED_NATIVE_WORKER, WIREBENCH_BUILT_NATIVE_WORKER);
  }
  return paths;
}

}  // namespace wirebench::runtime
