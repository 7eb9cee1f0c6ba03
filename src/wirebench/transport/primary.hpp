/// \file What a transport engine starts from: the particles of one event.
#pragma once

#include <cstdint>
#include <vector>

#include "wirebench/core/vector3.hpp"
#include "wirebench/generator/event.hpp"
#include "wirebench/nuclear/particle.hpp"
#include "wirebench/transport/deposit.hpp"

namespace wirebench::transport {

/// One particle to be transported.
struct Primary {
  nuclear::PdgCode pdg = 0;
  Vector3 momentum;   ///< MeV
  Vector3 position;   ///< mm
  double time = 0.0;  ///< ns
};

struct PrimaryEvent {
  std::uint64_t event_id = 0;
  Truth truth;
  std::vector<Primary> primaries;
};

/// What is known of an interaction.
[[nodiscard]] Truth truth_of(const generator::NeutrinoEvent& event) noexcept;

/// The final state of an interaction at its vertex, without neutrinos and without a generator's pseudo-particles (codes
/// from 2000000000: nuclear remnants it does not follow).
[[nodiscard]] PrimaryEvent primaries_of(const generator::NeutrinoEvent& event);

}  // namespace wirebench::transport
