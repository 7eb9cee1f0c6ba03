#include "wirebench/generator/generator_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace wirebench::generator {
namespace {

constexpr Range<double> k_energies_gev{0.2, 10.0};

/// `count` numbers, or an error about the key.
std::vector<double> read_numbers(ConfigTable& table, std::string_view key, const std::vector<double>& fallback,
                                 Range<double> range) {
  auto values = table.numbers(key, fallback, range);
  if (values.size() != fallback.size()) {
    table.fail(key, "wrong number of values", fmt::format("{} are needed", fallback.size()), "");
  }
  return values;
}

Vector3 read_vector(ConfigTable& table, std::string_view key, const Vector3& fallback, Range<double> range) {
  const auto values = read_numbers(table, key, {fallback.x, fallback.y, fallback.z}, range);
  return {values[0], values[1], values[2]};
}

constexpr std::array<std::string_view, 3> k_class_names{"nc", "numu_cc", "nue_cc"};  // by EventClass

std::vector<EventClass> read_classes(ConfigTable& table, const std::vector<EventClass>& fallback) {
  std::vector<std::string> defaults;
  for (const EventClass one : fallback) defaults.emplace_back(class_name(one));
  std::vector<EventClass> classes;
  for (const std::string& name : table.strings("classes", defaults)) {
    const auto found = std::find(k_class_names.begin(), k_class_names.end(), name);
    if (found == k_class_names.end()) {
      table.fail("classes", fmt::format("unknown class '{}'", name), "the classes are nc, numu_cc and nue_cc", "");
    }
    const auto one = static_cast<EventClass>(found - k_class_names.begin());
    if (std::find(classes.begin(), classes.end(), one) != classes.end()) {
      table.fail("classes", fmt::format("class '{}' twice", name), "", "Name each class once.");
    }
    classes.push_back(one);
  }
  if (classes.empty()) table.fail("classes", "no classes", "there is nothing to generate", "Name at least one class.");
  return classes;
}

}  // namespace

std::string_view class_name(EventClass one) noexcept {
  return k_class_names[static_cast<std::size_t>(one)];
}

GeneratorOptions read_generator_options(ConfigTable& table, const std::filesystem::path& folder) {
  GeneratorOptions options;
  options.classes = read_classes(table, options.classes);
  constexpr std::array<std::string_view, 2> mixtures{"balanced", "flux"};
  options.mixture = table.choice("mixture", mixtures, "balanced") == "balanced" ? Mixture::balanced : Mixture::flux;
  constexpr std::array<std::string_view, 4> fluxes{"dune", "flat", "mono", "table"};
  const std::string flux = table.choice("flux", fluxes, "dune");
  options.flux = static_cast<FluxKind>(std::find(fluxes.begin(), fluxes.end(), flux) - fluxes.begin());
  if (options.flux == FluxKind::table) options.flux_file = folder / table.string("flux_file");
  const auto range =
      read_numbers(table, "energy_gev",
                   {options.energy_low.in(units::gigaelectronvolt), options.energy_high.in(units::gigaelectronvolt)},
                   k_energies_gev);
  if (!(range[0] < range[1])) {
    table.fail("energy_gev", "empty range", "the first energy must be below the second",
               "For a single energy use flux = \"mono\".");
  }
  options.energy_low = range[0] * units::gigaelectronvolt;
  options.energy_high = range[1] * units::gigaelectronvolt;
  options.energy = table.number("mono_energy_gev", k_energies_gev, options.energy.in(units::gigaelectronvolt)) *
                   units::gigaelectronvolt;
  const auto flavours = read_numbers(table, "flavours", {options.flavours.begin(), options.flavours.end()}, {0.0, 1e6});
  std::copy(flavours.begin(), flavours.end(), options.flavours.begin());
  if (std::all_of(flavours.begin(), flavours.end(), [](double share) { return share == 0.0; })) {
    table.fail("flavours", "no neutrinos", "all shares are zero", "");
  }
  options.two_nucleon_share = table.number("two_nucleon_share", {0.0, 1.0}, options.two_nucleon_share);
  options.final_state_interactions = table.boolean("final_state_interactions", options.final_state_interactions);
  options.direction = read_vector(table, "direction", options.direction, {-1e6, 1e6});
  if (options.direction == Vector3{}) table.fail("direction", "no direction", "all components are zero", "");
  options.vertex = read_vector(table, "vertex_mm", options.vertex, {-1e6, 1e6});
  options.vertex_spread = read_vector(table, "vertex_spread_mm", options.vertex_spread, {0.0, 1e6});
  options.time = table.number("time_ns", {-1e9, 1e9}, options.time.value()) * units::nanosecond;
  return options;
}

}  // namespace wirebench::generator
