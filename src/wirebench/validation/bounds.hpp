/// \file How near an engine has to come to its reference, quantity by quantity (docs/components/validation.md).
#pragma once

#include <optional>

namespace wirebench::validation {

/// A bound on the difference of two values.
struct Bound {
  enum class Kind { relative, absolute };
  Kind kind = Kind::relative;
  double value = 0.0;
};

[[nodiscard]] constexpr Bound relative(double share) noexcept {
  return {Bound::Kind::relative, share};
}
[[nodiscard]] constexpr Bound absolute(double value) noexcept {
  return {Bound::Kind::absolute, value};
}

namespace bounds {
inline constexpr Bound visible_energy = relative(0.015);        ///< e+-, gamma, mu+-, p
inline constexpr Bound visible_energy_hadron = relative(0.05);  ///< pions, neutrons, other hadrons
inline constexpr Bound range = relative(0.02);                  ///< mu, p, pi that stop
inline constexpr Bound step_most_probable = relative(0.02);
inline constexpr Bound step_mean = relative(0.01);
inline constexpr Bound step_width = relative(0.08);
inline constexpr Bound stopping_power = relative(0.015);
inline constexpr Bound start_energy = relative(0.03);
inline constexpr Bound first_charged = relative(0.03);
inline constexpr Bound shower_depth = relative(0.04);
inline constexpr Bound shower_width = relative(0.06);
inline constexpr Bound shower_radius = relative(0.08);
inline constexpr Bound photon_free_path = relative(0.03);
inline constexpr Bound hadron_free_path = relative(0.05);
inline constexpr Bound displacement = relative(0.08);
inline constexpr Bound inelastic_fraction = absolute(0.03);
inline constexpr Bound secondary_number = relative(0.15);
inline constexpr Bound secondary_cosine = absolute(0.1);
inline constexpr Bound pion_share = absolute(0.05);
inline constexpr Bound whole_event = relative(0.03);
inline constexpr Bound cross_section = relative(0.05);  ///< of neutrinos
inline constexpr Bound channel_fraction = absolute(0.03);
inline constexpr Bound kinematic_mean = relative(0.05);  ///< Q2, W, y of quasi-elastic and resonance scattering
inline constexpr Bound kinematic_quantile = absolute(0.03);
inline constexpr Bound primary_pion_share = absolute(0.03);
inline constexpr Bound hadron_fate = absolute(0.05);  ///< in final-state interactions
inline constexpr Bound classifier_accuracy =
    absolute(0.02);  ///< of a network on the engine's events and the reference's
inline constexpr Bound area_above_guessing = absolute(0.10);  ///< of a network that tells the two apart
}  // namespace bounds

}  // namespace wirebench::validation
