/// \file From charge in the argon to electrons at the wires.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "wirebench/core/random.hpp"
#include "wirebench/core/units.hpp"
#include "wirebench/detector/drift/diffusion.hpp"
#include "wirebench/detector/drift/space_charge.hpp"
#include "wirebench/detector/electron_cloud.hpp"
#include "wirebench/detector/geometry/geometry.hpp"
#include "wirebench/detector/point_charge.hpp"
#include "wirebench/detector/wire_plane.hpp"

namespace wirebench::detector {

/// How many electrons impurities leave over.
enum class Survival : std::uint8_t {
  mean,      ///< electrons x exp(-t / lifetime)
  binomial,  ///< each by chance; the number of electrons is rounded, up or down by chance, and so stays unbiased
};

struct DriftOptions {
  Speed velocity = 1.6 * units::millimeter_per_microsecond;  ///< above 0
  Time lifetime{std::numeric_limits<double>::infinity()};    ///< above 0; infinite: no losses
  Survival survival = Survival::mean;
  Diffusion diffusion{};
  std::shared_ptr<const SpaceChargeMap> space_charge{};  ///< none: straight drift
};

/// What arrives at the wires of an event, and what does not.
struct DriftedCharge {
  std::vector<ElectronCloud> clouds;   ///< in the order of the charges
  double electrons_outside = 0.0;      ///< set free outside every drift volume
  double electrons_lost = 0.0;         ///< to impurities
  std::uint64_t deposits_outside = 0;  ///< deposits none of whose charge is in a drift volume
};

/// Drifts point charges to the anode of the volume they are in, at constant velocity; the induction planes let all of
/// them pass. Electrons between the wire planes, in frames or behind cathodes are outside and reach no wire.
/// Diffusion and losses are those of the (apparent) drift distance to the collection plane.
/// Thread-safety: calls on one object may run at the same time.
class Drifter {
 public:
  Drifter(std::shared_ptr<const Geometry> geometry, Directions directions, const DriftOptions& options);

  /// Clouds of `charges`, whose deposits must come in ascending order. `random` is drawn from only where survival is
  /// binomial and the lifetime finite.
  [[nodiscard]] DriftedCharge operator()(std::span<const PointCharge> charges, RandomStream& random) const;

 private:
  std::shared_ptr<const Geometry> geometry_;
  std::size_t drift_axis_;
  std::size_t vertical_axis_;
  std::size_t beam_axis_;
  std::array<double, 3> origin_{};  // of the input in the geometry's own coordinates
  DriftOptions options_;
};

}  // namespace wirebench::detector
