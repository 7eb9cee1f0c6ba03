#include "wirebench/core/memory_policy.hpp"

#include <cstdlib>  // __GLIBC__

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace wirebench {

void keep_freed_memory() noexcept {
#if defined(__GLIBC__)
  // A little more than the waveforms of a large event, for each thread.
  constexpr int kept = 192 << 20;
  constexpr int largest_block = 32 << 20;  // the most that glibc lets come from its heaps
  (void)mallopt(M_TRIM_THRESHOLD, kept);
  (void)mallopt(M_MMAP_THRESHOLD, largest_block);
#endif
}

}  // namespace wirebench
