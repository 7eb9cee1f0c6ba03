/// \file The events of a dataset, one after the other, wherever they come from.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wirebench/core/error.hpp"
#include "wirebench/core/log.hpp"
#include "wirebench/generator/event.hpp"
#include "wirebench/study/event_range.hpp"
#include "wirebench/study/simulation_options.hpp"
#include "wirebench/transport/engine.hpp"

namespace wirebench::study {

/// An event with what it was made from, as far as the source has it.
struct SuppliedEvent {
  transport::TransportedEvent event;
  transport::PrimaryEvent primaries;
  std::optional<generator::NeutrinoEvent> interaction;
};

/// A stream of events, in two parts: what must go in order (reading) and what any thread may do (generating and
/// transporting). Thread-safety: one thread calls the members; the tasks may run on any threads at the same time, also
/// after the supply has gone.
class EventSupply {
 public:
  using Task = std::function<SuppliedEvent()>;

  EventSupply() = default;
  EventSupply(const EventSupply&) = delete;
  EventSupply& operator=(const EventSupply&) = delete;
  virtual ~EventSupply() = default;

  /// The label of each event (absent: none of the classes), at most the first `most` that have one (0: all). Does not
  /// move the stream; precondition: that has not begun. `log` gets progress and what is wrong with a generator's file,
  /// of which the stream then says nothing again.
  [[nodiscard]] virtual std::vector<std::optional<std::uint8_t>> labels(std::uint64_t most, const Log& log) = 0;

  /// Goes to the next event; empty after the last. The task makes it.
  [[nodiscard]] virtual std::optional<Task> next() = 0;
  /// Goes past the next event without making it.
  virtual void skip() = 0;

  /// Events of a generator's file seen so far, by either way, that cannot be used and were left out.
  [[nodiscard]] virtual std::uint64_t bad_events() const noexcept { return 0; }
};

struct SupplyOptions {
  EventRange generated{};  ///< which events are generated; a file has those it has
  transport::Keep keep{};  ///< what the engine keeps besides deposits
  unsigned threads = 0;    ///< of an engine that takes many events at once; 0 = all cores
};

/// `log` gets what is wrong with a generator's file. Errors: those of the readers, the generator and the engine;
/// Error(missing) for an engine that is not installed.
[[nodiscard]] std::unique_ptr<EventSupply> open_supply(const SimulationOptions& options, const SupplyOptions& supply,
                                                       const Log& log = Log::silent());

/// What there is to say of a source that gave no event at all, `bad_events` of them having been left out.
[[nodiscard]] Error no_events(const SimulationOptions& options, std::uint64_t bad_events);

}  // namespace wirebench::study
