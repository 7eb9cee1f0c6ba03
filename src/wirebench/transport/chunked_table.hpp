/// \file Tables whose rows are packed on other threads and written in their order.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <future>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "wirebench/core/hdf5.hpp"
#include "wirebench/core/hdf5_chunk.hpp"

namespace wirebench::transport {

/// A few threads that pack chunks. With one thread or none, chunks are packed where they are given.
/// Thread-safety: one thread calls the members.
class PackingThreads {
 public:
  using Buffer = std::vector<std::byte>;

  explicit PackingThreads(unsigned threads);
  ~PackingThreads();
  PackingThreads(const PackingThreads&) = delete;
  PackingThreads& operator=(const PackingThreads&) = delete;

  /// The rows, packed (hdf5_chunk.hpp).
  [[nodiscard]] std::future<Buffer> pack(Buffer rows, std::size_t row_size);
  /// An empty buffer. Chunks are some megabytes: used ones (`give_back`) go round, since memory fresh from the system
  /// costs more time than filling it.
  [[nodiscard]] Buffer take_buffer();
  void give_back(Buffer buffer);
  /// Chunks of a table that are under way at once. Not a matter of the threads: it decides in which order the chunks of
  /// several tables come to lie in the file.
  static constexpr std::size_t k_depth = 8;

 private:
  using Task = std::packaged_task<Buffer(hdf5::ChunkPacker&)>;
  void work();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> tasks_;     // guarded by mutex_
  bool stopping_ = false;      // guarded by mutex_
  std::vector<Buffer> spare_;  // guarded by mutex_
  hdf5::ChunkPacker packer_;   // of the caller's thread, where there are no others
  std::vector<std::jthread> threads_;
};

/// Bytes of rows on their way to a growing table. Rows are packed chunk by chunk, and written in order.
class ChunkedRows {
 public:
  ChunkedRows(hdf5::Dataset table, std::size_t row_size, std::size_t chunk_rows, PackingThreads& threads);

  void append(std::span<const std::byte> rows);
  /// Writes everything; nothing may follow.
  void finish();
  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }

 private:
  void send(std::size_t used_rows);
  void write_oldest();

  struct Waiting {
    std::future<PackingThreads::Buffer> packed;
    std::uint64_t first;
    std::size_t used_rows;
  };

  hdf5::Dataset table_;
  std::size_t row_size_;
  std::size_t chunk_bytes_;
  PackingThreads& threads_;
  PackingThreads::Buffer buffer_;
  std::deque<Waiting> waiting_;
  std::uint64_t rows_ = 0;
  std::uint64_t sent_ = 0;
};

/// The same for rows of one struct.
template <class Row>
class ChunkedTable {
 public:
  ChunkedTable(hdf5::File& file, const std::string& name, const hdf5::RowType<Row>& type, std::size_t chunk_rows,
               PackingThreads& threads)
      : rows_{file.create_dataset(name, type, {.shape = {0}, .chunk = {chunk_rows}, .growing = true, .deflate = 1}),
              sizeof(Row), chunk_rows, threads} {}
  void append(std::span<const Row> rows) { rows_.append(std::as_bytes(rows)); }
  void append(const Row& row) { append(std::span{&row, 1}); }
  void finish() { rows_.finish(); }
  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_.rows(); }

 private:
  ChunkedRows rows_;
};

}  // namespace wirebench::transport
