/// \file Neutrino events, one after the other: from the embedded generator or from a file.
#pragma once

#include <cstdint>
#include <optional>

#include "wirebench/generator/event.hpp"

namespace wirebench::generator {

/// A stream of events. Thread-safety: one thread calls next().
class EventSource {
 public:
  EventSource() = default;
  EventSource(const EventSource&) = delete;
  EventSource& operator=(const EventSource&) = delete;
  virtual ~EventSource() = default;

  /// The next event; nothing after the last. Errors: Error(failed) naming the file and line.
  [[nodiscard]] virtual std::optional<NeutrinoEvent> next() = 0;
};

}  // namespace wirebench::generator
