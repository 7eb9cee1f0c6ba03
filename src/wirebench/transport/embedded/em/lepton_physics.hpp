/// \file All that happens to an electron or positron, tabulated.
#pragma once

#include "wirebench/transport/embedded/charged_tables.hpp"
#include "wirebench/transport/embedded/em/bremsstrahlung.hpp"
#include "wirebench/transport/embedded/em/electron_ionization.hpp"
#include "wirebench/transport/embedded/em/production_cuts.hpp"
#include "wirebench/transport/embedded/options.hpp"

namespace wirebench::transport::embedded {

/// Thread-safe: const after construction.
struct LeptonPhysics {
  LeptonPhysics(const EmbeddedOptions& options, const ProductionCuts& cuts, Lepton lepton);

  double cut;  ///< of knock-on electrons, MeV
  ElectronIonization ionization;
  Bremsstrahlung bremsstrahlung;
  EnergyTable deltas;  ///< 1/mm; 0 where switched off
  EnergyTable photons;
  EnergyTable annihilation;
  ChargedTables tables;
};

}  // namespace wirebench::transport::embedded
