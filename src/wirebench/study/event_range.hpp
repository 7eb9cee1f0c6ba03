/// \file Stretches of a sequence of events.
#pragma once

#include <cstdint>

namespace wirebench::study {

/// `count` events from number `first` on.
struct EventRange {
  std::uint64_t first = 0;
  std::uint64_t count = 0;

  [[nodiscard]] constexpr std::uint64_t end() const noexcept { return first + count; }
  constexpr bool operator==(const EventRange&) const = default;
};

/// The part of `all` events that rank `rank` of `size` makes: the parts cover all events once, in the order of the
/// ranks, and differ by one event at most. Precondition: 0 <= rank < size.
[[nodiscard]] EventRange part_of(std::uint64_t all, int rank, int size) noexcept;

}  // namespace wirebench::study
