/// \file Where activations live: tensors that are never alive together share memory.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace wirebench::runtime::native {

/// One activation: its size and the steps (inclusive) from its writing to its last reading.
struct Lifetime {
  std::size_t bytes = 0;
  std::size_t first_step = 0;
  std::size_t last_step = 0;
};

struct ArenaPlan {
  std::vector<std::size_t> offsets;  ///< one a lifetime, multiples of k_alignment
  std::size_t bytes = 0;             ///< size of the whole arena
};

/// Offsets such that no two tensors alive at the same step overlap. Greedy by size: the largest first, each into the
/// lowest gap that holds it. Source: Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference"
/// (arXiv:2001.03288), section 5.2.
[[nodiscard]] ArenaPlan plan_arena(std::span<const Lifetime> lifetimes);

}  // namespace wirebench::runtime::native
