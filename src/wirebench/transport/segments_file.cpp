#include "wirebench/transport/segments_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <unordered_set>

#include "wirebench/core/error.hpp"
#include "wirebench/core/units.hpp"
#include "wirebench/transport/deposit_limits.hpp"

namespace wirebench::transport {
namespace {

constexpr hsize_t k_block_rows = 1U << 16U;

/// One row of `segments` as read: the file's units.
struct SegmentRow {
  std::uint64_t event_id;
  float start[3];
  float end[3];
  float energy;
  float length;
  double time;
  std::int32_t pdg;
  std::uint32_t track;
};

struct EventIdRow {
  std::uint64_t event_id;
};

struct VertexRow {
  std::uint64_t event_id;
  float position[3];
};

struct WeightRow {
  std::uint64_t event_id;
  double weight;
};

struct InteractionRow {
  std::uint64_t event_id;
  std::int32_t neutrino_pdg;
  float neutrino_energy;  // MeV; other programs leave the field out: then 0, as rows are zeroed before they are read
  std::int8_t is_charged_current;
};

/// The first of `names` (the current one, then older ones) that the table has.
std::optional<std::string> find_field(const std::vector<std::string>& fields,
                                      std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (std::find(fields.begin(), fields.end(), name) != fields.end()) return name;
  }
  return std::nullopt;
}

/// The same, but reading fails with the current name when none is there.
std::string need_field(const std::vector<std::string>& fields, std::initializer_list<const char*> names) {
  return find_field(fields, names).value_or(*names.begin());
}

hdf5::RowType<EventIdRow> event_id_layout(const std::vector<std::string>& fields) {
  hdf5::RowType<EventIdRow> type;
  type.field<std::uint64_t>(need_field(fields, {"event_id", "eventID"}).c_str(), offsetof(EventIdRow, event_id));
  return type;
}

hdf5::RowType<SegmentRow> segment_layout(const std::vector<std::string>& fields) {
  hdf5::RowType<SegmentRow> type;
  type.field<std::uint64_t>(need_field(fields, {"event_id", "eventID"}).c_str(), offsetof(SegmentRow, event_id))
      .field<float>("x_start", offsetof(SegmentRow, start))
      .field<float>("y_start", offsetof(SegmentRow, start) + sizeof(float))
      .field<float>("z_start", offsetof(SegmentRow, start) + 2 * sizeof(float))
      .field<float>("x_end", offsetof(SegmentRow, end))
      .field<float>("y_end", offsetof(SegmentRow, end) + sizeof(float))
      .field<float>("z_end", offsetof(SegmentRow, end) + 2 * sizeof(float))
      .field<float>("dE", offsetof(SegmentRow, energy));
  if (find_field(fields, {"dx"})) type.field<float>("dx", offsetof(SegmentRow, length));
  if (const auto name = find_field(fields, {"t0_start", "t0"})) {
    type.field<double>(name->c_str(), offsetof(SegmentRow, time));
  }
  if (const auto name = find_field(fields, {"pdg_id", "pdgId"})) {
    type.field<std::int32_t>(name->c_str(), offsetof(SegmentRow, pdg));
  }
  if (const auto name = find_field(fields, {"traj_id", "trackID"})) {
    type.field<std::uint32_t>(name->c_str(), offsetof(SegmentRow, track));
  }
  return type;
}

}  // namespace

SegmentsFile::SegmentsFile(const std::filesystem::path& path) : path_{path.string()} {
  const hdf5::File file = hdf5::File::open(path);
  table_ = file.exists("/segments") || !file.exists("/tracks") ? "/segments" : "/tracks";
  segments_.emplace(file.table(table_));
  fields_ = segments_->field_names();
  index_events();
  read_vertices(file);
  read_interactions(file);
  read_weights(file);
}

void SegmentsFile::index_events() {
  const hsize_t rows = segments_->rows();
  if (rows == 0) {
    throw Error{ErrorKind::failed,
                {"no segments", path_ + ": " + table_, "the table has no rows",
                 "Check the program that wrote the file, or give another one."}};
  }
  // Also reads (and so finds missing) every needed field of the first row before the long pass.
  static_cast<void>(segments_->read_rows(segment_layout(fields_), 0, 1));
  const auto layout = event_id_layout(fields_);
  std::unordered_set<std::uint64_t> seen;
  for (hsize_t first = 0; first < rows; first += k_block_rows) {
    const hsize_t count = std::min(k_block_rows, rows - first);
    const std::vector<EventIdRow> block = segments_->read_rows(layout, first, count);
    for (hsize_t i = 0; i < count; ++i) {
      const std::uint64_t event_id = block[i].event_id;
      if (!runs_.empty() && runs_.back().event_id == event_id) {
        if (++runs_.back().rows > k_most_deposits) {
          throw too_many_deposits(path_, event_id);
        }
        continue;
      }
      if (!seen.insert(event_id).second) {
        throw Error{ErrorKind::failed,
                    {"the segments of an event are not together",
                     fmt::format("{}: {}: row {}, event_id {}", path_, table_, first + i, event_id),
                     "rows of other events lie between them; perhaps several files with the same event numbers were "
                     "joined",
                     "Sort the table by event_id (stable), and give joined files event numbers of their own."}};
      }
      runs_.push_back({event_id, first + i, 1});
    }
  }
}

void SegmentsFile::read_vertices(const hdf5::File& file) {
  if (!file.exists("/vertices")) return;
  const hdf5::Dataset table = file.table("/vertices");
  hdf5::RowType<VertexRow> type;
  type.field<std::uint64_t>(need_field(table.field_names(), {"event_id", "eventID"}).c_str(),
                            offsetof(VertexRow, event_id))
      .field<float>("x_vert", offsetof(VertexRow, position))
      .field<float>("y_vert", offsetof(VertexRow, position) + sizeof(float))
      .field<float>("z_vert", offsetof(VertexRow, position) + 2 * sizeof(float));
  for (hsize_t first = 0; first < table.rows(); first += k_block_rows) {
    for (const VertexRow& row : table.read_rows(type, first, std::min(k_block_rows, table.rows() - first))) {
      Position vertex{};
      for (std::size_t axis = 0; axis < 3; ++axis) {
        vertex[axis] = units::centimeter.value() * static_cast<double>(row.position[axis]);
        require_coordinate(vertex[axis], path_ + ": /vertices", row.event_id);
      }
      Truth& truth = truth_[row.event_id];
      ++truth.interactions;
      truth.vertex = truth.interactions == 1 ? std::optional{vertex} : std::nullopt;
    }
  }
}

void SegmentsFile::read_interactions(const hdf5::File& file) {
  if (!file.exists("/mc_hdr")) return;
  const hdf5::Dataset table = file.table("/mc_hdr");
  hdf5::RowType<InteractionRow> type;
  type.field<std::uint64_t>(need_field(table.field_names(), {"event_id", "eventID"}).c_str(),
                            offsetof(InteractionRow, event_id))
      .field<std::int8_t>("isCC", offsetof(InteractionRow, is_charged_current))
      .field<std::int32_t>("nu_pdg", offsetof(InteractionRow, neutrino_pdg));
  if (find_field(table.field_names(), {"Enu"})) type.field<float>("Enu", offsetof(InteractionRow, neutrino_energy));
  std::unordered_map<std::uint64_t, std::uint32_t> interactions;
  for (hsize_t first = 0; first < table.rows(); first += k_block_rows) {
    for (const InteractionRow& row : table.read_rows(type, first, std::min(k_block_rows, table.rows() - first))) {
      const bool is_charged_current = row.is_charged_current != 0;
      const auto label = classify(is_charged_current, row.neutrino_pdg);
      Truth& truth = truth_[row.event_id];
      const std::uint32_t number = ++interactions[row.event_id];
      truth.interactions = std::max(truth.interactions, number);
      if (number == 1) {
        truth.label = label;
        truth.neutrino_pdg = row.neutrino_pdg;
        truth.neutrino_energy = std::isfinite(row.neutrino_energy) ? static_cast<double>(row.neutrino_energy) : 0.0;
        truth.is_charged_current = is_charged_current;
        continue;
      }
      // Pile-up: keep only what all interactions share.
      if (truth.label != label) truth.label.reset();
      if (truth.neutrino_pdg != row.neutrino_pdg) truth.neutrino_pdg = 0;
      truth.neutrino_energy = 0.0;
      if (truth.is_charged_current != is_charged_current) truth.is_charged_current.reset();
    }
  }
}

void SegmentsFile::read_weights(const hdf5::File& file) {
  if (!file.exists("/flux_weights")) return;
  const hdf5::Dataset table = file.table("/flux_weights");
  hdf5::RowType<WeightRow> type;
  type.field<std::uint64_t>("event_id", offsetof(WeightRow, event_id))
      .field<double>("weight", offsetof(WeightRow, weight));
  for (hsize_t first = 0; first < table.rows(); first += k_block_rows) {
    for (const WeightRow& row : table.read_rows(type, first, std::min(k_block_rows, table.rows() - first))) {
      if (!std::isfinite(row.weight)) {
        throw bad_value("flux weight", row.weight, path_ + ": /flux_weights", row.event_id);
      }
      Truth& truth = truth_[row.event_id];
      if (truth.interactions < 2) truth.flux_weight = row.weight;  // a weight is that of one interaction
    }
  }
}

std::optional<EventDeposits> SegmentsFile::next() {
  if (next_ == runs_.size()) return std::nullopt;
  const Run& run = runs_[next_++];
  EventDeposits event;
  event.event_id = run.event_id;
  if (const auto truth = truth_.find(run.event_id); truth != truth_.end()) event.truth = truth->second;

  const bool has_length = find_field(fields_, {"dx"}).has_value();
  const std::string where = path_ + ": " + table_;
  event.deposits.reserve(run.rows);
  for (const SegmentRow& row : segments_->read_rows(segment_layout(fields_), run.first, run.rows)) {
    Deposit deposit;
    double squared_distance = 0.0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      deposit.start[axis] = units::centimeter.value() * static_cast<double>(row.start[axis]);
      deposit.end[axis] = units::centimeter.value() * static_cast<double>(row.end[axis]);
      require_coordinate(deposit.start[axis], where, run.event_id);
      require_coordinate(deposit.end[axis], where, run.event_id);
      const double side = deposit.end[axis] - deposit.start[axis];
      squared_distance += side * side;
    }
    deposit.energy = static_cast<double>(row.energy);
    require_energy(deposit.energy, where, run.event_id);
    deposit.step_length =
        has_length ? units::centimeter.value() * static_cast<double>(row.length) : std::sqrt(squared_distance);
    require_step_length(deposit.step_length, where, run.event_id);
    deposit.time = units::microsecond.value() * row.time;
    if (!std::isfinite(deposit.time)) throw bad_value("time", deposit.time, where, run.event_id);
    deposit.pdg = row.pdg;
    deposit.track_id = row.track;
    event.deposits.push_back(deposit);
  }
  return event;
}

}  // namespace wirebench::transport
