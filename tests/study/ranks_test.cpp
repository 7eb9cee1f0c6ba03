#include "wirebench/study/ranks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <barrier>
#include <functional>
#include <stdexcept>
#include <thread>

namespace wirebench::study {
namespace {

using testing::ElementsAre;

/// Ranks that are threads of the test.
class Job {
 public:
  explicit Job(int size) : given_(static_cast<std::size_t>(size)), all_{size}, size_{size} {}

  class Messages final : public RankMessages {
   public:
    Messages(Job& job, int rank) : job_{job}, rank_{rank} {}
    [[nodiscard]] int rank() const noexcept override { return rank_; }
    [[nodiscard]] int size() const noexcept override { return job_.size_; }
    [[nodiscard]] std::vector<std::string> gather(std::string_view own) override {
      job_.given_[static_cast<std::size_t>(rank_)] = own;
      job_.all_.arrive_and_wait();
      auto all = job_.given_;
      job_.all_.arrive_and_wait();
      return all;
    }
    void warn() override { ++job_.warnings_; }
    [[nodiscard]] bool warned() override { return job_.warnings_ > 0; }
    void take_warnings(std::span<const int>) override {}

   private:
    Job& job_;
    int rank_;
  };

  /// Runs `work` on every rank; how each ended: empty, or what() of the failure.
  std::vector<std::string> run(const std::function<void(Ranks&)>& work) {
    std::vector<std::string> ends(given_.size());
    std::vector<std::jthread> threads;
    for (int rank = 0; rank < size_; ++rank) {
      threads.emplace_back([&, rank] {
        Ranks ranks{std::make_unique<Messages>(*this, rank)};
        try {
          ranks.together([&] { work(ranks); },
                         [](const std::exception_ptr& exception) -> RankFailure {
                           try {
                             std::rethrow_exception(exception);
                           } catch (const std::exception& error) {
                             return {7, error.what()};
                           }
                         },
                         [this, rank](const RanksFailed&) { tellers_.push_back(rank); });
        } catch (const RanksFailed& failed) {
          ends[static_cast<std::size_t>(rank)] =
              failed.what() + (" " + std::to_string(failed.rank()) + " " + std::to_string(failed.code()));
        }
      });
    }
    threads.clear();
    return ends;
  }
  /// Ranks that told of a failure.
  [[nodiscard]] const std::vector<int>& tellers() const { return tellers_; }

 private:
  std::vector<std::string> given_;
  std::barrier<> all_;
  std::atomic<int> warnings_ = 0;
  std::vector<int> tellers_;
  int size_;
};

TEST(Ranks, AProcessAloneIsTheOnlyRank) {
  Ranks ranks;
  EXPECT_TRUE(ranks.alone());
  EXPECT_TRUE(ranks.is_first());
  EXPECT_THAT(ranks.gather("x"), ElementsAre("x"));
  EXPECT_THAT(ranks.sums({3, 4}), ElementsAre(3, 4));
  const auto describe = [](const std::exception_ptr&) { return RankFailure{}; };
  EXPECT_THROW(ranks.together([] { throw std::range_error{"its own"}; }, describe, {}), std::range_error);
}

TEST(Ranks, GatherInTheirOrder) {
  Job job{4};
  std::array<std::vector<std::string>, 4> seen;
  std::array<std::vector<std::uint64_t>, 4> sums;
  std::atomic<int> calls = 0;
  const auto ends = job.run([&](Ranks& ranks) {
    const auto rank = static_cast<std::size_t>(ranks.rank());
    seen[rank] = ranks.gather(std::string(rank, 'x'));
    sums[rank] = ranks.sums({rank, 10 * rank});
    const std::string answer = ranks.on_first([&] {
      ++calls;
      return std::string{"one for all"};
    });
    EXPECT_EQ(answer, "one for all");
  });
  EXPECT_THAT(ends, ElementsAre("", "", "", ""));
  EXPECT_EQ(calls, 1);
  for (std::size_t rank = 0; rank < 4; ++rank) {
    EXPECT_THAT(seen[rank], ElementsAre("", "x", "xx", "xxx"));
    EXPECT_THAT(sums[rank], ElementsAre(6, 60));
  }
}

TEST(Ranks, AFailureOnOneEndsAllWithItsCodeAndMessage) {
  Job job{3};
  std::atomic<int> unwound = 0;
  const auto ends = job.run([&](Ranks& ranks) {
    struct Count {
      std::atomic<int>& counter;
      ~Count() { ++counter; }
    } const count{unwound};
    if (ranks.rank() == 1) throw std::runtime_error{"disk full"};
    if (ranks.rank() == 0) {
      while (true) ranks.check();  // in the middle of its events
    }
    ranks.wait();  // at the end of its stage
  });
  EXPECT_EQ(unwound, 3);
  EXPECT_THAT(ends, ElementsAre("disk full 1 7", "disk full 1 7", "disk full 1 7"));
  EXPECT_THAT(job.tellers(), ElementsAre(0));
}

TEST(Ranks, OfSeveralFailuresTheLowestRankTells) {
  Job job{4};
  const auto ends = job.run([](Ranks& ranks) {
    if (ranks.rank() >= 2) throw std::runtime_error{"rank " + std::to_string(ranks.rank())};
  });
  for (const std::string& end : ends) EXPECT_EQ(end, "rank 2 2 7");
}

TEST(Ranks, WaitingForTheFirstEndsWithItsFailure) {
  Job job{2};
  const auto ends = job.run(
      [](Ranks& ranks) { (void)ranks.on_first([]() -> std::string { throw std::runtime_error{"cannot merge"}; }); });
  EXPECT_THAT(ends, ElementsAre("cannot merge 0 7", "cannot merge 0 7"));
}

}  // namespace
}  // namespace wirebench::study
