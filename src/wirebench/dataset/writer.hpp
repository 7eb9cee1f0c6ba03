/// \file Writing a dataset event by event.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "wirebench/dataset/dataset.hpp"

namespace wirebench::dataset {

/// Streams images into `/images` (N x C x H x W, one chunk an image, shuffle + deflate), `/events` and, where the
/// header has names for it, `/truth` (as `/images`, uint8). The file appears under its name only when close() returns;
/// until then it is a `.partial` beside it. Bytes depend only on the content. Not thread-safe.
class DatasetWriter {
 public:
  /// What a file is: all of a dataset, or a part to be merged (merge.hpp), in which a class may be missing.
  enum class Extent : std::uint8_t { whole, part };

  /// Errors: Error(usage) for a header that cannot be stored (no pixels, no or repeated class names, truth names
  /// without kinds).
  DatasetWriter(const std::filesystem::path& path, DatasetHeader header, Extent extent = Extent::whole);
  ~DatasetWriter();
  DatasetWriter(const DatasetWriter&) = delete;
  DatasetWriter& operator=(const DatasetWriter&) = delete;

  /// `pixels`: header.shape.pixels() values, channel-major; the type must be the header's. Errors: Error(failed) when a
  /// float pixel is not finite, the label is not a class, or the disk is full. `truth`: as many numbers, each below
  /// header.truth_names.size(); empty where the header has no such names.
  void append(std::span<const std::uint8_t> pixels, const EventRecord& event, std::span<const std::uint8_t> truth = {});
  void append(std::span<const float> pixels, const EventRecord& event, std::span<const std::uint8_t> truth = {});
  [[nodiscard]] std::uint64_t size() const noexcept;
  /// Finishes the file. Errors: Error(failed) when the disk is full, or a class of a whole dataset has no events at
  /// all. Precondition: a part has at least one.
  void close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wirebench::dataset
