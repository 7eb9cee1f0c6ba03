/// \file All models and tables of the embedded engine, built once and shared by the threads.
#pragma once

#include <vector>

#include "wirebench/transport/embedded/em/compton.hpp"
#include "wirebench/transport/embedded/em/lepton_physics.hpp"
#include "wirebench/transport/embedded/em/photon_cross_sections.hpp"
#include "wirebench/transport/embedded/em/production_cuts.hpp"
#include "wirebench/transport/embedded/em/rayleigh.hpp"
#include "wirebench/transport/embedded/hadronic/hadronic_physics.hpp"
#include "wirebench/transport/embedded/heavy_physics.hpp"
#include "wirebench/transport/embedded/options.hpp"

namespace wirebench::transport::embedded {

/// Thread-safe: const after construction.
struct Physics {
  explicit Physics(const EmbeddedOptions& options);

  EmbeddedOptions options;
  ProductionCuts cuts;
  HadronicPhysics hadrons;
  LeptonPhysics electron;
  LeptonPhysics positron;
  PhotonCrossSections photon;
  ComptonScattering compton;
  RayleighScattering rayleigh;
  std::vector<HeavyPhysics> heavy;

  /// The tables of a heavy charged particle that is tracked; nullptr for others.
  [[nodiscard]] const HeavyPhysics* find_heavy(nuclear::PdgCode pdg) const noexcept;
};

}  // namespace wirebench::transport::embedded
