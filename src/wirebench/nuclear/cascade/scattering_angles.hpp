/// \file Angles of the products of a collision with a nucleon.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/cascade/hadron.hpp"

namespace wirebench::nuclear::cascade {

/// Cosine, in the centre of mass, between the projectile's direction and the first product of `projectile` + `nucleon`
/// -> `first` + `second`. `kinetic`: the projectile's in the nucleon's rest frame, `momentum`: of the products in the
/// centre of mass (MeV). In neutron-proton scattering the products are listed proton first, whichever the projectile
/// was: the angle is the proton's, as in the tables' source. Source: angle_tables.hpp; for kaons, hyperons and
/// strangeness production two exponentials in the squared momentum transfer, coefficients of Geant4's Bertini cascade
/// (G4ParamExpTwoBodyAngDst).
[[nodiscard]] double sample_two_body_cosine(Hadron projectile, Hadron nucleon, Hadron first, Hadron second,
                                            double kinetic, double momentum, RandomStream& random) noexcept;

/// Cosine of a product of three (polynomials in a random number, H. W. Bertini's form).
[[nodiscard]] double sample_three_body_cosine(bool nucleons_collide, Hadron product, double kinetic,
                                              RandomStream& random) noexcept;

/// Momentum (MeV) in the centre of mass of a product of three or more; the last product takes what is left.
/// Source: polynomials in the kinetic energy and a random number, of the same cascade (G4InuclParamMomDst).
[[nodiscard]] double sample_momentum(bool nucleons_collide, Hadron product, double kinetic,
                                     RandomStream& random) noexcept;

/// Cosine of a product of four or more with `momentum` MeV: exponential in the longitudinal momentum.
[[nodiscard]] double sample_many_body_cosine(Hadron product, double momentum, RandomStream& random) noexcept;

}  // namespace wirebench::nuclear::cascade
