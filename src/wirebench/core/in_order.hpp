/// \file Work on several threads whose results are wanted in order.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "wirebench/core/contract.hpp"

namespace wirebench {

/// Calls `take(make(job))` for every job of `next()`, which returns an empty optional after the last one. `next` and
/// `take` run on the calling thread, in order; `make` runs on `threads` threads (>= 1; one: on the calling thread).
/// At most 16 jobs a thread are held at a time, so memory does not grow with the number of jobs.
/// Errors: the first one, in the order of the jobs, of any of the three; no job after it is taken.
template <class Next, class Make, class Take>
void run_in_order(unsigned threads, Next next, Make make, Take take) {
  WIREBENCH_EXPECT(threads >= 1);
  using Job = typename decltype(next())::value_type;
  using Result = decltype(make(std::declval<Job>()));
  if (threads == 1) {
    while (auto job = next()) take(make(std::move(*job)));
    return;
  }

  struct Slot {
    explicit Slot(Job&& given) : job{std::move(given)} {}
    Job job;
    std::optional<Result> result;
    std::exception_ptr failure;
    bool done = false;
  };
  std::mutex mutex;
  std::condition_variable there_is_work;
  std::condition_variable one_is_done;
  std::deque<std::shared_ptr<Slot>> waiting;  // guarded by mutex
  bool over = false;                          // guarded by mutex

  const auto work = [&] {
    std::unique_lock lock{mutex};
    while (true) {
      there_is_work.wait(lock, [&] { return over || !waiting.empty(); });
      if (over) return;
      const std::shared_ptr<Slot> slot = std::move(waiting.front());
      waiting.pop_front();
      lock.unlock();
      try {
        slot->result.emplace(make(std::move(slot->job)));
      } catch (...) {
        slot->failure = std::current_exception();
      }
      lock.lock();
      slot->done = true;
      one_is_done.notify_one();
    }
  };
  std::vector<std::jthread> workers;
  // Whatever happens below, the workers stop after the job they are at.
  struct Stop {
    std::mutex& mutex;
    std::condition_variable& there_is_work;
    bool& over;
    ~Stop() {
      const std::lock_guard lock{mutex};
      over = true;
      there_is_work.notify_all();
    }
  };
  const Stop stop{mutex, there_is_work, over};
  for (unsigned i = 0; i < threads; ++i) workers.emplace_back(work);

  const std::size_t most = std::size_t{16} * threads;
  std::deque<std::shared_ptr<Slot>> order;
  bool more = true;
  std::exception_ptr no_next;
  while (more || !order.empty()) {
    while (more && order.size() < most) {
      std::optional<Job> job;
      try {
        job = next();
      } catch (...) {
        no_next = std::current_exception();  // thrown below, after the jobs before it
      }
      more = job.has_value();
      if (!more) break;
      order.push_back(std::make_shared<Slot>(std::move(*job)));
      const std::lock_guard lock{mutex};
      waiting.push_back(order.back());
      there_is_work.notify_one();
    }
    if (order.empty()) break;
    const std::shared_ptr<Slot> oldest = std::move(order.front());
    order.pop_front();
    {
      std::unique_lock lock{mutex};
      one_is_done.wait(lock, [&] { return oldest->done; });
    }
    if (oldest->failure) std::rethrow_exception(oldest->failure);
    take(std::move(*oldest->result));
  }
  if (no_next) std::rethrow_exception(no_next);
}

}  // namespace wirebench
