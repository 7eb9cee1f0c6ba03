/// \file Damaged HDF5 files of deposits, cut anywhere or with any numbers in their tables: each gives events that can
/// be used or an Error that names it, and takes little memory. Bytes of HDF5's own structure are not changed: the
/// library itself does not survive that in all its versions.
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "support/damage.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"
#include "transport/example_event.hpp"

#include "wirebench/core/error.hpp"
#include "wirebench/core/hdf5.hpp"
#include "wirebench/transport/deposit_limits.hpp"
#include "wirebench/transport/deposit_source.hpp"
#include "wirebench/transport/segments_writer.hpp"
#include "wirebench/transport/transported_file.hpp"

namespace wirebench::transport {
namespace {

struct VoxelEvent {
  std::uint64_t event_id, first_voxel, n_voxels;
  float x, y, z;
  std::int32_t label;
};

/// What the tables of a file hold.
struct VoxelTables {
  std::vector<VoxelEvent> events{{3, 0, 20, 1.0F, 2.0F, 3.0F, 1}, {4, 20, 30, -1.0F, 0.0F, 9.0F, 0}};
  std::vector<std::int16_t> cells = std::vector<std::int16_t>(50, 500);
  std::vector<std::uint8_t> kinds = std::vector<std::uint8_t>(50, 2);
  std::vector<float> energies = std::vector<float>(50, 0.75F);
};

/// `values` with some of their bytes changed.
template <class T>
void damage(std::vector<T>& values, std::uint64_t round) {
  const std::string_view bytes{reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
  const std::string changed = test::damaged_binary(bytes, round);
  std::memcpy(values.data(), changed.data(), changed.size());
}

/// Small, so that most of the file is what describes the tables. Chunked and packed, or not.
void write_voxels(const std::filesystem::path& path, bool packed, const VoxelTables& tables = {}) {
  const auto& [events, cells, kinds, energies] = tables;
  const auto layout = [packed](std::size_t rows) {
    return packed ? hdf5::Layout{{rows}, {16}, true, 4} : hdf5::Layout{{rows}, {}};
  };
  hdf5::File file = hdf5::File::create(path);
  hdf5::RowType<VoxelEvent> type;
  type.field<std::uint64_t>("event_id", offsetof(VoxelEvent, event_id))
      .field<std::uint64_t>("first_voxel", offsetof(VoxelEvent, first_voxel))
      .field<std::uint64_t>("n_voxels", offsetof(VoxelEvent, n_voxels))
      .field<float>("x_vert", offsetof(VoxelEvent, x))
      .field<float>("y_vert", offsetof(VoxelEvent, y))
      .field<float>("z_vert", offsetof(VoxelEvent, z))
      .field<std::int32_t>("label", offsetof(VoxelEvent, label));
  file.create_dataset("/events", type, layout(events.size())).write_rows<VoxelEvent>(type, 0, events);
  const auto column = [&]<class T>(const char* name, const std::vector<T>& values) {
    file.create_dataset<T>(name, layout(values.size())).write_rows(0, values.size(), std::span<const T>{values});
  };
  column("/voxels/ix", cells);
  column("/voxels/iy", cells);
  column("/voxels/iz", cells);
  column("/voxels/kind", kinds);
  column("/voxels/dE", energies);
  file.close();
}

std::string original(std::string_view form) {
  const test::TemporaryFolder folder;
  const auto path = folder / "a.h5";
  if (form == "segments") {
    SegmentsWriterOptions options;
    options.primary_steps = true;
    SegmentsWriter writer{path, options};
    for (std::uint64_t i = 0; i < 2; ++i) writer.add(test::example_event(i, 20), test::example_primaries(i));
    writer.finish();
  } else {
    write_voxels(path, form == "packed_voxels");
  }
  return test::bytes_in(path);
}

void expect_usable(const EventDeposits& event) {
  EXPECT_LE(event.deposits.size(), k_most_deposits);
  for (const Deposit& deposit : event.deposits) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      EXPECT_LE(std::abs(deposit.start[axis]), k_largest_coordinate);
      EXPECT_LE(std::abs(deposit.end[axis]), k_largest_coordinate);
    }
    EXPECT_TRUE(deposit.energy >= 0.0 && std::isfinite(deposit.energy));
    EXPECT_TRUE(deposit.step_length >= 0.0 && std::isfinite(deposit.step_length));
    EXPECT_TRUE(std::isfinite(deposit.time));
  }
}

enum class Outcome : std::uint8_t { whole, refused };

/// Reads all events as studies and as Geant4's results are read.
Outcome survive(const std::filesystem::path& path, std::string_view bytes) {
  test::write_bytes_to(path, bytes);
  Outcome outcome = Outcome::whole;
  const auto attempt = [&](const auto& read) {
    try {
      read();
    } catch (const Error& error) {
      outcome = Outcome::refused;
      EXPECT_NE(std::string_view{error.what()}.find(path.string()), std::string_view::npos) << error.what();
    }
  };
  attempt([&] {
    const auto source = open_deposits(path);
    while (const auto event = source->next()) expect_usable(*event);
  });
  if (bytes.find("trajectories") != std::string_view::npos) {
    attempt([&] {
      TransportedFile file{path};
      while (const auto event = file.next()) expect_usable(event->deposits);
    });
  }
  return outcome;
}

class HostileDeposits : public testing::TestWithParam<const char*> {};

TEST_P(HostileDeposits, SurviveBeingCutAnywhere) {
  const test::TemporaryFolder folder;
  const std::string whole = original(GetParam());
  EXPECT_EQ(survive(folder / "a.h5", whole), Outcome::whole);
  const std::size_t step = std::max<std::size_t>(1, whole.size() / 150);
  for (std::size_t size = 0; size < whole.size(); size += step) {
    EXPECT_EQ(survive(folder / "a.h5", std::string_view{whole}.substr(0, size)), Outcome::refused) << size;
    if (HasFailure()) FAIL() << "cut at " << size;
  }
}

TEST(HostileDepositNumbers, AreRefusedOrUsable) {
  const test::TemporaryFolder folder;
  const long before = test::peak_kilobytes();
  int refused = 0;
  constexpr int rounds = 300;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    VoxelTables tables;
    switch (round % 4) {
      case 0:
      case 1: damage(tables.events, round); break;
      case 2: damage(tables.cells, round); break;
      default: damage(tables.energies, round);
    }
    const auto written = folder / "w.h5";
    write_voxels(written, round % 8 < 4, tables);
    refused += survive(folder / "a.h5", test::bytes_in(written)) == Outcome::refused ? 1 : 0;
    if (HasFailure()) FAIL() << "round " << round;
  }
  EXPECT_GT(refused, rounds / 10);
  EXPECT_LT(refused, rounds);
  EXPECT_LT(test::peak_kilobytes() - before, 1'500'000);
}

INSTANTIATE_TEST_SUITE_P(Forms, HostileDeposits, testing::Values("segments", "voxels", "packed_voxels"),
                         [](const auto& one) { return std::string{one.param}; });

}  // namespace
}  // namespace wirebench::transport
