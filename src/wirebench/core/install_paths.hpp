/// \file Where the files that belong to wirebench itself are: presets and samples.
#pragma once

#include <filesystem>

namespace wirebench {

/// The folder with `detectors/` and the event sample, the first that exists of: the environment variable
/// WIREBENCH_DATA; `../share/wirebench/data` seen from the running program; the `data` folder of the sources this was
/// built from.
/// Errors: Error(usage) when WIREBENCH_DATA names no folder; Error(missing) when there is none of them.
[[nodiscard]] std::filesystem::path data_folder();

}  // namespace wirebench
