/// \file Memory two processes see: an anonymous file, mapped.
#pragma once

#include <cstddef>
#include <span>

#include "wirebench/core/descriptor.hpp"

namespace wirebench::runtime {

/// A mapped memory file. The host creates it and alone lets it grow; it can never shrink (sealed), so that no worker
/// can take mapped pages away from the host. Not thread-safe.
class SharedMemory {
 public:
  /// A new, empty memory file. Errors: Error(failed) when the system refuses.
  [[nodiscard]] static SharedMemory create();
  /// The memory file behind `descriptor`, whose owner it becomes.
  [[nodiscard]] static SharedMemory adopt(Descriptor descriptor);

  ~SharedMemory();
  SharedMemory(SharedMemory&& other) noexcept;
  SharedMemory& operator=(SharedMemory&&) = delete;
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  /// Makes the file and the mapping at least `bytes` long; earlier spans are invalid afterwards.
  /// Errors: Error(failed) when there is not enough memory.
  void grow(std::size_t bytes);
  /// Maps `bytes` of a file another process grew. Errors: Error(failed) when the file is shorter.
  void map(std::size_t bytes);

  [[nodiscard]] int descriptor() const noexcept { return descriptor_.get(); }
  [[nodiscard]] std::span<std::byte> bytes() noexcept { return {data_, size_}; }

 private:
  explicit SharedMemory(Descriptor descriptor) noexcept : descriptor_{std::move(descriptor)} {}
  void remap(std::size_t bytes);

  Descriptor descriptor_;
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace wirebench::runtime
