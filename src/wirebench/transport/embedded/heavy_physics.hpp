/// \file All that happens to a charged particle heavier than the electron, tabulated.
#pragma once

#include <optional>

#include "wirebench/transport/embedded/charged/muon_radiation.hpp"
#include "wirebench/transport/embedded/charged_tables.hpp"
#include "wirebench/transport/embedded/em/production_cuts.hpp"
#include "wirebench/transport/embedded/hadronic/hadronic_physics.hpp"
#include "wirebench/transport/embedded/options.hpp"

namespace wirebench::transport::embedded {

/// Thread-safe: const after construction.
struct HeavyPhysics {
  HeavyPhysics(const EmbeddedOptions& options, const ProductionCuts& cuts, const HadronicPhysics& hadrons,
               const nuclear::ParticleData& particle);

  double cut;  ///< of knock-on electrons, MeV
  HeavyIonization ionization;
  std::optional<MuonRadiation> radiation;  ///< of muons
  EnergyTable deltas;                      ///< 1/mm; 0 where switched off
  EnergyTable photons;
  EnergyTable pairs;
  EnergyTable inelastic;
  EnergyTable elastic;
  double decay_rate;  ///< 1/mm at momentum = mass; divide by p / m. 0 for stable ones
  ChargedTables tables;
};

}  // namespace wirebench::transport::embedded
