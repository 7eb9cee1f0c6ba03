#include "wirebench/transport/embedded/em/lepton_physics.hpp"

#include "wirebench/transport/embedded/em/annihilation.hpp"
#include "wirebench/transport/embedded/em/constants.hpp"

namespace wirebench::transport::embedded {
namespace {

constexpr double k_lowest = 1.0e-3;       // MeV
constexpr double k_final_range = 1.0;     // mm
constexpr double k_loss_of_a_step = 3.0;  // MeV: more than a step below the cuts takes
constexpr double k_no_cut = 1.0e6;        // MeV

}  // namespace

LeptonPhysics::LeptonPhysics(const EmbeddedOptions& options, const ProductionCuts& cuts, Lepton lepton)
    // Without delta rays all ionisation is in the steps; without bremsstrahlung its loss is gone altogether.
    : cut{options.processes.delta_rays ? cuts.electron : k_no_cut},
      ionization{options.argon, lepton, cut},
      bremsstrahlung{options.argon, lepton, cuts.gamma, options.bremsstrahlung_from.value()},
      deltas{k_lowest, [&](double kinetic) { return ionization.delta_per_mm(kinetic); }},
      photons{k_lowest,
              [&](double kinetic) {
                return options.processes.bremsstrahlung ? bremsstrahlung.photons_per_mm(kinetic) : 0.0;
              }},
      annihilation{k_lowest,
                   [&](double kinetic) {
                     const bool on = options.processes.annihilation && lepton == Lepton::positron;
                     return on ? annihilation_per_mm(options.argon, kinetic) : 0.0;
                   }},
      tables{lepton == Lepton::electron ? nuclear::pdg::electron : nuclear::pdg::positron,
             k_electron_mass,
             1.0,
             k_final_range,
             RangeTable{k_lowest,
                        [&](double kinetic) {
                          return ionization.restricted_loss(kinetic) +
                                 (options.processes.bremsstrahlung ? bremsstrahlung.restricted_loss(kinetic) : 0.0);
                        }},
             majorant(k_lowest, k_loss_of_a_step,
                      [&](double kinetic) { return deltas(kinetic) + photons(kinetic) + annihilation(kinetic); }),
             MultipleScattering{options.argon, k_electron_mass, lepton == Lepton::electron ? -1.0 : 1.0, cut}} {}

}  // namespace wirebench::transport::embedded
