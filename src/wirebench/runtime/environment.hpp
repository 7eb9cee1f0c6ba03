/// \file Virtual environments of the foreign runtimes: what is installed, and installing it.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "wirebench/core/log.hpp"
#include "wirebench/core/outcome.hpp"
#include "wirebench/runtime/runtime.hpp"

namespace wirebench::runtime {

/// One line of `wirebench runtimes list`.
struct RuntimeStatus {
  std::string name;              ///< as used in targets
  Outcome<std::string> version;  ///< "LiteRT 2.3.0", or why it cannot run here and what to do
};

/// An environment that was installed completely.
struct Environment {
  std::filesystem::path python;  ///< its interpreter
  std::string version;           ///< "ai-edge-litert 2.3.0"
};

/// All runtimes, in the order of runtime_names().
[[nodiscard]] std::vector<RuntimeStatus> list_runtimes(const RuntimePaths& paths);

/// Installs what the named runtimes need, one environment after another. `names` are runtimes or package sets
/// ("tensorflow", "litert", "uproot", "scikit-learn"); `native` needs nothing. Installed and unchanged sets are left
/// alone, half-made and outdated ones are made anew. Pip's own configuration (index, proxy, certificates) is honoured.
/// Two processes may do this at the same time: the second waits. Errors: Error(usage) for an unknown name;
/// Error(missing) when Python, its venv module or the network is not there, with pip's last words; Error(failed) when
/// the folder cannot be written.
void install_runtimes(std::span<const std::string> names, const RuntimePaths& paths, const Log& log);

/// The environment of a package set. Absent when it was never installed, only half, for other versions than this
/// wirebench needs, or when its Python has changed since: each with the command that mends it.
[[nodiscard]] Outcome<Environment> find_environment(std::string_view package_set, const RuntimePaths& paths);

}  // namespace wirebench::runtime
