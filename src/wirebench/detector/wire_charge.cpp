#include "wirebench/detector/wire_charge.hpp"

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

WirePlaneCharge WireProjection::operator()(std::span<const PointCharge> charges) const {
  WirePlaneCharge planes;
  for (std::size_t plane = 0; plane < k_planes; ++plane) {
    planes[plane].reserve(charges.size());
    for_each(plane, charges, [&](const WireCharge& part) { planes[plane].push_back(part); });
  }
  return planes;
}

}  // namespace wirebench::detector
