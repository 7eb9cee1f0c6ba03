#include "wirebench/transport/primary.hpp"

#include <cstdlib>

namespace wirebench::transport {
namespace {

bool is_transported(nuclear::PdgCode pdg) noexcept {
  constexpr nuclear::PdgCode first_pseudo_particle = 2'000'000'000;
  switch (std::abs(pdg)) {
    case nuclear::pdg::nu_e:
    case nuclear::pdg::nu_mu:
    case nuclear::pdg::nu_tau: return false;
    default: return pdg < first_pseudo_particle;
  }
}

}  // namespace

Truth truth_of(const generator::NeutrinoEvent& event) noexcept {
  Truth truth;
  truth.label = classify(event.charged_current, event.neutrino_pdg);
  truth.neutrino_pdg = event.neutrino_pdg;
  truth.neutrino_energy = event.neutrino_energy;
  truth.is_charged_current = event.charged_current;
  truth.vertex = Position{event.vertex.x, event.vertex.y, event.vertex.z};
  truth.interactions = 1;
  truth.flux_weight = event.weight;
  return truth;
}

PrimaryEvent primaries_of(const generator::NeutrinoEvent& event) {
  PrimaryEvent result{event.event_id, truth_of(event), {}};
  for (const auto& particle : event.particles) {
    if (particle.status != generator::Status::final_state || !is_transported(particle.pdg)) continue;
    result.primaries.push_back({particle.pdg, particle.momentum.momentum, event.vertex, event.time});
  }
  return result;
}

}  // namespace wirebench::transport
