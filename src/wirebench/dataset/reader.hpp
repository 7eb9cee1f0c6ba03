/// \file Reading a dataset: any images by number, or a shuffled stream of batches without loading the file.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "wirebench/core/log.hpp"
#include "wirebench/dataset/dataset.hpp"

namespace wirebench::dataset {

/// An open dataset. Checks on opening: required objects, shapes, label range, at least one event.
/// Thread-safety: concurrent const calls are allowed. Access to the file is serialised inside, unpacking uint8 images
/// is not.
class DatasetReader {
 public:
  explicit DatasetReader(const std::filesystem::path& path);
  ~DatasetReader();
  DatasetReader(DatasetReader&&) noexcept;
  DatasetReader& operator=(DatasetReader&&) noexcept;

  [[nodiscard]] const DatasetHeader& header() const noexcept;
  [[nodiscard]] std::span<const EventRecord> events() const noexcept;
  /// Positions of a split, in file order.
  [[nodiscard]] std::vector<std::uint64_t> positions(Split split) const;

  [[nodiscard]] const std::filesystem::path& path() const noexcept;
  /// The provenance block of the file as written: version, commit, configuration.
  [[nodiscard]] const Json& provenance() const noexcept;
  /// The digest of the content the writer stored (see manifest.hpp); empty in a file that has none.
  [[nodiscard]] const std::string& content_sha256() const noexcept;

  /// Image at `position` as pixel values 0..255 (uint8 files) or as stored (float files), channel-major [C,H,W].
  /// Errors: Error(failed) when the file is damaged there or a float pixel is not finite.
  void read(std::uint64_t position, std::span<float> pixels) const;

  /// Truth image at `position`, as many numbers as pixels; header().truth_names says what they mean. Precondition: it
  /// has names. Errors: Error(failed) when the file is damaged there or a number has no name.
  void read_truth(std::uint64_t position, std::span<std::uint8_t> truth) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// One batch: pixel values [count, C, H, W], row-major, not preprocessed.
struct Batch {
  std::vector<float> pixels;
  std::vector<std::int64_t> labels;
  std::vector<std::uint64_t> positions;
  std::size_t whole = 0;  ///< images of the batch, of which this may be a part

  [[nodiscard]] std::size_t size() const noexcept { return labels.size(); }
};

struct StreamOptions {
  std::size_t batch_size = 32;
  bool shuffle = true;     ///< a new order each epoch, from (seed, epoch) only
  bool balance = false;    ///< every class equally often: rarer classes are repeated
  bool drop_last = false;  ///< leave out a last batch smaller than batch_size
  std::uint64_t seed = 1;
  std::size_t part = 0;   ///< of `parts`, < parts: this stream gives its share of each batch, in order
  std::size_t parts = 1;  ///< > 0; a batch smaller than that leaves some streams an empty share
  unsigned workers = 1;   ///< reading threads (0 counts as 1); the order of batches does not depend on it
  std::size_t ahead = 4;  ///< batches read in advance (0 counts as 1); bounds the memory of the stream
  /// Changes each image after it was read, in the reading threads: called from several at once.
  std::function<void(std::span<float> pixels, std::uint64_t position)> change{};
};

/// The order in which one epoch visits `positions`. Pure: same arguments, same order; of `options` only shuffle,
/// balance and seed matter. Without balance every position comes once. With balance every class among `positions`
/// comes as often as the most frequent one: a class is gone through completely before any of its events is repeated.
[[nodiscard]] std::vector<std::uint64_t> epoch_order(std::span<const EventRecord> events,
                                                     std::span<const std::uint64_t> positions,
                                                     const StreamOptions& options, std::uint64_t epoch);

/// Batches of one epoch, read ahead by worker threads. Not thread-safe itself.
class BatchStream {
 public:
  /// Starts at batch `first_batch` of `epoch` (to resume). `reader` must outlive the stream.
  BatchStream(const DatasetReader& reader, std::vector<std::uint64_t> positions, const StreamOptions& options,
              std::uint64_t epoch, std::size_t first_batch = 0);
  ~BatchStream();
  BatchStream(const BatchStream&) = delete;
  BatchStream& operator=(const BatchStream&) = delete;

  /// The next batch, or nothing at the end. Rethrows reading errors.
  [[nodiscard]] std::optional<Batch> next();
  /// Batches of the whole epoch, whatever first_batch is.
  [[nodiscard]] std::size_t batches() const noexcept;
  /// Time next() spent waiting for the workers.
  [[nodiscard]] std::chrono::duration<double> waited() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wirebench::dataset
