/// \file The thread pool of libtorch, for this module's own loops: a second pool would fight it for the cores.
#pragma once

#include <cstddef>
#include <functional>

namespace wirebench::train {

/// Threads used by libtorch and by parallel_for from the calling thread on; 0 = as many as there are cores.
/// Effect on the whole process (libtorch has one pool). Returns the number in use.
unsigned use_threads(unsigned threads);

/// Calls `body(first, last)` for pieces of [0, count) of at least `grain`, on several threads. The pieces depend on the
/// number of threads, so `body` must give the same result for any division. Exceptions are passed on.
void parallel_for(std::size_t count, std::size_t grain, const std::function<void(std::size_t, std::size_t)>& body);

}  // namespace wirebench::train
