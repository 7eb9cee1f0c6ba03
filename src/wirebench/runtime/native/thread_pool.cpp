#include "wirebench/runtime/native/thread_pool.hpp"

#include <algorithm>

namespace wirebench::runtime::native {

ThreadPool::ThreadPool(unsigned threads) {
  const unsigned wanted = threads != 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
  helpers_.reserve(wanted - 1);
  for (std::size_t worker = 1; worker < wanted; ++worker) {
    helpers_.emplace_back([this, worker](const std::stop_token& stop) { help(stop, worker); });
  }
}

ThreadPool::~ThreadPool() {
  for (std::jthread& helper : helpers_) {
    helper.request_stop();
  }
  helpers_.clear();  // joins while the condition variables still exist
}

void ThreadPool::run(std::size_t items, const Work& work) {
  if (items <= 1 || helpers_.empty()) {
    for (std::size_t item = 0; item < items; ++item) {
      work(item, 0);
    }
    return;
  }
  {
    const std::lock_guard lock{mutex_};
    work_ = &work;
    items_ = items;
    next_ = 0;
  }
  wake_.notify_all();
  take_items(0);
  std::unique_lock lock{mutex_};
  done_.wait(lock, [this] { return busy_ == 0; });
  work_ = nullptr;
}

void ThreadPool::help(const std::stop_token& stop, std::size_t worker) {
  while (true) {
    {
      std::unique_lock lock{mutex_};
      if (!wake_.wait(lock, stop, [this] { return work_ != nullptr && next_ < items_; })) {
        return;
      }
    }
    take_items(worker);
  }
}

// Items are coarse (tens of microseconds and more), so a lock for each costs nothing that could be seen.
void ThreadPool::take_items(std::size_t worker) noexcept {
  std::unique_lock lock{mutex_};
  while (work_ != nullptr && next_ < items_) {
    const Work& work = *work_;
    const std::size_t item = next_++;
    ++busy_;
    lock.unlock();
    work(item, worker);
    lock.lock();
    --busy_;
  }
  if (busy_ == 0) {
    done_.notify_one();
  }
}

}  // namespace wirebench::runtime::native
