#include "wirebench/transport/merge_segments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/hdf5.hpp"
#include "wirebench/transport/segments_output.hpp"
#include "wirebench/transport/segments_rows.hpp"

namespace wirebench::transport {
namespace {

constexpr std::uint64_t k_largest_number = std::numeric_limits<std::uint32_t>::max();

/// The rows of a table one after the other; a block of them is in memory.
template <class Row>
class RowCursor {
 public:
  RowCursor(const hdf5::File& file, const char* name, hdf5::RowType<Row> type)
      : table_{file.dataset(name)}, type_{std::move(type)} {}

  /// The next row; null behind the last one. Valid until pop().
  [[nodiscard]] const Row* peek() {
    if (at_ == block_.size()) {
      // The chunk of the largest tables: each is unpacked once.
      constexpr hsize_t block_rows = 16384;
      const hsize_t count = std::min(block_rows, table_.rows() - read_);
      if (count == 0) return nullptr;
      block_ = table_.read_rows(type_, read_, count);
      read_ += count;
      at_ = 0;
    }
    return &block_[at_];
  }
  void pop() noexcept { ++at_; }
  [[nodiscard]] std::uint64_t rows() const noexcept { return table_.rows(); }

 private:
  hdf5::Dataset table_;
  hdf5::RowType<Row> type_;
  std::vector<Row> block_;
  std::size_t at_ = 0;
  hsize_t read_ = 0;
};

/// How many of each the parts before have.
struct Taken {
  std::uint64_t events = 0;
  std::uint64_t segments = 0;
  std::uint64_t tracks = 0;
};

struct Head {
  bool trajectories = false;
  bool primary_steps = false;
  std::string engine;
  std::string provenance;
  bool operator==(const Head&) const = default;
};

[[noreturn]] void refuse(const std::filesystem::path& part, const std::string& what, const std::string& why) {
  throw Error{ErrorKind::failed,
              {what, part.string(), why, "Merge the shards of one simulation, whole and unchanged."}};
}

class Part {
 public:
  explicit Part(const std::filesystem::path& path)
      : path_{path},
        file_{hdf5::File::open(path)},
        head_{read_head(path, file_)},
        tracks_{static_cast<std::uint64_t>(file_.number_attribute("/", "tracks"))},
        vertices_{file_, "/vertices", row_type<layout::Vertex>(layout::k_vertex_fields)},
        interactions_{file_, "/mc_hdr", row_type<layout::Interaction>(layout::k_interaction_fields)},
        stack_{file_, "/mc_stack", row_type<layout::StackParticle>(layout::k_stack_fields)},
        segments_{file_, "/segments", row_type<layout::Segment>(layout::k_segment_fields)} {
    if (file_.exists("/flux_weights")) {
      weights_.emplace(file_, "/flux_weights", row_type<layout::FluxWeight>(layout::k_flux_weight_fields));
    }
    if (head_.trajectories) {
      trajectories_.emplace(file_, "/trajectories", row_type<layout::Trajectory>(layout::k_trajectory_fields));
    }
    if (head_.primary_steps) {
      steps_.emplace(file_, "/primary_steps", row_type<layout::PrimaryStepRow>(layout::k_primary_step_fields));
    }
  }

  [[nodiscard]] const Head& head() const noexcept { return head_; }

  /// Gives all rows to `out`, event by event in the order of SegmentsWriter::add(): chunks of different tables then
  /// lie in the file as it would have put them.
  void append_to(SegmentsOutput& out, Taken& taken) {
    if (taken.segments + segments_.rows() > k_largest_number || taken.tracks + tracks_ > k_largest_number) {
      refuse(path_, "too many segments or tracks for one file", "their numbers have 32 bits");
    }
    const auto track_shift = static_cast<std::uint32_t>(taken.tracks);
    const auto segment_shift = static_cast<std::uint32_t>(taken.segments);
    std::uint64_t event = 0;
    for (; const layout::Vertex* vertex = vertices_.peek(); ++event) {
      const std::uint32_t id = vertex->event_id;
      layout::Vertex row = *vertex;
      row.file_vertex_id += taken.events;
      out.vertices->append(row);
      vertices_.pop();
      if (const auto* interaction = interactions_.peek(); interaction != nullptr && interaction->event_id == id) {
        out.interactions->append(*interaction);
        interactions_.pop();
      }
      if (const auto* weight = weights_ ? weights_->peek() : nullptr; weight != nullptr && weight->event_id == id) {
        out.weights->append(*weight);
        weights_->pop();
      }
      while (const auto* particle = stack_.peek()) {
        if (particle->event_id != id) break;
        layout::StackParticle shifted = *particle;
        if (shifted.traj_id >= 0) {
          shifted.file_traj_id =
              static_cast<std::int32_t>(static_cast<std::uint32_t>(shifted.file_traj_id) + track_shift);
        }
        out.stack->append(shifted);
        stack_.pop();
      }
      while (const auto* segment = segments_.peek()) {
        if (segment->file_vertex_id != event) break;
        layout::Segment shifted = *segment;
        shifted.file_vertex_id += taken.events;
        shifted.segment_id += segment_shift;
        shifted.file_traj_id += track_shift;
        out.segments->append(shifted);
        segments_.pop();
      }
      while (const auto* track = trajectories_ ? trajectories_->peek() : nullptr) {
        if (track->file_vertex_id != event) break;
        layout::Trajectory shifted = *track;
        shifted.file_vertex_id += taken.events;
        shifted.file_traj_id += track_shift;
        out.trajectories->append(shifted);
        trajectories_->pop();
      }
      while (const auto* step = steps_ ? steps_->peek() : nullptr) {
        if (step->event_id != id) break;
        out.steps->append(*step);
        steps_->pop();
      }
    }
    if (interactions_.peek() != nullptr || stack_.peek() != nullptr || segments_.peek() != nullptr ||
        (weights_ && weights_->peek() != nullptr) || (trajectories_ && trajectories_->peek() != nullptr) ||
        (steps_ && steps_->peek() != nullptr)) {
      refuse(path_, "rows of no event", "a table has rows whose event is not in `vertices`, or not in its order");
    }
    taken.events += event;
    taken.segments += segments_.rows();
    taken.tracks += tracks_;
  }

 private:
  static Head read_head(const std::filesystem::path& path, const hdf5::File& file) {
    if (!file.has_attribute("/", "tracks") || !file.has_attribute("/", "provenance")) {
      refuse(path, "not a shard of energy deposits", "it has no attributes tracks and provenance");
    }
    Head head;
    head.trajectories = file.exists("/trajectories");
    head.primary_steps = file.exists("/primary_steps");
    if (file.has_attribute("/", "engine")) head.engine = file.text_attribute("/", "engine");
    head.provenance = file.text_attribute("/", "provenance");
    return head;
  }

  std::filesystem::path path_;
  hdf5::File file_;
  Head head_;
  std::uint64_t tracks_;
  RowCursor<layout::Vertex> vertices_;
  RowCursor<layout::Interaction> interactions_;
  RowCursor<layout::StackParticle> stack_;
  RowCursor<layout::Segment> segments_;
  std::optional<RowCursor<layout::FluxWeight>> weights_;  // files of earlier versions have none
  std::optional<RowCursor<layout::Trajectory>> trajectories_;
  std::optional<RowCursor<layout::PrimaryStepRow>> steps_;
};

}  // namespace

MergedSegments merge_segments(std::span<const std::filesystem::path> parts, const std::filesystem::path& out,
                              unsigned threads) {
  WIREBENCH_EXPECT(!parts.empty() && threads >= 1);
  const Head head = Part{parts.front()}.head();
  SegmentsOutput output{out, {head.trajectories, head.primary_steps, threads}};
  Taken taken;
  for (const auto& path : parts) {
    Part part{path};
    if (part.head() != head) {
      refuse(path, "shards that do not belong together",
             "tables, engine or provenance differ from those of " + parts.front().string());
    }
    part.append_to(output, taken);
  }
  output.finish({head.engine, head.provenance, taken.tracks});
  return {taken.events, taken.segments};
}

}  // namespace wirebench::transport
