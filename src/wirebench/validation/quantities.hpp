/// \file The numbers of a run that are compared, and how near they have to be.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "wirebench/validation/bounds.hpp"
#include "wirebench/validation/single_particle_run.hpp"

namespace wirebench::validation {

/// One number of a run.
struct Quantity {
  std::string name;  ///< with its unit; the same in every run
  double value = 0.0;
  std::optional<Bound> bound;
  /// Statistical error as far as the run's own spread tells; NaN where it does not.
  double error = std::numeric_limits<double>::quiet_NaN();
  /// A lower limit of the error from the number of counts, for quantities without a spread.
  double least_error = 0.0;
  /// Value of a run in which the quantity does not occur (numbers of secondaries); NaN: it has none then.
  double when_absent = std::numeric_limits<double>::quiet_NaN();
  /// Particles, tracks or events it was made from, where they can be too few for a value or its error.
  double entries = std::numeric_limits<double>::infinity();
  double enough = 0.0;  ///< entries that a verdict needs
  enum class Needs : std::uint8_t {
    both,
    one,
    events,               ///< both; entries are the runs' events, whether or not the quantity was found
  } needs = Needs::both;  ///< which of the runs has to have them
};

/// All numbers of a run, in a fixed order.
[[nodiscard]] std::vector<Quantity> quantities(const SingleParticleRun& run);

}  // namespace wirebench::validation
