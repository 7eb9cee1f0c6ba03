#include "wirebench/validation/event_validation.hpp"

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"
#include "validation/fake_engine.hpp"

#include "wirebench/core/hdf5.hpp"

namespace wirebench::validation {
namespace {

using test::FakeEngine;
using test::TemporaryFolder;

struct EventRow {
  std::uint32_t event_id;
  std::uint8_t label;
  float vertex[3];
  std::uint64_t first;
  std::uint32_t count;
};
struct PrimaryRow {
  std::uint32_t event_id;
  std::int32_t pdg;
  float momentum[3];
};

/// A voxel file of what the fake engine makes of 200 pions of 100 MeV.
void write_reference(const std::filesystem::path& path, const FakeEngine& engine, bool with_primaries = true) {
  std::vector<EventRow> events;
  std::vector<PrimaryRow> primaries;
  std::vector<std::int16_t> cells[3];
  std::vector<float> energies;
  std::vector<std::uint8_t> kinds;
  for (std::uint32_t number = 0; number < 200; ++number) {
    transport::PrimaryEvent primary;
    primary.event_id = number + 5000;  // the fake engine's random numbers are others than in the test
    primary.primaries = {{211, {0.0, 0.0, 194.76}, {}, 0.0}};
    const auto voxels = voxelize(engine.transport(primary, {}).deposits.deposits);
    events.push_back({number,
                      static_cast<std::uint8_t>(number % 3),
                      {0.0F, 0.0F, 0.0F},
                      energies.size(),
                      static_cast<std::uint32_t>(voxels.size())});
    if (with_primaries || number > 0) primaries.push_back({number, 211, {0.0F, 0.0F, 194.76F}});
    for (const Voxel& voxel : voxels) {
      for (std::size_t axis = 0; axis < 3; ++axis) {
        cells[axis].push_back(static_cast<std::int16_t>((voxel.centre[axis] - k_voxel_origin) / k_voxel));
      }
      energies.push_back(static_cast<float>(voxel.energy));
      kinds.push_back(static_cast<std::uint8_t>(voxel.kind));
    }
  }
  auto file = hdf5::File::create(path);
  hdf5::RowType<EventRow> event_type;
  event_type.field<std::uint32_t>("event_id", offsetof(EventRow, event_id))
      .field<std::uint8_t>("label", offsetof(EventRow, label))
      .field<float>("x_vert", offsetof(EventRow, vertex))
      .field<float>("y_vert", offsetof(EventRow, vertex) + 4)
      .field<float>("z_vert", offsetof(EventRow, vertex) + 8)
      .field<std::uint64_t>("first_voxel", offsetof(EventRow, first))
      .field<std::uint32_t>("n_voxels", offsetof(EventRow, count));
  hdf5::RowType<PrimaryRow> primary_type;
  primary_type.field<std::uint32_t>("event_id", offsetof(PrimaryRow, event_id))
      .field<std::int32_t>("pdg", offsetof(PrimaryRow, pdg))
      .field<float>("px", offsetof(PrimaryRow, momentum))
      .field<float>("py", offsetof(PrimaryRow, momentum) + 4)
      .field<float>("pz", offsetof(PrimaryRow, momentum) + 8);
  file.create_dataset("/events", event_type, {.shape = {events.size()}}).write_rows<EventRow>(event_type, 0, events);
  file.create_dataset("/primaries", primary_type, {.shape = {primaries.size()}})
      .write_rows<PrimaryRow>(primary_type, 0, primaries);
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

TEST(ValidateEvents, PassesAnEngineThatAgrees) {
  const TemporaryFolder folder;
  FakeEngine::Answers answers;
  answers.interaction = 0.0;
  write_reference(folder / "events.h5", FakeEngine{answers});
  const auto reference = read_reference_events(folder / "events.h5", std::nullopt);
  ASSERT_EQ(reference.primaries.size(), 200U);
  EXPECT_EQ(reference.primaries[7].primaries[0].pdg, 211);
  const auto rows = validate_events(reference, FakeEngine{answers}, 3);
  EXPECT_TRUE(tally(rows).all_passed()) << comparison_table(rows);
  EXPECT_EQ(rows.front().quantity, "deposited energy, mean [MeV]");
  EXPECT_NEAR(rows.front().reference, 100.0, 0.1);
}

TEST(ValidateEvents, FailsAnEngineThatDoesNot) {
  const TemporaryFolder folder;
  FakeEngine::Answers answers;
  answers.interaction = 0.0;
  write_reference(folder / "events.h5", FakeEngine{answers});
  const auto reference = read_reference_events(folder / "events.h5", 100);
  EXPECT_EQ(reference.primaries.size(), 100U);
  answers.energy_scale = 1.05;
  const auto rows = validate_events(reference, FakeEngine{answers}, 1);
  EXPECT_EQ(rows.front().verdict(), Verdict::fail);
  EXPECT_FALSE(tally(rows).all_passed());
}

TEST(ReadReferenceEvents, RefusesAnEventWithoutPrimaries) {
  const TemporaryFolder folder;
  write_reference(folder / "events.h5", FakeEngine{}, false);
  test::expect_error([&] { static_cast<void>(read_reference_events(folder / "events.h5", std::nullopt)); },
                     ErrorKind::failed, {"without primaries"});
  test::expect_error([&] { static_cast<void>(find_voxel_files(folder / "nothing")); }, ErrorKind::usage,
                     {"no reference events"});
}

}  // namespace
}  // namespace wirebench::validation
