/// \file Events with energy deposits, one after the other: from a file today, from a transport engine alike.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "wirebench/transport/deposit.hpp"

namespace wirebench::transport {

/// A stream of events. Holds one event at a time, whatever the length of the source.
/// Thread-safety: one thread calls next(); the events it returns are the caller's own.
class DepositSource {
 public:
  DepositSource() = default;
  DepositSource(const DepositSource&) = delete;
  DepositSource& operator=(const DepositSource&) = delete;
  virtual ~DepositSource() = default;

  /// The next event, in the order of the source; nothing after the last one.
  /// Errors: Error(failed) naming the source and the event whose content cannot be used.
  [[nodiscard]] virtual std::optional<EventDeposits> next() = 0;

  /// Events of the whole source, those already returned included.
  [[nodiscard]] virtual std::uint64_t count() const noexcept = 0;
};

/// Opens a file of deposits and finds out by its content which form it has: larnd-sim segments (segments_file.hpp) or
/// voxels (voxel_file.hpp).
/// Errors: Error(usage) when the file is missing; Error(failed) when it is truncated, not HDF5 or of another form.
[[nodiscard]] std::unique_ptr<DepositSource> open_deposits(const std::filesystem::path& path);

}  // namespace wirebench::transport
