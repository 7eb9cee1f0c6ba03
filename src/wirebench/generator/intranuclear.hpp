/// \file Final-state interactions: hadrons on their way out of the nucleus.
#pragma once

#include <optional>

#include "wirebench/core/random.hpp"
#include "wirebench/generator/argon_density.hpp"
#include "wirebench/generator/hadron_cross_sections.hpp"
#include "wirebench/generator/remnant.hpp"
#include "wirebench/nuclear/reaction.hpp"

namespace wirebench::generator {

/// Steps a hadron from `position` (fm) to the edge of the nucleus, in steps of 0.05 fm after `free_path` fm, with the
/// mean free path 1 / (rho_p sigma_p + rho_n sigma_n). Returns where it interacts; nothing when it leaves. Thread-safe.
[[nodiscard]] std::optional<Vector3> interaction_point(const ArgonDensity& argon, const nuclear::Product& hadron,
                                                       const Vector3& position, double free_path,
                                                       RandomStream& random) noexcept;

/// Path (fm) that a hadron born in inelastic scattering flies before it can interact: p / m times 0.342 fm for mesons,
/// 2.30 fm for baryons. Source: NuGEN's formation zone, with the parameters of GENIE 3.
[[nodiscard]] double formation_path(const nuclear::Product& hadron) noexcept;

/// Lets a hadron interact at distance `r_fm` from the centre: draws its fate (fate_shares) and kinematics, appends what
/// leaves to `out` and changes the remnant. The hadron, the nucleons taken out and `out` balance. The nucleons that
/// take part are of the local Fermi gas, their holes remain as excitation; that energy balance, and not a cut in
/// momentum, keeps the outgoing nucleons out of filled states. Products do not interact again: the fates are those of a
/// whole cascade. Where the drawn fate is not possible in a few tries, the hadron scatters elastically off the nucleus.
/// Returns what happened. Thread-safe.
Fate interact(const ArgonDensity& argon, const nuclear::Product& hadron, double r_fm, Remnant& remnant,
              RandomStream& random, nuclear::Products& out);

}  // namespace wirebench::generator
