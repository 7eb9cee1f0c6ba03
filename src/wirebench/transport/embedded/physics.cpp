#include "wirebench/transport/embedded/physics.hpp"

#include "wirebench/core/error.hpp"

namespace wirebench::transport::embedded {
namespace {

namespace pdg = nuclear::pdg;

/// Charged particles that live long enough to leave a track, and light nuclei.
constexpr nuclear::PdgCode k_tracked[] = {pdg::proton,
                                          pdg::pi_plus,
                                          pdg::pi_minus,
                                          pdg::mu_plus,
                                          pdg::mu_minus,
                                          pdg::k_plus,
                                          pdg::k_minus,
                                          pdg::deuteron,
                                          pdg::triton,
                                          pdg::helium3,
                                          pdg::alpha,
                                          pdg::antiproton,
                                          pdg::sigma_plus,
                                          pdg::sigma_minus,
                                          -pdg::sigma_plus,
                                          -pdg::sigma_minus,
                                          3312,
                                          -3312,
                                          3334,
                                          -3334};

const EmbeddedOptions& checked(const EmbeddedOptions& options) {
  const auto require = [](bool good, const char* key, const char* why) {
    if (!good) throw Error{ErrorKind::usage, {"bad option of the embedded transport", key, why, ""}};
  };
  // Written so that a NaN fails.
  require(options.argon.density >= 1e-5 && options.argon.density <= 1e-2, "density", "it must be 0.01 to 10 g/cm3");
  require(options.half_size.x > 0.0 && options.half_size.y > 0.0 && options.half_size.z > 0.0, "half_size",
          "it must be positive");
  require(options.production_cut.value() >= 1e-3 && options.production_cut.value() <= 1e3, "production_cut",
          "it must be 0.001 to 1000 mm");
  require(options.step_limit.value() >= 1e-3, "step_limit", "it must be at least 0.001 mm");
  require(options.bremsstrahlung_from.value() >= 0.0, "bremsstrahlung_from", "it must not be negative");
  require(options.time_limit.value() > 0.0, "time_limit", "it must be positive");
  return options;
}

}  // namespace

Physics::Physics(const EmbeddedOptions& given)
    : options{checked(given)},
      cuts{production_cuts(options.argon, options.production_cut)},
      hadrons{options.argon, options.slow_neutrons, options.elastic_scattering},
      electron{options, cuts, Lepton::electron},
      positron{options, cuts, Lepton::positron},
      photon{options.argon,
             {options.processes.photoelectric, options.processes.compton, options.processes.rayleigh,
              options.processes.pair_production}} {
  for (const nuclear::PdgCode code : k_tracked) heavy.emplace_back(options, cuts, hadrons, nuclear::particle(code));
}

const HeavyPhysics* Physics::find_heavy(nuclear::PdgCode pdg) const noexcept {
  for (const HeavyPhysics& one : heavy) {
    if (one.tables.pdg == pdg) return &one;
  }
  return nullptr;
}

}  // namespace wirebench::transport::embedded
