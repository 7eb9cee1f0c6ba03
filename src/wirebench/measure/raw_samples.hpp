/// \file Every latency that was measured, before any statistics.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wirebench/measure/system_under_test.hpp"

namespace wirebench::measure {

enum class SampleKind : std::uint8_t { warmup, settling, timed };

[[nodiscard]] std::string_view to_string(SampleKind kind) noexcept;

struct Sample {
  std::uint32_t round = 0;     ///< of the interleaving; warm-up is round 0, timing starts at 1
  std::uint32_t position = 0;  ///< place of the system in the order of that round
  SampleKind kind = SampleKind::timed;
  Nanoseconds duration{0};

  bool operator==(const Sample&) const = default;
};

/// Why the measurement of one system ended.
enum class Ending {
  complete,  ///< minimum count and duration met
  cut_off,   ///< the maximum came first: fewer or shorter than asked for
  failed,    ///< the system threw or answered nonsense; samples until then are kept
};

[[nodiscard]] std::string_view to_string(Ending ending) noexcept;

/// Samples of one system in the order they were taken.
struct RawSamples {
  std::string system;
  std::vector<Sample> samples;
  Ending ending = Ending::failed;
  std::string reason;  ///< for every ending but complete

  bool operator==(const RawSamples&) const = default;

  /// Timed latencies in milliseconds, in the order they were taken.
  [[nodiscard]] std::vector<double> timed_ms() const;
  /// The round of each of timed_ms().
  [[nodiscard]] std::vector<std::uint32_t> timed_rounds() const;
};

}  // namespace wirebench::measure
