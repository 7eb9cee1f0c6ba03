/// \file The events of a study as a file of energy deposits.
#pragma once

#include <cstdint>
#include <filesystem>

#include "wirebench/core/json.hpp"
#include "wirebench/core/log.hpp"
#include "wirebench/study/event_share.hpp"
#include "wirebench/study/ranks.hpp"
#include "wirebench/study/simulation_options.hpp"

namespace wirebench::study {

struct DepositJob {
  SimulationOptions events;
  std::uint64_t count = 0;                 ///< events to generate; of a file: at most that many, 0 = all
  bool trajectories = true;                ///< writes the tracks too
  unsigned threads = 0;                    ///< 0 = all cores; the bytes written do not depend on it
  Json configuration{};                    ///< embedded in the file
  RankSource source = RankSource::shared;  ///< of several ranks: what the events are read from
};

struct DepositCounts {
  std::uint64_t events = 0;
  std::uint64_t segments = 0;
  std::uint64_t bad_events = 0;  ///< left out: events of a generator's file that cannot be used
};

/// Generates, transports and writes a segments file (atomically). Errors: those of the event supply; Error(failed) when
/// there are no events, or the file cannot be written; nothing is left then.
DepositCounts make_deposits(const DepositJob& job, const std::filesystem::path& out, const Log& log);
/// The same of this rank's part of the events, within Ranks::together(); counts are those of the part. A rank without
/// events writes nothing.
DepositCounts make_deposits(const DepositJob& job, const std::filesystem::path& out, const Log& log, Ranks& ranks);

}  // namespace wirebench::study
