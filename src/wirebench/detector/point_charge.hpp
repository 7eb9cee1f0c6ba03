/// \file Electrons where they are set free.
#pragma once

#include <cstdint>

#include "wirebench/transport/deposit.hpp"

namespace wirebench::detector {

/// Electrons at a point in the argon. A bulk type: plain numbers in native units.
struct PointCharge {
  transport::Position position{};  ///< mm
  double electrons = 0.0;
  std::uint32_t deposit = 0;  ///< index of the deposit they come from
  double time = 0.0;          ///< ns after the event's zero
};

}  // namespace wirebench::detector
