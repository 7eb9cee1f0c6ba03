#include "wirebench/generator/remnant.hpp"

#include "wirebench/core/contract.hpp"

namespace wirebench::generator {

using nuclear::FourVector;

Remnant::Remnant() noexcept
    : nuclide_{nuclear::k_argon40}, momentum_{nuclear::nuclear_mass(nuclear::k_argon40), Vector3{}} {}

FourVector Remnant::remove(Nucleon nucleon, const BoundNucleon& state) noexcept {
  const bool proton = nucleon == Nucleon::proton;
  WIREBENCH_EXPECT(nuclide_.nucleons > 1 && (proton ? protons() : neutrons()) > 0);
  const FourVector before = momentum_;
  nuclide_.nucleons -= 1;
  if (proton) nuclide_.protons -= 1;
  excitation_ += state.hole_energy;
  momentum_ = FourVector::on_shell(nuclear::nuclear_mass(nuclide_) + excitation_, before.momentum - state.momentum);
  return before - momentum_;
}

void Remnant::recoil_with(const Vector3& momentum) noexcept {
  momentum_ = FourVector::on_shell(nuclear::nuclear_mass(nuclide_) + excitation_, momentum);
}

void Remnant::deexcite(RandomStream& random, nuclear::Products& out) const {
  // One hole is no pre-equilibrium state: no particle is above the Fermi energy, so the nucleus evaporates.
  nuclear::deexcite(nuclide_, excitation_, momentum_, random, out);
}

}  // namespace wirebench::generator
