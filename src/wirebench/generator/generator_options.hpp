/// \file What a user can choose about generated events.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "wirebench/core/config.hpp"
#include "wirebench/core/units.hpp"
#include "wirebench/core/vector3.hpp"

namespace wirebench::generator {

/// The classes a classifier tells apart.
enum class EventClass : std::uint8_t { neutral_current, numu_charged_current, nue_charged_current };

/// As in configurations and files: "nc", "numu_cc", "nue_cc".
[[nodiscard]] std::string_view class_name(EventClass one) noexcept;

/// Where the energies come from; FluxKind::table is a file (read_flux()).
enum class FluxKind : std::uint8_t { dune_far_detector, flat, single_energy, table };

/// How often each class comes.
enum class Mixture : std::uint8_t {
  balanced,  ///< the classes take turns; electron neutrinos have the flux of the muon neutrinos (flavour swap)
  flux,      ///< classes and flavours as the flux and the cross sections make them
};

/// Valid for the ranges in the comments; read_generator_options() and Generator refuse others.
struct GeneratorOptions {
  std::uint64_t seed = 1;
  std::vector<EventClass> classes{EventClass::neutral_current, EventClass::numu_charged_current,
                                  EventClass::nue_charged_current};  ///< at least one, none twice
  Mixture mixture = Mixture::balanced;
  FluxKind flux = FluxKind::dune_far_detector;
  std::filesystem::path flux_file;  ///< of FluxKind::table, see read_flux()
  Energy energy_low{1000.0};        ///< 200 MeV to 10 GeV
  Energy energy_high{4000.0};       ///< above energy_low, to 10 GeV
  Energy energy{2000.0};            ///< of FluxKind::single_energy, 200 MeV to 10 GeV
  /// Shares of nue, numu, nuebar, numubar in a flat flux or one of a single energy; not negative, not all zero.
  std::array<double, 4> flavours{1.0, 1.0, 0.0, 0.0};
  double two_nucleon_share = 0.23;  ///< see ChannelOptions; 0 to 1
  bool final_state_interactions = true;
  Vector3 direction{0.0, 0.0, 1.0};  ///< of the neutrinos; any length but zero
  Vector3 vertex{};                  ///< mm; the middle of the box that vertices are uniform in
  Vector3 vertex_spread{};           ///< mm; whole sides of that box, not negative; zero: all at `vertex`
  Time time{};                       ///< of every interaction
};

/// Reads the generator's keys of a [generator] table:
/// classes (list of "nc", "numu_cc", "nue_cc"), mixture ("balanced", "flux"), flux ("dune", "flat", "mono", "table"),
/// flux_file (relative to `folder`), energy_gev (two numbers: the range), mono_energy_gev, flavours (four shares: nue,
/// numu, nuebar, numubar), two_nucleon_share, final_state_interactions, direction, vertex_mm, vertex_spread_mm (three
/// numbers each), time_ns. A missing key keeps the default above; the seed is the study's. Does not finish the table.
/// Errors: Error(usage) with file and line.
[[nodiscard]] GeneratorOptions read_generator_options(ConfigTable& table, const std::filesystem::path& folder = {});

}  // namespace wirebench::generator
