#include "wirebench/transport/embedded/em/rayleigh.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "wirebench/transport/embedded/em/argon_photon_data.hpp"

namespace wirebench::transport::embedded {
namespace {

constexpr double k_hc = 1.239841984e-2;  // MeV angstrom

/// y at x, linear between the points of a table with rising `xs`; beyond its end, the last y.
double linear(const std::vector<double>& xs, const std::vector<double>& ys, double x) noexcept {
  if (x >= xs.back()) return ys.back();
  const auto above = static_cast<std::size_t>(std::upper_bound(xs.begin() + 1, xs.end() - 1, x) - xs.begin());
  const std::size_t below = above - 1;
  return ys[below] + (ys[above] - ys[below]) * (x - xs[below]) / (xs[above] - xs[below]);
}

}  // namespace

RayleighScattering::RayleighScattering() {
  double previous = 0.0;
  for (const TablePoint& point : argon_form_factor()) {
    const double square = point.y * point.y;
    const double x_squared = point.x * point.x;
    if (x_squared_.empty()) {
      cumulative_.push_back(0.0);
    } else {
      cumulative_.push_back(cumulative_.back() + 0.5 * (square + previous) * (x_squared - x_squared_.back()));
    }
    x_squared_.push_back(x_squared);
    previous = square;
  }
}

double RayleighScattering::sample_cosine(double energy, RandomStream& random) const noexcept {
  const double largest = (energy / k_hc) * (energy / k_hc);  // x^2 at 180 degrees
  const double all = linear(x_squared_, cumulative_, largest);
  for (;;) {
    const double x_squared = std::min(largest, linear(cumulative_, x_squared_, random.uniform() * all));
    const double cosine = 1.0 - 2.0 * x_squared / largest;
    if (2.0 * random.uniform() <= 1.0 + cosine * cosine) return cosine;
  }
}

}  // namespace wirebench::transport::embedded
