#include "wirebench/study/event_range.hpp"

#include <algorithm>

#include "wirebench/core/contract.hpp"

namespace wirebench::study {

EventRange part_of(std::uint64_t all, int rank, int size) noexcept {
  WIREBENCH_EXPECT(rank >= 0 && rank < size);
  const auto parts = static_cast<std::uint64_t>(size);
  const auto part = static_cast<std::uint64_t>(rank);
  // The first all % parts ranks take one more. No product of `all`, which could overflow.
  const std::uint64_t each = all / parts;
  const std::uint64_t more = all % parts;
  return {part * each + std::min(part, more), each + (part < more ? 1 : 0)};
}

}  // namespace wirebench::study
