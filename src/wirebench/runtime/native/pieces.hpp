/// \file Sharing a long run of values among threads.
#pragma once

#include <algorithm>
#include <cstddef>

#include "wirebench/runtime/native/thread_pool.hpp"

namespace wirebench::runtime::native {

/// piece(first, count) for consecutive pieces of `values`, each a multiple of `unit` long.
template <class Piece>
void for_each_piece(ThreadPool& pool, std::size_t values, std::size_t unit, const Piece& piece) {
  constexpr std::size_t k_values = 32 * 1024;  // a piece worth waking a thread for
  const std::size_t length = std::max<std::size_t>(1, k_values / std::max<std::size_t>(unit, 1)) * unit;
  if (values == 0 || length == 0) {
    return;
  }
  pool.run((values + length - 1) / length, [&](std::size_t item, std::size_t) {
    const std::size_t first = item * length;
    piece(first, std::min(length, values - first));
  });
}

}  // namespace wirebench::runtime::native
