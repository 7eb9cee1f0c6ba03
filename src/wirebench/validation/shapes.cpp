#include "wirebench/validation/shapes.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace wirebench::validation {
namespace {

/// Weighted least-squares parabola a + b x + c x^2.
struct Parabola {
  double a = 0.0, b = 0.0, c = 0.0;
};

class ParabolaFit {
 public:
  void add(double x, double y, double weight) {
    double power = weight;
    for (std::size_t k = 0; k < 5; ++k, power *= x) {
      sums_[k] += power;
      if (k < 3) moments_[k] += power * y;
    }
  }
  /// Cramer's rule on the normal equations; absent when they are singular.
  [[nodiscard]] std::optional<Parabola> solve() const {
    const auto determinant = [](double a, double b, double c, double d, double e, double f, double g, double h,
                                double i) { return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g); };
    const auto& s = sums_;
    const auto& t = moments_;
    const double whole = determinant(s[0], s[1], s[2], s[1], s[2], s[3], s[2], s[3], s[4]);
    if (!(std::abs(whole) > 0.0)) return std::nullopt;
    return Parabola{determinant(t[0], s[1], s[2], t[1], s[2], s[3], t[2], s[3], s[4]) / whole,
                    determinant(s[0], t[0], s[2], s[1], t[1], s[3], s[2], t[2], s[4]) / whole,
                    determinant(s[0], s[1], t[0], s[1], s[2], t[1], s[2], s[3], t[2]) / whole};
  }

 private:
  double sums_[5] = {};
  double moments_[3] = {};
};

/// Index (fractional, of bin centres) where the histogram passes `level`, walking from bin `from` by `step`.
std::optional<double> walk_to(std::span<const double> bins, std::size_t from, int step, double level) {
  for (auto i = static_cast<std::ptrdiff_t>(from);; i += step) {
    const std::ptrdiff_t next = i + step;
    if (next < 0 || next >= static_cast<std::ptrdiff_t>(bins.size())) return std::nullopt;
    const double here = bins[static_cast<std::size_t>(i)];
    const double there = bins[static_cast<std::size_t>(next)];
    if (here >= level && there < level) return static_cast<double>(i) + step * (here - level) / (here - there);
  }
}

double mean_of(std::span<const double> bins, std::size_t first, std::size_t end) {
  double sum = 0.0;
  end = std::min(end, bins.size());
  if (first >= end) return 0.0;
  for (std::size_t i = first; i < end; ++i) sum += bins[i];
  return sum / static_cast<double>(end - first);
}

}  // namespace

std::optional<Peak> find_peak(std::span<const double> bins, double first, double bin) {
  if (bins.size() < 3) return std::nullopt;
  // Neighbours are averaged, so that a single high or low bin decides neither where the peak is nor where it ends.
  std::vector<double> smooth(bins.begin(), bins.end());
  for (std::size_t i = 1; i + 1 < bins.size(); ++i) smooth[i] = (bins[i - 1] + bins[i] + bins[i + 1]) / 3.0;
  const auto top = static_cast<std::size_t>(std::max_element(smooth.begin() + 1, smooth.end() - 1) - smooth.begin());
  constexpr double k_fit_share = 0.7;
  std::size_t low = top;
  std::size_t high = top;
  while (low > 0 && smooth[low - 1] > k_fit_share * smooth[top]) --low;
  while (high + 1 < bins.size() && smooth[high + 1] > k_fit_share * smooth[top]) ++high;
  if (high - low + 1 < 3) {
    low = top - 1;
    high = top + 1;
  }
  ParabolaFit fit;
  for (std::size_t i = low; i <= high; ++i) {
    if (bins[i] > 0.0) fit.add(static_cast<double>(i) - static_cast<double>(top), std::log(bins[i]), bins[i]);
  }
  const auto parabola = fit.solve();
  if (!parabola || !(parabola->c < 0.0)) return std::nullopt;
  const double vertex = -parabola->b / (2.0 * parabola->c);
  const double height = std::exp(parabola->a + 0.5 * parabola->b * vertex);
  const auto left = walk_to(smooth, top, -1, 0.5 * height);
  const auto right = walk_to(smooth, top, 1, 0.5 * height);
  if (!left || !right || std::abs(vertex) > static_cast<double>(high - low + 1)) return std::nullopt;
  return Peak{first + bin * (static_cast<double>(top) + vertex + 0.5), height, bin * (*right - *left)};
}

std::optional<Centre> find_centre(std::span<const double> bins, double first, double bin) {
  double weight = 0.0;
  double sum = 0.0;
  double squares = 0.0;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const double at = first + bin * (static_cast<double>(i) + 0.5);
    weight += bins[i];
    sum += bins[i] * at;
    squares += bins[i] * at * at;
  }
  if (!(weight > 0.0)) return std::nullopt;
  const double mean = sum / weight;
  return Centre{mean, std::sqrt(std::max(0.0, squares / weight - mean * mean))};
}

std::optional<double> find_crossing(std::span<const double> values, double first, double bin, double level) {
  double before = 0.0;
  for (std::size_t i = 0; i + 1 < values.size(); ++i) {
    if (values[i] >= level) {
      const double share = values[i] > before ? (level - before) / (values[i] - before) : 1.0;
      return first + bin * (static_cast<double>(i) - 1.0 + share);
    }
    before = values[i];
  }
  return std::nullopt;
}

std::optional<double> find_stopping_edge(std::span<const double> bins, double bin) {
  constexpr std::size_t first = 10;    // nearer, an edge is not resolved
  constexpr double straggling = 0.02;  // of the range, about: windows grow with the depth
  const auto window = [](std::size_t i) {
    return std::max<std::size_t>(2, static_cast<std::size_t>(std::lround(straggling * static_cast<double>(i))));
  };
  std::size_t edge = 0;
  double steepest = 0.0;
  for (std::size_t i = first; i < bins.size(); ++i) {
    const std::size_t w = window(i);
    const double fall = mean_of(bins, i - w, i) - mean_of(bins, i, i + w);
    if (fall > steepest) steepest = fall, edge = i;
  }
  if (edge == 0) return std::nullopt;
  const std::size_t w = window(edge);
  const double base = mean_of(bins, edge + 2 * w, edge + 4 * w);
  const auto begin = bins.begin() + static_cast<std::ptrdiff_t>(edge - std::min(edge, 3 * w));
  const auto end = bins.begin() + static_cast<std::ptrdiff_t>(std::min(edge + w, bins.size()));
  const auto top = std::max_element(begin, end);
  // A clear edge: a peak above what lies before it, well above what lies behind it, and made by a good part of the
  // particles.
  constexpr double stopping_share = 0.3;
  if (!(*top > stopping_share * *std::max_element(bins.begin(), bins.end()))) return std::nullopt;
  const double before = mean_of(bins, edge - std::min(edge, 6 * w), edge - std::min(edge, 3 * w));
  if (!(*top > 1.1 * before) || !(*top > 1.5 * base)) return std::nullopt;
  const auto crossing = walk_to(bins, static_cast<std::size_t>(top - bins.begin()), 1, 0.5 * (*top + base));
  if (!crossing || *crossing + 0.5 < static_cast<double>(first)) return std::nullopt;
  return bin * (*crossing + 0.5);
}

}  // namespace wirebench::validation
