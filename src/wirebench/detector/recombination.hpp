/// \file Which part of the ionisation electrons escapes recombination with the argon ions.
#pragma once

#include <variant>

#include "wirebench/core/units.hpp"

namespace wirebench::detector {

/// Recombination strength times (dE/dx)/(density * field): the unit both models are published in.
/// 1 = 1 (kV/cm) (g/cm2) / MeV.
struct RecombinationStrength {
  double value = 0.0;
};

/// Modified Box model: R = ln(alpha + X) / X with X = beta (dE/dx) / (density * field).
/// Valid for: fitted to stopping protons and deuterons at 481 V/cm. Below X = 1 - alpha (0.23 MeV/cm at 500 V/cm) the
/// formula is negative; the result is held in [0, 1], and Ionization puts a floor under dE/dx well above that.
/// Thread-safety: immutable.
/// Source: ArgoNeuT, JINST 8 P08005 (2013), arXiv:1306.1712: alpha = 0.93 +- 0.02, beta = 0.212 +- 0.002.
class ModifiedBoxRecombination {
 public:
  struct Parameters {
    double alpha = 0.93;
    RecombinationStrength beta{0.212};
  };
  /// `field` and `density` must be above 0.
  ModifiedBoxRecombination(Parameters parameters, ElectricField field, Density density) noexcept;

  /// Surviving fraction of the electrons, 0 to 1; `loss` must not be negative.
  [[nodiscard]] double operator()(StoppingPower loss) const noexcept;

 private:
  double alpha_;
  double strength_;  // X per (MeV/mm)
};

/// Birks' model: R = A / (1 + k (dE/dx) / (density * field)), held in [0, 1].
/// Valid for: fields of 0.1 to 1 kV/cm, ionisation of muons and protons; too low for alpha particles.
/// Thread-safety: immutable.
/// Source: ICARUS, NIM A523 (2004) 275: A = 0.800 +- 0.003, k = 0.0486 +- 0.0006.
class BirksRecombination {
 public:
  struct Parameters {
    double amplitude = 0.800;
    RecombinationStrength k{0.0486};
  };
  BirksRecombination(Parameters parameters, ElectricField field, Density density) noexcept;

  /// Surviving fraction of the electrons, 0 to 1; `loss` must not be negative.
  [[nodiscard]] double operator()(StoppingPower loss) const noexcept;

 private:
  double amplitude_;
  double strength_;  // per (MeV/mm)
};

/// Any of the models.
using Recombination = std::variant<ModifiedBoxRecombination, BirksRecombination>;

}  // namespace wirebench::detector
