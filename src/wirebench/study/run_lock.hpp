/// \file One study at a time in a run directory.
#pragma once

#include <filesystem>

#include "wirebench/core/descriptor.hpp"

namespace wirebench::study {

/// Holds the lock of a run directory while it lives. The kernel drops it when the process dies, however it dies.
class RunLock {
 public:
  /// Errors: Error(failed) when another process holds the lock.
  explicit RunLock(const std::filesystem::path& run_folder);

 private:
  Descriptor descriptor_;
};

}  // namespace wirebench::study
