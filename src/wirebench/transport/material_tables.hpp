/// \file What an engine knows of the medium without transporting anything: for comparison with published tables.
#pragma once

#include <cstdint>
#include <optional>

#include "wirebench/nuclear/particle.hpp"

namespace wirebench::transport {

enum class PhotonProcess : std::uint8_t { photoelectric, compton, conversion, rayleigh };

/// Mean free paths and stopping powers in the engine's medium. Kinetic energies in MeV. Each is absent where the engine
/// has no such process or particle. Thread-safe: const.
class MaterialTables {
 public:
  MaterialTables() = default;
  MaterialTables(const MaterialTables&) = delete;
  MaterialTables& operator=(const MaterialTables&) = delete;
  virtual ~MaterialTables() = default;

  /// Mean free path, mm; infinity below a threshold.
  [[nodiscard]] virtual std::optional<double> photon_free_path(PhotonProcess process, double energy) const = 0;
  [[nodiscard]] virtual std::optional<double> hadron_inelastic_free_path(nuclear::PdgCode pdg,
                                                                         double kinetic) const = 0;
  [[nodiscard]] virtual std::optional<double> hadron_elastic_free_path(nuclear::PdgCode pdg, double kinetic) const = 0;
  /// Mean total loss (all transfers to electrons, bremsstrahlung and the like), MeV/mm, not restricted by any cut.
  [[nodiscard]] virtual std::optional<double> stopping_power(nuclear::PdgCode pdg, double kinetic) const = 0;
  /// Range in the continuous-slowing-down approximation with that loss, mm.
  [[nodiscard]] virtual std::optional<double> csda_range(nuclear::PdgCode pdg, double kinetic) const = 0;
};

}  // namespace wirebench::transport
