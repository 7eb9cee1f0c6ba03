#include "wirebench/transport/embedded/charged/binary_grid.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace wirebench::transport::embedded {
namespace {

TEST(BinaryGrid, CellsHoldTheirNumbers) {
  constexpr BinaryGrid grid{-10, 17};
  EXPECT_DOUBLE_EQ(grid.front(), 1.0 / 1024.0);
  EXPECT_DOUBLE_EQ(grid.back(), 131072.0);
  EXPECT_EQ(grid.nodes(), 27U * 32U + 1U);
  for (double x = grid.front(); x < grid.back(); x *= 1.0137) {
    const auto i = grid.cell(x);
    ASSERT_LE(grid.node(i), x);
    ASSERT_GT(grid.node(i + 1), x);
    ASSERT_LE(grid.node(i + 1) / grid.node(i), 1.0 + 1.0 / 32.0 + 1e-12);
  }
}

TEST(BinaryGrid, NumbersOutsideGetTheOuterCells) {
  constexpr BinaryGrid grid{-2, 3};
  EXPECT_EQ(grid.cell(0.0), 0U);
  EXPECT_EQ(grid.cell(0.1), 0U);
  EXPECT_EQ(grid.cell(8.0), grid.nodes() - 2);
  EXPECT_EQ(grid.cell(1e300), grid.nodes() - 2);
}

}  // namespace
}  // namespace wirebench::transport::embedded
