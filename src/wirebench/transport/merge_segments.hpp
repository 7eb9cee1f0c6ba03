/// \file Several segments files made into one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

namespace wirebench::transport {

struct MergedSegments {
  std::uint64_t events = 0;
  std::uint64_t segments = 0;
};

/// Writes the events of `parts`, which are files of SegmentsWriter, one behind the other into `out` (atomically), with
/// the numbers that are unique in a file counted through: the bytes are those of one writer that was given all events.
/// Engine and provenance are the first part's. Holds one chunk of rows a table, whatever the size of the files.
/// `threads` (>= 1) pack the tables; the bytes do not depend on them. Precondition: at least one part.
/// Errors: Error(usage) when a part is missing; Error(failed) when it is no such file, has other tables than the first
/// or was made from another configuration, or when all together are too many for numbers of 32 bits; a full disk.
MergedSegments merge_segments(std::span<const std::filesystem::path> parts, const std::filesystem::path& out,
                              unsigned threads);

}  // namespace wirebench::transport
