#include "wirebench/train/parallel.hpp"

#include <ATen/Parallel.h>

#include <algorithm>
#include <thread>

namespace wirebench::train {

unsigned use_threads(unsigned threads) {
  const unsigned wanted = threads == 0 ? std::max(1U, std::thread::hardware_concurrency()) : threads;
  at::set_num_threads(static_cast<int>(wanted));
  return wanted;
}

void parallel_for(std::size_t count, std::size_t grain, const std::function<void(std::size_t, std::size_t)>& body) {
  at::parallel_for(0, static_cast<std::int64_t>(count), static_cast<std::int64_t>(std::max<std::size_t>(grain, 1)),
                   [&](std::int64_t first, std::int64_t last) {
                     body(static_cast<std::size_t>(first), static_cast<std::size_t>(last));
                   });
}

}  // namespace wirebench::train
