/// \file What the user may choose of the embedded engine.
#pragma once

#include <cstdint>

#include "wirebench/core/units.hpp"
#include "wirebench/core/vector3.hpp"
#include "wirebench/transport/embedded/charged/straggling.hpp"
#include "wirebench/transport/embedded/hadronic/hadronic_physics.hpp"
#include "wirebench/transport/embedded/liquid_argon.hpp"

namespace wirebench::transport::embedded {

/// Each process can be switched off, so that comparisons with another code are like with like. What is off neither
/// happens nor takes energy, but for delta rays: without them all ionisation is in the steps.
struct ProcessSwitches {
  bool ionization_fluctuations = true;
  bool delta_rays = true;
  bool multiple_scattering = true;
  bool bremsstrahlung = true;  ///< and the pairs that muons make
  bool pair_production = true;
  bool compton = true;
  bool photoelectric = true;
  bool rayleigh = true;
  bool annihilation = true;
  bool decay = true;
  bool capture_at_rest = true;
  bool hadron_elastic = true;
  bool hadron_inelastic = true;
  bool neutron_capture = true;
};

/// Where the step of a scattered particle ends.
enum class StepDisplacement : std::uint8_t {
  along,    ///< on the direction the step began with, as far as it comes on average: Geant4 11.4's standard physics
  lateral,  ///< beside it too, as the scattering within the step has it: nearer to nature, wider at the scale of a step
};

struct EmbeddedOptions {
  LiquidArgon argon;
  Vector3 half_size{15000.0, 15000.0, 15000.0};  ///< of the box of argon about the origin, mm
  Length production_cut{0.7};                    ///< secondaries of shorter range are deposited on the spot
  Length step_limit{3.0};                        ///< longest step of a charged particle
  Energy bremsstrahlung_from{0.0};               ///< electrons radiate above this kinetic energy
  Time time_limit{1.0e7};                        ///< slow neutrons are dropped (as escaped) after this, ns
  StragglingModel straggling = StragglingModel::urban;
  StepDisplacement step_displacement = StepDisplacement::along;
  SlowNeutrons slow_neutrons = SlowNeutrons::evaluated;
  ElasticScattering elastic_scattering = ElasticScattering::all_hadrons;
  ProcessSwitches processes;
  std::uint64_t seed = 1;
};

}  // namespace wirebench::transport::embedded
