/// \file Straight tracks in front of one anode, and the chain that reads them out.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "detector/readout/noise_sets.hpp"
#include "detector/readout/response_sets.hpp"

#include "wirebench/detector/electron_cloud.hpp"
#include "wirebench/detector/geometry/geometry.hpp"
#include "wirebench/detector/readout/digitizer.hpp"
#include "wirebench/detector/readout/synthesis.hpp"
#include "wirebench/detector/reconstruction/signal_processing.hpp"

namespace wirebench::detector {

/// A readout of one anode with a detector's wires, electronics and noise.
struct TestReadout {
  Geometry geometry;
  ReadoutWindow window;
  WaveformSynthesis synthesize;
  NoiseGenerator noise;
  Digitizer digitize;
  SignalProcessing process;
  double velocity;  ///< mm/ns
};

inline Geometry test_geometry(const std::string& set) {
  const bool dune = set == "DUNE";
  const Angle angle = (dune ? 35.7 : 60.0) * units::degree;
  const Length induction{dune ? 4.669 : 3.0};
  const Length collection{dune ? 4.79 : 3.0};
  const double gap = dune ? 4.76 : 3.0;
  GeometryDescription description;
  description.views = {WirePlane{"U", angle, induction}, WirePlane{"V", -1.0 * angle, induction},
                       WirePlane{"W", Angle{0.0}, collection}};
  description.layers = {LayerDescription{Length{2.0 * gap}, Winding::flat, {}},
                        LayerDescription{Length{gap}, Winding::flat, {}},
                        LayerDescription{Length{0.0}, Winding::flat, {}}};
  description.drift_length = Length{3000.0};
  AnodeDescription anode;
  anode.half_thickness = Length{50.0};
  anode.vertical = {-1000.0, 1000.0};
  anode.beam = {0.0, 2000.0};
  anode.sides = {Side::below};
  anode.where = "test";
  description.anodes = {anode};
  return Geometry{description};
}

inline TestReadout test_readout(const std::string& set, bool with_noise, TickSelection selection = TickSelection::full,
                                const ReconstructionOptions& reconstruction = {}) {
  const bool dune = set == "DUNE";
  ElectronicsOptions electronics;  // 14 mV/fC, 2.2 us, one AC coupling
  electronics.post_gain = dune ? 1.1365 : 1.2;
  DigitizerOptions digitizer;
  digitizer.bits = dune ? 14 : 12;
  digitizer.mv_per_count = dune ? 1400.0 / 16384.0 : 2000.0 / 4096.0;
  digitizer.pedestal_mv = dune ? std::array{803.4, 803.4, 307.7} : std::array{1000.0, 1000.0, 230.0};
  NoiseOptions noise_options = noise_set(dune ? "ProtoDUNE-HD_14mVfC_v1" : "uBooNE_v2");
  noise_options.enabled = with_noise;
  ReadoutWindow window;
  window.ticks = 3400;
  window.selection = selection;
  const ElectronicsResponse shaper{electronics};
  const AcCoupling coupling{electronics.rc_constant, electronics.rc_stages, window.tick};
  const auto responses = shape_response(computed_response(set), shaper, window.tick);
  NoiseGenerator noise{noise_options, electronics.gain_mv_per_fc * electronics.post_gain / k_electrons_per_fc,
                       window.tick, 7};
  const Digitizer digitize{digitizer};
  SignalProcessing process{reconstruction, responses, coupling, digitize, noise, window};
  return {test_geometry(set),
          window,
          WaveformSynthesis{responses, coupling, window},
          std::move(noise),
          digitize,
          std::move(process),
          response_speed(response_set(set).field)};
}

/// A minimum-ionising track across the wires of `layer`, at `theta` (degrees) between its picture in the plane of drift
/// and across-wires coordinate and the wires' plane; `length` mm across the wires or, where steeper, along the drift.
inline std::vector<ElectronCloud> straight_track(const TestReadout& readout, std::uint32_t layer, double theta,
                                                 double length, double phase = 0.0) {
  constexpr double electrons_per_mm = 6290.0;
  constexpr double step = 0.3;
  const FacePlane& plane = readout.geometry.faces()[0].planes[layer];
  const double angle = theta * std::numbers::pi / 180.0;
  const double across = std::cos(angle);
  const double drift = std::sin(angle);
  const auto steps = static_cast<int>(length / (std::max(across, drift) * step));
  std::vector<ElectronCloud> clouds;
  for (int i = 0; i < steps; ++i) {
    const double s = (i - 0.5 * steps) * step;
    ElectronCloud cloud;
    cloud.beam = 1000.0 + s * across * plane.direction.cosine + phase * plane.direction.cosine;
    cloud.vertical = s * across * plane.direction.sine + phase * plane.direction.sine;
    cloud.time = 900.0e3 + s * drift / readout.velocity;
    cloud.electrons = electrons_per_mm * step;
    cloud.sigma_time = 500.0;
    cloud.sigma_transverse = 1.2;
    clouds.push_back(cloud);
  }
  return clouds;
}

}  // namespace wirebench::detector
