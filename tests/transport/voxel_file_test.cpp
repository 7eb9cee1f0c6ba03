#include "wirebench/transport/voxel_file.hpp"

#include <gmock/gmock.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <numeric>
#include <vector>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

namespace wirebench::transport {
namespace {

const std::filesystem::path k_sample = std::filesystem::path{WIREBENCH_SOURCE_DIR} / "data/events_sample.h5";

double energy(const EventDeposits& event) {
  return std::accumulate(event.deposits.begin(), event.deposits.end(), 0.0,
                         [](double sum, const Deposit& deposit) { return sum + deposit.energy; });
}

// The numbers were read with h5py: cell indices, MeV, vertex in cm.
TEST(VoxelFile, ReadsTheSampleAsH5pyDoes) {
  VoxelFile source{k_sample};
  ASSERT_EQ(source.count(), 780U);
  const auto first = source.next();
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->event_id, 0U);
  EXPECT_EQ(first->step_lengths, StepLengths::assumed);
  EXPECT_EQ(first->truth.label, InteractionClass::neutral_current);
  EXPECT_EQ(first->truth.is_charged_current, false);
  EXPECT_EQ(first->truth.neutrino_pdg, 0);
  ASSERT_EQ(first->deposits.size(), 291U);
  EXPECT_NEAR(energy(*first), 334.96728515625, 1e-9);
  EXPECT_NEAR(first->truth.vertex->at(2), -1098.79, 1e-3);
  // ix 158, iy 560, iz 234: [-171.0, -170.5) cm, [30.0, 30.5) cm, [-133.0, -132.5) cm.
  const Deposit& deposit = first->deposits.front();
  EXPECT_DOUBLE_EQ(deposit.start[0], -1707.5);
  EXPECT_DOUBLE_EQ(deposit.start[1], 302.5);
  EXPECT_DOUBLE_EQ(deposit.start[2], -1327.5);
  EXPECT_EQ(deposit.end, deposit.start);
  EXPECT_DOUBLE_EQ(deposit.step_length, 5.0);
  EXPECT_EQ(deposit.pdg, 2212);

  const auto second = source.next();
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->truth.label, InteractionClass::numu_charged_current);
  EXPECT_EQ(second->truth.neutrino_pdg, 14);
  EXPECT_NEAR(energy(*second), 1511.624755859375, 1e-9);
}

TEST(VoxelFile, TheSampleIsBalancedAndEveryEventIsVisible) {
  VoxelFile source{k_sample};
  std::array<int, 3> events{};
  std::uint64_t read = 0;
  EventDeposits last;
  while (auto event = source.next()) {
    ++read;
    ++events.at(static_cast<std::size_t>(*event->truth.label));
    EXPECT_GE(energy(*event), 50.0) << "event " << event->event_id;
    last = std::move(*event);
  }
  EXPECT_EQ(read, source.count());
  EXPECT_EQ(events, (std::array<int, 3>{260, 260, 260}));
  EXPECT_EQ(last.event_id, 804U);
  EXPECT_EQ(last.deposits.size(), 11U);
  EXPECT_NEAR(energy(last), 114.90625, 1e-9);
}

struct EventRow {
  std::uint32_t event_id = 0;
  std::uint8_t label = 0;
  float x = 0.0F;
  float y = 0.0F;
  float z = 0.0F;
  std::uint64_t first_voxel = 0;
  std::uint32_t n_voxels = 0;
};

class MadeVoxelFile : public testing::Test {
 protected:
  void write() {
    hdf5::File file = hdf5::File::create(path_);
    hdf5::RowType<EventRow> type;
    type.field<std::uint32_t>("event_id", offsetof(EventRow, event_id))
        .field<std::uint8_t>("label", offsetof(EventRow, label))
        .field<float>("x_vert", offsetof(EventRow, x))
        .field<float>("y_vert", offsetof(EventRow, y))
        .field<float>("z_vert", offsetof(EventRow, z))
        .field<std::uint64_t>("first_voxel", offsetof(EventRow, first_voxel))
        .field<std::uint32_t>("n_voxels", offsetof(EventRow, n_voxels));
    file.create_dataset("/events", type, {{events_.size()}, {}}).write_rows<EventRow>(type, 0, events_);
    column<std::int16_t>(file, "/voxels/ix", ix_);
    column<std::int16_t>(file, "/voxels/iy", iy_);
    column<std::int16_t>(file, "/voxels/iz", iz_);
    column<std::uint8_t>(file, "/voxels/kind", kind_);
    column<float>(file, "/voxels/dE", energy_);
    file.close();
  }
  template <class T>
  static void column(hdf5::File& file, const char* name, const std::vector<T>& values) {
    file.create_dataset<T>(name, {{values.size()}, {}}).write_rows(0, values.size(), std::span<const T>{values});
  }
  void expect_refused(std::initializer_list<std::string> parts) {
    write();
    test::expect_error([&] { VoxelFile{path_}; }, ErrorKind::failed, parts);
  }
  /// The file opens, but its only event cannot be used.
  void expect_event_refused(const std::string& quantity) {
    write();
    VoxelFile source{path_};
    test::expect_error([&] { static_cast<void>(source.next()); }, ErrorKind::failed,
                       {"impossible " + quantity, path_.string(), "event_id 6"});
  }

  test::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "voxels.h5";
  std::vector<EventRow> events_{{.event_id = 6, .label = 2, .z = -1.5F, .first_voxel = 0, .n_voxels = 2}};
  std::vector<std::int16_t> ix_{500, 501};
  std::vector<std::int16_t> iy_{0, 999};
  std::vector<std::int16_t> iz_{499, 500};
  std::vector<std::uint8_t> kind_{1, 2};
  std::vector<float> energy_{0.5F, 1.5F};
};

TEST_F(MadeVoxelFile, GivesTheCentresOfTheCells) {
  write();
  VoxelFile source{path_};
  const auto event = source.next();
  ASSERT_TRUE(event.has_value());
  ASSERT_EQ(event->deposits.size(), 2U);
  EXPECT_EQ(event->deposits[0].start, (Position{2.5, -2497.5, -2.5}));
  EXPECT_EQ(event->deposits[1].start, (Position{7.5, 2497.5, 2.5}));
  EXPECT_EQ(event->deposits[0].pdg, 11);
  EXPECT_EQ(event->deposits[1].pdg, 13);
  EXPECT_EQ(event->truth.neutrino_pdg, 12);
}

TEST_F(MadeVoxelFile, RefusesVoxelsOutsideTheColumns) {
  events_[0].n_voxels = 3;
  expect_refused({"outside the file", path_.string(), "event_id 6", "n_voxels 3", "2 voxels"});
  events_[0].n_voxels = 1;
  events_[0].first_voxel = 2;
  expect_refused({"outside the file"});
  // first + count would wrap around to a small number.
  events_[0].first_voxel = std::numeric_limits<std::uint64_t>::max();
  expect_refused({"outside the file"});
}

TEST_F(MadeVoxelFile, RefusesAnUnknownLabel) {
  events_[0].label = 3;
  expect_refused({"impossible label 3", "event_id 6"});
}

TEST_F(MadeVoxelFile, RefusesARepeatedEventNumber) {
  events_.push_back(events_[0]);
  expect_refused({"appears twice", "event_id 6"});
}

TEST_F(MadeVoxelFile, RefusesColumnsOfDifferentLength) {
  iy_.push_back(3);
  expect_refused({"columns of different length", path_.string()});
}

TEST_F(MadeVoxelFile, RefusesAFileWithoutEvents) {
  events_.clear();
  expect_refused({"no events", path_.string()});
}

TEST_F(MadeVoxelFile, RefusesAVertexThatIsNoNumber) {
  events_[0].y = std::nanf("");
  expect_refused({"impossible coordinate", "event_id 6"});
}

TEST_F(MadeVoxelFile, RefusesImpossibleVoxels) {
  energy_[1] = std::nanf("");
  expect_event_refused("energy");
  energy_[1] = -1.0F;
  expect_event_refused("energy");
  energy_[1] = 1.0F;
  ix_[0] = 1000;
  expect_event_refused("cell number");
  ix_[0] = -1;
  expect_event_refused("cell number");
  ix_[0] = 1;
  kind_[0] = 5;
  expect_event_refused("kind");
}

}  // namespace
}  // namespace wirebench::transport
