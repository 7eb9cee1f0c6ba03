/// \file The embedded generator: neutrino interactions on argon-40.
#pragma once

#include <cstdint>
#include <vector>

#include "wirebench/generator/argon_density.hpp"
#include "wirebench/generator/channels.hpp"
#include "wirebench/generator/event.hpp"
#include "wirebench/generator/flux.hpp"
#include "wirebench/generator/generator_options.hpp"

namespace wirebench::generator {

/// Makes events by number: event i depends on the options and i only, so any thread, rank or restart makes the same
/// one. Energy, momentum, charge, baryon number and lepton numbers of neutrino and argon nucleus are those of the
/// particles with Status::final_state. Model, validity and sources: docs/components/generator.md. Thread-safe after
/// construction, which takes some tens of milliseconds a neutrino flavour and current.
class Generator {
 public:
  /// Errors: Error(usage) for options out of range or a flux without the neutrinos that a class needs; Error(failed)
  /// for a flux file that cannot be understood.
  explicit Generator(GeneratorOptions options);
  ~Generator();
  Generator(Generator&&) noexcept;
  Generator& operator=(Generator&&) noexcept;

  [[nodiscard]] const GeneratorOptions& options() const noexcept { return options_; }
  /// As it is, whatever the mixture: weighted events have its composition. Its edges may go beyond the energy range.
  [[nodiscard]] const Flux& flux() const noexcept { return flux_; }
  /// Errors: Error(failed) when no interaction is found, which needs an energy at every channel's threshold.
  [[nodiscard]] NeutrinoEvent event(std::uint64_t number) const;

  /// Cross section on one argon nucleus, 1e-38 cm2, averaged over the flux within the energy range, of all neutrinos
  /// and currents of the classes. What file formats call the flux-averaged total cross section.
  [[nodiscard]] double flux_averaged_cross_section() const noexcept { return flux_averaged_; }

 private:
  struct Component;   // one neutrino and current: its models and energy distribution
  struct ClassTable;  // the components of one class

  void build_classes(const Flux& flux);
  [[nodiscard]] const ClassTable& draw_class(std::uint64_t number, RandomStream& random) const;
  [[nodiscard]] double weight(const ClassTable& table, const Component& component, double energy) const;

  GeneratorOptions options_;
  ArgonDensity argon_;
  Flux flux_;
  std::vector<ClassTable> classes_;
  double flux_rate_ = 0.0;  // of all classes, flux times cross section
  double flux_averaged_ = 0.0;
};

}  // namespace wirebench::generator
