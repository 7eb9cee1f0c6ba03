#include "wirebench/transport/chunked_table.hpp"

#include <algorithm>
#include <utility>

namespace wirebench::transport {

PackingThreads::PackingThreads(unsigned threads) {
  if (threads < 2) return;
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

PackingThreads::~PackingThreads() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_all();
}

void PackingThreads::work() {
  for (;;) {
    Task task;
    {
      std::unique_lock lock{mutex_};
      wake_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task();
  }
}

std::future<std::vector<std::byte>> PackingThreads::run(std::function<std::vector<std::byte>()> task) {
  Task packaged{std::move(task)};
  auto result = packaged.get_future();
  if (threads_.empty()) {
    packaged();
    return result;
  }
  {
    const std::lock_guard lock{mutex_};
    tasks_.push_back(std::move(packaged));
  }
  wake_.notify_one();
  return result;
}

ChunkedRows::ChunkedRows(hdf5::Dataset table, std::size_t row_size, std::size_t chunk_rows, PackingThreads& threads)
    : table_{std::move(table)}, row_size_{row_size}, chunk_bytes_{chunk_rows * row_size}, threads_{threads} {
  buffer_.reserve(chunk_bytes_);
}

void ChunkedRows::append(std::span<const std::byte> rows) {
  rows_ += rows.size() / row_size_;
  while (!rows.empty()) {
    const std::size_t part = std::min(rows.size(), chunk_bytes_ - buffer_.size());
    buffer_.insert(buffer_.end(), rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(part));
    rows = rows.subspan(part);
    if (buffer_.size() == chunk_bytes_) send(chunk_bytes_ / row_size_);
  }
}

void ChunkedRows::send(std::size_t used_rows) {
  auto task = [bytes = std::exchange(buffer_, {}), row_size = row_size_] { return hdf5::pack_chunk(bytes, row_size); };
  buffer_.reserve(chunk_bytes_);
  waiting_.push_back({threads_.run(std::move(task)), sent_, used_rows});
  sent_ += used_rows;
  while (waiting_.size() > threads_.depth()) write_oldest();
}

void ChunkedRows::write_oldest() {
  Waiting oldest = std::move(waiting_.front());
  waiting_.pop_front();
  const std::vector<std::byte> packed = oldest.packed.get();
  table_.resize(oldest.first + oldest.used_rows);
  table_.write_chunk(oldest.first, packed);
}

void ChunkedRows::finish() {
  if (!buffer_.empty()) {
    const std::size_t used = buffer_.size() / row_size_;
    buffer_.resize(chunk_bytes_);  // a chunk is always whole in the file
    send(used);
  }
  while (!waiting_.empty()) write_oldest();
}

}  // namespace wirebench::transport
