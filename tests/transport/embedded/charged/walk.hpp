/// \file A particle's way through argon by ionisation and scattering alone: what the tests hold to tables.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numbers>
#include <vector>

#include "wirebench/transport/embedded/charged/heavy_ionization.hpp"
#include "wirebench/transport/embedded/charged/multiple_scattering.hpp"
#include "wirebench/transport/embedded/charged/straggling.hpp"

namespace wirebench::transport::embedded::testing {

inline constexpr double k_cut = 0.274;  // MeV: 0.7 mm of range

struct Kind {
  double mass, charge;
  bool spin_half;
};
inline constexpr Kind k_muon{105.6583755, -1.0, true}, k_pion{139.57039, 1.0, false}, k_kaon{493.677, 1.0, false},
    k_proton{938.27208943, 1.0, true};

struct Step {
  double before, loss, length;  // MeV, MeV, mm
  Vector3 start, end;
  Vector3 direction;  // before the step
  bool full;          // the longest step there is
};

struct Tables {
  LiquidArgon argon;
  Kind kind;
  HeavyIonization ionization;
  MultipleScattering scattering;
  explicit Tables(const Kind& which)
      : kind{which},
        ionization{argon, which.mass, which.charge, which.spin_half, k_cut},
        scattering{argon, which.mass, which.charge, k_cut} {}
};

/// Steps of at most 3 mm and at most about a fifth of the range until it stops or `on_step` returns false; knock-on
/// electrons above the cut take their energy and momentum with them. Returns the path length, mm.
inline double walk(const Tables& tables, double kinetic, RandomStream& random,
                   const std::function<bool(const Step&)>& on_step) {
  constexpr double electron_mass = 0.51099895;
  const double mass = tables.kind.mass;
  Vector3 position{}, direction{0.0, 0.0, 1.0};
  double length = 0.0;
  double to_delta = random.exponential(1.0);
  while (kinetic > 1e-3) {
    const double range = tables.ionization.range(kinetic);
    double step = range <= 0.1 ? range : std::min(3.0, 0.2 * range + 0.08 * (2.0 - 0.1 / range));
    bool full = step == 3.0;
    const double rate = tables.ionization.delta_per_mm(kinetic);
    const bool delta = rate * step > to_delta && step < range;
    if (delta) {
      step = to_delta / rate;
      full = false;
    }
    const double mean = kinetic - tables.ionization.kinetic_at_range(range - step);
    const double transfer = std::min(k_cut, tables.ionization.largest_transfer(kinetic));
    const double loss =
        step >= range ? kinetic
                      : sample_loss(tables.argon, mass, tables.kind.charge, kinetic, mean, step, transfer, random);
    const Scatter scatter = tables.scattering.sample(kinetic, kinetic - loss, step, random);
    Vector3 advance = scatter.displacement;
    advance.z += scatter.straight;
    const Vector3 end = position + rotated_to(direction, advance);
    if (!on_step({kinetic, loss, step, position, end, direction, full})) return length;
    position = end;
    direction = rotated_to(direction, scatter.direction);
    length += step;
    kinetic -= loss;
    to_delta -= rate * step;
    if (delta && tables.ionization.largest_transfer(kinetic) > k_cut) {
      const double knocked = tables.ionization.sample_delta(kinetic, random);
      const double p = std::sqrt(kinetic * (kinetic + 2.0 * mass));
      const double q = std::sqrt(knocked * (knocked + 2.0 * electron_mass));
      const double cosine = std::min(1.0, knocked * (kinetic + mass + electron_mass) / (p * q));
      const Vector3 out = wirebench::direction(cosine, 2.0 * std::numbers::pi * random.uniform());
      direction = rotated_to(direction, unit(p * Vector3{0.0, 0.0, 1.0} - q * out));
      kinetic -= knocked;
      to_delta = random.exponential(1.0);
    }
  }
  return length;
}

/// Mean, most probable value and full width at half maximum of a histogram whose bin i is centred at (i + 0.5) width.
struct Peak {
  double mean = 0.0, mode = 0.0, width = 0.0;
};
inline Peak peak(const std::vector<double>& bins, double width) {
  double sum = 0.0, moment = 0.0;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    sum += bins[i];
    moment += bins[i] * (static_cast<double>(i) + 0.5);
  }
  const auto top = static_cast<std::size_t>(std::max_element(bins.begin(), bins.end()) - bins.begin());
  // A parabola through the bins about the highest one.
  const int reach = 3;
  double s0 = 0.0, s2 = 0.0, s4 = 0.0, t0 = 0.0, t1 = 0.0, t2 = 0.0;
  for (int i = -reach; i <= reach; ++i) {
    const double y = bins.at(static_cast<std::size_t>(static_cast<int>(top) + i));
    const double x = i;
    s0 += 1.0;
    s2 += x * x;
    s4 += x * x * x * x;
    t0 += y;
    t1 += x * y;
    t2 += x * x * y;
  }
  const double determinant = s0 * s4 - s2 * s2;
  const double curvature = (s0 * t2 - s2 * t0) / determinant;
  const double level = (t0 * s4 - t2 * s2) / determinant;
  const double slope = t1 / s2;
  const double half = 0.5 * (level - 0.25 * slope * slope / curvature);
  std::size_t low = top, high = top;
  while (low > 0 && bins[low] > half) --low;
  while (high + 1 < bins.size() && bins[high] > half) ++high;
  const double left = static_cast<double>(low) + (half - bins[low]) / (bins[low + 1] - bins[low]);
  const double right = static_cast<double>(high) - (half - bins[high]) / (bins[high - 1] - bins[high]);
  return {moment / sum * width, (static_cast<double>(top) + 0.5 - 0.5 * slope / curvature) * width,
          (right - left) * width};
}

}  // namespace wirebench::transport::embedded::testing
