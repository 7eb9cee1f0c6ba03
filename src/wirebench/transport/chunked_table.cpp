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
  hdf5::ChunkPacker packer;
  for (;;) {
    Task task;
    {
      std::unique_lock lock{mutex_};
      wake_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task(packer);
  }
}

std::future<PackingThreads::Buffer> PackingThreads::pack(Buffer rows, std::size_t row_size) {
  Task task{[this, rows = std::move(rows), row_size](hdf5::ChunkPacker& packer) mutable {
    const auto bytes = packer.pack(rows, row_size);
    Buffer packed = take_buffer();
    packed.assign(bytes.begin(), bytes.end());
    give_back(std::move(rows));
    return packed;
  }};
  auto result = task.get_future();
  if (threads_.empty()) {
    task(packer_);
    return result;
  }
  {
    const std::lock_guard lock{mutex_};
    tasks_.push_back(std::move(task));
  }
  wake_.notify_one();
  return result;
}

PackingThreads::Buffer PackingThreads::take_buffer() {
  const std::lock_guard lock{mutex_};
  if (spare_.empty()) return {};
  Buffer buffer = std::move(spare_.back());
  spare_.pop_back();
  return buffer;
}

void PackingThreads::give_back(Buffer buffer) {
  buffer.clear();
  const std::lock_guard lock{mutex_};
  spare_.push_back(std::move(buffer));
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
  waiting_.push_back({threads_.pack(std::move(buffer_), row_size_), sent_, used_rows});
  buffer_ = threads_.take_buffer();
  buffer_.reserve(chunk_bytes_);
  sent_ += used_rows;
  while (waiting_.size() > PackingThreads::k_depth) write_oldest();
}

void ChunkedRows::write_oldest() {
  Waiting oldest = std::move(waiting_.front());
  waiting_.pop_front();
  PackingThreads::Buffer packed = oldest.packed.get();
  table_.resize(oldest.first + oldest.used_rows);
  table_.write_chunk(oldest.first, packed);
  threads_.give_back(std::move(packed));
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
