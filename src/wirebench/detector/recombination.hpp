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

/// Ellipsoid box model: Modified Box whose beta depends on the angle phi of the step to the field,
/// beta = beta_90 / sqrt(sin(phi)^2 + cos(phi)^2 / ratio^2).
/// Valid for: fitted to stopping muons and protons at 493 V/cm, angles of 30 to 90 degrees. Negative below
/// X = 1 - alpha (0.33 MeV/cm at 500 V/cm); held in [0, 1].
/// Thread-safety: immutable.
/// Source: ICARUS, arXiv:2407.12969: alpha = 0.904 +- 0.008, beta_90 = 0.204 +- 0.008, ratio = 1.25 +- 0.02.
class EllipsoidBoxRecombination {
 public:
  struct Parameters {
    double alpha = 0.904;
    RecombinationStrength beta_90{0.204};
    double ratio = 1.25;
  };
  /// `field`, `density` and the ratio must be above 0.
  EllipsoidBoxRecombination(Parameters parameters, ElectricField field, Density density) noexcept;

  /// Surviving fraction of the electrons, 0 to 1; `loss` must not be negative, `cosine_squared` = cos(phi)^2 in 0 to 1.
  [[nodiscard]] double operator()(StoppingPower loss, double cosine_squared) const noexcept;

 private:
  double alpha_;
  double strength_;              // X per (MeV/mm) at 90 degrees
  double inverse_square_ratio_;  // 1 / ratio^2
};

/// Any of the models.
using Recombination = std::variant<ModifiedBoxRecombination, BirksRecombination, EllipsoidBoxRecombination>;

/// Fields for which a model's dependence on the field was measured.
struct FieldRange {
  ElectricField least;
  ElectricField most;
};

/// Birks: 0.1 to 1 kV/cm (ICARUS's data). Modified Box: 0.05 to 2 kV/cm; measured at 0.48, it falls and rises with the
/// field as Birks within 6 % from 0.2 to 1 kV/cm. Ellipsoid box: 0.1 to 1 kV/cm, measured at 0.49.
[[nodiscard]] FieldRange valid_fields(const Recombination& model) noexcept;

/// Surviving fraction by whichever model. `cosine_squared`: of the angle between step and field; only the ellipsoid box
/// depends on it.
[[nodiscard]] double surviving_fraction(const Recombination& model, StoppingPower loss, double cosine_squared) noexcept;

}  // namespace wirebench::detector
