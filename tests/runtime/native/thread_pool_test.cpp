#include "wirebench/runtime/native/thread_pool.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <ctime>
#include <thread>
#include <vector>

namespace wirebench::runtime::native {
namespace {

TEST(ThreadPool, DoesEachItemOnce) {
  ThreadPool pool{3};
  EXPECT_EQ(pool.threads(), 3U);
  for (const std::size_t items : {0U, 1U, 2U, 3U, 100U, 1000U}) {
    std::vector<std::atomic<int>> done(items);
    std::atomic<bool> bad_worker = false;
    pool.run(items, [&](std::size_t item, std::size_t worker) {
      ++done[item];
      if (worker >= 3) {
        bad_worker = true;
      }
    });
    for (const auto& count : done) {
      EXPECT_EQ(count.load(), 1);
    }
    EXPECT_FALSE(bad_worker);
  }
}

TEST(ThreadPool, IsSafeToUseThousandsOfTimes) {
  ThreadPool pool{2};
  std::size_t total = 0;
  for (int round = 0; round < 5000; ++round) {
    std::atomic<std::size_t> sum = 0;
    pool.run(7, [&](std::size_t item, std::size_t) { sum += item; });
    total += sum;
  }
  EXPECT_EQ(total, 5000U * 21U);
}

TEST(ThreadPool, UsesSeveralThreadsAtOnce) {
  ThreadPool pool{2};
  std::atomic<int> inside = 0;
  // Each item waits for the other: with one thread this would never end (the deadline makes it a failure instead).
  std::atomic<bool> met = true;
  pool.run(2, [&](std::size_t, std::size_t) {
    ++inside;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (inside < 2) {
      if (std::chrono::steady_clock::now() > deadline) {
        met = false;
        return;
      }
      std::this_thread::yield();
    }
  });
  EXPECT_TRUE(met);
}

TEST(ThreadPool, IdleThreadsTakeNoProcessorTime) {
  ThreadPool pool{4};
  pool.run(100, [](std::size_t, std::size_t) {});
  const std::clock_t before = std::clock();  // processor time of all threads
  std::this_thread::sleep_for(std::chrono::milliseconds{200});
  const double used = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
  EXPECT_LT(used, 0.05);  // three spinning threads would use 0.2 s at least
}

TEST(ThreadPool, ZeroMeansAllCores) {
  EXPECT_GE(ThreadPool{0}.threads(), 1U);
}

}  // namespace
}  // namespace wirebench::runtime::native
