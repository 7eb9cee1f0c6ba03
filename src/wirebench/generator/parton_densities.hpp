/// \file Momentum distributions of the quarks in a proton.
#pragma once

namespace wirebench::generator {

/// x times the number density of each kind of quark in the proton; `up_sea` is that of the anti-up quark, and so on.
struct PartonDensities {
  double up_valence = 0.0;
  double down_valence = 0.0;
  double up_sea = 0.0;
  double down_sea = 0.0;
  double strange = 0.0;  ///< of strange and of anti-strange
};

/// Leading-order parametrisation of M. Glueck, E. Reya and A. Vogt, Z. Phys. C67 (1995) 433 (GRV94 LO), appendix.
/// Valid for: 1e-5 < x < 1, 0.4 < Q2 < 1e6 GeV2; Q2 is raised to 0.8 GeV2, x = 1 and above give zero. Thread-safe.
[[nodiscard]] PartonDensities proton_partons(double x, double q2_gev2) noexcept;

}  // namespace wirebench::generator
