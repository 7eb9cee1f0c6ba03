/// \file What a transport engine starts from: the particles of one event.
#pragma once

#include <cstdint>
#include <vector>

#include "wirebench/core/vector3.hpp"
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

}  // namespace wirebench::transport
