/// \file Memory of tensors on the processor, kept for the next step.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wirebench::train {

/// While one of these lives, large tensors on the processor get memory that earlier ones have left. Every step of a
/// training makes the same tensors as the one before, GB of them; a ninth of its time would go into fetching and
/// clearing their pages if each got new ones. What is in use and what is kept together are at most an eighth more than
/// was ever in use. When the last of these is gone, so is what was kept. libtorch has one allocator for all of a
/// process: this acts on all its tensors. Thread-safety: may be made and destroyed on any thread, the first one of a
/// process when no other thread uses libtorch.
class KeptTensorMemory {
 public:
  KeptTensorMemory();
  ~KeptTensorMemory();
  KeptTensorMemory(const KeptTensorMemory&) = delete;
  KeptTensorMemory& operator=(const KeptTensorMemory&) = delete;

  struct Use {
    std::size_t used = 0;       ///< bytes of large tensors
    std::size_t kept = 0;       ///< bytes no tensor uses
    std::size_t most_used = 0;  ///< bytes, since there was none of these objects
    std::uint64_t fetched = 0;  ///< times that new memory was needed
  };
  [[nodiscard]] static Use use();
};

}  // namespace wirebench::train
