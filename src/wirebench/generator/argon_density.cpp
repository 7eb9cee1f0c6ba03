#include "wirebench/generator/argon_density.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "wirebench/generator/weak_constants.hpp"
#include "wirebench/nuclear/nuclide.hpp"
#include "wirebench/nuclear/phase_space.hpp"

namespace wirebench::generator {
namespace {

constexpr double k_half_density = 3.53;  // fm
constexpr double k_surface = 0.54;       // fm
constexpr double k_step = 0.025;         // fm
constexpr double k_protons = nuclear::k_argon40.protons;
constexpr double k_nucleons = nuclear::k_argon40.nucleons;

}  // namespace

ArgonDensity::ArgonDensity() {
  const auto count = static_cast<std::size_t>(radius() / k_step) + 1;
  profile_.resize(count);
  cumulative_.assign(count, 0.0);
  double integral = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    const double r = k_step * static_cast<double>(i);
    profile_[i] = 1.0 / (1.0 + std::exp((r - k_half_density) / k_surface));
    if (i == 0) continue;
    const double before = r - k_step;
    integral += 2.0 * std::numbers::pi * k_step * (r * r * profile_[i] + before * before * profile_[i - 1]);
    cumulative_[i] = integral;
  }
  for (double& value : profile_) value *= k_nucleons / integral;
  for (double& value : cumulative_) value /= integral;
}

double ArgonDensity::profile(double r_fm) const noexcept {
  const double place = r_fm / k_step;
  const auto i = static_cast<std::size_t>(place);
  if (i + 1 >= profile_.size()) return 0.0;
  const double part = place - static_cast<double>(i);
  return profile_[i] + part * (profile_[i + 1] - profile_[i]);
}

double ArgonDensity::density(Nucleon nucleon, double r_fm) const noexcept {
  const double share = nucleon == Nucleon::proton ? k_protons / k_nucleons : 1.0 - k_protons / k_nucleons;
  return share * profile(r_fm);
}

double ArgonDensity::fermi_momentum(Nucleon nucleon, double r_fm) const noexcept {
  const double cube = 3.0 * std::numbers::pi * std::numbers::pi * density(nucleon, r_fm);
  return 1e3 * weak::k_hbar_c * std::cbrt(cube);
}

Vector3 ArgonDensity::position(RandomStream& random) const noexcept {
  const double draw = random.uniform();
  const auto above = std::upper_bound(cumulative_.begin() + 1, cumulative_.end() - 1, draw);
  const auto i = static_cast<std::size_t>(above - cumulative_.begin());
  const double span = cumulative_[i] - cumulative_[i - 1];
  const double part = span > 0.0 ? std::clamp((draw - cumulative_[i - 1]) / span, 0.0, 1.0) : 0.5;
  return (k_step * (static_cast<double>(i - 1) + part)) * nuclear::isotropic_direction(random);
}

BoundNucleon draw_bound_nucleon(const ArgonDensity& argon, Nucleon nucleon, double r_fm,
                                RandomStream& random) noexcept {
  const double fermi = argon.fermi_momentum(nucleon, r_fm);
  const double momentum = fermi * std::cbrt(random.uniform());
  const double mass = nuclear::particle(pdg_code(nucleon)).mass;
  const double hole = std::hypot(fermi, mass) - std::hypot(momentum, mass);
  return {momentum * nuclear::isotropic_direction(random), std::fmax(0.0, hole)};
}

}  // namespace wirebench::generator
