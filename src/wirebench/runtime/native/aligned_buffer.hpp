/// \file Raw memory with the alignment vector loads like.
#pragma once

#include <cstddef>
#include <memory>
#include <new>

namespace wirebench::runtime::native {

inline constexpr std::size_t k_alignment = 64;  ///< bytes: a cache line, and the widest vector register

[[nodiscard]] constexpr std::size_t round_up(std::size_t value, std::size_t multiple) noexcept {
  return (value + multiple - 1) / multiple * multiple;
}

/// A fixed block of memory aligned to k_alignment, zero-filled.
class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(std::size_t bytes)
      : data_{new(std::align_val_t{k_alignment}) std::byte[bytes == 0 ? 1 : bytes]{}}, size_{bytes} {}

  [[nodiscard]] std::byte* data() const noexcept { return data_.get(); }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// The memory as values of T (an implicit-lifetime type).
  template <class T>
  [[nodiscard]] T* as() const noexcept {
    return reinterpret_cast<T*>(data_.get());
  }

 private:
  struct Delete {
    void operator()(std::byte* memory) const noexcept { ::operator delete[](memory, std::align_val_t{k_alignment}); }
  };
  std::unique_ptr<std::byte[], Delete> data_;
  std::size_t size_ = 0;
};

}  // namespace wirebench::runtime::native
