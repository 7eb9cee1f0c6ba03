/// \file Batched single-precision Fourier transforms of real rows.
#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <vector>

namespace wirebench::detector {

/// Storage at the alignment the transforms' vector code needs.
template <class T>
struct AlignedAllocator {
  using value_type = T;
  static constexpr std::align_val_t k_alignment{64};

  AlignedAllocator() noexcept = default;
  template <class U>
  explicit AlignedAllocator(const AlignedAllocator<U>&) noexcept {}
  T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), k_alignment)); }
  void deallocate(T* pointer, std::size_t) noexcept { ::operator delete(pointer, k_alignment); }
  friend bool operator==(const AlignedAllocator&, const AlignedAllocator&) noexcept { return true; }
};
template <class T>
using AlignedVector = std::vector<T, AlignedAllocator<T>>;

/// Transforms between rows of `length` real samples and length / 2 + 1 spectrum bins, `rows` rows at a time, without
/// normalisation: forward then inverse multiplies by `length`. Arrays must come from AlignedVector (or start at a
/// multiple of 64 bytes). The plans are estimated, not measured, so that the same machine gives the same bytes each
/// time. Thread-safety: transforms may run at the same time on different arrays; making plans takes a lock of its own.
class RealFft {
 public:
  /// `length` above 1 (fast: fast_length()), `rows` above 0.
  RealFft(std::size_t length, std::size_t rows);
  ~RealFft();
  RealFft(RealFft&&) noexcept;
  RealFft& operator=(RealFft&&) noexcept;
  RealFft(const RealFft&) = delete;
  RealFft& operator=(const RealFft&) = delete;

  [[nodiscard]] std::size_t length() const noexcept { return length_; }
  [[nodiscard]] std::size_t bins() const noexcept { return length_ / 2 + 1; }
  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }

  /// Shape: in [rows, length] -> out [rows, bins].
  void forward(std::span<const float> in, std::span<std::complex<float>> out) const;
  /// Shape: in [rows, bins] -> out [rows, length]; `in` is overwritten.
  void inverse(std::span<std::complex<float>> in, std::span<float> out) const;

  /// The smallest even length >= `least` that has no prime factor above 5.
  [[nodiscard]] static std::size_t fast_length(std::size_t least);

 private:
  struct Plans;
  std::size_t length_;
  std::size_t rows_;
  std::unique_ptr<Plans> plans_;
};

}  // namespace wirebench::detector
