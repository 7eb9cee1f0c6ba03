/// \file A file of reference events by the fake engine.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "validation/fake_engine.hpp"

#include "wirebench/core/hdf5.hpp"
#include "wirebench/validation/voxel_measures.hpp"

namespace wirebench::test {

struct ReferenceEventRow {
  std::uint32_t event_id;
  std::uint8_t label;
  float vertex[3];
  std::uint64_t first;
  std::uint32_t count;
};
struct ReferencePrimaryRow {
  std::uint32_t event_id;
  std::int32_t pdg;
  float momentum[3];
};

struct ReferenceFile {
  bool with_primaries = true;  ///< false: the first event has none
  /// Added to the event numbers the engine sees: its random numbers are others than the test's, unless this is 0.
  std::uint32_t first_random = 5000;
  std::array<float, 3> momentum{194.76F, 194.76F, 194.76F};  ///< MeV, of each class's pions; this is 100 MeV kinetic
};

/// A voxel file of what the fake engine makes of 200 pions, the classes in turn.
inline void write_reference(const std::filesystem::path& path, const FakeEngine& engine,
                            const ReferenceFile& options = {}) {
  using validation::Voxel;
  std::vector<ReferenceEventRow> events;
  std::vector<ReferencePrimaryRow> primaries;
  std::vector<std::int16_t> cells[3];
  std::vector<float> energies;
  std::vector<std::uint8_t> kinds;
  for (std::uint32_t number = 0; number < 200; ++number) {
    transport::PrimaryEvent primary;
    primary.event_id = number + options.first_random;
    const float momentum = options.momentum[number % 3];
    primary.primaries = {{211, {0.0, 0.0, static_cast<double>(momentum)}, {}, 0.0}};
    const auto voxels = validation::voxelize(engine.transport(primary, {}).deposits.deposits);
    events.push_back({number,
                      static_cast<std::uint8_t>(number % 3),
                      {0.0F, 0.0F, 0.0F},
                      energies.size(),
                      static_cast<std::uint32_t>(voxels.size())});
    if (options.with_primaries || number > 0) primaries.push_back({number, 211, {0.0F, 0.0F, momentum}});
    for (const Voxel& voxel : voxels) {
      for (std::size_t axis = 0; axis < 3; ++axis) {
        cells[axis].push_back(
            static_cast<std::int16_t>((voxel.centre[axis] - validation::k_voxel_origin) / validation::k_voxel));
      }
      energies.push_back(static_cast<float>(voxel.energy));
      kinds.push_back(static_cast<std::uint8_t>(voxel.kind));
    }
  }
  auto file = hdf5::File::create(path);
  hdf5::RowType<ReferenceEventRow> event_type;
  event_type.field<std::uint32_t>("event_id", offsetof(ReferenceEventRow, event_id))
      .field<std::uint8_t>("label", offsetof(ReferenceEventRow, label))
      .field<float>("x_vert", offsetof(ReferenceEventRow, vertex))
      .field<float>("y_vert", offsetof(ReferenceEventRow, vertex) + 4)
      .field<float>("z_vert", offsetof(ReferenceEventRow, vertex) + 8)
      .field<std::uint64_t>("first_voxel", offsetof(ReferenceEventRow, first))
      .field<std::uint32_t>("n_voxels", offsetof(ReferenceEventRow, count));
  hdf5::RowType<ReferencePrimaryRow> primary_type;
  primary_type.field<std::uint32_t>("event_id", offsetof(ReferencePrimaryRow, event_id))
      .field<std::int32_t>("pdg", offsetof(ReferencePrimaryRow, pdg))
      .field<float>("px", offsetof(ReferencePrimaryRow, momentum))
      .field<float>("py", offsetof(ReferencePrimaryRow, momentum) + 4)
      .field<float>("pz", offsetof(ReferencePrimaryRow, momentum) + 8);
  file.create_dataset("/events", event_type, {.shape = {events.size()}})
      .write_rows<ReferenceEventRow>(event_type, 0, events);
  file.create_dataset("/primaries", primary_type, {.shape = {primaries.size()}})
      .write_rows<ReferencePrimaryRow>(primary_type, 0, primaries);
  const char* names[3] = {"/voxels/ix", "/voxels/iy", "/voxels/iz"};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    file.create_dataset<std::int16_t>(names[axis], {.shape = {energies.size()}})
        .write_rows<std::int16_t>(0, energies.size(), cells[axis]);
  }
  file.create_dataset<float>("/voxels/dE", {.shape = {energies.size()}})
      .write_rows<float>(0, energies.size(), energies);
  file.create_dataset<std::uint8_t>("/voxels/kind", {.shape = {energies.size()}})
      .write_rows<std::uint8_t>(0, energies.size(), kinds);
  file.close();
}

}  // namespace wirebench::test
