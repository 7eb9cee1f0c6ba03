/// \file Files that are either whole or not there: written under a temporary name, synced, renamed.
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

namespace wirebench {

/// A file on its way: it lies beside `target`, as `<target>.<process id>.partial`, until it is whole. In the same
/// folder, so that giving it its name is one step of the file system. Not thread-safe.
class PartialFile {
 public:
  /// Makes the folder of `target` and an empty file in it, so that a place that cannot be written is known before the
  /// work. Errors: Error(usage) when `target` is something else than a file (a folder, a device) or its folder cannot
  /// be; Error(failed) when the file system refuses.
  explicit PartialFile(std::filesystem::path target);
  /// Removes the file, unless it was committed; an earlier `target` stays as it was.
  ~PartialFile();
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  [[nodiscard]] const std::filesystem::path& target() const noexcept { return target_; }
  /// Where to write. What is there may be replaced.
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

  /// Syncs the file to disk and gives it the name `target`. Precondition: all that wrote it is closed; called once.
  /// Errors: Error(failed) when a step of the file system fails.
  void commit();

 private:
  std::filesystem::path target_;
  std::filesystem::path path_;
  bool committed_ = false;
};

/// Calls `write(temporary)`, `temporary` being the path of a PartialFile, and commits it when that returns. If `write`
/// throws, nothing is left. Errors: those of PartialFile.
void write_atomically(const std::filesystem::path& target,
                      const std::function<void(const std::filesystem::path& temporary)>& write);

/// The same for a whole text or byte string.
void write_text_atomically(const std::filesystem::path& target, std::string_view text);

/// Makes `folder` and its parents. Errors: Error(failed) with the reason.
void make_folder(const std::filesystem::path& folder);

/// Removes `*.partial` files and folders a killed process left in `folder` (not deeper).
void remove_partial_files(const std::filesystem::path& folder);

/// Whole file as bytes. Errors: Error(usage) when it does not exist, Error(failed) when it cannot be read or is larger
/// than `limit` bytes.
[[nodiscard]] std::string read_file(const std::filesystem::path& path, std::size_t limit = std::size_t{4} << 30U);

}  // namespace wirebench
