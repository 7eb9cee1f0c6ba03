#include "wirebench/detector/readout/coupling.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

namespace wirebench::detector {
namespace {

constexpr Time k_tick{500.0};

TEST(AcCoupling, ChargeIsFollowedByTheCircuitsTail) {
  // delta(t) - exp(-t / RC) / RC: with RC of 1 ms and ticks of 0.5 us the tail is 5.0e-4 after the pulse and 1/e of
  // that after 2000 ticks; in the long run no charge is left.
  std::vector<float> row(40000, 0.0F);
  row[10] = 1.0F;
  const AcCoupling coupling{1.0 * units::millisecond, 1, k_tick};
  coupling.filter(row, row.size());
  EXPECT_EQ(row[9], 0.0F);
  EXPECT_EQ(row[10], 1.0F);
  EXPECT_NEAR(row[11], -5.0e-4, 2e-7);
  EXPECT_NEAR(row[2011], -5.0e-4 / std::numbers::e, 2e-7);
  double sum = 0.0;
  for (const float value : row) sum += static_cast<double>(value);
  EXPECT_NEAR(sum, 0.0, 1e-4);
}

TEST(AcCoupling, TwoStagesDoubleTheTailAndNoneLeavesTheRow) {
  std::vector<float> row(100, 0.0F);
  row[0] = 1.0F;
  AcCoupling{1.0 * units::millisecond, 2, k_tick}.filter(row, row.size());
  EXPECT_NEAR(row[1], -1.0e-3, 1e-6);
  std::vector<float> same{1.0F, 2.0F};
  AcCoupling{1.0 * units::millisecond, 0, k_tick}.filter(same, 2);
  EXPECT_EQ(same, (std::vector<float>{1.0F, 2.0F}));
}

TEST(AcCoupling, RowsAreFilteredAloneWhateverTheirNumber) {
  constexpr std::size_t ticks = 50;
  std::vector<float> rows;
  for (std::size_t row = 0; row < 11; ++row) {
    for (std::size_t tick = 0; tick < ticks; ++tick) {
      rows.push_back(std::sin(static_cast<float>((row + 1) * (tick + 3))));
    }
  }
  std::vector<float> apart = rows;
  const AcCoupling coupling{20.0 * units::microsecond, 1, k_tick};
  coupling.filter(rows, ticks);
  for (std::size_t row = 0; row < 11; ++row) coupling.filter(std::span{apart}.subspan(row * ticks, ticks), ticks);
  EXPECT_EQ(rows, apart);
}

TEST(AcCoupling, UndoGivesBackWhatWasFiltered) {
  for (const int stages : {0, 1, 2}) {
    const AcCoupling coupling{1.0 * units::millisecond, stages, Time{500.0}};
    std::vector<float> row(3000, 0.0F);
    for (std::size_t i = 100; i < 160; ++i) row[i] = static_cast<float>(i) - 90.0F;
    row[2500] = -40.0F;
    const std::vector<float> before = row;
    coupling.filter(row, row.size());
    coupling.undo(row, row.size());
    for (std::size_t i = 0; i < row.size(); ++i) EXPECT_NEAR(row[i], before[i], 1.0e-2F) << i;
  }
}

}  // namespace
}  // namespace wirebench::detector
