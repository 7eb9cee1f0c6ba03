#include "wirebench/detector/drift/drifter.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/detector/drift/binomial.hpp"

namespace wirebench::detector {
namespace {

bool is_inside(const AnodeFace& face, double drift, const PlanePoint& point) noexcept {
  return face.drift.contains(drift) && face.rectangle.vertical.contains(point.vertical) &&
         face.rectangle.beam.contains(point.beam);
}

/// The whole number above or below `value` whose mean is `value`.
std::uint64_t whole_number(RandomStream& random, double value) noexcept {
  const double below = std::floor(value);
  return static_cast<std::uint64_t>(below) + (random.uniform() < value - below ? 1U : 0U);
}

}  // namespace

Drifter::Drifter(std::shared_ptr<const Geometry> geometry, Directions directions, const DriftOptions& options)
    : geometry_{std::move(geometry)},
      drift_axis_{static_cast<std::size_t>(directions.drift)},
      vertical_axis_{static_cast<std::size_t>(directions.vertical)},
      beam_axis_{static_cast<std::size_t>(directions.beam())},
      options_{options} {
  WIREBENCH_EXPECT(geometry_ != nullptr);
  WIREBENCH_EXPECT(options.velocity.value() > 0.0 && options.lifetime.value() > 0.0);
  const auto& origin = geometry_->description().input_origin;
  std::transform(origin.begin(), origin.end(), origin_.begin(), [](Length length) { return length.value(); });
}

DriftedCharge Drifter::operator()(std::span<const PointCharge> charges, RandomStream& random) const {
  const auto faces = geometry_->faces();
  const double ns_per_mm = 1.0 / options_.velocity.value();
  const double per_lifetime = 1.0 / options_.lifetime.value();  // 0 for an infinite one
  const bool by_chance = options_.survival == Survival::binomial && per_lifetime > 0.0;
  const double longitudinal = 2.0 * options_.diffusion.longitudinal.value();
  const double transverse = 2.0 * options_.diffusion.transverse.value();

  DriftedCharge drifted;
  drifted.clouds.reserve(charges.size());
  std::uint32_t last_face = 0;
  // Charges come deposit by deposit.
  std::uint32_t deposit = 0;
  bool any_inside = true;
  for (const PointCharge& charge : charges) {
    if (charge.deposit != deposit) {
      WIREBENCH_EXPECT(charge.deposit > deposit);
      drifted.deposits_outside += any_inside ? 0U : 1U;
      deposit = charge.deposit;
      any_inside = false;
    } else if (&charge == charges.data()) {
      any_inside = false;
    }
    double drift = charge.position[drift_axis_];
    PlanePoint point{charge.position[vertical_axis_], charge.position[beam_axis_]};
    if (!is_inside(faces[last_face], drift, point)) {
      const auto found = geometry_->find_face(drift, point);
      if (!found) {
        drifted.electrons_outside += charge.electrons;
        continue;
      }
      last_face = *found;
    }
    any_inside = true;
    const AnodeFace& face = faces[last_face];
    if (options_.space_charge) {
      const auto displacement =
          (*options_.space_charge)({drift + origin_[0], point.vertical + origin_[1], point.beam + origin_[2]});
      drift += displacement[0];
      point.vertical += displacement[1];
      point.beam += displacement[2];
    }
    const double time = std::max(face.drift_distance(drift), 0.0) * ns_per_mm;
    double electrons = charge.electrons;
    if (per_lifetime > 0.0) {
      const double surviving = std::exp(-time * per_lifetime);
      electrons = by_chance ? static_cast<double>(binomial(random, whole_number(random, electrons), surviving))
                            : electrons * surviving;
      drifted.electrons_lost += charge.electrons - electrons;
    }
    if (!(electrons > 0.0)) continue;
    ElectronCloud cloud;
    cloud.time = charge.time + time;
    cloud.vertical = point.vertical;
    cloud.beam = point.beam;
    cloud.electrons = electrons;
    cloud.sigma_time = std::sqrt(longitudinal * time) * ns_per_mm;
    cloud.sigma_transverse = std::sqrt(transverse * time);
    cloud.anode_face = last_face;
    cloud.deposit = charge.deposit;
    drifted.clouds.push_back(cloud);
  }
  drifted.deposits_outside += any_inside ? 0U : 1U;
  return drifted;
}

}  // namespace wirebench::detector
