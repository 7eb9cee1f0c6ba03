/// \file The AC coupling between wire and electronics: a long, small tail of the opposite sign.
#pragma once

#include <cstddef>
#include <span>

#include "wirebench/core/units.hpp"

namespace wirebench::detector {

/// One or two RC high-pass stages: delta(t) - exp(-t / RC) / RC each, as the recursive filter
/// y[n] = x[n] - (1 - a) s[n - 1], s[n] = a s[n - 1] + x[n], a = exp(-tick / RC), which passes no direct current, as
/// the circuit. Thread-safety: immutable.
class AcCoupling {
 public:
  /// `stages`: 0 to 2; 0 leaves waveforms as they are.
  AcCoupling(Time rc_constant, int stages, Time tick);

  /// Filters rows in place, each from rest. Shape: [rows, ticks], row-major.
  void filter(std::span<float> samples, std::size_t ticks) const;
  /// Gives rows, filtered from rest, back as they were, to rounding. It adds up what it is given: a constant that the
  /// filter did not see becomes a slope of that constant times tick / RC a tick. Shape: [rows, ticks], row-major.
  void undo(std::span<float> samples, std::size_t ticks) const;
  /// The coupling for waveforms of which every so many samples are there: its tail begins half such a step earlier or
  /// later, which is a share of tick / RC of it.
  [[nodiscard]] AcCoupling every(std::size_t samples) const;
  [[nodiscard]] int stages() const noexcept { return stages_; }

 private:
  double decay_;
  int stages_;
};

}  // namespace wirebench::detector
