#include "wirebench/transport/engine.hpp"

#include <optional>

#include "wirebench/core/in_order.hpp"

namespace wirebench::transport {

void Engine::transport_all(std::span<const PrimaryEvent> events, Keep keep, unsigned threads,
                           const TransportSink& sink) const {
  struct Done {};
  run_in_order(
      threads,
      [&, next = std::size_t{0}]() mutable -> std::optional<std::size_t> {
        if (next == events.size()) return std::nullopt;
        return next++;
      },
      [&](std::size_t i) {
        sink(i, transport(events[i], keep));
        return Done{};
      },
      [](Done) {});
}

}  // namespace wirebench::transport
