#include "wirebench/core/random.hpp"

#include <cmath>
#include <numbers>

#include "wirebench/core/contract.hpp"

namespace wirebench {

RandomStream::RandomStream(std::uint64_t seed, RandomStage stage, std::uint64_t event) noexcept
    // The stage is mixed into the key's upper word with an odd constant (2^32 / golden ratio), so that neighbouring
    // stages do not share a key for neighbouring seeds.
    : event_{event}, key_{seed ^ (std::uint64_t{0x9e3779b9U * static_cast<std::uint32_t>(stage)} << 32U)} {}

void RandomStream::refill() noexcept {
  philox::fill(block_, event_, key_, words_);
  block_ += k_blocks;
  used_ = 0;
}

double RandomStream::normal() noexcept {
  if (has_spare_normal_) {
    has_spare_normal_ = false;
    return spare_normal_;
  }
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  const double angle = 2.0 * std::numbers::pi * uniform();
  spare_normal_ = radius * std::sin(angle);
  has_spare_normal_ = true;
  return radius * std::cos(angle);
}

double RandomStream::exponential(double mean) noexcept {
  return -mean * std::log(1.0 - uniform());
}

std::uint32_t RandomStream::below(std::uint32_t bound) noexcept {
  WIREBENCH_EXPECT(bound > 0);
  // Lemire's multiply-and-reject (arXiv:1805.10941): unbiased without a division in the common case.
  std::uint64_t product = std::uint64_t{(*this)()} * bound;
  auto low = static_cast<std::uint32_t>(product);
  if (low < bound) {
    const std::uint32_t threshold = (0U - bound) % bound;
    while (low < threshold) {
      product = std::uint64_t{(*this)()} * bound;
      low = static_cast<std::uint32_t>(product);
    }
  }
  return static_cast<std::uint32_t>(product >> 32U);
}

}  // namespace wirebench
