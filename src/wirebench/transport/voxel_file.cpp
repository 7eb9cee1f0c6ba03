#include "wirebench/transport/voxel_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <unordered_set>

#include "wirebench/core/error.hpp"
#include "wirebench/core/units.hpp"
#include "wirebench/transport/deposit_limits.hpp"

namespace wirebench::transport {
namespace {

constexpr double k_cell_side = 5.0;       // mm
constexpr double k_grid_start = -2500.0;  // mm, lower edge of cell 0
constexpr std::int32_t k_cells = 1000;    // along each axis
constexpr hsize_t k_most_events = 10'000'000;
constexpr std::array<std::int32_t, 5> k_pdg_of_kind{0, 11, 13, 211, 2212};
constexpr hsize_t k_block_rows = 1U << 16U;

struct EventRow {
  std::uint64_t event_id;
  std::uint64_t first_voxel;
  std::uint64_t n_voxels;
  float vertex[3];
  std::int32_t label;
};

hdf5::Dataset open_column(const hdf5::File& file, const std::string& path, const std::string& name) {
  hdf5::Dataset column = file.dataset(name);
  const H5T_class_t kind = column.element_class();
  if (column.shape().size() != 1 || (kind != H5T_INTEGER && kind != H5T_FLOAT)) {
    throw Error{ErrorKind::failed,
                {"not a column of numbers", path + ": " + name, "one number a voxel is needed",
                 "Check that the file has the voxel layout."}};
  }
  column.require_stored();
  return column;
}

}  // namespace

VoxelFile::VoxelFile(const std::filesystem::path& path) : path_{path.string()} {
  const hdf5::File file = hdf5::File::open(path);
  for (const char* name : {"/voxels/ix", "/voxels/iy", "/voxels/iz"}) cells_.push_back(open_column(file, path_, name));
  energy_.emplace(open_column(file, path_, "/voxels/dE"));
  if (file.exists("/voxels/kind")) kind_.emplace(open_column(file, path_, "/voxels/kind"));
  const hsize_t rows = energy_->rows();
  const bool same_length =
      std::all_of(cells_.begin(), cells_.end(), [rows](const auto& c) { return c.rows() == rows; });
  if (!same_length || (kind_ && kind_->rows() != rows)) {
    throw Error{ErrorKind::failed,
                {"columns of different length", path_ + ": /voxels", "ix, iy, iz, dE and kind describe the same voxels",
                 "The file is damaged; make or copy it again."}};
  }
  read_events(file);
}

void VoxelFile::read_events(const hdf5::File& file) {
  const hdf5::Dataset table = file.table("/events");
  const std::string where = path_ + ": /events";
  if (table.rows() == 0 || table.rows() > k_most_events) {
    throw Error{ErrorKind::failed,
                {table.rows() == 0 ? "no events" : "too many events", where,
                 fmt::format("1 to {} rows are needed", k_most_events),
                 "Check the program that wrote the file, or give another one."}};
  }
  hdf5::RowType<EventRow> type;
  type.field<std::uint64_t>("event_id", offsetof(EventRow, event_id))
      .field<std::uint64_t>("first_voxel", offsetof(EventRow, first_voxel))
      .field<std::uint64_t>("n_voxels", offsetof(EventRow, n_voxels))
      .field<float>("x_vert", offsetof(EventRow, vertex))
      .field<float>("y_vert", offsetof(EventRow, vertex) + sizeof(float))
      .field<float>("z_vert", offsetof(EventRow, vertex) + 2 * sizeof(float))
      .field<std::int32_t>("label", offsetof(EventRow, label));
  const hsize_t voxels = energy_->rows();
  std::unordered_set<std::uint64_t> seen;
  for (hsize_t first = 0; first < table.rows(); first += k_block_rows) {
    for (const EventRow& row : table.read_rows(type, first, std::min(k_block_rows, table.rows() - first))) {
      if (!seen.insert(row.event_id).second) {
        throw Error{ErrorKind::failed,
                    {"an event number appears twice", fmt::format("{}: event_id {}", where, row.event_id), "",
                     "Give each event a number of its own."}};
      }
      if (row.first_voxel > voxels || row.n_voxels > voxels - row.first_voxel) {
        throw Error{ErrorKind::failed,
                    {"the voxels of an event lie outside the file", fmt::format("{}: event_id {}", where, row.event_id),
                     fmt::format("first_voxel {}, n_voxels {}, but the file has {} voxels", row.first_voxel,
                                 row.n_voxels, voxels),
                     "The file is damaged; make or copy it again."}};
      }
      if (row.n_voxels > k_most_deposits) throw too_many_deposits(path_, row.event_id);
      if (row.label < 0 || row.label > 2) throw bad_value("label", row.label, where, row.event_id);
      Event event{row.event_id, {}, row.first_voxel, row.n_voxels, static_cast<InteractionClass>(row.label)};
      for (std::size_t axis = 0; axis < 3; ++axis) {
        event.vertex[axis] = units::centimeter.value() * static_cast<double>(row.vertex[axis]);
        require_coordinate(event.vertex[axis], where, row.event_id);
      }
      events_.push_back(event);
    }
  }
}

std::optional<EventDeposits> VoxelFile::next() {
  if (next_ == events_.size()) return std::nullopt;
  const Event& source = events_[next_++];
  EventDeposits event;
  event.event_id = source.event_id;
  event.step_lengths = StepLengths::assumed;
  event.truth.label = source.label;
  event.truth.is_charged_current = source.label != InteractionClass::neutral_current;
  // The form does not name the flavour of a neutral-current neutrino.
  if (source.label == InteractionClass::numu_charged_current) event.truth.neutrino_pdg = 14;
  if (source.label == InteractionClass::nue_charged_current) event.truth.neutrino_pdg = 12;
  event.truth.vertex = source.vertex;
  event.truth.interactions = 1;

  std::vector<float> energies(source.count);
  energy_->read_rows<float>(source.first, source.count, energies);
  std::array<std::vector<std::int32_t>, 3> cells;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    cells[axis].resize(source.count);
    cells_[axis].read_rows<std::int32_t>(source.first, source.count, cells[axis]);
  }
  std::vector<std::int32_t> kinds(source.count, 0);
  if (kind_) kind_->read_rows<std::int32_t>(source.first, source.count, kinds);

  const std::string where = path_ + ": /voxels";
  event.deposits.reserve(source.count);
  for (std::size_t i = 0; i < source.count; ++i) {
    Deposit deposit;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const std::int32_t cell = cells[axis][i];
      if (cell < 0 || cell >= k_cells) throw bad_value("cell number", cell, where, source.event_id);
      deposit.start[axis] = k_grid_start + k_cell_side * (static_cast<double>(cell) + 0.5);
    }
    deposit.end = deposit.start;
    deposit.energy = static_cast<double>(energies[i]);
    require_energy(deposit.energy, where, source.event_id);
    deposit.step_length = k_cell_side;
    const std::int32_t kind = kinds[i];
    if (kind < 0 || kind >= static_cast<std::int32_t>(k_pdg_of_kind.size())) {
      throw bad_value("kind", kind, where, source.event_id);
    }
    deposit.pdg = k_pdg_of_kind[static_cast<std::size_t>(kind)];
    event.deposits.push_back(deposit);
  }
  return event;
}

}  // namespace wirebench::transport
