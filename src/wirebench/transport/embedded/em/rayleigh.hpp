/// \file Coherent scattering of photons.
#pragma once

#include <vector>

#include "wirebench/core/random.hpp"

namespace wirebench::transport::embedded {

/// Thomson scattering times the square of the atom's form factor. Valid from 1 keV. Thread-safe.
class RayleighScattering {
 public:
  RayleighScattering();
  /// Cosine of the scattering angle of a photon of `energy` MeV.
  [[nodiscard]] double sample_cosine(double energy, RandomStream& random) const noexcept;

 private:
  std::vector<double> x_squared_;   // 1/angstrom2
  std::vector<double> cumulative_;  // integral of F^2 over x^2
};

}  // namespace wirebench::transport::embedded
