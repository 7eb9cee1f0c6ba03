#include "wirebench/core/random.hpp"

#include <cmath>
#include <numbers>

#include "wirebench/core/contract.hpp"

namespace wirebench {

RandomStream::RandomStream(std::uint64_t seed, RandomStage stage, std::uint64_t event) noexcept {
  // Counter: words 0-1 count blocks of draws, words 2-3 hold the event. The stage is mixed into the key with an odd
  // constant (2^32 / golden ratio), so that neighbouring stages do not share a key for neighbouring seeds.
  counter_[2] = static_cast<std::uint32_t>(event);
  counter_[3] = static_cast<std::uint32_t>(event >> 32U);
  key_[0] = static_cast<std::uint32_t>(seed);
  key_[1] = static_cast<std::uint32_t>(seed >> 32U) ^ (0x9e3779b9U * static_cast<std::uint32_t>(stage));
}

void RandomStream::refill() noexcept {
  std::array<Generator::ctr_type, k_blocks> counters;
  for (Generator::ctr_type& counter : counters) {
    counter = counter_;
    if (++counter_[0] == 0) ++counter_[1];
  }
  for (unsigned i = 0; i < k_blocks; ++i) {
    const Generator::ctr_type block = Generator{}(counters[i], key_);
    for (unsigned word = 0; word < 4; ++word) words_[4 * i + word] = block[word];
  }
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
