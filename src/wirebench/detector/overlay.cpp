#include "wirebench/detector/overlay.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/random.hpp"
#include "wirebench/transport/deposit_source.hpp"

namespace wirebench::detector {
namespace {

constexpr std::size_t k_most_deposits = 8'000'000;  // 0.8 GB

/// Lets the first deposit be at time zero.
void begin_at_zero(std::vector<transport::Deposit>& deposits) {
  const auto earlier = [](const auto& a, const auto& b) { return a.time < b.time; };
  const double first = std::min_element(deposits.begin(), deposits.end(), earlier)->time;
  for (transport::Deposit& deposit : deposits) deposit.time -= first;
}

}  // namespace

Overlay::Overlay(const OverlayOptions& options, const DetectorPreset& preset, std::uint64_t seed)
    : options_{options}, seed_{seed} {
  WIREBENCH_EXPECT(preset.mode == DetectorMode::full);
  WIREBENCH_EXPECT(options.events >= 1 && options.events <= 1000);
  const ReadoutWindow& window = preset.readout.window;
  earliest_ =
      Time{window.start.value() - preset.geometry->description().drift_length.value() / preset.drift.velocity.value()};
  latest_ = Time{window.start.value() + static_cast<double>(window.ticks) * window.tick.value()};
  const auto source = transport::open_deposits(options.file);
  std::size_t deposits = 0;
  while (auto event = source->next()) {
    if (event->deposits.empty()) continue;
    deposits += event->deposits.size();
    if (deposits > k_most_deposits) {
      throw Error{ErrorKind::usage,
                  {"too many deposits for an overlay", options.file.string(),
                   fmt::format("more than {}, and all are held in memory", k_most_deposits),
                   "Give a part of the file's events: they are used again and again at different times."}};
    }
    if (options.times == OverlayTimes::spread) begin_at_zero(event->deposits);
    events_.push_back(std::move(event->deposits));
  }
  if (events_.empty()) {
    throw Error{ErrorKind::usage,
                {"nothing to overlay", options.file.string(), "none of its events has deposits", "Give another file."}};
  }
}

void Overlay::operator()(transport::EventDeposits& event) const {
  WIREBENCH_EXPECT(event.first_overlay >= event.deposits.size());
  event.first_overlay = event.deposits.size();
  RandomStream random{seed_, RandomStage::overlay, event.event_id};
  for (std::uint32_t i = 0; i < options_.events; ++i) {
    const auto& chosen = events_[random.below(static_cast<std::uint32_t>(events_.size()))];
    const double start =
        options_.times == OverlayTimes::spread ? random.uniform(earliest_.value(), latest_.value()) : 0.0;
    for (transport::Deposit deposit : chosen) {
      deposit.time += start;
      event.deposits.push_back(deposit);
    }
  }
}

}  // namespace wirebench::detector
