/// \file Fluctuations of the energy loss of one step.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/transport/embedded/liquid_argon.hpp"

namespace wirebench::transport::embedded {

/// Straggling of the restricted loss of one step, for electrons, positrons and heavier particles.
/// `mean_loss` MeV over `length` mm, `kinetic` before the step, `largest_transfer` = min(cut, Tmax). Returns the sampled
/// loss, >= 0 and <= kinetic, whose mean is `mean_loss` (unless the step may stop the particle).
/// Model: collisions that give more than a limit w are drawn one by one from the cross section of free electrons,
/// dE/E^2 (1 - beta^2 E/Tmax); w is set so that there are about four of them. The sum of all others is drawn from a
/// distribution with their mean, variance and skewness, the variance with the binding of the K, L and M electrons.
/// This is Landau's and Vavilov's distribution, cut off at `largest_transfer` and with the Blunck-Leisegang broadening.
/// Valid for: steps of 1 um to some cm. Thread-safe, no allocation.
/// Sources: Vavilov, Sov. Phys. JETP 5 (1957) 749; Shulek et al., Sov. J. Nucl. Phys. 4 (1967) 400 (binding).
[[nodiscard]] double sample_loss(const LiquidArgon& argon, double mass, double charge, double kinetic, double mean_loss,
                                 double length, double largest_transfer, RandomStream& random) noexcept;

}  // namespace wirebench::transport::embedded
