/// \file Noise of the detectors with published spectra, as in their presets.
#pragma once

#include <string>

#include "wirebench/detector/readout/noise.hpp"

namespace wirebench::detector {

inline NoiseOptions noise_set(const std::string& name) {
  NoiseOptions options;
  if (name == "uBooNE_v2") {
    options.shape = {0.646, 0.091, 0.277, 2.17};
    options.base_e = {198.0, 198.0, 236.0};
    options.slope_e_per_m = {44.5, 44.5, 44.5};
    options.white_e = {142.0, 142.0, 122.0};
  } else if (name == "ProtoDUNE-SP_v1") {
    options.shape = {0.637, 0.062, 0.305, 2.61};
    options.base_e = {279.0, 279.0, 231.0};
    options.slope_e_per_m = {44.5, 44.5, 44.5};
    options.white_e = {222.0, 222.0, 265.0};
  } else if (name == "ProtoDUNE-HD_14mVfC_v1") {
    options.shape = {0.298, 0.123, 0.203, 1.28};
    options.base_e = {186.0, 186.0, 139.0};
    options.slope_e_per_m = {44.5, 44.5, 44.5};
    options.white_e = {90.0, 90.0, 74.0};
  } else {
    options.shape = {0.538, 0.075, 0.280, 2.75};
    options.base_e = {165.0, 165.0, 173.0};
    options.slope_e_per_m = {53.4, 53.4, 50.7};
    options.white_e = {60.0, 60.0, 61.0};
  }
  return options;
}

}  // namespace wirebench::detector
