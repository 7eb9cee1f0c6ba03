/// \file The incoming neutrino and the current it interacts by.
#pragma once

#include <cstdint>

#include "wirebench/nuclear/particle.hpp"

namespace wirebench::generator {

enum class Current : std::uint8_t { charged, neutral };
enum class Nucleon : std::uint8_t { proton, neutron };

[[nodiscard]] constexpr nuclear::PdgCode pdg_code(Nucleon nucleon) noexcept {
  return nucleon == Nucleon::proton ? nuclear::pdg::proton : nuclear::pdg::neutron;
}

/// A neutrino of flavour e or mu and its current.
struct Probe {
  nuclear::PdgCode neutrino = nuclear::pdg::nu_mu;
  Current current = Current::charged;

  friend constexpr bool operator==(const Probe&, const Probe&) = default;
  [[nodiscard]] constexpr bool antineutrino() const noexcept { return neutrino < 0; }
  [[nodiscard]] constexpr bool charged() const noexcept { return current == Current::charged; }
  /// PDG code of the lepton that leaves.
  [[nodiscard]] constexpr nuclear::PdgCode lepton() const noexcept {
    if (!charged()) return neutrino;
    return neutrino > 0 ? neutrino - 1 : neutrino + 1;
  }
  /// Charge given to the hadrons, e.
  [[nodiscard]] constexpr int hadron_charge() const noexcept { return charged() ? (antineutrino() ? -1 : 1) : 0; }
  [[nodiscard]] double lepton_mass_gev() const noexcept {
    return charged() ? 1e-3 * nuclear::particle(lepton()).mass : 0.0;
  }
};

}  // namespace wirebench::generator
