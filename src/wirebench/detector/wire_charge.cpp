#include "wirebench/detector/wire_charge.hpp"

#include <algorithm>
#include <cmath>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {

std::vector<PointCharge> ionize(std::span<const transport::Deposit> deposits, const Ionization& ionization,
                                double longest_piece) {
  WIREBENCH_EXPECT(longest_piece > 0.0);
  std::vector<PointCharge> charges;
  charges.reserve(deposits.size());
  for (std::size_t index = 0; index < deposits.size(); ++index) {
    const transport::Deposit& deposit = deposits[index];
    const double electrons = ionization(deposit);
    if (!(electrons > 0.0)) continue;
    const double length = std::hypot(deposit.end[0] - deposit.start[0], deposit.end[1] - deposit.start[1],
                                     deposit.end[2] - deposit.start[2]);
    const auto pieces = static_cast<std::size_t>(std::max(1.0, std::ceil(length / longest_piece)));
    for (std::size_t piece = 0; piece < pieces; ++piece) {
      const double fraction = (static_cast<double>(piece) + 0.5) / static_cast<double>(pieces);
      PointCharge charge;
      for (std::size_t axis = 0; axis < 3; ++axis) {
        charge.position[axis] = deposit.start[axis] + fraction * (deposit.end[axis] - deposit.start[axis]);
      }
      charge.electrons = electrons / static_cast<double>(pieces);
      charge.deposit = static_cast<std::uint32_t>(index);
      charges.push_back(charge);
    }
  }
  return charges;
}

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
