#include "wirebench/transport/transported_file.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "wirebench/core/error.hpp"
#include "wirebench/core/units.hpp"
#include "wirebench/transport/deposit_limits.hpp"
#include "wirebench/transport/process_code.hpp"
#include "wirebench/transport/segments_rows.hpp"

namespace wirebench::transport {
namespace {

constexpr double k_cm = units::centimeter.value();
constexpr double k_us = units::microsecond.value();

/// The rows of one table, block by block, handed out by event.
template <class Row>
class RowStream {
 public:
  RowStream(const hdf5::File& file, const char* name, hdf5::RowType<Row> type) : type_{std::move(type)} {
    if (file.exists(name)) table_.emplace(file.table(name));
  }

  [[nodiscard]] hsize_t rows() const noexcept { return table_ ? table_->rows() : 0; }

  /// The next row, without taking it; null at the end.
  [[nodiscard]] const Row* peek() {
    if (at_ == block_.size()) {
      const hsize_t count = std::min<hsize_t>(k_block, rows() - read_);
      if (count == 0) return nullptr;
      block_ = table_->read_rows(type_, read_, count);
      read_ += count;
      at_ = 0;
    }
    return &block_[at_];
  }
  void take() noexcept { ++at_; }

 private:
  static constexpr hsize_t k_block = 1U << 14U;
  hdf5::RowType<Row> type_;
  std::optional<hdf5::Dataset> table_;
  std::vector<Row> block_;
  std::size_t at_ = 0;
  hsize_t read_ = 0;
};

Vector3 scaled(const float (&values)[3], double unit) {
  return {unit * static_cast<double>(values[0]), unit * static_cast<double>(values[1]),
          unit * static_cast<double>(values[2])};
}

}  // namespace

struct TransportedFile::State {
  explicit State(const std::filesystem::path& path)
      : name{path.string()},
        file{hdf5::File::open(path)},
        vertices{file, "/vertices", row_type<layout::Vertex>(layout::k_vertex_fields)},
        interactions{file, "/mc_hdr", row_type<layout::Interaction>(layout::k_interaction_fields)},
        segments{file, "/segments", row_type<layout::Segment>(layout::k_segment_fields)},
        trajectories{file, "/trajectories", row_type<layout::Trajectory>(layout::k_trajectory_fields)},
        steps{file, "/primary_steps", row_type<layout::PrimaryStepRow>(layout::k_primary_step_fields)} {
    // Opening a table that is not there says what the file has instead.
    static_cast<void>(file.dataset("/vertices"));
    static_cast<void>(file.dataset("/segments"));
  }

  void add_deposit(const layout::Segment& row, EventDeposits& event) const {
    const std::string where = name + ": /segments";
    Deposit deposit;
    deposit.start = {k_cm * static_cast<double>(row.x_start), k_cm * static_cast<double>(row.y_start),
                     k_cm * static_cast<double>(row.z_start)};
    deposit.end = {k_cm * static_cast<double>(row.x_end), k_cm * static_cast<double>(row.y_end),
                   k_cm * static_cast<double>(row.z_end)};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      require_coordinate(deposit.start[axis], where, row.event_id);
      require_coordinate(deposit.end[axis], where, row.event_id);
    }
    deposit.energy = static_cast<double>(row.dE);
    deposit.step_length = k_cm * static_cast<double>(row.dx);
    require_energy(deposit.energy, where, row.event_id);
    require_step_length(deposit.step_length, where, row.event_id);
    deposit.time = k_us * row.t0_start;
    if (!std::isfinite(deposit.time)) throw bad_value("time", deposit.time, where, row.event_id);
    deposit.pdg = row.pdg_id;
    deposit.track_id = row.traj_id;
    event.deposits.push_back(deposit);
  }

  static Track track(const layout::Trajectory& row) {
    Track track;
    track.track_id = row.traj_id;
    track.parent_id = row.parent_id < 0 ? 0U : static_cast<std::uint32_t>(row.parent_id);
    track.pdg = row.pdg_id;
    track.start = scaled(row.xyz_start, k_cm);
    track.end = scaled(row.xyz_end, k_cm);
    track.start_momentum = scaled(row.pxyz_start, 1.0);
    track.end_momentum = scaled(row.pxyz_end, 1.0);
    track.start_time = k_us * row.t_start;
    track.end_time = k_us * row.t_end;
    track.length = k_cm * static_cast<double>(row.dist_travel);
    track.start_process = start_process({row.start_process, row.start_subprocess});
    track.end_process = end_process({row.end_process, row.end_subprocess}, norm(track.end_momentum) == 0.0);
    return track;
  }

  std::string name;
  hdf5::File file;
  RowStream<layout::Vertex> vertices;
  RowStream<layout::Interaction> interactions;
  RowStream<layout::Segment> segments;
  RowStream<layout::Trajectory> trajectories;
  RowStream<layout::PrimaryStepRow> steps;
};

TransportedFile::TransportedFile(const std::filesystem::path& path) : state_{std::make_unique<State>(path)} {}
TransportedFile::~TransportedFile() = default;

std::uint64_t TransportedFile::count() const noexcept {
  return state_->vertices.rows();
}

std::optional<TransportedEvent> TransportedFile::next() {
  State& state = *state_;
  const layout::Vertex* vertex = state.vertices.peek();
  if (vertex == nullptr) {
    if (const layout::Segment* left = state.segments.peek()) {
      throw Error{ErrorKind::failed,
                  {"deposits of no event", state.name + ": /segments: event " + std::to_string(left->event_id),
                   "the tables are not in the order of /vertices", ""}};
    }
    return std::nullopt;
  }
  const std::uint32_t id = vertex->event_id;
  TransportedEvent event;
  event.deposits.event_id = id;
  event.deposits.truth.interactions = 1;
  event.deposits.truth.vertex =
      Position{k_cm * static_cast<double>(vertex->x_vert), k_cm * static_cast<double>(vertex->y_vert),
               k_cm * static_cast<double>(vertex->z_vert)};
  state.vertices.take();
  for (const auto* row = state.interactions.peek(); row != nullptr && row->event_id == id;
       row = state.interactions.peek()) {
    event.deposits.truth.is_charged_current = row->isCC != 0;
    event.deposits.truth.neutrino_pdg = row->nu_pdg;
    event.deposits.truth.label = classify(row->isCC != 0, row->nu_pdg);
    state.interactions.take();
  }
  for (const auto* row = state.segments.peek(); row != nullptr && row->event_id == id; row = state.segments.peek()) {
    state.add_deposit(*row, event.deposits);
    const double energy = event.deposits.deposits.back().energy;
    (nuclear::is_nucleus(row->pdg_id) ? event.ledger.not_ionizing : event.ledger.deposited) += energy;
    state.segments.take();
  }
  for (const auto* row = state.trajectories.peek(); row != nullptr && row->event_id == id;
       row = state.trajectories.peek()) {
    event.tracks.push_back(State::track(*row));
    state.trajectories.take();
  }
  for (const auto* row = state.steps.peek(); row != nullptr && row->event_id == id; row = state.steps.peek()) {
    PrimaryStep step;
    step.track_id = row->traj_id;
    step.kinetic_before = static_cast<double>(row->kinetic_before);
    step.energy_deposited = static_cast<double>(row->dE);
    step.length = k_cm * static_cast<double>(row->dx);
    step.end = scaled(row->xyz_end, k_cm);
    step.direction = scaled(row->direction, 1.0);
    event.primary_steps.push_back(step);
    state.steps.take();
  }
  return event;
}

}  // namespace wirebench::transport
