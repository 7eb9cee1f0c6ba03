/// \file Writes transported events as larnd-sim reads them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "wirebench/core/json.hpp"
#include "wirebench/generator/event.hpp"
#include "wirebench/transport/primary.hpp"
#include "wirebench/transport/transported_event.hpp"

namespace wirebench::transport {

struct SegmentsWriterOptions {
  bool trajectories = true;    ///< writes the tracks of events that have them
  bool primary_steps = false;  ///< writes the steps of primaries (a table of wirebench's own)
  unsigned threads = 1;        ///< that pack the tables; the bytes do not depend on it
  std::string engine{};        ///< goes into the file
  Json configuration{};        ///< goes into the file
};

/// A segments file (segments_layout.hpp: `segments`, `trajectories`, `vertices`, `mc_hdr`, `mc_stack`, and the truth's
/// `flux_weights`, a table of wirebench's own), event by event.
/// The file appears under its name when finish() returns; without it nothing is left. The same events give the same
/// bytes. Holds a few chunks of rows in memory, whatever the number of events. Thread-safety: one thread calls add()
/// and finish().
class SegmentsWriter {
 public:
  /// Errors: Error(failed) when the file cannot be made.
  explicit SegmentsWriter(const std::filesystem::path& path, SegmentsWriterOptions options = {});
  ~SegmentsWriter();
  SegmentsWriter(const SegmentsWriter&) = delete;
  SegmentsWriter& operator=(const SegmentsWriter&) = delete;

  /// Adds one event. `primaries` are what it was transported from: they get the first track numbers, in their order,
  /// and go into `mc_stack`. `interaction`, where it is known, gives `mc_hdr` its kinematics and `mc_stack` all its
  /// particles; else `mc_hdr` has what the event's truth says. Errors: Error(failed) for an event number that does not
  /// fit 32 bits, for 2^32 segments in one file, a full disk.
  void add(const TransportedEvent& event, const PrimaryEvent& primaries,
           const generator::NeutrinoEvent* interaction = nullptr);

  [[nodiscard]] std::uint64_t events() const noexcept;
  [[nodiscard]] std::uint64_t segments() const noexcept;

  /// Writes what is left and gives the file its name. Errors: Error(failed), e.g. a full disk.
  void finish();

 private:
  struct State;
  SegmentsWriterOptions options_;
  std::unique_ptr<State> state_;
};

}  // namespace wirebench::transport
