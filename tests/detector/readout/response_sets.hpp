/// \file Wire planes of the published Garfield calculations, with the calibration of their presets.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "wirebench/detector/readout/wire_grid_response.hpp"

namespace wirebench::detector {

struct ResponseSet {
  WireGridResponseOptions options;
  ElectricField field;
};

inline ResponseSet response_set(const std::string& name) {
  ResponseSet set;
  WireGridGeometry& geometry = set.options.geometry;
  if (name == "uBooNE") {
    geometry = {3.0, 0.075, 14.0, 100.0, {{6.0, -110.0}, {3.0, 0.0}, {0.0, 230.0}}};
    set.options.velocity_scale = 1.03;
    set.field = 273.0 * units::volt_per_centimeter;
  } else if (name == "SBND") {
    geometry = {3.0, 0.066, 18.0, 100.0, {{6.0, -195.0}, {3.0, 0.0}, {0.0, 400.0}}};
    set.options.velocity_scale = 1.0;
    set.field = 500.0 * units::volt_per_centimeter;
  } else {
    geometry = {4.71, 0.063, 3.9, 60.0, {{14.13, -665.0}, {9.42, -370.0}, {4.71, 0.0}, {0.0, 820.0}}};
    set.options.unread_planes = 1;
    set.options.velocity_scale = 1.02;
    set.field = 500.0 * units::volt_per_centimeter;
  }
  return set;
}

/// Drift velocity at 87 K, mm/ns: Walkowiak's form with ICARUS's parameters below 0.66 kV/cm.
inline double response_speed(ElectricField field) {
  const double kv = std::clamp(field.in(units::kilovolt_per_centimeter), 0.05, 12.0);
  const auto form = [kv](double p1, double p2, double p3, double p4, double p5, double p6, double t0) {
    const double t = 87.0 - t0;
    return (p1 * t + 1.0) * (p3 * kv * std::log(1.0 + p4 / kv) + p5 * std::pow(kv, p6)) + p2 * t;
  };
  const double mm_per_us = kv < 0.66 ? form(-0.04640, 0.01712, 1.88125, 0.99408, 0.01172, 4.20214, 105.749)
                                     : form(-0.01481, -0.0075, 0.141, 12.4, 1.627, 0.317, 90.371);
  return 1.0e-3 * mm_per_us;
}

inline FieldResponse computed_response(const std::string& name) {
  const ResponseSet set = response_set(name);
  return wire_grid_response(set.options, set.field, response_speed);
}

}  // namespace wirebench::detector
