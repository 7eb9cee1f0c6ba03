#include "wirebench/core/in_order.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <numeric>
#include <stdexcept>
#include <string>

namespace wirebench {
namespace {

/// Numbers 0 to count - 1.
auto counting(int count) {
  return [count, next = 0]() mutable { return next < count ? std::optional{next++} : std::nullopt; };
}

TEST(RunInOrder, TakesEveryResultInOrder) {
  std::vector<int> expected(500);
  std::iota(expected.begin(), expected.end(), 0);
  for (const unsigned threads : {1U, 2U, 5U}) {
    std::vector<int> taken;
    run_in_order(
        threads, counting(500),
        [](int job) {
          // Later jobs of a group finish first.
          std::this_thread::sleep_for(std::chrono::microseconds{(7 - job % 8) * 20});
          return job;
        },
        [&](int result) { taken.push_back(result); });
    EXPECT_EQ(taken, expected) << threads << " threads";
  }
}

TEST(RunInOrder, HoldsFewJobsAtATime) {
  int given = 0;
  int taken = 0;
  int most = 0;
  run_in_order(
      2,
      [&]() -> std::optional<int> {
        if (given == 1000) return std::nullopt;
        most = std::max(most, given - taken);
        return given++;
      },
      [](int job) { return job; }, [&](int) { ++taken; });
  EXPECT_EQ(taken, 1000);
  EXPECT_LE(most, 32);
}

TEST(RunInOrder, ThrowsTheFirstErrorOfTheJobsAndTakesWhatIsBeforeIt) {
  for (const unsigned threads : {1U, 4U}) {
    std::vector<int> taken;
    try {
      run_in_order(
          threads, counting(100),
          [](int job) {
            if (job == 40) std::this_thread::sleep_for(std::chrono::milliseconds{5});
            if (job >= 40) throw std::runtime_error{std::to_string(job)};
            return job;
          },
          [&](int result) { taken.push_back(result); });
      FAIL() << "no error";
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "40");
    }
    EXPECT_EQ(taken.size(), 40U);
  }
}

TEST(RunInOrder, TakesWhatIsBeforeAnErrorOfTheJobsSource) {
  for (const unsigned threads : {1U, 4U}) {
    int taken = 0;
    int given = 0;
    EXPECT_THROW(run_in_order(
                     threads,
                     [&]() -> std::optional<int> {
                       if (given == 60) throw std::runtime_error{"damaged event"};
                       return given++;
                     },
                     [](int job) { return job; }, [&](int) { ++taken; }),
                 std::runtime_error);
    EXPECT_EQ(taken, 60) << threads << " threads";
  }
}

TEST(RunInOrder, StopsItsThreadsWhenTakingFails) {
  std::atomic<int> made{0};
  EXPECT_THROW(run_in_order(
                   3, counting(100'000),
                   [&](int job) {
                     ++made;
                     return job;
                   },
                   [](int) { throw std::runtime_error{"disk full"}; }),
               std::runtime_error);
  EXPECT_LT(made, 1000);
}

TEST(RunInOrder, NoJobsIsNoWork) {
  run_in_order(
      2, counting(0), [](int job) { return job; }, [](int) { FAIL(); });
}

}  // namespace
}  // namespace wirebench
