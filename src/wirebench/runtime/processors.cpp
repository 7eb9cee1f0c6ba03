#include "wirebench/runtime/processors.hpp"

#include <sched.h>

#include <algorithm>
#include <thread>

namespace wirebench::runtime {

unsigned usable_processors() noexcept {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (::sched_getaffinity(0, sizeof(allowed), &allowed) == 0) {
    return static_cast<unsigned>(std::max(1, CPU_COUNT(&allowed)));
  }
  return std::max(1U, std::thread::hardware_concurrency());  // more processors than the mask holds
}

}  // namespace wirebench::runtime
