/// \file What the tests of hadronic reactions share.
#pragma once

#include <gtest/gtest.h>

#include <cmath>

#include "wirebench/nuclear/reaction.hpp"

namespace wirebench::transport::embedded::test {

/// A projectile with this kinetic energy (MeV), along an arbitrary direction.
inline nuclear::Product projectile(nuclear::PdgCode code, double kinetic) {
  const double mass = nuclear::particle(code).mass;
  const double momentum = std::sqrt(kinetic * (kinetic + 2.0 * mass));
  return {code, nuclear::FourVector::on_shell(mass, momentum * unit(Vector3{0.3, -0.4, 0.8}))};
}

inline nuclear::Product argon_at_rest() {
  return {nuclear::pdg::argon40, {nuclear::nuclear_mass(nuclear::k_argon40), {}}};
}

/// Fails unless projectile + argon at rest = products.
inline testing::AssertionResult conserves(const nuclear::Product& in, const nuclear::Products& out,
                                          double tolerance = 1e-6) {
  if (const auto problem = violation({{in, argon_at_rest()}}, out, tolerance))
    return testing::AssertionFailure() << *problem;
  return testing::AssertionSuccess();
}

/// Kinetic energy, MeV, without the loss of digits of a difference.
inline double kinetic_energy(const nuclear::Product& p) {
  const double mass = nuclear::particle(p.pdg).mass;
  return dot(p.momentum.momentum, p.momentum.momentum) / (p.momentum.energy + mass);
}

}  // namespace wirebench::transport::embedded::test
