#include "wirebench/core/provenance.hpp"

#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "wirebench/core/version.hpp"

namespace wirebench {
namespace {

std::string first_line_value(const char* path, std::string_view key) {
  std::ifstream file{path};
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    const auto from = line.find_first_not_of(" \t:=\"", key.size());
    if (from == std::string::npos) return "";
    const auto to = line.find_last_not_of(" \t\"");
    return line.substr(from, to - from + 1);
  }
  return "";
}

std::string whole_line(const char* path) {
  std::ifstream file{path};
  std::string line;
  std::getline(file, line);
  return line;
}

}  // namespace

BuildInfo build_info() {
  return {
    .version = version::number, .commit = version::commit, .dirty = version::dirty,
#if defined(__clang__)
    .compiler = "Clang " __clang_version__,
#else
    .compiler = "GNU " __VERSION__,
#endif
    .flags = version::flags, .build_type = version::build_type, .options = version::options,
  };
}

Json build_stamp() {
  const BuildInfo build = build_info();
  return {{"version", build.version}, {"commit", build.commit}, {"dirty", build.dirty}};
}

std::string build_name(const Json& stamp) {
  const auto has = [&](const char* key, Json::value_t type) {
    return stamp.contains(key) && stamp[key].type() == type;
  };
  if (!has("version", Json::value_t::string) || !has("commit", Json::value_t::string) ||
      !has("dirty", Json::value_t::boolean)) {
    return "a build that was not recorded";
  }
  constexpr std::size_t short_hash = 12;
  return "wirebench " + stamp["version"].get<std::string>() + " (commit " +
         stamp["commit"].get<std::string>().substr(0, short_hash) + (stamp["dirty"].get<bool>() ? ", changed)" : ")");
}

Json host_description() {
  utsname kernel{};
  ::uname(&kernel);
  Json host;
  host["cpu"] = first_line_value("/proc/cpuinfo", "model name");
  host["cores"] = std::thread::hardware_concurrency();
  host["memory"] = first_line_value("/proc/meminfo", "MemTotal");
  const std::string governor = whole_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
  host["governor"] = governor.empty() ? "not readable" : governor;
  host["operating_system"] = first_line_value("/etc/os-release", "PRETTY_NAME");
  host["kernel"] = std::string{kernel.sysname} + ' ' + kernel.release;
  host["architecture"] = kernel.machine;
  return host;
}

Json provenance(const Json& configuration) {
  const BuildInfo build = build_info();
  Json block;
  block["program"] = "wirebench";
  block.update(build_stamp());
  block["compiler"] = build.compiler;
  block["flags"] = build.flags;
  block["build_type"] = build.build_type;
  block["options"] = build.options;
  block["configuration"] = configuration;
  return block;
}

}  // namespace wirebench
