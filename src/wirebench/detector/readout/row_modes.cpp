#include "wirebench/detector/readout/row_modes.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {
namespace {

/// Turns the symmetric `a` [n, n] into its eigenvalues on the diagonal; the columns of `vectors` become eigenvectors.
void diagonalise(std::vector<double>& a, std::vector<double>& vectors, std::size_t n) {
  vectors.assign(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) vectors[i * n + i] = 1.0;
  constexpr int most_sweeps = 30;  // six to ten are usual
  for (int sweep = 0; sweep < most_sweeps; ++sweep) {
    double off = 0.0;
    double all = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        all += a[i * n + j] * a[i * n + j];
        if (i != j) off += a[i * n + j] * a[i * n + j];
      }
    }
    if (off <= 1.0e-28 * all) return;
    for (std::size_t p = 0; p + 1 < n; ++p) {
      for (std::size_t q = p + 1; q < n; ++q) {
        if (a[p * n + q] == 0.0) continue;
        const double theta = (a[q * n + q] - a[p * n + p]) / (2.0 * a[p * n + q]);
        const double t = std::copysign(1.0, theta) / (std::abs(theta) + std::sqrt(theta * theta + 1.0));
        const double c = 1.0 / std::sqrt(t * t + 1.0);
        const double s = t * c;
        for (std::size_t k = 0; k < n; ++k) {
          const double left = a[k * n + p];
          const double right = a[k * n + q];
          a[k * n + p] = c * left - s * right;
          a[k * n + q] = s * left + c * right;
        }
        for (std::size_t k = 0; k < n; ++k) {
          const double upper = a[p * n + k];
          const double lower = a[q * n + k];
          a[p * n + k] = c * upper - s * lower;
          a[q * n + k] = s * upper + c * lower;
          const double left = vectors[k * n + p];
          const double right = vectors[k * n + q];
          vectors[k * n + p] = c * left - s * right;
          vectors[k * n + q] = s * left + c * right;
        }
      }
    }
  }
}

}  // namespace

RowModes find_row_modes(const std::vector<double>& matrix, std::size_t rows, double tolerance) {
  WIREBENCH_EXPECT(rows > 0 && matrix.size() % rows == 0 && tolerance >= 0.0);
  const std::size_t columns = matrix.size() / rows;
  std::vector<double> products(rows * rows);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < rows; ++j) {
      const double* const one = matrix.data() + i * columns;
      products[i * rows + j] = std::inner_product(one, one + columns, matrix.data() + j * columns, 0.0);
    }
  }
  std::vector<double> vectors;
  diagonalise(products, vectors, rows);
  std::vector<std::size_t> order(rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t i, std::size_t j) { return products[i * rows + i] > products[j * rows + j]; });

  RowModes found;
  std::vector<double> rest = matrix;
  std::vector<std::vector<double>> weights;
  const auto large = [&](double value) { return std::abs(value) > tolerance; };
  while (found.modes < rows && std::any_of(rest.begin(), rest.end(), large)) {
    const std::size_t mode = order[found.modes++];
    std::vector<double> pattern(columns, 0.0);
    std::vector<double> weight(rows);
    for (std::size_t row = 0; row < rows; ++row) {
      weight[row] = vectors[row * rows + mode];
      for (std::size_t i = 0; i < columns; ++i) pattern[i] += weight[row] * matrix[row * columns + i];
    }
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t i = 0; i < columns; ++i) rest[row * columns + i] -= weight[row] * pattern[i];
    }
    found.patterns.insert(found.patterns.end(), pattern.begin(), pattern.end());
    weights.push_back(std::move(weight));
  }
  for (std::size_t row = 0; row < rows; ++row) {
    for (const auto& weight : weights) found.weights.push_back(weight[row]);
  }
  return found;
}

}  // namespace wirebench::detector
