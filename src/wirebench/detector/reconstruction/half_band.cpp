#include "wirebench/detector/reconstruction/half_band.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "wirebench/core/contract.hpp"
#include "wirebench/detector/reconstruction/half_band_kernel.hpp"

namespace wirebench::detector {
namespace {

// Of the Kaiser window: larger values let less through above the band, and more just beside it.
constexpr double k_beta = 3.4;

}  // namespace

HalfBand::HalfBand() {
  double sum = 0.0;
  std::array<double, 4> sides{};
  for (std::size_t i = 0; i < sides.size(); ++i) {
    const auto k = static_cast<double>(2 * i + 1);
    const double edge = k / 8.0;  // the window ends where coefficient 8, which is zero, would be
    const double window =
        std::cyl_bessel_i(0.0, k_beta * std::sqrt(1.0 - edge * edge)) / std::cyl_bessel_i(0.0, k_beta);
    sides[i] = (i % 2 == 0 ? 1.0 : -1.0) / (std::numbers::pi * k) * window;
    sum += 2.0 * sides[i];
  }
  for (std::size_t i = 0; i < sides.size(); ++i) sides_[i] = static_cast<float>(0.5 * sides[i] / sum);
}

void HalfBand::operator()(std::span<const float> samples, float baseline, std::span<float> out,
                          std::vector<float>& scratch) const {
  WIREBENCH_EXPECT(out.size() == samples.size() / 2);
  if (std::all_of(samples.begin(), samples.end(), [&](float value) { return value == samples[0]; })) {
    std::fill(out.begin(), out.end(), 0.0F);
    return;
  }
  halve(samples, baseline, sides_, out, scratch);
}

double HalfBand::gain(double cycles_per_sample) const noexcept {
  double sum = 0.5;
  for (std::size_t i = 0; i < sides_.size(); ++i) {
    const auto k = static_cast<double>(2 * i + 1);
    sum += 2.0 * static_cast<double>(sides_[i]) * std::cos(2.0 * std::numbers::pi * k * cycles_per_sample);
  }
  return sum;
}

}  // namespace wirebench::detector
