/// \file Detectors the tests of this folder share.
#pragma once

#include <cmath>
#include <string>

#include "wirebench/detector/detector_preset.hpp"
#include "wirebench/detector/ionization.hpp"

namespace wirebench::test {

/// A shipped detector by name.
inline detector::DetectorPreset shipped_preset(const std::string& name) {
  return detector::read_detector_preset(name, std::string{WIREBENCH_SOURCE_DIR} + "/data");
}

inline detector::DetectorPreset poster() {
  return shipped_preset("poster");
}

/// The poster's detector with planes at cos = 0.8, sin = +-0.6 (the 3-4-5 triangle).
inline detector::DetectorPreset right_angled_preset() {
  detector::DetectorPreset preset = poster();
  preset.planes[0].angle = Angle{std::atan2(3.0, 4.0)};
  preset.planes[1].angle = Angle{-std::atan2(3.0, 4.0)};
  return preset;
}

inline detector::Ionization ionization(const detector::DetectorPreset& preset) {
  return detector::make_ionization(preset);
}

}  // namespace wirebench::test
