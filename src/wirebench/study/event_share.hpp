/// \file The part of a stage's events that is one rank's.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wirebench/core/log.hpp"
#include "wirebench/study/event_range.hpp"
#include "wirebench/study/event_supply.hpp"
#include "wirebench/study/ranks.hpp"

namespace wirebench::study {

/// Where the ranks find a stage's events.
enum class RankSource : std::uint8_t {
  shared,  ///< all of them in one place: the generator, or a file every rank reads
  own,     ///< each rank its own, in the file the stage before wrote for it
  none,    ///< the same, and this rank has none
};

struct ShareOptions {
  SimulationOptions events{};
  std::uint64_t most = 0;  ///< events to generate; of a file: at most that many (with labels: that have one), 0 = all
  RankSource source = RankSource::shared;
  bool with_labels = false;
  transport::Keep keep{};
  unsigned threads = 0;  ///< of an engine that takes many events at once; 0 = all cores
};

struct EventShare {
  std::unique_ptr<EventSupply> supply;  ///< its next event is the first of the part; null: the part is empty
  /// Which of all events they are. Without labels unknown where the supply has the part and nothing else.
  std::optional<EventRange> range;
  std::vector<std::optional<std::uint8_t>> labels;  ///< where wanted: of the events of all ranks (EventSupply::labels)

  /// Events of a generator's file that cannot be used, as far as known: of the whole file on the first rank only, so
  /// that the sum over the ranks is their number. A stream goes on counting.
  std::uint64_t bad_events = 0;

  [[nodiscard]] bool is_empty() const noexcept { return supply == nullptr; }
};

/// Opens this rank's part; all ranks call it within Ranks::together(). All parts together are the events a process
/// alone has, in its order. `log` gets what is wrong with a generator's file, of all its events.
/// Errors: those of open_supply() and no_events().
[[nodiscard]] EventShare open_share(const ShareOptions& options, const Log& log, Ranks& ranks);

/// For progress: " (rank 0 of 4)", empty for a process alone.
[[nodiscard]] std::string share_name(const Ranks& ranks);

}  // namespace wirebench::study
