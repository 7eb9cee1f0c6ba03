#include "wirebench/runtime/native/arena.hpp"

#include <algorithm>
#include <numeric>

#include "wirebench/runtime/native/aligned_buffer.hpp"

namespace wirebench::runtime::native {

ArenaPlan plan_arena(std::span<const Lifetime> lifetimes) {
  std::vector<std::size_t> largest_first(lifetimes.size());
  std::iota(largest_first.begin(), largest_first.end(), std::size_t{0});
  std::stable_sort(largest_first.begin(), largest_first.end(),
                   [&](std::size_t a, std::size_t b) { return lifetimes[a].bytes > lifetimes[b].bytes; });

  ArenaPlan plan{std::vector<std::size_t>(lifetimes.size()), 0};
  std::vector<std::size_t> placed;  // by rising offset
  for (const std::size_t index : largest_first) {
    const Lifetime& life = lifetimes[index];
    const std::size_t size = round_up(life.bytes, k_alignment);
    std::size_t offset = 0;
    for (const std::size_t other : placed) {
      const Lifetime& taken = lifetimes[other];
      if (taken.last_step < life.first_step || life.last_step < taken.first_step) {
        continue;  // never alive together
      }
      if (offset + size <= plan.offsets[other]) {
        break;
      }
      offset = std::max(offset, plan.offsets[other] + round_up(taken.bytes, k_alignment));
    }
    plan.offsets[index] = offset;
    plan.bytes = std::max(plan.bytes, offset + size);
    placed.insert(std::upper_bound(placed.begin(), placed.end(), offset,
                                   [&](std::size_t at, std::size_t other) { return at < plan.offsets[other]; }),
                  index);
  }
  return plan;
}

}  // namespace wirebench::runtime::native
