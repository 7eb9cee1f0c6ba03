#include "wirebench/transport/deposit_limits.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace wirebench::transport {

Error bad_value(const std::string& quantity, double value, const std::string& where, std::uint64_t event_id) {
  return {ErrorKind::failed,
          {fmt::format("impossible {} {}", quantity, value), fmt::format("{}: event_id {}", where, event_id),
           "numbers must be finite, energies and lengths not negative, coordinates within 1 km",
           "Check the program that wrote the file and the units it used, or give another file."}};
}

Error too_many_deposits(const std::string& file, std::uint64_t event_id) {
  return {ErrorKind::failed,
          {"too many deposits in one event", fmt::format("{}: event_id {}", file, event_id),
           fmt::format("more than {} would have to be in memory at once", k_most_deposits),
           "Check that the file gives each event a number of its own, or split the event."}};
}

// All comparisons are written so that NaN fails.
void require_coordinate(double millimeters, const std::string& where, std::uint64_t event_id) {
  if (!(std::abs(millimeters) <= k_largest_coordinate))
    throw bad_value("coordinate [mm]", millimeters, where, event_id);
}

void require_energy(double mev, const std::string& where, std::uint64_t event_id) {
  if (!(mev >= 0.0 && mev <= std::numeric_limits<float>::max())) {
    throw bad_value("energy [MeV]", mev, where, event_id);
  }
}

void require_step_length(double millimeters, const std::string& where, std::uint64_t event_id) {
  if (!(millimeters >= 0.0 && millimeters <= k_largest_coordinate)) {
    throw bad_value("step length [mm]", millimeters, where, event_id);
  }
}

}  // namespace wirebench::transport
