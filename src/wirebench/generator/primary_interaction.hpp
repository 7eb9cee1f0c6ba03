/// \file The interaction of a neutrino with nucleons inside argon, before the hadrons cross the nucleus.
#pragma once

#include <optional>

#include "wirebench/core/random.hpp"
#include "wirebench/generator/argon_density.hpp"
#include "wirebench/generator/channels.hpp"
#include "wirebench/generator/event.hpp"
#include "wirebench/generator/remnant.hpp"
#include "wirebench/nuclear/reaction.hpp"

namespace wirebench::generator {

/// The neutrino flies along +z. Momenta in MeV, laboratory.
struct PrimaryInteraction {
  Channel channel = Channel::unknown;
  nuclear::Products struck;  ///< nucleons that were hit, with the energy they had inside (not on the mass shell)
  nuclear::Product lepton;
  nuclear::Products hadrons;       ///< of the hadronic system; `struck` and the neutrino balance them and the lepton
  bool hadrons_form_late = false;  ///< born in inelastic scattering: see formation_path
  double w_mev = 0.0;              ///< mass of the hadronic system; 0 in coherent production
  double q2_mev2 = 0.0;            ///< at the lepton
  Vector3 position;                ///< in the nucleus, fm
  Remnant remnant;                 ///< what stays behind
};

/// One interaction of the given process. The struck nucleon is of the local Fermi gas at a place drawn from the
/// density, with less energy than a free one by separation and hole energy; kinematics are those of a free nucleon at
/// the neutrino energy in the struck one's rest frame. In elastic scattering the outgoing nucleon must be above the
/// Fermi momentum there. Returns nothing where no allowed kinematics are found, which happens only close to a
/// threshold. Thread-safe.
[[nodiscard]] std::optional<PrimaryInteraction> interact_in_argon(const ChannelModels& models,
                                                                  const ArgonDensity& argon, Process process,
                                                                  Nucleon nucleon, double energy_mev,
                                                                  RandomStream& random);

}  // namespace wirebench::generator
