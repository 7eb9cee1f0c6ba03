/// \file The tables of a segments file while it is written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/transport/chunked_table.hpp"
#include "wirebench/transport/segments_layout.hpp"

namespace wirebench::transport {

/// A segments file whose rows are given ready. It appears under its name when finish() returns; without that nothing is
/// left. The same rows, given to the tables in the same order, give the same bytes. Not thread-safe.
class SegmentsOutput {
 public:
  struct Options {
    bool trajectories = true;    ///< there is a table of tracks
    bool primary_steps = false;  ///< and one of the steps of primaries
    unsigned threads = 1;        ///< that pack the chunks
  };
  /// What the file says once.
  struct Facts {
    std::string engine;  ///< empty: left out
    std::string provenance;
    std::uint64_t tracks = 0;  ///< numbers of tracks that are taken, for what is put behind it (merge_segments.hpp)
  };

  /// Errors: those of PartialFile.
  SegmentsOutput(const std::filesystem::path& path, const Options& options);
  SegmentsOutput(const SegmentsOutput&) = delete;
  SegmentsOutput& operator=(const SegmentsOutput&) = delete;

  /// Where the file will be.
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

  /// Writes what is left and gives the file its name. Errors: Error(failed), e.g. a full disk; the file is then gone.
  void finish(const Facts& facts);

 private:
  std::filesystem::path path_;
  PackingThreads threads_;              // outlive the tables
  std::optional<PartialFile> partial_;  // until it is whole or given up; goes after what has it open
  std::optional<hdf5::File> file_;

 public:
  std::optional<ChunkedTable<layout::Segment>> segments;
  std::optional<ChunkedTable<layout::Trajectory>> trajectories;  ///< there only if wanted
  std::optional<ChunkedTable<layout::Vertex>> vertices;
  std::optional<ChunkedTable<layout::Interaction>> interactions;
  std::optional<ChunkedTable<layout::StackParticle>> stack;
  std::optional<ChunkedTable<layout::FluxWeight>> weights;
  std::optional<ChunkedTable<layout::PrimaryStepRow>> steps;  ///< there only if wanted

 private:
  void write_rest(const Facts& facts);
  void close_tables() noexcept;
  void discard() noexcept;
};

}  // namespace wirebench::transport
