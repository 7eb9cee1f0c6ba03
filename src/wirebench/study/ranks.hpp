/// \file Work shared by the ranks of a job: it succeeds on all of them or fails on all of them.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "wirebench/study/rank_messages.hpp"

namespace wirebench::study {

/// How work ended that did not succeed: exit code and message of the process.
struct RankFailure {
  int code = 1;
  std::string text;
};

/// Thrown on every rank when the work failed on one: the lowest that failed, and why.
class RanksFailed : public std::exception {
 public:
  RanksFailed(int rank, RankFailure failure) : rank_{rank}, failure_{std::move(failure)} {}
  [[nodiscard]] const char* what() const noexcept override { return failure_.text.c_str(); }
  [[nodiscard]] int rank() const noexcept { return rank_; }
  [[nodiscard]] int code() const noexcept { return failure_.code; }

 private:
  int rank_;
  RankFailure failure_;
};

/// The ranks of a job as one of them sees them; a process started alone is the only rank of its job, and all below does
/// nothing. Every member but the plain questions is called by one thread of each rank, in the same order on all.
class Ranks {
 public:
  Ranks() = default;
  explicit Ranks(std::unique_ptr<RankMessages> messages) : messages_{std::move(messages)} {}
  /// Of this process. Errors: those of join_ranks().
  [[nodiscard]] static Ranks join(const Launch& launch);

  [[nodiscard]] int rank() const noexcept { return messages_ ? messages_->rank() : 0; }
  [[nodiscard]] int size() const noexcept { return messages_ ? messages_->size() : 1; }
  [[nodiscard]] bool alone() const noexcept { return size() == 1; }
  [[nodiscard]] bool is_first() const noexcept { return rank() == 0; }

  /// Does `work` on every rank. What it throws on one (described by `describe`) makes the others stop at their next
  /// call of one of the members below, and all throw RanksFailed once every rank has unwound its work and the first one
  /// has told the failure by `tell`: launchers kill what is left when one process ends with an error. Alone, `work`
  /// throws as it does. The members below are called inside `work`.
  void together(const std::function<void()>& work,
                const std::function<RankFailure(const std::exception_ptr&)>& describe,
                const std::function<void(const RanksFailed&)>& tell);

  /// Leaves the work when another rank has failed. Cheap: for every event.
  void check();
  /// What each rank gives, in the order of the ranks.
  [[nodiscard]] std::vector<std::string> gather(std::string_view own);
  /// Waits until all ranks are here.
  void wait() { (void)gather(""); }
  /// Does `work` on rank 0 while the others wait; its result is every rank's.
  [[nodiscard]] std::string on_first(const std::function<std::string()>& work);
  /// The sums over the ranks of each of some numbers, as many on every rank.
  [[nodiscard]] std::vector<std::uint64_t> sums(const std::vector<std::uint64_t>& own);

 private:
  struct Stopped {};  // another rank has failed

  void agree(const RankFailure* own);

  std::unique_ptr<RankMessages> messages_;
};

}  // namespace wirebench::study
