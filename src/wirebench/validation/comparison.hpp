/// \file Two values with their errors and a bound: the verdict, and tables of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "wirebench/core/json.hpp"
#include "wirebench/validation/bounds.hpp"

namespace wirebench::validation {

enum class Verdict : std::uint8_t {
  pass,
  fail,
  too_few,  ///< has a bound, but too few entries on one of the sides to tell
  shown,    ///< has no bound
};

/// One line of a validation.
struct Comparison {
  std::string subject;   ///< "pi+ 300 MeV"
  std::string quantity;  ///< "visible energy [MeV]"
  double reference = 0.0;
  double value = 0.0;            ///< NaN: the engine has none
  double reference_error = 0.0;  ///< statistical, one standard deviation
  double value_error = 0.0;
  std::optional<Bound> bound;
  bool too_few = false;  ///< too few particles in it for a value with an error

  [[nodiscard]] double difference() const noexcept { return value - reference; }
  /// Statistical error of the difference.
  [[nodiscard]] double error() const noexcept;
  /// Largest difference that passes: the bound and two standard errors. Infinity without a bound.
  [[nodiscard]] double allowed() const noexcept;
  /// Pass when |difference| <= allowed(); a value, reference or error that is not a number fails, unless too_few.
  [[nodiscard]] Verdict verdict() const noexcept;
};

struct Tally {
  std::size_t passed = 0;
  std::size_t bounded = 0;  ///< without those of too few entries
  std::size_t too_few = 0;
  /// True when there was something to check and all of it passed.
  [[nodiscard]] bool all_passed() const noexcept { return bounded > 0 && passed == bounded; }
};
[[nodiscard]] Tally tally(const std::vector<Comparison>& rows);

/// One line a comparison under a header line, in columns. `failures_only` leaves out the others.
[[nodiscard]] std::string comparison_table(const std::vector<Comparison>& rows, bool failures_only = false);
/// "41 of 43 within bounds"
[[nodiscard]] std::string tally_line(const Tally& tally);
/// "2 more have too few entries to be judged"; empty when there are none.
[[nodiscard]] std::string too_few_line(const Tally& tally);
/// An object: rows (values that are not numbers become null), passed, bounded, too_few.
[[nodiscard]] Json comparison_json(const std::vector<Comparison>& rows);

}  // namespace wirebench::validation
