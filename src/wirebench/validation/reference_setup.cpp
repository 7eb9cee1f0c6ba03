#include "wirebench/validation/reference_setup.hpp"

namespace wirebench::validation {

transport::embedded::EmbeddedOptions reference_options(double half_side, std::uint64_t seed) {
  using namespace transport::embedded;
  EmbeddedOptions options;
  options.half_size = {half_side, half_side, half_side};
  options.production_cut = Length{0.7};
  options.step_limit = Length{3.0};
  options.bremsstrahlung_from = Energy{5.0};
  options.slow_neutrons = SlowNeutrons::extrapolated;
  options.elastic_scattering = ElasticScattering::pions_and_nucleons;
  options.processes.rayleigh = false;
  options.processes.neutron_capture = false;
  options.seed = seed;
  return options;
}

transport::embedded::EmbeddedOptions table_options(std::uint64_t seed) {
  transport::embedded::EmbeddedOptions options = reference_options(k_single_particle_box, seed);
  options.bremsstrahlung_from = Energy{0.0};
  options.processes.rayleigh = true;
  return options;
}

transport::geant4::Geant4Options geant4_reference_options(double half_side, std::uint64_t seed) {
  transport::geant4::Geant4Options options;
  options.half_size = {half_side, half_side, half_side};
  options.seed = seed;
  return options;
}

}  // namespace wirebench::validation
