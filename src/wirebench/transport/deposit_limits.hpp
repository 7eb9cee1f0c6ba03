/// \file What a number read from a deposit file may be: shared by the readers.
#pragma once

#include <cstdint>
#include <string>

#include "wirebench/core/error.hpp"

namespace wirebench::transport {

/// Deposits of one event held in memory at once (about 2 GB).
inline constexpr std::uint64_t k_most_deposits = 20'000'000;
/// Coordinates beyond this many mm (1 km) are not of a detector: a wrong unit or a damaged file.
inline constexpr double k_largest_coordinate = 1.0e6;

/// Error(failed) about one number of one event.
[[nodiscard]] Error bad_value(const std::string& quantity, double value, const std::string& where,
                              std::uint64_t event_id);
[[nodiscard]] Error too_many_deposits(const std::string& file, std::uint64_t event_id);

/// Each throws bad_value unless the number is finite and in range.
void require_coordinate(double millimeters, const std::string& where, std::uint64_t event_id);
void require_energy(double mev, const std::string& where, std::uint64_t event_id);
void require_step_length(double millimeters, const std::string& where, std::uint64_t event_id);

}  // namespace wirebench::transport
