#include "wirebench/transport/segments_file.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <vector>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

namespace wirebench::transport {
namespace {

using testing::HasSubstr;

const std::filesystem::path k_sample =
    std::filesystem::path{WIREBENCH_SOURCE_DIR} / "tests/data/transport/segments_3_events.h5";

double energy(const EventDeposits& event) {
  return std::accumulate(event.deposits.begin(), event.deposits.end(), 0.0,
                         [](double sum, const Deposit& deposit) { return sum + deposit.energy; });
}

double length(const EventDeposits& event) {
  return std::accumulate(event.deposits.begin(), event.deposits.end(), 0.0,
                         [](double sum, const Deposit& deposit) { return sum + deposit.step_length; });
}

// The numbers were read with h5py (sums in double): cm and us in the file.
TEST(SegmentsFile, ReadsTheSampleAsH5pyDoes) {
  SegmentsFile source{k_sample};
  ASSERT_EQ(source.count(), 3U);

  const auto first = source.next();
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->event_id, 0U);
  EXPECT_EQ(first->step_lengths, StepLengths::recorded);
  ASSERT_EQ(first->deposits.size(), 117U);
  EXPECT_NEAR(energy(*first), 272.2045337148011, 1e-9);
  EXPECT_NEAR(length(*first), 276.9228687445866, 1e-9);
  const Deposit& second_deposit = first->deposits[1];
  EXPECT_NEAR(second_deposit.start[0], 1469.6436, 1e-3);
  EXPECT_NEAR(second_deposit.start[1], 1439.4873, 1e-3);
  EXPECT_NEAR(second_deposit.start[2], -1473.4584, 1e-3);
  EXPECT_NEAR(second_deposit.end[0], 1468.4045, 1e-3);
  EXPECT_NEAR(second_deposit.energy, 1.831511, 1e-6);
  EXPECT_NEAR(second_deposit.step_length, 3.0, 1e-6);
  EXPECT_NEAR(second_deposit.time, 8.624884344499151e-04, 1e-12);
  EXPECT_EQ(second_deposit.pdg, 2212);
  EXPECT_EQ(second_deposit.track_id, 2U);

  const auto second = source.next();
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->event_id, 1U);
  EXPECT_EQ(second->deposits.size(), 1117U);
  EXPECT_NEAR(energy(*second), 591.9496931839967, 1e-9);
  EXPECT_EQ(second->deposits.back().pdg, 11);

  const auto third = source.next();
  ASSERT_TRUE(third.has_value());
  EXPECT_EQ(third->event_id, 47U);
  EXPECT_EQ(third->deposits.size(), 4459U);
  EXPECT_NEAR(energy(*third), 1584.4779134528653, 1e-9);
  const auto unknown = std::count_if(third->deposits.begin(), third->deposits.end(),
                                     [](const Deposit& deposit) { return deposit.step_length == 0.0; });
  EXPECT_EQ(unknown, 280);

  EXPECT_FALSE(source.next().has_value());
  EXPECT_FALSE(source.next().has_value());
}

TEST(SegmentsFile, TakesLabelsAndVerticesFromTheSample) {
  SegmentsFile source{k_sample};
  const auto nc = source.next();
  const auto numu = source.next();
  const auto nue = source.next();
  ASSERT_TRUE(nc && numu && nue);
  EXPECT_EQ(nc->truth.label, InteractionClass::neutral_current);
  EXPECT_EQ(nc->truth.is_charged_current, false);
  EXPECT_EQ(numu->truth.label, InteractionClass::numu_charged_current);
  EXPECT_EQ(numu->truth.neutrino_pdg, 14);
  EXPECT_EQ(nue->truth.label, InteractionClass::nue_charged_current);
  EXPECT_EQ(nue->truth.neutrino_pdg, 12);
  ASSERT_TRUE(nue->truth.vertex.has_value());
  EXPECT_NEAR((*nue->truth.vertex)[0], -805.44, 1e-3);
  EXPECT_NEAR((*nue->truth.vertex)[1], -1469.38, 1e-3);
  EXPECT_NEAR((*nue->truth.vertex)[2], 7.74, 1e-3);
}

/// A segment in a layout of our own: other field order, other types, one field nobody needs.
struct Row {
  float energy = 1.0F;
  std::int32_t extra = 7;
  double x_end = 0.0;
  double y_end = 0.0;
  double z_end = 0.0;
  double x_start = 0.0;
  double y_start = 0.0;
  double z_start = 0.0;
  double length = 0.3;
  std::int64_t event_id = 0;
  double time = 0.0;
};

hdf5::RowType<Row> row_type() {
  hdf5::RowType<Row> type;
  type.field<float>("dE", offsetof(Row, energy))
      .field<std::int32_t>("nobody_needs_this", offsetof(Row, extra))
      .field<double>("x_end", offsetof(Row, x_end))
      .field<double>("y_end", offsetof(Row, y_end))
      .field<double>("z_end", offsetof(Row, z_end))
      .field<double>("x_start", offsetof(Row, x_start))
      .field<double>("y_start", offsetof(Row, y_start))
      .field<double>("z_start", offsetof(Row, z_start));
  return type;
}

struct Vertex {
  std::uint32_t event_id;
  float x, y, z;
};

struct Interaction {
  std::uint32_t event_id;
  std::int32_t neutrino_pdg;
  std::int8_t is_charged_current;
};

struct Weight {
  std::uint32_t event_id;
  double weight;
};

/// Files made by the test, one table at a time.
class MadeSegmentsFile : public testing::Test {
 protected:
  void write(const std::vector<Row>& rows, const char* table, const hdf5::RowType<Row>& type) {
    hdf5::File file = hdf5::File::create(path_);
    file.create_dataset(table, type, {{rows.size()}, {}}).write_rows<Row>(type, 0, rows);
    if (!vertices_.empty()) {
      hdf5::RowType<Vertex> vertex;
      vertex.field<std::uint32_t>("event_id", offsetof(Vertex, event_id))
          .field<float>("x_vert", offsetof(Vertex, x))
          .field<float>("y_vert", offsetof(Vertex, y))
          .field<float>("z_vert", offsetof(Vertex, z));
      file.create_dataset("/vertices", vertex, {{vertices_.size()}, {}}).write_rows<Vertex>(vertex, 0, vertices_);
    }
    if (!interactions_.empty()) {
      hdf5::RowType<Interaction> interaction;
      interaction.field<std::uint32_t>("event_id", offsetof(Interaction, event_id))
          .field<std::int32_t>("nu_pdg", offsetof(Interaction, neutrino_pdg))
          .field<std::int8_t>("isCC", offsetof(Interaction, is_charged_current));
      file.create_dataset("/mc_hdr", interaction, {{interactions_.size()}, {}})
          .write_rows<Interaction>(interaction, 0, interactions_);
    }
    if (!weights_.empty()) {
      hdf5::RowType<Weight> weight;
      weight.field<std::uint32_t>("event_id", offsetof(Weight, event_id))
          .field<double>("weight", offsetof(Weight, weight));
      file.create_dataset("/flux_weights", weight, {{weights_.size()}, {}}).write_rows<Weight>(weight, 0, weights_);
    }
    file.close();
  }
  void write(const std::vector<Row>& rows) {
    write(
        rows, "/segments",
        row_type().field<std::int64_t>("event_id", offsetof(Row, event_id)).field<double>("dx", offsetof(Row, length)));
  }
  /// Reads all events of the file.
  std::vector<EventDeposits> read() {
    SegmentsFile source{path_};
    std::vector<EventDeposits> events;
    while (auto event = source.next()) events.push_back(std::move(*event));
    return events;
  }

  test::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "segments.h5";
  std::vector<Vertex> vertices_;
  std::vector<Interaction> interactions_;
  std::vector<Weight> weights_;
};

TEST_F(MadeSegmentsFile, FindsFieldsByNameInAnyOrderAndType) {
  write({Row{.energy = 2.5F, .x_end = 3.0, .y_start = -1.0, .length = 0.5, .event_id = 12}});
  const auto events = read();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].event_id, 12U);
  EXPECT_FALSE(events[0].truth.label.has_value());
  EXPECT_FALSE(events[0].truth.vertex.has_value());
  EXPECT_FALSE(events[0].truth.flux_weight.has_value());
  ASSERT_EQ(events[0].deposits.size(), 1U);
  const Deposit& deposit = events[0].deposits[0];
  EXPECT_DOUBLE_EQ(deposit.energy, 2.5);
  EXPECT_DOUBLE_EQ(deposit.start[1], -10.0);
  EXPECT_DOUBLE_EQ(deposit.end[0], 30.0);
  EXPECT_DOUBLE_EQ(deposit.step_length, 5.0);
  EXPECT_DOUBLE_EQ(deposit.time, 0.0);
}

TEST_F(MadeSegmentsFile, ReadsTheOldNames) {
  write({Row{.event_id = 3, .time = 2.0}}, "/tracks",
        row_type().field<std::int64_t>("eventID", offsetof(Row, event_id)).field<double>("t0", offsetof(Row, time)));
  const auto events = read();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].event_id, 3U);
  EXPECT_DOUBLE_EQ(events[0].deposits[0].time, 2000.0);
}

TEST_F(MadeSegmentsFile, WithoutLengthsTakesTheDistanceOfTheEnds) {
  write({Row{.x_end = 3.0, .y_end = 4.0}}, "/segments",
        row_type().field<std::int64_t>("event_id", offsetof(Row, event_id)));
  EXPECT_DOUBLE_EQ(read().at(0).deposits.at(0).step_length, 50.0);
}

TEST_F(MadeSegmentsFile, PileUpKeepsOnlyWhatAllInteractionsShare) {
  vertices_ = {{1, 0, 0, 0}, {1, 5, 0, 0}, {2, 5, 6, 7}};
  interactions_ = {{1, 14, 1}, {1, 12, 1}, {2, 14, 0}, {3, 14, 1}, {3, -14, 1}};
  write({Row{.event_id = 1}, Row{.event_id = 2}, Row{.event_id = 3}});
  const auto events = read();
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].truth.interactions, 2U);
  EXPECT_FALSE(events[0].truth.label.has_value());
  EXPECT_FALSE(events[0].truth.vertex.has_value());
  EXPECT_EQ(events[0].truth.is_charged_current, true);
  EXPECT_EQ(events[0].truth.neutrino_pdg, 0);
  EXPECT_EQ(events[1].truth.label, InteractionClass::neutral_current);
  EXPECT_EQ(events[1].truth.vertex, (Position{50, 60, 70}));
  EXPECT_EQ(events[2].truth.label, InteractionClass::numu_charged_current);
}

TEST_F(MadeSegmentsFile, ReadsWeightsOfSingleInteractions) {
  interactions_ = {{1, 14, 1}, {2, 14, 0}, {3, 14, 1}, {3, 14, 1}};
  weights_ = {{1, 0.25}, {3, 2.0}};
  write({Row{.event_id = 1}, Row{.event_id = 2}, Row{.event_id = 3}});
  const auto events = read();
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].truth.flux_weight, 0.25);
  EXPECT_FALSE(events[1].truth.flux_weight.has_value());
  EXPECT_FALSE(events[2].truth.flux_weight.has_value());
  // Some generators have negative ones, for interference.
  weights_ = {{1, -0.25}};
  write({Row{.event_id = 1}});
  EXPECT_EQ(read().at(0).truth.flux_weight, -0.25);
  weights_ = {{1, 0.25}, {2, std::numeric_limits<double>::quiet_NaN()}};
  write({Row{.event_id = 1}, Row{.event_id = 2}});
  test::expect_error([&] { SegmentsFile{path_}; }, ErrorKind::failed, {"flux weight", "/flux_weights", "2"});
}

TEST_F(MadeSegmentsFile, RefusesEventsThatAreNotTogether) {
  write({Row{.event_id = 4}, Row{.event_id = 5}, Row{.event_id = 4}});
  test::expect_error([&] { SegmentsFile{path_}; }, ErrorKind::failed,
                     {"not together", path_.string(), "row 2", "event_id 4", "Sort"});
}

TEST_F(MadeSegmentsFile, RefusesAnEmptyTable) {
  write({});
  test::expect_error([&] { SegmentsFile{path_}; }, ErrorKind::failed, {"no segments", path_.string(), "no rows"});
}

TEST_F(MadeSegmentsFile, NamesTheMissingFieldAndThoseThereAre) {
  write({Row{}}, "/segments", row_type());
  test::expect_error([&] { SegmentsFile{path_}; }, ErrorKind::failed,
                     {"missing field 'event_id'", path_.string(), "x_start"});
}

TEST_F(MadeSegmentsFile, RefusesATableThatIsNone) {
  hdf5::File file = hdf5::File::create(path_);
  file.create_dataset<float>("/segments", {{2, 3}, {}});
  file.close();
  test::expect_error([&] { SegmentsFile{path_}; }, ErrorKind::failed, {"not a table", path_.string()});
}

TEST_F(MadeSegmentsFile, RefusesImpossibleNumbersNamingTheEvent) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<Row> bad{{.energy = std::nanf(""), .event_id = 9},
                             {.energy = -0.1F, .event_id = 9},
                             {.energy = infinity, .event_id = 9},
                             {.x_end = nan, .event_id = 9},
                             {.z_start = 1.0e6, .event_id = 9},
                             {.length = -0.3, .event_id = 9},
                             {.length = nan, .event_id = 9}};
  for (const Row& row : bad) {
    write({Row{.event_id = 8}, row});
    SegmentsFile source{path_};
    EXPECT_TRUE(source.next().has_value());
    test::expect_error([&] { static_cast<void>(source.next()); }, ErrorKind::failed,
                       {"impossible", path_.string(), "event_id 9"});
  }
}

TEST_F(MadeSegmentsFile, RefusesAVertexThatIsNoNumber) {
  vertices_ = {{1, 0, std::nanf(""), 0}};
  write({Row{.event_id = 1}});
  test::expect_error([&] { SegmentsFile{path_}; }, ErrorKind::failed, {"impossible coordinate", "/vertices"});
}

}  // namespace
}  // namespace wirebench::transport
