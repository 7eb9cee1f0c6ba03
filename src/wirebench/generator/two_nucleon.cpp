#include "wirebench/generator/two_nucleon.hpp"

#include <cmath>

#include "wirebench/generator/lepton_kinematics.hpp"
#include "wirebench/generator/weak_constants.hpp"

namespace wirebench::generator {

double two_nucleon_shape(const Probe& probe, double energy_gev, double w_gev, double q2_gev2) noexcept {
  constexpr double mass = 2.0 * weak::k_nucleon_mass;
  const double lepton = probe.lepton_mass_gev();
  const LeptonVertex vertex{energy_gev, mass, lepton};
  const auto limits = vertex.q2_limits(w_gev);
  if (!limits || q2_gev2 < limits->low || q2_gev2 > limits->high) return 0.0;
  const double distance = (w_gev - 2.15) / 0.05;
  const double form = std::exp(-0.5 * distance * distance) * q2_gev2 * std::pow(1.0 + q2_gev2 / 0.4, -8.0);
  const double tau = q2_gev2 / (4.0 * mass * mass);
  const double su = 4.0 * mass * energy_gev - q2_gev2 - lepton * lepton;
  const double a = (lepton * lepton + q2_gev2) / (mass * mass) *
                   (tau * (1.0 + tau) - tau * tau * (1.0 - tau) + 4.0 * tau * tau) / ((1.0 + tau) * (1.0 + tau));
  const double c = 0.25 * tau / (1.0 + tau);
  return form * (a + su * su * c) / (energy_gev * energy_gev);
}

}  // namespace wirebench::generator
