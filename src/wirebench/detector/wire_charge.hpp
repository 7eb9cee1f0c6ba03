/// \file Charge in the argon and on the wires.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "wirebench/core/contract.hpp"
#include "wirebench/detector/detector_preset.hpp"
#include "wirebench/detector/ionization.hpp"
#include "wirebench/detector/point_charge.hpp"
#include "wirebench/detector/wire_plane.hpp"

namespace wirebench::detector {

/// Electrons on one wire at one drift coordinate.
struct WireCharge {
  std::int32_t wire = 0;  ///< number in the plane (wire_plane.hpp); negative ones are on the other side of the origin
  double drift = 0.0;     ///< mm along the drift axis
  double electrons = 0.0;
  std::uint32_t deposit = 0;  ///< index of the deposit it comes from; k_no_deposit: not known
};
/// Of charge that signal processing found.
inline constexpr std::uint32_t k_no_deposit = std::numeric_limits<std::uint32_t>::max();

/// The charge of all planes, in the order of the preset.
using WirePlaneCharge = std::array<std::vector<WireCharge>, k_planes>;

/// Projects charge straight along the drift axis onto the nearest wire of each plane: all of it on every plane, as
/// induction and collection planes see the same electrons pass. Unbounded planes.
/// The fast, ideal detector; DetectorChain is the other one.
/// Thread-safety: immutable.
class WireProjection {
 public:
  explicit WireProjection(const DetectorPreset& preset);

  [[nodiscard]] WirePlaneCharge operator()(std::span<const PointCharge> charges) const;

  /// Calls `visit` with the charge of one plane, piece by piece.
  template <class Visitor>
  void for_each(std::size_t plane, std::span<const PointCharge> charges, const Visitor& visit) const {
    for (const PointCharge& charge : charges) {
      const double position = wire_position(plane, charge.position);
      // Coordinates are within 1 km and pitches at least 0.1 mm (checked on input): 32 bits are enough.
      WIREBENCH_ASSERT(position > -2.0e9 && position < 2.0e9);
      const auto towards_zero = static_cast<std::int32_t>(position);
      const std::int32_t wire = towards_zero - (static_cast<double>(towards_zero) > position ? 1 : 0);
      visit(WireCharge{wire, drift_position(charge.position), charge.electrons, charge.deposit});
    }
  }

  /// Coordinate across the wires of `plane`, in units of its pitch, shifted so that wire k is [k, k + 1).
  [[nodiscard]] double wire_position(std::size_t plane, const transport::Position& position) const {
    return coordinates_[plane](position) / pitches_[plane] + 0.5;
  }
  [[nodiscard]] double drift_position(const transport::Position& position) const { return position[drift_]; }
  [[nodiscard]] double pitch(std::size_t plane) const { return pitches_[plane]; }

 private:
  std::size_t drift_;
  std::vector<WireCoordinate> coordinates_;  // one a plane
  std::array<double, k_planes> pitches_{};   // mm
};

}  // namespace wirebench::detector
