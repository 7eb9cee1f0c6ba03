#include "wirebench/detector/ionization_config.hpp"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

namespace wirebench::detector {
namespace {

constexpr std::array<std::string_view, 3> k_model_names{"modified_box", "birks", "ellipsoid_box"};
constexpr Range<double> k_strength_range{0.01, 1.0};
constexpr Range<double> k_alpha_range{0.5, 1.0};

ModifiedBoxRecombination::Parameters read_modified_box(ConfigTable table) {
  ModifiedBoxRecombination::Parameters box;
  box.alpha = table.number("alpha", k_alpha_range);
  box.beta.value = table.number("beta", k_strength_range);
  return box;
}

BirksRecombination::Parameters read_birks(ConfigTable table) {
  BirksRecombination::Parameters birks;
  birks.amplitude = table.number("a", {0.1, 1.0});
  birks.k.value = table.number("k", k_strength_range);
  return birks;
}

EllipsoidBoxRecombination::Parameters read_ellipsoid_box(ConfigTable table) {
  EllipsoidBoxRecombination::Parameters box;
  box.alpha = table.number("alpha", k_alpha_range, box.alpha);
  box.beta_90.value = table.number("beta_90", k_strength_range, box.beta_90.value);
  box.ratio = table.number("ratio", {0.5, 3.0}, box.ratio);
  return box;
}

}  // namespace

Recombination read_recombination(ConfigTable& recombination, ElectricField field, Density density) {
  // The tables of models that are not chosen are checked too.
  const auto box = read_modified_box(recombination.table("modified_box"));
  const auto birks = read_birks(recombination.table("birks"));
  const std::string name = recombination.choice("model", k_model_names);
  const bool is_ellipsoid = name == "ellipsoid_box";
  EllipsoidBoxRecombination::Parameters ellipsoid;
  if (is_ellipsoid || recombination.has("ellipsoid_box")) {
    ellipsoid = read_ellipsoid_box(recombination.table("ellipsoid_box"));
  }
  const Recombination model = [&]() -> Recombination {
    if (is_ellipsoid) return EllipsoidBoxRecombination{ellipsoid, field, density};
    if (name == "birks") return BirksRecombination{birks, field, density};
    return ModifiedBoxRecombination{box, field, density};
  }();
  const FieldRange range = valid_fields(model);
  if (field < range.least || field > range.most) {
    recombination.fail(
        "model",
        fmt::format("field outside the range of the recombination model: {:g} V/cm",
                    field.in(units::volt_per_centimeter)),
        fmt::format("'{}' was measured from {:g} to {:g} V/cm", name, range.least.in(units::volt_per_centimeter),
                    range.most.in(units::volt_per_centimeter)),
        "Change field.drift_v_per_cm, or take \"modified_box\".");
  }
  return model;
}

IonizationOptions read_ionization_options(ConfigTable& root, ConfigTable& argon, ConfigTable& recombination,
                                          Axis field) {
  IonizationOptions options;
  options.w_ion = argon.number("w_ion_ev", {20.0, 30.0}) * units::electronvolt;
  options.least_stopping_power = recombination.number("least_dedx_mev_per_cm", {0.3, 5.0}) * units::mev_per_centimeter;
  options.field = field;
  if (!root.has("ionization")) return options;
  ConfigTable table = root.table("ionization");
  options.w_photon = table.number("w_photon_ev", {15.0, 20.0}) * units::electronvolt;
  options.fano = table.number("fano", {0.0, 1.0});
  if (!(options.w_photon < options.w_ion)) {
    table.fail("w_photon_ev", "more energy for a quantum than for a pair", "pairs are among the quanta",
               "Give less than argon.w_ion_ev.");
  }
  if (table.has("recoil_electrons_per_kev")) {
    options.recoil_electrons_per_mev = 1000.0 * table.number("recoil_electrons_per_kev", {0.0, 50.0});
  }
  return options;
}

}  // namespace wirebench::detector
