/// \file Energy deposits in the layout larnd-sim reads (`dumpTree` output of edep-sim).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "wirebench/core/hdf5.hpp"
#include "wirebench/transport/deposit_source.hpp"

namespace wirebench::transport {

/// Streams the events of a segments file.
///
/// Layout: a table `segments` (or `tracks`, its old name) whose fields are found by name, in any order, others ignored.
/// Needed: `event_id`, `{x,y,z}_{start,end}` (cm), `dE` (MeV). Used where there: `dx` (cm; 0 = not known; without the
/// field the distance between the ends), `t0_start` or `t0` (us: the true time; `t` and `t_start` are filled by later
/// programs and not read), `pdg_id`, `traj_id`. `eventID`, `pdgId` and `trackID` are read as the same fields.
/// Optional tables: `vertices` (`event_id`, `{x,y,z}_vert`), `mc_hdr` (`event_id`, `isCC`, `nu_pdg`) and wirebench's
/// own `flux_weights` (`event_id`, `weight`). `event_id` separates events; the rows of an event lie together. An event
/// with several interactions (pile-up) has no vertex and no weight, and a label only when all of them agree. Events
/// without any segment do not appear. Units out: mm, ns, MeV. Source: larnd-sim (arXiv:2212.09807), `cli/dumpTree.py`.
class SegmentsFile final : public DepositSource {
 public:
  /// Reads the event numbers once, to count the events and to see that each lies together.
  /// Errors: Error(usage) when missing; Error(failed) when truncated, empty, without a needed field, or when the rows
  /// of an event are not contiguous.
  explicit SegmentsFile(const std::filesystem::path& path);

  [[nodiscard]] std::optional<EventDeposits> next() override;
  [[nodiscard]] std::uint64_t count() const noexcept override { return runs_.size(); }

 private:
  /// The rows of one event.
  struct Run {
    std::uint64_t event_id;
    hsize_t first;
    hsize_t rows;
  };

  void index_events();
  void read_vertices(const hdf5::File& file);
  void read_interactions(const hdf5::File& file);
  void read_weights(const hdf5::File& file);

  std::string path_;
  std::string table_;  // "/segments" or "/tracks"
  std::optional<hdf5::Dataset> segments_;
  std::vector<std::string> fields_;
  std::vector<Run> runs_;
  std::unordered_map<std::uint64_t, Truth> truth_;
  std::size_t next_ = 0;
};

}  // namespace wirebench::transport
