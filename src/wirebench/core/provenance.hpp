/// \file Where an output comes from: version, commit, compiler, options, configuration, seeds.
#pragma once

#include <string>

#include "wirebench/core/json.hpp"

namespace wirebench {

/// What was compiled in. Constant for one binary, so files that embed it are reproducible.
struct BuildInfo {
  std::string version;     ///< "0.1.0"
  std::string commit;      ///< full hash of HEAD when configured; "unknown" outside a checkout
  bool dirty = false;      ///< uncommitted changes when configured
  std::string compiler;    ///< "GNU 12.2.0"
  std::string flags;       ///< compiler flags of this build type
  std::string build_type;  ///< "Release"
  std::string options;     ///< "contracts=OFF torch=ON"
};

[[nodiscard]] BuildInfo build_info();

/// {"version", "commit", "dirty"} of this build: what a record says of the build that made it.
[[nodiscard]] Json build_stamp();

/// "wirebench 0.1.0 (commit 0123456789ab, changed)" for a stamp; "a build that was not recorded" for anything else.
[[nodiscard]] std::string build_name(const Json& stamp);

/// Machine facts a measurement needs: CPU model, cores, memory, governor, kernel, operating system.
/// Goes into side files and result rows, never into datasets (their bytes do not depend on the machine).
[[nodiscard]] Json host_description();

/// The block embedded in every output: {"wirebench": build info, "configuration": ..., "seed": ...}.
[[nodiscard]] Json provenance(const Json& configuration);

}  // namespace wirebench
