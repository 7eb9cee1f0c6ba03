#include "wirebench/runtime/environment.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/utsname.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <system_error>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/config.hpp"
#include "wirebench/core/descriptor.hpp"
#include "wirebench/core/digest.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/json.hpp"
#include "wirebench/runtime/catalogue.hpp"
#include "wirebench/runtime/child_process.hpp"

namespace wirebench::runtime {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// Written last: an environment without it is not finished.
constexpr const char* k_stamp = "wirebench.json";
constexpr int k_oldest_python = 11;  // of Python 3; the pinned NumPy needs it

struct Layout {
  fs::path folder;
  fs::path python;
  fs::path stamp;
  fs::path requirements;
};

Layout layout(std::string_view set, const RuntimePaths& paths) {
  const fs::path folder = paths.environments / set;
  return {folder, folder / "bin" / "python", folder / k_stamp,
          paths.workers / ("requirements-" + std::string{set} + ".txt")};
}

std::string install_command(std::string_view set) {
  return "Run `wirebench runtimes install " + std::string{set} + "`.";
}

/// Variables that would let packages of the user leak into the environment.
const std::vector<std::pair<std::string, std::optional<std::string>>> k_isolated{
    {"PYTHONPATH", std::nullopt}, {"PYTHONHOME", std::nullopt}, {"PYTHONNOUSERSITE", "1"}};

struct RunResult {
  std::optional<ExitStatus> status;  ///< nullopt: ran into the time limit
  std::string last_line;
  std::string last_output;
};

/// Runs a program to its end, giving every line of its output to `on_line`.
RunResult run_program(const Command& command, std::chrono::milliseconds limit,
                      const std::function<void(std::string_view)>& on_line) {
  std::mutex mutex;
  RunResult result;
  {
    ChildProcess process{command, [&](std::string_view line) {
                           if (line.find_first_not_of(" \t") == std::string_view::npos) return;
                           const std::lock_guard lock{mutex};
                           result.last_line = line;
                           if (on_line) on_line(line);
                         }};
    result.status = process.wait(limit);
    result.last_output = process.last_output();
  }
  return result;
}

bool succeeded(const RunResult& result) {
  return result.status && result.status->signal == 0 && result.status->code == 0;
}

/// "3.11.2" as the interpreter says it; nullopt when it does not run.
std::optional<std::string> python_version(const fs::path& python) {
  if (!find_program(python)) return std::nullopt;
  const RunResult result = run_program(
      {python, {"-E", "-s", "-c", "import platform; print(platform.python_version())"}, k_isolated, {}}, 60s, {});
  if (!succeeded(result)) return std::nullopt;
  return result.last_line;
}

/// "3.11" of "3.11.2": packages belong to the minor version.
std::string minor_version(const std::string& version) {
  return version.substr(0, version.rfind('.'));
}

fs::path system_python() {
  const char* chosen = std::getenv("WIREBENCH_PYTHON");
  return chosen != nullptr && *chosen != '\0' ? fs::path{chosen} : fs::path{"python3"};
}

/// The Python environments are made with, checked. Returns its version.
std::string require_python(const fs::path& python) {
  const auto version = python_version(python);
  const std::string remedy =
      "Install Python 3." + std::to_string(k_oldest_python) +
      " or newer (Debian and Ubuntu: apt install python3 python3-venv), or name one in WIREBENCH_PYTHON.";
  if (!version) {
    throw Error{ErrorKind::missing, {"no usable Python", python.string(), "it is not there or does not start", remedy}};
  }
  const int minor = version->starts_with("3.") ? std::atoi(version->c_str() + 2) : 0;
  if (minor < k_oldest_python) {
    throw Error{ErrorKind::missing, {"Python is too old", python.string(), "it is version " + *version, remedy}};
  }
  return *version;
}

/// Holds the lock file of one set for as long as it lives.
Descriptor lock_set(const fs::path& folder, const Log& log) {
  const std::string path = folder.string() + ".lock";
  Descriptor lock{::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644)};
  if (!lock.valid()) throw file_error("cannot write", path, errno);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return lock;
  log.info("waiting for another process that installs {}", folder.string());
  while (::flock(lock.get(), LOCK_EX) != 0) {
    if (errno != EINTR) throw file_error("cannot lock", path, errno);
  }
  return lock;
}

void make_environment(const Layout& place, const fs::path& python, const Log& log) {
  std::error_code failed;
  fs::remove_all(place.folder, failed);
  if (failed) throw file_error("cannot remove the old environment", place.folder.string(), failed.value());
  const RunResult made = run_program({python, {"-m", "venv", place.folder.string()}, k_isolated, {}}, 600s,
                                     [&](std::string_view line) { log.debug("venv: {}", line); });
  if (!succeeded(made)) {
    throw Error{ErrorKind::missing,
                {"cannot make a virtual environment", place.folder.string(),
                 made.last_output.empty() ? "python -m venv failed" : "python -m venv said: " + made.last_output,
                 "On Debian and Ubuntu: apt install python3-venv; also check that there is space on that disk."}};
  }
}

/// Pip's lines worth showing: what it fetches and installs, not what it resolves.
bool worth_showing(std::string_view line) {
  for (const std::string_view start : {"Downloading ", "Installing ", "Successfully ", "Building "}) {
    if (line.starts_with(start)) return true;
  }
  return false;
}

std::string_view without_indent(std::string_view line) {
  const std::size_t start = line.find_first_not_of(" \t");
  return start == std::string_view::npos ? std::string_view{} : line.substr(start);
}

void install_packages(const Layout& place, std::string_view set, const Log& log) {
  // The error line is more telling than the last one, which is often advice.
  std::string error_line;
  const RunResult result =
      run_program({place.python,
                   {"-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off",
                    "--only-binary", ":all:", "--requirement", place.requirements.string()},
                   k_isolated,
                   {}},
                  3600s, [&](std::string_view raw) {
                    const std::string_view line = without_indent(raw);
                    if (line.starts_with("ERROR:") && error_line.empty()) error_line = line;
                    if (worth_showing(line)) {
                      log.info("{}: {}", set, line.substr(0, 160));
                    } else {
                      log.debug("{}: {}", set, line);
                    }
                  });
  if (succeeded(result)) return;
  std::string why =
      !result.status ? "pip did not finish within an hour" : "pip ended with " + to_string(*result.status);
  why += ", its error: " + (error_line.empty() ? result.last_line : error_line).substr(0, 400);
  throw Error{
      ErrorKind::missing,
      {"cannot install the runtime " + std::string{set}, place.folder.string(), why,
       "Check the network and pip's index settings (pip config list) and that there is space on that disk, then "
       "run `wirebench runtimes install " +
           std::string{set} + "` again; studies without this runtime go on."}};
}

/// What a requirements file says besides pip's part.
struct Requirements {
  std::string package;  ///< the first one whose marker fits this machine, as shown: "tensorflow-cpu 2.21.0"
  std::string module;   ///< of the line `# imports: MODULE`: what must be importable afterwards
};

Requirements read_requirements(const Layout& place) {
  constexpr std::string_view k_imports = "# imports: ";
  struct utsname machine {};
  ::uname(&machine);
  const std::string text = read_file(place.requirements, std::size_t{1} << 20U);
  Requirements result;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = without_indent(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    if (line.starts_with(k_imports)) result.module = line.substr(k_imports.size());
    if (line.empty() || line.front() == '#' || !result.package.empty()) continue;
    const std::size_t marker = line.find(';');
    if (marker != std::string_view::npos && line.find(machine.machine, marker) == std::string_view::npos) continue;
    result.package = line.substr(0, line.find_first_of(" ;"));
    if (const std::size_t equals = result.package.find("=="); equals != std::string::npos) {
      result.package.replace(equals, 2, " ");
    }
  }
  if (result.package.empty() || result.module.empty()) {
    throw Error{ErrorKind::missing,
                {"the runtime cannot be installed on this machine", place.requirements.string(),
                 std::string{"no package for "} + machine.machine + ", or no line '# imports: MODULE'",
                 "Leave this runtime out on such a machine."}};
  }
  return result;
}

/// A package may install and still not run here, for example on a processor without AVX.
void check_import(const Layout& place, std::string_view set, const std::string& module) {
  const RunResult result =
      run_program({place.python, {"-E", "-s", "-c", "import " + module}, k_isolated, {}}, 600s, {});
  if (succeeded(result)) return;
  throw Error{ErrorKind::missing,
              {"the runtime " + std::string{set} + " does not start on this machine", place.folder.string(),
               "import " + module + ": " +
                   (result.status ? to_string(*result.status) : std::string{"not finished within ten minutes"}) +
                   ", last output: " + result.last_output,
               "Leave this runtime out, or try a newer machine; TensorFlow's packages need a processor with AVX."}};
}

/// An installation that is complete and fits, or why it has to be made.
Outcome<Environment> inspect(std::string_view set, const RuntimePaths& paths) {
  const Layout place = layout(set, paths);
  std::error_code failed;
  if (!fs::is_regular_file(place.requirements, failed)) {
    return Absent{"the worker files of wirebench are not in " + paths.workers.string() +
                  "; install wirebench again or set WIREBENCH_WORKERS"};
  }
  if (!fs::exists(place.folder, failed)) return Absent{"not installed. " + install_command(set)};
  if (!fs::is_regular_file(place.stamp, failed)) {
    return Absent{"its installation was not finished. " + install_command(set)};
  }
  std::string requirements;
  std::string python;
  std::string package;
  try {
    const Json stamp = read_json(place.stamp);
    requirements = stamp.at("requirements_sha256").get<std::string>();
    python = stamp.at("python").get<std::string>();
    package = stamp.at("package").get<std::string>();
  } catch (const std::exception&) {
    return Absent{"its installation record " + place.stamp.string() + " is damaged. " + install_command(set)};
  }
  if (requirements != file_sha256(place.requirements)) {
    return Absent{"installed (" + package + ") with other versions than this wirebench needs. " + install_command(set)};
  }
  const auto now = python_version(place.python);
  if (!now) return Absent{"its Python " + place.python.string() + " does not start. " + install_command(set)};
  if (minor_version(*now) != minor_version(python)) {
    return Absent{"its Python changed from " + python + " to " + *now + ". " + install_command(set)};
  }
  return Environment{place.python, package};
}

void install_set(std::string_view set, const RuntimePaths& paths, const Log& log) {
  const Layout place = layout(set, paths);
  std::error_code failed;
  if (!fs::is_regular_file(place.requirements, failed)) {
    throw Error{ErrorKind::missing,
                {"a file of wirebench is missing", place.requirements.string(), "it names the packages to install",
                 "Install wirebench again, or set WIREBENCH_WORKERS to its folder of workers."}};
  }
  make_folder(paths.environments);
  const Descriptor lock = lock_set(place.folder, log);
  if (const auto present = inspect(set, paths)) {
    log.info("{}: {} is installed in {}", set, present.value().version, place.folder.string());
    return;
  }
  const Requirements wanted = read_requirements(place);
  const fs::path python = system_python();
  const std::string version = require_python(python);
  log.info("{}: making the environment {} with Python {}", set, place.folder.string(), version);
  make_environment(place, python, log);
  install_packages(place, set, log);
  check_import(place, set, wanted.module);
  Json stamp;
  stamp["package"] = wanted.package;
  stamp["python"] = version;
  stamp["requirements_sha256"] = file_sha256(place.requirements);
  write_json(place.stamp, stamp);
  log.info("{}: {} installed", set, stamp["package"].get<std::string>());
}

}  // namespace

Outcome<Environment> find_environment(std::string_view package_set, const RuntimePaths& paths) {
  return inspect(package_set, paths);
}

std::vector<RuntimeStatus> list_runtimes(const RuntimePaths& paths) {
  std::vector<RuntimeStatus> result;
  for (const std::string& name : runtime_names()) result.push_back({name, make_runtime(name, paths)->available()});
  return result;
}

void install_runtimes(std::span<const std::string> names, const RuntimePaths& paths, const Log& log) {
  std::vector<std::string> sets;
  const std::vector<std::string> known_sets = package_sets();
  for (const std::string& name : names) {
    std::string set;
    if (std::find(known_sets.begin(), known_sets.end(), name) != known_sets.end()) set = name;
    for (const ForeignRuntime& runtime : foreign_runtimes()) {
      if (runtime.name == name) set = runtime.package_set;
    }
    if (set.empty()) {
      static_cast<void>(parse_target(name));  // throws for an unknown name, with the nearest known one
      if (name != k_native) {
        throw Error{ErrorKind::usage,
                    {"not a runtime", "'" + name + "'", "a name is given without device and threads",
                     "Leave out what follows the name."}};
      }
      log.info("native: part of wirebench, nothing to install");
      continue;
    }
    if (std::find(sets.begin(), sets.end(), set) == sets.end()) sets.push_back(set);
  }
  for (const std::string& set : sets) install_set(set, paths, log);
}

}  // namespace wirebench::runtime
