/// \file A random order that is the same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/random.hpp"

namespace wirebench::dataset {

/// Fisher-Yates. std::shuffle leaves the draws to the standard library, so its result may change with the compiler.
template <class T>
void shuffle(std::span<T> values, RandomStream& random) {
  WIREBENCH_EXPECT(values.size() <= std::numeric_limits<std::uint32_t>::max());
  for (std::size_t left = values.size(); left > 1; --left) {
    std::swap(values[left - 1], values[random.below(static_cast<std::uint32_t>(left))]);
  }
}

}  // namespace wirebench::dataset
