/// \file Fluctuations of the energy loss of one step.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/transport/embedded/liquid_argon.hpp"

namespace wirebench::transport::embedded {

/// How the collisions that make up the loss of a step are distributed.
enum class StragglingModel {
  /// Urban's two-part model: a fixed share of the loss goes to ionisation, dE/E^2 from 10 eV to the largest transfer,
  /// the
  /// rest to excitations. Gaussian with Bohr's variance for thick steps. As in Geant4, whose distributions it
  /// reproduces;
  /// for slow particles (beta < 0.9) in thin steps up to 15 % narrower than Vavilov's. The width depends on the cut.
  /// Source: Lassila-Perini, Urban, Nucl. Instrum. Meth. A 362 (1995) 416; Geant4 Physics Reference Manual 11,
  /// "Energy loss fluctuations".
  urban,
  /// Landau's and Vavilov's distribution, dE/E^2 (1 - beta^2 E/Tmax), cut off at the largest transfer, broadened by the
  /// binding of the K, L and M electrons (Blunck-Leisegang). Independent of how losses are divided by the cut.
  /// Sources: Vavilov, Sov. Phys. JETP 5 (1957) 749; Shulek et al., Sov. J. Nucl. Phys. 4 (1967) 400 (binding).
  vavilov,
};

/// Straggling of the restricted loss of one step, for electrons, positrons and heavier particles.
/// `mean_loss` MeV over `length` mm, `kinetic` before the step, `largest_transfer` = min(cut, Tmax). Returns the
/// sampled loss, >= 0 and <= kinetic, whose mean is `mean_loss` (unless the step may stop the particle). The few
/// hardest collisions (about four) are drawn one by one; the sum of all others is drawn from a distribution with their
/// mean, variance and skewness. Valid for: steps of 1 um to some cm. Thread-safe, no allocation.
[[nodiscard]] double sample_loss(const LiquidArgon& argon, double mass, double charge, double kinetic, double mean_loss,
                                 double length, double largest_transfer, RandomStream& random,
                                 StragglingModel model = StragglingModel::urban) noexcept;

}  // namespace wirebench::transport::embedded
