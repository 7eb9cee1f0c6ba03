/// \file What the embedded engine knows of its argon, told without transporting anything.
#pragma once

#include "wirebench/transport/material_tables.hpp"

namespace wirebench::transport::embedded {

struct Physics;

/// Mean free paths are those the transport draws from. Stopping powers and ranges are the models' total losses, without
/// the split at the production cuts that the transport makes; computed on every call (some 10 to 1000 microseconds).
/// Valid for kinetic energies of 1 keV to 100 GeV; absent below or above, for particles that are not tracked, and for
/// processes that are switched off. Thread-safe: const.
class EmbeddedTables final : public MaterialTables {
 public:
  /// `physics` must outlive this.
  explicit EmbeddedTables(const Physics& physics) noexcept : physics_{physics} {}

  [[nodiscard]] std::optional<double> photon_free_path(PhotonProcess process, double energy) const override;
  [[nodiscard]] std::optional<double> hadron_inelastic_free_path(nuclear::PdgCode pdg, double kinetic) const override;
  [[nodiscard]] std::optional<double> hadron_elastic_free_path(nuclear::PdgCode pdg, double kinetic) const override;
  [[nodiscard]] std::optional<double> stopping_power(nuclear::PdgCode pdg, double kinetic) const override;
  [[nodiscard]] std::optional<double> csda_range(nuclear::PdgCode pdg, double kinetic) const override;

 private:
  const Physics& physics_;
};

}  // namespace wirebench::transport::embedded
