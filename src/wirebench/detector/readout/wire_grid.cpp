#include "wirebench/detector/readout/wire_grid.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {
namespace {

using std::numbers::pi;

/// Solves a x = b for several right-hand sides by elimination with row pivoting. `a` [n, n], `b` [n, columns],
/// row-major; `b` becomes the solution.
void solve(std::vector<double>& a, std::vector<double>& b, std::size_t n, std::size_t columns) {
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t row = k + 1; row < n; ++row) {
      if (std::abs(a[row * n + k]) > std::abs(a[pivot * n + k])) pivot = row;
    }
    WIREBENCH_ASSERT(a[pivot * n + k] != 0.0);
    if (pivot != k) {
      std::swap_ranges(a.begin() + static_cast<std::ptrdiff_t>(k * n),
                       a.begin() + static_cast<std::ptrdiff_t>(k * n + n),
                       a.begin() + static_cast<std::ptrdiff_t>(pivot * n));
      std::swap_ranges(b.begin() + static_cast<std::ptrdiff_t>(k * columns),
                       b.begin() + static_cast<std::ptrdiff_t>((k + 1) * columns),
                       b.begin() + static_cast<std::ptrdiff_t>(pivot * columns));
    }
    for (std::size_t row = k + 1; row < n; ++row) {
      const double factor = a[row * n + k] / a[k * n + k];
      if (factor == 0.0) continue;
      for (std::size_t column = k; column < n; ++column) a[row * n + column] -= factor * a[k * n + column];
      for (std::size_t column = 0; column < columns; ++column)
        b[row * columns + column] -= factor * b[k * columns + column];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t column = 0; column < columns; ++column) {
      double sum = b[k * columns + column];
      for (std::size_t j = k + 1; j < n; ++j) sum -= a[k * n + j] * b[j * columns + column];
      b[k * columns + column] = sum / a[k * n + k];
    }
  }
}

/// Logarithm of 2 cosh(ky) - 2 cos(kx), without overflow for large |y|.
double row_logarithm(double kx, double ky) {
  const double u = std::abs(ky);
  const double decay = std::exp(-u);
  return u + std::log(1.0 + decay * decay - 2.0 * decay * std::cos(kx));
}

}  // namespace

DriftFieldGrid::DriftFieldGrid(const WireGridGeometry& geometry, double drift_field)
    : wave_number_{2.0 * pi / geometry.pitch} {
  WIREBENCH_EXPECT(!geometry.planes.empty() && geometry.pitch > 4.0 * geometry.wire_radius && drift_field > 0.0);
  const std::size_t planes = geometry.planes.size();
  const std::size_t n = planes + 2;  // charges, offset, slope
  for (const GridPlane& plane : geometry.planes) heights_.push_back(plane.distance);
  std::vector<double> a(n * n, 0.0);
  std::vector<double> b(n, 0.0);
  for (std::size_t i = 0; i < planes; ++i) {
    for (std::size_t j = 0; j < planes; ++j) {
      const double across = i == j ? geometry.wire_radius : 0.0;
      a[i * n + j] = -row_logarithm(wave_number_ * across, wave_number_ * (heights_[i] - heights_[j]));
    }
    a[i * n + planes] = 1.0;
    a[i * n + planes + 1] = heights_[i];
    b[i] = geometry.planes[i].bias;
  }
  // Far in front of the wires the potential falls towards the cathode by the drift field.
  for (std::size_t j = 0; j < planes; ++j) a[planes * n + j] = -wave_number_;
  a[planes * n + planes + 1] = 1.0;
  b[planes] = -drift_field;
  // Ground behind, averaged along the sheet: the row's potential there is that of a charged sheet.
  const std::size_t last = planes + 1;
  for (std::size_t j = 0; j < planes; ++j) a[last * n + j] = -wave_number_ * (heights_[j] + geometry.backing);
  a[last * n + planes] = 1.0;
  a[last * n + planes + 1] = -geometry.backing;
  solve(a, b, n, 1);
  charges_.assign(b.begin(), b.begin() + static_cast<std::ptrdiff_t>(planes));
  offset_ = b[planes];
  slope_ = b[planes + 1];
}

double DriftFieldGrid::potential(GridPoint point) const noexcept {
  double sum = offset_ + slope_ * point.height;
  for (std::size_t j = 0; j < charges_.size(); ++j) {
    sum -= charges_[j] * row_logarithm(wave_number_ * point.across, wave_number_ * (point.height - heights_[j]));
  }
  return sum;
}

GridPoint DriftFieldGrid::gradient(GridPoint point) const noexcept {
  GridPoint sum{0.0, slope_};
  const double sine = std::sin(wave_number_ * point.across);
  const double cosine = std::cos(wave_number_ * point.across);
  for (std::size_t j = 0; j < charges_.size(); ++j) {
    const double ky = wave_number_ * (point.height - heights_[j]);
    const double decay = std::exp(-std::abs(ky));
    const double denominator = 1.0 + decay * decay - 2.0 * decay * cosine;
    const double strength = charges_[j] * wave_number_ / denominator;
    sum.across -= strength * 2.0 * decay * sine;
    sum.height -= strength * std::copysign(1.0 - decay * decay, ky);
  }
  return sum;
}

WeightingPotential::WeightingPotential(const WireGridGeometry& geometry, std::size_t side_wires)
    : geometry_{geometry},
      side_wires_{side_wires},
      per_plane_{2 * side_wires + 1},
      gap_{geometry.front + geometry.backing} {
  const std::size_t planes = geometry_.planes.size();
  const std::size_t n = planes * per_plane_;
  std::vector<double> a(n * n);
  std::vector<double> b(n * planes, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const double steps = static_cast<double>(i % per_plane_) - static_cast<double>(j % per_plane_);
      const double across = i == j ? geometry_.wire_radius : steps * geometry_.pitch;
      a[i * n + j] = line(across, geometry_.planes[i / per_plane_].distance, geometry_.planes[j / per_plane_].distance);
    }
  }
  for (std::size_t plane = 0; plane < planes; ++plane) b[(plane * per_plane_ + side_wires_) * planes + plane] = 1.0;
  solve(a, b, n, planes);
  charges_.resize(planes * n);
  for (std::size_t plane = 0; plane < planes; ++plane) {
    for (std::size_t j = 0; j < n; ++j) charges_[plane * n + j] = b[j * planes + plane];
  }
}

double WeightingPotential::line(double across, double height, double source_height) const noexcept {
  // A line charge between two grounded sheets: images at all multiples of twice the gap, summed in closed form.
  const double scale = pi / gap_;
  const double y = height + geometry_.backing;
  const double source = source_height + geometry_.backing;
  const double wide = std::cosh(scale * across);
  return 0.5 * std::log((wide - std::cos(scale * (y + source))) / (wide - std::cos(scale * (y - source))));
}

void WeightingPotential::evaluate(GridPoint point, std::size_t reach, std::vector<double>& out) const {
  WIREBENCH_EXPECT(reach + 1 < side_wires_);
  const std::size_t planes = geometry_.planes.size();
  const std::size_t offsets = 2 * reach + 1;
  out.assign(planes * offsets, 0.0);
  const auto side = static_cast<std::ptrdiff_t>(side_wires_);
  const auto far = static_cast<std::ptrdiff_t>(side_wires_ + reach);
  for (std::size_t source = 0; source < planes; ++source) {
    const double source_height = geometry_.planes[source].distance;
    // The wire at `place` pitches is wire `place - offset` of the picture centred on the wire at `offset`.
    for (std::ptrdiff_t place = -far; place <= far; ++place) {
      const double value =
          line(point.across - static_cast<double>(place) * geometry_.pitch, point.height, source_height);
      for (std::size_t offset = 0; offset < offsets; ++offset) {
        const std::ptrdiff_t wire = place - (static_cast<std::ptrdiff_t>(offset) - static_cast<std::ptrdiff_t>(reach));
        if (wire < -side || wire > side) continue;
        for (std::size_t plane = 0; plane < planes; ++plane) {
          const std::size_t index = (plane * planes + source) * per_plane_ + static_cast<std::size_t>(wire + side);
          out[plane * offsets + offset] += charges_[index] * value;
        }
      }
    }
  }
}

}  // namespace wirebench::detector
