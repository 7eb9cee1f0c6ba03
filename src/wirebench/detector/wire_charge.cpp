#include "wirebench/detector/wire_charge.hpp"

#include <algorithm>
#include <cmath>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {

WireProjection::WireProjection(const DetectorPreset& preset)
    : drift_{static_cast<std::size_t>(preset.directions.drift)} {
  for (std::size_t plane = 0; plane < k_planes; ++plane) {
    coordinates_.emplace_back(preset.planes[plane], preset.directions);
    pitches_[plane] = preset.planes[plane].pitch.in(units::millimeter);
    WIREBENCH_EXPECT(pitches_[plane] > 0.0);
  }
}

double WireProjection::wire_position(std::size_t plane, const transport::Position& position) const {
  return coordinates_[plane](position) / pitches_[plane] + 0.5;
}

WirePlaneCharge WireProjection::operator()(std::span<const PointCharge> charges) const {
  WirePlaneCharge planes;
  for (std::size_t plane = 0; plane < k_planes; ++plane) {
    planes[plane].reserve(charges.size());
    for (const PointCharge& charge : charges) {
      // Coordinates are within 1 km and pitches at least 0.1 mm (checked on input): 32 bits are enough.
      const double wire = std::floor(wire_position(plane, charge.position));
      WIREBENCH_ASSERT(std::abs(wire) < 2.0e9);
      planes[plane].push_back(
          {static_cast<std::int32_t>(wire), drift_position(charge.position), charge.electrons, charge.deposit});
    }
  }
  return planes;
}

}  // namespace wirebench::detector
