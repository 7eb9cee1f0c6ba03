/// \file Whole transported events from a segments file: deposits, tracks, steps of the primaries.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "wirebench/transport/transported_event.hpp"

namespace wirebench::transport {

/// Streams the events of a file with the tables of segments_layout.hpp, one for each row of `vertices`, those without
/// deposits included. The rows of all tables lie in the order of `vertices`. `trajectories` and `primary_steps` may be
/// missing. The energy ledger has the deposits only.
class TransportedFile {
 public:
  /// Errors: Error(usage) when missing; Error(failed) when not such a file.
  explicit TransportedFile(const std::filesystem::path& path);
  ~TransportedFile();
  TransportedFile(const TransportedFile&) = delete;
  TransportedFile& operator=(const TransportedFile&) = delete;

  [[nodiscard]] std::uint64_t count() const noexcept;
  /// The next event; nothing after the last one. Errors: Error(failed) when numbers cannot be used, or when rows of
  /// `segments` belong to none of the events.
  [[nodiscard]] std::optional<TransportedEvent> next();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wirebench::transport
