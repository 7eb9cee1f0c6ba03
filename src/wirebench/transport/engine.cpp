#include "wirebench/transport/engine.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "wirebench/core/contract.hpp"

namespace wirebench::transport {

void Engine::transport_all(std::span<const PrimaryEvent> events, Keep keep, unsigned threads,
                           const TransportSink& sink) const {
  WIREBENCH_EXPECT(threads >= 1);
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&] {
    try {
      for (std::size_t i = next++; i < events.size(); i = next++) sink(i, transport(events[i], keep));
    } catch (...) {
      next = events.size();
      const std::lock_guard lock{mutex};
      if (!failure) failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> helpers;
    const std::size_t wanted = std::min<std::size_t>(threads, std::max<std::size_t>(events.size(), 1));
    for (std::size_t i = 1; i < wanted; ++i) helpers.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace wirebench::transport
