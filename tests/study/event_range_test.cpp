#include "wirebench/study/event_range.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace wirebench::study {
namespace {

TEST(EventRange, PartsCoverAllEventsOnceInOrderAndAreBalanced) {
  const std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
  for (const std::uint64_t all : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{7},
                                  std::uint64_t{12}, std::uint64_t{999}, std::uint64_t{12000}, largest - 1, largest}) {
    for (const int size : {1, 2, 3, 4, 7, 128, 1000}) {
      std::uint64_t next = 0;
      std::uint64_t fewest = largest;
      std::uint64_t most = 0;
      for (int rank = 0; rank < size; ++rank) {
        const EventRange part = part_of(all, rank, size);
        ASSERT_EQ(part.first, next) << all << " events, rank " << rank << " of " << size;
        next = part.end();
        fewest = std::min(fewest, part.count);
        most = std::max(most, part.count);
      }
      EXPECT_EQ(next, all) << size << " ranks";
      EXPECT_LE(most - fewest, 1U) << all << " events, " << size << " ranks";
    }
  }
}

TEST(EventRange, GivesWhatIsLeftToTheFirstRanks) {
  EXPECT_EQ(part_of(8, 0, 3), (EventRange{0, 3}));
  EXPECT_EQ(part_of(8, 1, 3), (EventRange{3, 3}));
  EXPECT_EQ(part_of(8, 2, 3), (EventRange{6, 2}));
}

}  // namespace
}  // namespace wirebench::study
