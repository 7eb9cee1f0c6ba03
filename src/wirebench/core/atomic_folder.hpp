/// \file Folders that are either whole or not there.
#pragma once

#include <filesystem>
#include <functional>

namespace wirebench {

/// Makes the empty folder `<target>.<process id>.partial` beside `target`, calls `write` with it and, when that
/// returns, gives it the name `target`. An earlier folder of that name is swapped out in one step where the file system
/// can (Linux RENAME_EXCHANGE) and then removed. If `write` throws, the new folder is removed and the earlier one
/// stays. Files are synced as `write` does it (write_atomically() does). `target` may end in '/'. Errors: Error(failed)
/// when a step of the file system fails or `target` exists and is not a folder.
void write_folder_atomically(const std::filesystem::path& target,
                             const std::function<void(const std::filesystem::path& folder)>& write);

}  // namespace wirebench
