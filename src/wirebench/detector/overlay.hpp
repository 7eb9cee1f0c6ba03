/// \file Events laid over events: cosmic muons in detectors at the surface, pile-up.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "wirebench/core/units.hpp"
#include "wirebench/detector/detector_preset.hpp"
#include "wirebench/transport/deposit.hpp"

namespace wirebench::detector {

enum class OverlayTimes : std::uint8_t {
  spread,  ///< each begins at a time of its own, evenly drawn
  kept,    ///< as in the file: it is spread over the readout already
};

struct OverlayOptions {
  std::filesystem::path file;  ///< energy deposits; empty: no overlay
  std::uint32_t events = 1;    ///< of the file, laid over each event, 1 to 1000
  OverlayTimes times = OverlayTimes::spread;
};

/// Lays events of a file of deposits over others. Which ones, and when, is drawn from the seed and the event's number
/// alone. Times are spread from the longest drift before the readout's first tick to its last one, so that charge of
/// overlays arrives during all of the readout. Holds the file in memory. Thread-safety: immutable.
class Overlay {
 public:
  /// Precondition: a preset with a readout (in a projection times have no meaning). Errors: Error(usage) for a file
  /// without deposits or with more than 8 million; those of transport::open_deposits.
  Overlay(const OverlayOptions& options, const DetectorPreset& preset, std::uint64_t seed);

  /// Adds the deposits and sets `event.first_overlay`. Precondition: nothing overlays the event yet.
  void operator()(transport::EventDeposits& event) const;

 private:
  std::vector<std::vector<transport::Deposit>> events_;  // times from the first deposit, where they are spread
  OverlayOptions options_;
  std::uint64_t seed_;
  Time earliest_;
  Time latest_;
};

}  // namespace wirebench::detector
