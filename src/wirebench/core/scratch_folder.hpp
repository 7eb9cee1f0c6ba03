/// \file Folders for what is needed only while something runs.
#pragma once

#include <filesystem>

namespace wirebench {

/// A new, empty folder that no other process uses, in the system's folder for temporary files (TMPDIR, else /tmp).
/// Removed with everything in it, in silence. Thread-safe in that each object is a folder of its own.
class ScratchFolder {
 public:
  /// Errors: Error(usage) when TMPDIR names no folder; Error(failed) when the folder cannot be made.
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace wirebench
