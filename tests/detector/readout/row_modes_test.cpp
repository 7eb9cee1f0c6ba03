#include "wirebench/detector/readout/row_modes.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace wirebench::detector {
namespace {

TEST(FindRowModes, FindsTheNumberOfPatterns) {
  // Six rows of two patterns.
  std::vector<double> matrix;
  for (int row = 0; row < 6; ++row) {
    for (int i = 0; i < 40; ++i) matrix.push_back(std::sin(0.1 * i) * row + std::cos(0.3 * i) * (2.0 - row * row));
  }
  const RowModes found = find_row_modes(matrix, 6, 1e-9);
  EXPECT_EQ(found.modes, 2U);
  for (std::size_t row = 0; row < 6; ++row) {
    for (std::size_t i = 0; i < 40; ++i) {
      double sum = 0.0;
      for (std::size_t mode = 0; mode < 2; ++mode) sum += found.weights[row * 2 + mode] * found.patterns[mode * 40 + i];
      EXPECT_NEAR(sum, matrix[row * 40 + i], 1e-9);
    }
  }
}

TEST(FindRowModes, StopsAtTheTolerance) {
  // Rows that differ by 0.01 about a common pattern: one mode is enough for 0.02, not for 0.001.
  std::vector<double> matrix;
  for (int row = 0; row < 4; ++row) {
    for (int i = 0; i < 30; ++i) matrix.push_back(std::sin(0.2 * i) + 0.01 * std::sin(0.9 * i * (row + 1)));
  }
  EXPECT_EQ(find_row_modes(matrix, 4, 0.02).modes, 1U);
  EXPECT_GT(find_row_modes(matrix, 4, 0.001).modes, 1U);
  EXPECT_EQ(find_row_modes(std::vector<double>(12, 0.0), 3, 0.0).modes, 0U);
}

}  // namespace
}  // namespace wirebench::detector
