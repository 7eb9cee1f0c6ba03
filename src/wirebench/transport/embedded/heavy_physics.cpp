#include "wirebench/transport/embedded/heavy_physics.hpp"

#include <cmath>
#include <cstdlib>
#include <utility>

#include "wirebench/transport/embedded/em/constants.hpp"

namespace wirebench::transport::embedded {
namespace {

constexpr double k_lowest = 1.0e-3;    // MeV
constexpr double k_final_range = 0.1;  // mm
constexpr double k_no_cut = 1.0e6;     // MeV
/// MeV: more than a step below the cuts takes, except near the end of the range, where all lower energies are within
/// it.
constexpr double k_loss_of_a_step = 40.0;

bool is_spin_half(nuclear::PdgCode pdg) noexcept {
  const int code = std::abs(pdg);
  return code < 100 || (code > 1000 && code < 10'000) || pdg == nuclear::pdg::triton || pdg == nuclear::pdg::helium3;
}

bool radiates(const EmbeddedOptions& options, const nuclear::ParticleData& particle) noexcept {
  return options.processes.bremsstrahlung && std::abs(particle.pdg) == nuclear::pdg::mu_minus;
}

}  // namespace

HeavyPhysics::HeavyPhysics(const EmbeddedOptions& options, const ProductionCuts& cuts, const HadronicPhysics& hadrons,
                           const nuclear::ParticleData& particle)
    : cut{options.processes.delta_rays ? cuts.electron : k_no_cut},
      ionization{options.argon, particle.mass, static_cast<double>(particle.charge), is_spin_half(particle.pdg), cut},
      radiation{radiates(options, particle) ? std::optional<MuonRadiation>{std::in_place, options.argon, cuts.gamma,
                                                                           cuts.electron + cuts.positron}
                                            : std::nullopt},
      deltas{k_lowest,
             [&](double kinetic) {
               return ionization.largest_transfer(kinetic) > cut ? ionization.delta_per_mm(kinetic) : 0.0;
             }},
      photons{k_lowest, [&](double kinetic) { return radiation ? radiation->photons_per_mm(kinetic) : 0.0; }},
      pairs{k_lowest, [&](double kinetic) { return radiation ? radiation->pairs_per_mm(kinetic) : 0.0; }},
      inelastic{k_lowest,
                [&](double kinetic) {
                  return options.processes.hadron_inelastic ? hadrons.inelastic_per_mm(particle.pdg, kinetic) : 0.0;
                }},
      elastic{k_lowest,
              [&](double kinetic) {
                return options.processes.hadron_elastic ? hadrons.elastic_per_mm(particle.pdg, kinetic) : 0.0;
              }},
      decay_rate{options.processes.decay && std::isfinite(particle.mean_life)
                     ? 1.0 / (k_light_speed * particle.mean_life)
                     : 0.0},
      tables{particle.pdg,
             particle.mass,
             std::abs(static_cast<double>(particle.charge)),
             k_final_range,
             RangeTable{k_lowest,
                        [&](double kinetic) {
                          return ionization.restricted_loss(kinetic) +
                                 (radiation ? radiation->restricted_loss(kinetic) : 0.0);
                        }},
             majorant(k_lowest, k_loss_of_a_step,
                      [&](double kinetic) {
                        return deltas(kinetic) + photons(kinetic) + pairs(kinetic) + inelastic(kinetic) +
                               elastic(kinetic);
                      }),
             MultipleScattering{options.argon, particle.mass, static_cast<double>(particle.charge), cut}} {}

}  // namespace wirebench::transport::embedded
