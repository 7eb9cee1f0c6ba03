#include "wirebench/detector/readout/wire_grid_response.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::detector {
namespace {

constexpr std::size_t k_side_wires = 20;  // the charge on the wires beyond is below 1e-4 of that on the wanted one
constexpr std::size_t k_steps = 10;
constexpr std::size_t k_most_points = 20000;
constexpr double k_longest_step_mm = 0.5;

/// The weighting potentials along the way of one electron.
struct Path {
  std::vector<double> time;       // ns from the front sheet
  std::vector<double> potential;  // [points, planes, wires]
};

/// An electron's way from the front sheet to a wire, by the midpoint rule with steps that shrink near wires.
class PathTracer {
 public:
  PathTracer(const WireGridResponseOptions& options, ElectricField drift_field, const DriftSpeed& speed)
      : options_{options},
        drift_{options.geometry, drift_field.in(units::volt_per_centimeter) / 10.0},
        weighting_{options.geometry, k_side_wires},
        speed_{speed} {}

  /// `across`: mm from the wire the electron arrives under, above 0 and below half a pitch.
  [[nodiscard]] Path operator()(double across) const {
    const WireGridGeometry& geometry = options_.geometry;
    Path path;
    std::vector<double> potentials;
    GridPoint point{across, geometry.front};
    double time = 0.0;
    while (path.time.size() < k_most_points && point.height > -geometry.backing) {
      weighting_.evaluate(point, options_.reach, potentials);
      path.time.push_back(time);
      path.potential.insert(path.potential.end(), potentials.begin(), potentials.end());
      const Nearest nearest = find_nearest(point);
      if (nearest.distance <= 0.0) {
        if (nearest.plane + 1 != geometry.planes.size() || nearest.wire != 0.0) break;
        finish(path);
        return path;
      }
      const double length = std::min(k_longest_step_mm, std::max(0.1 * nearest.distance, 0.004));
      const GridPoint first = velocity(point);
      const double duration = length / std::hypot(first.across, first.height);
      const GridPoint middle{point.across + 0.5 * duration * first.across,
                             point.height + 0.5 * duration * first.height};
      const GridPoint second = velocity(middle);
      point.across += duration * second.across;
      point.height += duration * second.height;
      time += duration;
    }
    throw Error{
        ErrorKind::usage,
        {"wire planes that are not transparent",
         fmt::format("an electron {:.2f} pitches beside a wire", across / geometry.pitch),
         fmt::format("it ends {:.2f} mm from the collection plane instead of on its wire", point.height),
         "Raise the field from plane to plane by a factor of at least (1 + r) / (1 - r) with r = 2 pi times the "
         "wires' radius over their pitch (bias_v), or lower the drift field."}};
  }

 private:
  struct Nearest {
    double distance;  // mm to the wire's surface
    std::size_t plane;
    double wire;  // pitches from the centre
  };

  [[nodiscard]] Nearest find_nearest(GridPoint point) const {
    const WireGridGeometry& geometry = options_.geometry;
    const double wire = std::round(point.across / geometry.pitch);
    const double aside = point.across - wire * geometry.pitch;
    Nearest nearest{geometry.front, 0, wire};
    for (std::size_t plane = 0; plane < geometry.planes.size(); ++plane) {
      const double distance = std::hypot(aside, point.height - geometry.planes[plane].distance) - geometry.wire_radius;
      if (distance < nearest.distance) nearest = {distance, plane, wire};
    }
    return nearest;
  }

  [[nodiscard]] GridPoint velocity(GridPoint point) const {
    const GridPoint gradient = drift_.gradient(point);
    const double strength = std::hypot(gradient.across, gradient.height);  // V/mm
    const double speed = options_.velocity_scale * speed_(10.0 * strength * units::volt_per_centimeter) / strength;
    return {speed * gradient.across, speed * gradient.height};
  }

  /// The last point lies within the wire: there the potentials are 1 and 0.
  void finish(Path& path) const {
    const std::size_t wires = 2 * options_.reach + 1;
    const std::size_t planes = options_.geometry.planes.size();
    const std::size_t last = path.potential.size() - planes * wires;
    std::fill(path.potential.begin() + static_cast<std::ptrdiff_t>(last), path.potential.end(), 0.0);
    path.potential[last + (planes - 1) * wires + options_.reach] = 1.0;
  }

  const WireGridResponseOptions& options_;
  DriftFieldGrid drift_;
  WeightingPotential weighting_;
  const DriftSpeed& speed_;
};

/// Adds `weight` times the mean currents of a path, mirrored if asked for and seen from `shift` wires further on.
struct PathView {
  const Path* path = nullptr;
  bool mirrored = false;
  std::ptrdiff_t shift = 0;
  double weight = 1.0;
};

}  // namespace

FieldResponse wire_grid_response(const WireGridResponseOptions& options, ElectricField drift_field,
                                 const DriftSpeed& speed) {
  WIREBENCH_EXPECT(options.unread_planes < options.geometry.planes.size());
  WIREBENCH_EXPECT(options.reach + 1 < k_side_wires && options.period.value() > 0.0);
  const PathTracer trace{options, drift_field, speed};
  const double pitch = options.geometry.pitch;
  std::vector<Path> paths;
  for (std::size_t i = 0; i <= k_steps / 2; ++i) {
    // Right above a wire an electron would come to rest: the nearest path that goes round it stands for it.
    const double impact = i == 0 ? 0.02 : i == k_steps / 2 ? 0.49 : static_cast<double>(i) / k_steps;
    paths.push_back(trace(impact * pitch));
  }
  const double zero = std::min(paths[0].time.back(), paths[1].time.back());
  double last = 0.0;
  for (const Path& path : paths) last = std::max(last, path.time.back());

  FieldResponse response;
  response.period = options.period;
  const double period = options.period.value();
  const double before = std::ceil(zero / period);
  response.start = Time{-before * period};
  const auto samples = static_cast<std::size_t>(before + std::ceil((last - zero) / period) + 1.0);
  const std::size_t wires = 2 * options.reach + 1;
  const std::size_t all_planes = options.geometry.planes.size();
  const auto reach = static_cast<std::ptrdiff_t>(options.reach);
  for (std::size_t plane = options.unread_planes; plane < all_planes; ++plane) {
    PlaneFieldResponse out{k_steps, options.reach, samples, std::vector<float>((k_steps + 1) * wires * samples)};
    const auto add = [&](std::size_t impact, const PathView& view) {
      const Path& path = *view.path;
      for (std::ptrdiff_t wire = -reach; wire <= reach; ++wire) {
        const std::ptrdiff_t seen = (view.mirrored ? -wire : wire) + view.shift;
        if (seen < -reach || seen > reach) continue;
        const std::size_t column = plane * wires + static_cast<std::size_t>(seen + reach);
        const auto potential = [&](std::size_t point) { return path.potential[point * all_planes * wires + column]; };
        float* const row = out.row(impact, static_cast<std::size_t>(wire + reach));
        double previous = 0.0;
        std::size_t point = 0;
        for (std::size_t sample = 0; sample < samples; ++sample) {
          const double time = zero - before * period + static_cast<double>(sample + 1) * period;
          while (point + 1 < path.time.size() && path.time[point + 1] <= time) ++point;
          double value = potential(point);
          if (point + 1 < path.time.size() && time > path.time[point]) {
            const double part = (time - path.time[point]) / (path.time[point + 1] - path.time[point]);
            value += part * (potential(point + 1) - value);
          }
          row[sample] += static_cast<float>(view.weight * (value - previous) / period);
          previous = value;
        }
      }
    };
    for (std::size_t impact = 0; impact <= k_steps; ++impact) {
      const bool left = impact < k_steps / 2;
      const std::size_t distance = left ? k_steps / 2 - impact : impact - k_steps / 2;
      const Path* const path = &paths[distance];
      if (distance == 0) {
        // The path that goes round the wire on one side, and its mirror image.
        add(impact, {path, false, 0, 0.5});
        add(impact, {path, true, 0, 0.5});
      } else if (distance < k_steps / 2) {
        add(impact, {path, left, 0, 1.0});
      } else {
        // On the edge: half of the electrons go to this wire, half to the next one, as its mirror image.
        add(impact, {path, left, 0, 0.5});
        add(impact, {path, !left, 1, 0.5});
      }
    }
    response.planes.push_back(std::move(out));
  }
  return response;
}

}  // namespace wirebench::detector
