/// \file A few persistent threads that sleep when there is nothing to do.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace wirebench::runtime::native {

/// Runs numbered items on the calling thread and `threads() - 1` others. Waiting threads sleep on a condition
/// variable (no spinning), so that an idle engine takes no processor time from whatever is measured beside it.
/// Thread-safety: one caller at a time.
class ThreadPool {
 public:
  /// `threads` = 0: as many as this process may use.
  explicit ThreadPool(unsigned threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  [[nodiscard]] std::size_t threads() const noexcept { return helpers_.size() + 1; }

  /// work(item, worker) for each item in [0, items), worker in [0, threads()); returns when all are done. Which worker
  /// gets which item is not fixed, so an item's result must not depend on it. `work` must not throw.
  using Work = std::function<void(std::size_t item, std::size_t worker)>;
  void run(std::size_t items, const Work& work);

 private:
  void help(const std::stop_token& stop, std::size_t worker);
  void take_items(std::size_t worker) noexcept;

  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::condition_variable_any done_;
  const Work* work_ = nullptr;  ///< set while a run is under way
  std::size_t items_ = 0;
  std::size_t next_ = 0;
  std::size_t busy_ = 0;  ///< workers inside work()
  std::vector<std::jthread> helpers_;
};

}  // namespace wirebench::runtime::native
