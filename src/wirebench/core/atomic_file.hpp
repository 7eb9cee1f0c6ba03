/// \file Files that are either whole or not there: written under a temporary name, synced, renamed.
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

namespace wirebench {

/// Calls `write(temporary)` and, when it returns, syncs `temporary` to disk and renames it to `target`.
/// If `write` throws, the temporary file is removed and an earlier `target` stays as it was. The temporary name is
/// `<target>.<process id>.partial`, in the same folder, so that the rename is atomic.
/// Errors: Error(failed) when a step of the file system fails.
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
