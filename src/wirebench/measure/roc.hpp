/// \file One class against the rest: the curve of efficiency against false positives, and the area under it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "wirebench/measure/bootstrap.hpp"
#include "wirebench/measure/predictions.hpp"

namespace wirebench::measure {

/// Shares (0 to 1) accepted when every event with at least some score is taken.
struct RocPoint {
  double false_positives = 0.0;  ///< of the other classes' events
  double efficiency = 0.0;       ///< of the class's events
};

/// The events in the order of their score of one class, sorted once, so that the area of a resample takes one pass.
class ScoreRanking {
 public:
  ScoreRanking(const Predictions& predictions, std::uint32_t signal);

  /// Area under the curve of a resample: the probability that a score of the class is above one of the others, equal
  /// ones counting half (as area_under_curve()). NaN where one of the two kinds is missing.
  [[nodiscard]] double area(Multiplicities multiplicities) const;

  /// From (0, 0) to (1, 1), a point wherever the slope changes. Events of one score make one step, slanted where both
  /// kinds are among them (T. Fawcett, Pattern Recognit. Lett. 27 (2006) 861, algorithm 1). Empty where a kind is
  /// missing.
  [[nodiscard]] std::vector<RocPoint> curve() const;

 private:
  struct Ranked {
    std::uint32_t event;
    bool signal;
    bool starts_group;  ///< its score is above that of the one before
  };
  std::vector<Ranked> ascending_;
};

}  // namespace wirebench::measure
