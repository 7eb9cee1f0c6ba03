/// \file What an event had before and has after, for nuclear::violation.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "wirebench/generator/event.hpp"
#include "wirebench/nuclear/reaction.hpp"

namespace wirebench::test {

/// What the final state of an event does not conserve; nothing when all is well. Strangeness is compared unless a
/// neutral kaon became one of the states that have none.
inline std::optional<std::string> event_violation(const generator::NeutrinoEvent& event, double tolerance_mev) {
  nuclear::Before before;
  nuclear::Products after;
  for (const generator::EventParticle& particle : event.particles) {
    switch (particle.status) {
      case generator::Status::beam:
      case generator::Status::target: before.incoming.push_back({particle.pdg, particle.momentum}); break;
      case generator::Status::final_state: after.push_back({particle.pdg, particle.momentum}); break;
      default: break;
    }
  }
  before.strangeness_conserved = std::none_of(after.begin(), after.end(), [](const nuclear::Product& product) {
    return product.pdg == nuclear::pdg::k_zero_long || product.pdg == nuclear::pdg::k_zero_short;
  });
  return nuclear::violation(before, after, tolerance_mev);
}

}  // namespace wirebench::test
