#include "wirebench/transport/segments_writer.hpp"

#include <hdf5.h>

#include <array>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"
#include "transport/example_event.hpp"

#include "wirebench/core/hdf5.hpp"
#include "wirebench/transport/segments_file.hpp"
#include "wirebench/transport/segments_rows.hpp"
#include "wirebench/transport/transported_file.hpp"

namespace wirebench::transport {
namespace {

using test::example_event;
using test::example_primaries;
using test::TemporaryFolder;

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream stream{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

void write_events(const std::filesystem::path& path, unsigned threads, std::size_t events, std::size_t deposits) {
  SegmentsWriterOptions options;
  options.primary_steps = true;
  options.threads = threads;
  SegmentsWriter writer{path, options};
  for (std::size_t i = 0; i < events; ++i) writer.add(example_event(i, deposits), example_primaries(i));
  writer.finish();
}

/// (name, offset) of every field and the size of a row, as the file has them.
std::pair<std::vector<std::pair<std::string, std::size_t>>, std::size_t> layout_in_file(
    const std::filesystem::path& path, const char* table) {
  const hdf5::Handle file{H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT)};
  const hdf5::Handle dataset{H5Dopen2(file.get(), table, H5P_DEFAULT)};
  const hdf5::Handle type{H5Dget_type(dataset.get())};
  std::vector<std::pair<std::string, std::size_t>> fields;
  for (int i = 0; i < H5Tget_nmembers(type.get()); ++i) {
    char* name = H5Tget_member_name(type.get(), static_cast<unsigned>(i));
    fields.emplace_back(name, H5Tget_member_offset(type.get(), static_cast<unsigned>(i)));
    H5free_memory(name);
  }
  return {fields, H5Tget_size(type.get())};
}

/// larnd-sim's dumpTree.py as numpy lays it out with align=True (checked with numpy 2).
TEST(SegmentsWriter, HasTheLayoutOfLarndSim) {
  const TemporaryFolder folder;
  const auto path = folder / "events.h5";
  write_events(path, 1, 1, 5);
  using Fields = std::vector<std::pair<std::string, std::size_t>>;
  const auto [segments, segment_size] = layout_in_file(path, "segments");
  EXPECT_EQ(segment_size, 152U);
  EXPECT_EQ(segments, (Fields{{"event_id", 0},      {"vertex_id", 8},  {"file_vertex_id", 16},
                              {"segment_id", 24},   {"z_end", 28},     {"traj_id", 32},
                              {"file_traj_id", 36}, {"tran_diff", 40}, {"z_start", 44},
                              {"x_end", 48},        {"y_end", 52},     {"n_electrons", 56},
                              {"pdg_id", 60},       {"x_start", 64},   {"y_start", 68},
                              {"t_start", 72},      {"t0_start", 80},  {"t0_end", 88},
                              {"t0", 96},           {"dx", 104},       {"long_diff", 108},
                              {"pixel_plane", 112}, {"t_end", 116},    {"dEdx", 120},
                              {"dE", 124},          {"t", 128},        {"y", 132},
                              {"x", 136},           {"z", 140},        {"n_photons", 144}}));
  const auto [trajectories, trajectory_size] = layout_in_file(path, "trajectories");
  EXPECT_EQ(trajectory_size, 144U);
  EXPECT_EQ(trajectories,
            (Fields{{"event_id", 0},        {"vertex_id", 8},          {"file_vertex_id", 16}, {"traj_id", 24},
                    {"file_traj_id", 28},   {"parent_id", 32},         {"primary", 36},        {"E_start", 40},
                    {"pxyz_start", 44},     {"xyz_start", 56},         {"t_start", 72},        {"E_end", 80},
                    {"pxyz_end", 84},       {"xyz_end", 96},           {"t_end", 112},         {"pdg_id", 120},
                    {"start_process", 124}, {"start_subprocess", 128}, {"end_process", 132},   {"end_subprocess", 136},
                    {"dist_travel", 140}}));
  const auto [vertices, vertex_size] = layout_in_file(path, "vertices");
  EXPECT_EQ(vertex_size, 48U);
  EXPECT_EQ(vertices, (Fields{{"event_id", 0},
                              {"vertex_id", 8},
                              {"file_vertex_id", 16},
                              {"x_vert", 24},
                              {"y_vert", 28},
                              {"z_vert", 32},
                              {"t_vert", 36},
                              {"t_event", 40}}));
  EXPECT_EQ(layout_in_file(path, "mc_hdr").second, 120U);
  EXPECT_EQ(layout_in_file(path, "mc_hdr").first[9], (std::pair<std::string, std::size_t>{"isQES", 49}));
  EXPECT_EQ(layout_in_file(path, "mc_stack").second, 48U);
  EXPECT_EQ(layout_in_file(path, "flux_weights").first, (Fields{{"event_id", 0}, {"weight", 8}}));
}

TEST(SegmentsWriter, WritesBooleansAsH5pyDoes) {
  const TemporaryFolder folder;
  const auto path = folder / "events.h5";
  write_events(path, 1, 1, 5);
  const hdf5::Handle file{H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT)};
  const hdf5::Handle dataset{H5Dopen2(file.get(), "trajectories", H5P_DEFAULT)};
  const hdf5::Handle type{H5Dget_type(dataset.get())};
  const hdf5::Handle member{H5Tget_member_type(type.get(), 6)};
  ASSERT_EQ(H5Tget_class(member.get()), H5T_ENUM);
  std::array<char, 8> name{};
  const signed char one = 1;
  ASSERT_GE(H5Tenum_nameof(member.get(), &one, name.data(), name.size()), 0);
  EXPECT_STREQ(name.data(), "TRUE");
}

TEST(SegmentsWriter, IsReadBackAsDeposits) {
  const TemporaryFolder folder;
  const auto path = folder / "events.h5";
  write_events(path, 1, 4, 100);
  SegmentsFile file{path};
  ASSERT_EQ(file.count(), 4U);
  for (std::uint64_t number = 0; number < 4; ++number) {
    const auto event = file.next();
    ASSERT_TRUE(event);
    const auto expected = example_event(number, 100);
    EXPECT_EQ(event->event_id, number);
    EXPECT_EQ(event->truth.label, InteractionClass::numu_charged_current);
    EXPECT_NEAR((*event->truth.vertex)[2], 30.0, 1e-5);
    EXPECT_EQ(event->truth.flux_weight, expected.deposits.truth.flux_weight);
    EXPECT_EQ(event->truth.flux_weight.has_value(), number != 3);
    ASSERT_EQ(event->deposits.size(), 100U);
    for (std::size_t i = 0; i < 100; ++i) {
      const Deposit& have = event->deposits[i];
      const Deposit& wanted = expected.deposits.deposits[i];
      EXPECT_NEAR(have.start[0], wanted.start[0], 1e-4);
      EXPECT_NEAR(have.end[2], wanted.end[2], 1e-4);
      EXPECT_NEAR(have.energy, wanted.energy, 1e-7);
      EXPECT_NEAR(have.time, wanted.time, 1e-9);
      EXPECT_NEAR(have.step_length, 3.0, 1e-6);
      EXPECT_EQ(have.pdg, wanted.pdg);
      EXPECT_EQ(have.track_id, wanted.track_id);
    }
  }
}

TEST(SegmentsWriter, IsReadBackWithTracksAndSteps) {
  const TemporaryFolder folder;
  const auto path = folder / "events.h5";
  write_events(path, 1, 2, 10);
  TransportedFile file{path};
  EXPECT_EQ(file.count(), 2U);
  static_cast<void>(file.next());
  const auto event = file.next();
  ASSERT_TRUE(event);
  EXPECT_FALSE(file.next());
  EXPECT_EQ(event->deposits.event_id, 1U);
  ASSERT_EQ(event->tracks.size(), 2U);
  EXPECT_EQ(event->tracks[0].end_process, Process::capture_at_rest);
  EXPECT_EQ(event->tracks[0].start_process, Process::primary);
  EXPECT_EQ(event->tracks[0].parent_id, 0U);
  EXPECT_NEAR(event->tracks[0].start_momentum.z, 500.0, 1e-4);
  EXPECT_NEAR(event->tracks[0].end.z, 900.0, 1e-4);
  EXPECT_EQ(event->tracks[1].parent_id, 1U);
  EXPECT_EQ(event->tracks[1].start_process, Process::ionization);
  ASSERT_EQ(event->primary_steps.size(), 1U);
  EXPECT_NEAR(event->primary_steps[0].direction.y, 0.6, 1e-6);
  EXPECT_NEAR(event->primary_steps[0].length, 3.0, 1e-6);
}

TEST(SegmentsWriter, NumbersWhatIsUniqueInTheFile) {
  const TemporaryFolder folder;
  const auto path = folder / "events.h5";
  write_events(path, 1, 2, 4);
  const auto file = hdf5::File::open(path);
  const auto rows = file.dataset("/segments").read_rows(row_type<layout::Segment>(layout::k_segment_fields), 0, 8);
  for (std::uint32_t i = 0; i < 8; ++i) EXPECT_EQ(rows[i].segment_id, i);
  EXPECT_EQ(rows[0].file_traj_id, 0U);
  EXPECT_EQ(rows[1].file_traj_id, 1U);
  EXPECT_EQ(rows[4].file_traj_id, 3U) << "the first event has three tracks";
  EXPECT_EQ(rows[4].traj_id, 1U);
  const auto stack = file.dataset("/mc_stack").read_rows(row_type<layout::StackParticle>(layout::k_stack_fields), 0, 4);
  EXPECT_EQ(stack[3].part_pdg, 2212);
  EXPECT_EQ(stack[3].traj_id, 2);
  EXPECT_EQ(stack[3].file_traj_id, 4);
  EXPECT_NEAR(static_cast<double>(stack[3].part_4mom[3]), 1021.2, 0.1);  // sqrt(403.1^2 + 938.27^2)
}

TEST(SegmentsWriter, TakesKinematicsFromTheInteraction) {
  const TemporaryFolder folder;
  const auto path = folder / "events.h5";
  generator::NeutrinoEvent interaction;
  interaction.channel = generator::Channel::cc_resonance;
  interaction.neutrino_pdg = 14;
  interaction.charged_current = true;
  interaction.neutrino_energy = 2000.0;
  interaction.q_squared = 4.0e5;
  interaction.inelasticity = 0.5;
  using generator::Status;
  interaction.particles = {{14, Status::beam, {2000.0, {0.0, 0.0, 2000.0}}, -1},
                           {1000180400, Status::target, {37224.0, {0.0, 0.0, 0.0}}, -1},
                           {13, Status::final_state, {1000.0, {0.0, 600.0, 794.4}}, -1},
                           {2212, Status::final_state, {1200.0, {0.0, -600.0, 447.0}}, -1}};
  {
    SegmentsWriter writer{path};
    writer.add(example_event(0, 3), example_primaries(0), &interaction);
    writer.finish();
  }
  const auto file = hdf5::File::open(path);
  const auto row =
      file.dataset("/mc_hdr").read_rows(row_type<layout::Interaction>(layout::k_interaction_fields), 0, 1)[0];
  EXPECT_EQ(row.isRES, 1);
  EXPECT_EQ(row.isQES, 0);
  EXPECT_EQ(row.isCC, 1);
  EXPECT_EQ(row.target, 18U);
  EXPECT_EQ(row.lep_pdg, 13);
  EXPECT_FLOAT_EQ(row.q0, 1000.0F);
  EXPECT_NEAR(static_cast<double>(row.q3), 1346.7, 0.5);  // (0, -600, 1205.6)
  EXPECT_NEAR(static_cast<double>(row.lep_ang), 0.6467, 1e-3);
  const auto stack = file.dataset("/mc_stack").read_rows(row_type<layout::StackParticle>(layout::k_stack_fields), 0, 4);
  EXPECT_EQ(stack[0].part_status, 4);
  EXPECT_EQ(stack[0].traj_id, -1);
  EXPECT_EQ(stack[2].traj_id, 1);
  EXPECT_EQ(stack[3].traj_id, 2);
}

TEST(SegmentsWriter, GivesTheSameBytesOnAnyNumberOfThreads) {
  const TemporaryFolder folder;
  write_events(folder / "one.h5", 1, 9, 5000);  // 45,000 rows: two whole chunks and a part
  write_events(folder / "four.h5", 4, 9, 5000);
  EXPECT_EQ(bytes_of(folder / "one.h5"), bytes_of(folder / "four.h5"));
  SegmentsFile file{folder / "four.h5"};
  double energy = 0.0;
  double expected = 0.0;
  for (std::uint64_t number = 0; number < 9; ++number) {
    const auto event = file.next();
    ASSERT_TRUE(event);
    for (const auto& deposit : event->deposits) energy += deposit.energy;
    for (const auto& deposit : example_event(number, 5000).deposits.deposits) expected += deposit.energy;
  }
  EXPECT_NEAR(energy, expected, 1e-3);
}

TEST(SegmentsWriter, LeavesNothingWhenNotFinished) {
  const TemporaryFolder folder;
  {
    SegmentsWriter writer{folder / "events.h5"};
    writer.add(example_event(0, 3), example_primaries(0));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(SegmentsWriter, RefusesAnEventNumberOfMoreThan32Bits) {
  const TemporaryFolder folder;
  SegmentsWriter writer{folder / "events.h5"};
  auto event = example_event(0, 3);
  event.deposits.event_id = std::uint64_t{1} << 32U;
  test::expect_error([&] { writer.add(event, example_primaries(0)); }, ErrorKind::failed, {"32 bits"});
}

TEST(TransportedFile, RefusesTablesOfAnotherOrder) {
  const TemporaryFolder folder;
  const auto path = folder / "events.h5";
  {
    auto file = hdf5::File::create(path);
    const auto segment = row_type<layout::Segment>(layout::k_segment_fields);
    const auto vertex = row_type<layout::Vertex>(layout::k_vertex_fields);
    std::vector<layout::Segment> segments(1);
    segments[0].event_id = 7;
    std::vector<layout::Vertex> vertices(1);
    file.create_dataset("/segments", segment, {.shape = {1}}).write_rows<layout::Segment>(segment, 0, segments);
    file.create_dataset("/vertices", vertex, {.shape = {1}}).write_rows<layout::Vertex>(vertex, 0, vertices);
    file.close();
  }
  TransportedFile file{path};
  static_cast<void>(file.next());
  test::expect_error([&] { static_cast<void>(file.next()); }, ErrorKind::failed, {"deposits of no event", "event 7"});
}

}  // namespace
}  // namespace wirebench::transport
