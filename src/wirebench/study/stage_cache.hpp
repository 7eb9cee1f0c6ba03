/// \file Which stages of a run are done: a key (hash of inputs and configuration) and the outputs of each.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wirebench/core/json.hpp"

namespace wirebench::study {

/// The `manifest.json` of a run directory. A stage is done when its key is the same as before and each of its outputs
/// is still there with the digest it had. Every record is written atomically at once, so a killed run loses at most
/// the stage it was in. Not thread-safe.
class StageCache {
 public:
  /// Reads the manifest of `run_folder`; an unreadable one counts as empty, with the reason in `warning()`.
  explicit StageCache(std::filesystem::path run_folder);

  /// True when `stage` was recorded with this key and its outputs are intact. Asking notes who makes the stage: the
  /// build that recorded it, or this one, which is about to.
  [[nodiscard]] bool done(std::string_view stage, std::string_view key);

  /// The builds behind the stages asked for so far, in the order they were asked for:
  /// [{"build": build_stamp() or null when it was not recorded, "stages": [names]}].
  [[nodiscard]] Json builds() const;

  /// What the stage recorded beside its outputs (counts, results); null when there is nothing.
  [[nodiscard]] Json facts(std::string_view stage) const;

  /// Records a finished stage, with this build as its maker. `outputs`: files, relative to the run folder.
  void record(std::string_view stage, std::string_view key, std::span<const std::filesystem::path> outputs,
              Json facts = nullptr);

  [[nodiscard]] const std::string& warning() const noexcept { return warning_; }

 private:
  [[nodiscard]] bool intact(const Json& record, std::string_view key) const;

  std::filesystem::path folder_;
  Json manifest_;
  Json made_by_ = Json::object();  // stage: build_stamp()
  std::string warning_;
};

}  // namespace wirebench::study
