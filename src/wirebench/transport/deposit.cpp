#include "wirebench/transport/deposit.hpp"

#include <cstdlib>

namespace wirebench::transport {

std::optional<InteractionClass> classify(bool is_charged_current, std::int32_t neutrino_pdg) noexcept {
  if (!is_charged_current) return InteractionClass::neutral_current;
  switch (std::abs(static_cast<std::int64_t>(neutrino_pdg))) {
    case 12: return InteractionClass::nue_charged_current;
    case 14: return InteractionClass::numu_charged_current;
    default: return std::nullopt;
  }
}

}  // namespace wirebench::transport
