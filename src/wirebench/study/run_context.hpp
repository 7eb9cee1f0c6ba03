/// \file What every stage of a run is given.
#pragma once

#include <filesystem>

#include "wirebench/core/digest.hpp"
#include "wirebench/core/log.hpp"
#include "wirebench/core/provenance.hpp"
#include "wirebench/runtime/runtime.hpp"
#include "wirebench/study/stage_cache.hpp"
#include "wirebench/study/study_options.hpp"

namespace wirebench::study {

/// Stages run one after another and change nothing but the cache. `options`, `cache` and `log` outlive the run.
struct RunContext {
  const StudyOptions& options;
  std::filesystem::path folder;  ///< the run directory
  StageCache& cache;
  runtime::RuntimePaths runtimes;
  const Log& log;

  [[nodiscard]] std::filesystem::path at(const std::filesystem::path& relative) const { return folder / relative; }
};

/// Starts the key of a stage: its name and the version of wirebench. The stage adds its configuration and inputs.
[[nodiscard]] inline Digest stage_key(std::string_view stage) {
  Digest digest;
  digest.add(stage).add(build_info().version);
  return digest;
}

}  // namespace wirebench::study
