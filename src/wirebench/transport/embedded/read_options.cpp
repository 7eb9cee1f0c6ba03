#include "wirebench/transport/embedded/read_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace wirebench::transport::embedded {
namespace {

struct Switch {
  std::string_view name;
  bool ProcessSwitches::*on;
};

constexpr std::array<Switch, 14> k_switches{{
    {"ionization_fluctuations", &ProcessSwitches::ionization_fluctuations},
    {"delta_rays", &ProcessSwitches::delta_rays},
    {"multiple_scattering", &ProcessSwitches::multiple_scattering},
    {"bremsstrahlung", &ProcessSwitches::bremsstrahlung},
    {"pair_production", &ProcessSwitches::pair_production},
    {"compton", &ProcessSwitches::compton},
    {"photoelectric", &ProcessSwitches::photoelectric},
    {"rayleigh", &ProcessSwitches::rayleigh},
    {"annihilation", &ProcessSwitches::annihilation},
    {"decay", &ProcessSwitches::decay},
    {"capture_at_rest", &ProcessSwitches::capture_at_rest},
    {"hadron_elastic", &ProcessSwitches::hadron_elastic},
    {"hadron_inelastic", &ProcessSwitches::hadron_inelastic},
    {"neutron_capture", &ProcessSwitches::neutron_capture},
}};

void read_switches(ConfigTable& table, ProcessSwitches& processes) {
  for (const std::string& name : table.strings("without", {})) {
    const auto found =
        std::find_if(k_switches.begin(), k_switches.end(), [&](const auto& s) { return s.name == name; });
    if (found != k_switches.end()) {
      processes.*(found->on) = false;
      continue;
    }
    std::vector<std::string> known;
    for (const auto& one : k_switches) known.emplace_back(one.name);
    const auto near = nearest(name, known);
    table.fail("without", "unknown process '" + name + "'", fmt::format("the processes are {}", fmt::join(known, ", ")),
               near ? "Did you mean '" + *near + "'?" : "Choose from these.");
  }
}

}  // namespace

EmbeddedOptions read_embedded_options(ConfigTable& table) {
  EmbeddedOptions options;
  const auto length = [&](std::string_view key, Length fallback, Range<double> range) {
    return Length{table.number(key, range, fallback.value())};
  };
  options.production_cut = length("production_cut_mm", options.production_cut, {0.01, 100.0});
  options.step_limit = length("step_limit_mm", options.step_limit, {0.01, 1000.0});
  const std::vector<double> sides{2.0 * options.half_size.x, 2.0 * options.half_size.y, 2.0 * options.half_size.z};
  const auto box = table.numbers("box_mm", sides, {1.0, 1.0e6});
  if (box.size() != 3) table.fail("box_mm", "wrong number of values", "a box has three sides", "");
  options.half_size = {0.5 * box[0], 0.5 * box[1], 0.5 * box[2]};
  if (table.has("temperature_k")) {
    if (table.has("density_g_cm3")) {
      table.fail("temperature_k", "density and temperature", "one follows from the other", "Give one of them.");
    }
    options.argon = LiquidArgon::at(Temperature{table.number("temperature_k", {83.8, 150.0})});
  } else {
    const double unit = units::gram_per_cubic_centimeter.value();
    options.argon.density = unit * table.number("density_g_cm3", {0.1, 3.0}, options.argon.density / unit);
  }
  const double millisecond = units::millisecond.value();
  options.time_limit =
      Time{millisecond * table.number("time_limit_ms", {1.0e-6, 1.0e6}, options.time_limit.value() / millisecond)};
  options.step_displacement = table.choice("step_displacement", {"along", "lateral"}, "along") == "along"
                                  ? StepDisplacement::along
                                  : StepDisplacement::lateral;
  options.bremsstrahlung_from =
      Energy{table.number("bremsstrahlung_from_mev", {0.0, 1000.0}, options.bremsstrahlung_from.value())};
  options.slow_neutrons = table.choice("slow_neutrons", {"evaluated", "extrapolated"}, "evaluated") == "evaluated"
                              ? SlowNeutrons::evaluated
                              : SlowNeutrons::extrapolated;
  options.elastic_scattering =
      table.choice("elastic_scattering", {"all_hadrons", "pions_and_nucleons"}, "all_hadrons") == "all_hadrons"
          ? ElasticScattering::all_hadrons
          : ElasticScattering::pions_and_nucleons;
  read_switches(table, options.processes);
  return options;
}

}  // namespace wirebench::transport::embedded
