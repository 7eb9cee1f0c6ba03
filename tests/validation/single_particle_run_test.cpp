#include "wirebench/validation/single_particle_run.hpp"

#include <fstream>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

namespace wirebench::validation {
namespace {

using test::expect_error;
using test::TemporaryFolder;

void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream{path} << text;
}

TEST(SingleParticleRun, ReadsAReferenceFile) {
  const auto run = read_run("tests/data/validation/proton_200.csv");
  EXPECT_EQ(run.beam.pdg, nuclear::pdg::proton);
  EXPECT_EQ(run.beam.kinetic, 200.0);
  EXPECT_EQ(run.events, 1500.0);
  EXPECT_DOUBLE_EQ(run.deposited.mean, 188.87);
  EXPECT_DOUBLE_EQ(run.deposited.spread, 23.1648);
  EXPECT_DOUBLE_EQ(run.inelastic_fraction, 0.287333);
  EXPECT_DOUBLE_EQ(run.deposited_by[static_cast<std::size_t>(Depositor::proton)], 181.142);
  ASSERT_EQ(run.crossings.size(), 2U);
  EXPECT_DOUBLE_EQ(run.crossings[1].rms_slope, 0.0839375);
  EXPECT_DOUBLE_EQ(run.crossings[1].tracks, 1184.0);
  ASSERT_EQ(run.depth_profile.size(), 60U);
  EXPECT_DOUBLE_EQ(run.depth_profile[1].mean, 5.44665);
  EXPECT_DOUBLE_EQ(run.survival[3], 0.836667);
  ASSERT_EQ(run.fast_secondaries.size(), 4U);
  EXPECT_EQ(run.fast_secondaries[1].pdg, nuclear::pdg::neutron);
  EXPECT_EQ(run.fast_secondaries[1].range, 1U);
  EXPECT_DOUBLE_EQ(run.fast_secondaries[1].number, 0.0742459);
  EXPECT_DOUBLE_EQ(run.fast_secondaries[1].cosine, 0.82877);
  EXPECT_FALSE(run.start);
}

TEST(SingleParticleRun, IsReadAsWritten) {
  const TemporaryFolder folder;
  const auto run = read_run("tests/data/validation/proton_200.csv");
  const auto copy = folder / "proton_200.csv";
  write(copy, run_text(run, "a copy"));
  const auto again = read_run(copy);
  EXPECT_EQ(run_text(again, "a copy"), run_text(run, "a copy"));
  EXPECT_EQ(again.events, 1500.0);
  EXPECT_EQ(again.depth_profile.size(), run.depth_profile.size());
}

TEST(SingleParticleRun, TellsTheBeamFromTheName) {
  EXPECT_EQ(beam_of_file("x/kaon+_400.csv")->pdg, nuclear::pdg::k_plus);
  EXPECT_EQ(beam_of_file("e-_0.5.csv")->kinetic, 0.5);
  EXPECT_EQ(beam_of_file("e-_0.5.csv")->name(), "e- 0.5 MeV");
  EXPECT_FALSE(beam_of_file("dedx_geant4.csv"));
  EXPECT_FALSE(beam_of_file("quark_400.csv"));
  EXPECT_FALSE(beam_of_file("pi+_400.txt"));
  EXPECT_FALSE(beam_of_file("pi+_-400.csv"));
}

TEST(SingleParticleRun, RefusesDamagedFiles) {
  const TemporaryFolder folder;
  const auto path = folder / "mu-_500.csv";
  expect_error([&] { static_cast<void>(read_run(path)); }, ErrorKind::usage, {"mu-_500.csv"});
  write(path, "# n=10\nquantity,key,value\n");
  expect_error([&] { static_cast<void>(read_run(path)); }, ErrorKind::failed, {"mu-_500.csv:2", "wrong columns"});
  write(path, "quantity,key,value,spread\n");
  expect_error([&] { static_cast<void>(read_run(path)); }, ErrorKind::failed, {"n=NUMBER"});
  write(path, "# n=10\nquantity,key,value,spread\nedep_total_MeV,,nan,\n");
  expect_error([&] { static_cast<void>(read_run(path)); }, ErrorKind::failed, {"mu-_500.csv:3", "not a number"});
  write(path, "# n=10\nquantity,key,value,spread\nedep_z_MeV_per_cm,99999999,1,1\n");
  expect_error([&] { static_cast<void>(read_run(path)); }, ErrorKind::failed, {"mu-_500.csv:3", "key out of range"});
  write(path, "# n=10\nquantity,key,value,spread\nedep_by,em,1\n");
  expect_error([&] { static_cast<void>(read_run(path)); }, ErrorKind::failed, {"3 values, the header has 4"});
}

TEST(SingleParticleRun, RefusesCutAndInconsistentFiles) {
  const TemporaryFolder folder;
  const auto path = folder / "mu-_500.csv";
  const std::string begin = "# n=10\nquantity,key,value,spread\nedep_total_MeV,,500,1\nprimary_length_cm,,217,3\n";
  const std::string rest = "primary_end_z_cm,,216,3\ninelastic_fraction,,0,\n";
  const auto refuses = [&](const std::string& text, std::initializer_list<std::string> parts) {
    write(path, text);
    expect_error([&] { static_cast<void>(read_run(path)); }, ErrorKind::failed, parts);
  };
  write(path, begin + rest);
  EXPECT_DOUBLE_EQ(read_run(path).length.mean, 217.0);
  refuses(begin, {"incomplete run", "mu-_500.csv:4", "primary_end_z_cm"});
  refuses(begin + rest + "edep_z_MeV_per_cm,0,2.", {"file cut short", "mu-_500.csv:7"});
  refuses(begin + "edep_total_MeV,,500,1\n" + rest, {"given twice", "mu-_500.csv:5"});
  refuses(begin + rest + "step_3mm_loss_pdf,1e9,0.1,\n", {"key out of range", "mu-_500.csv:7"});
  refuses(begin + rest + "step_3mm_loss_pdf,-0.005,0.1,\n", {"key out of range"});
  refuses(begin + rest + "step_3mm_loss_pdf,0.505,1.5,\n", {"not a share"});
  refuses(begin + rest + "rms_displacement_cm,10,0.5,\n", {"not a number", "mu-_500.csv:7"});
  refuses("# n=1\n" + begin.substr(7) + rest, {"bad number of primaries"});
  refuses("# n=10.5\n" + begin.substr(7) + rest, {"bad number of primaries"});
}

TEST(Depositor, SortsParticles) {
  EXPECT_EQ(depositor(-11), Depositor::em);
  EXPECT_EQ(depositor(22), Depositor::em);
  EXPECT_EQ(depositor(-13), Depositor::muon);
  EXPECT_EQ(depositor(-211), Depositor::pion);
  EXPECT_EQ(depositor(2212), Depositor::proton);
  EXPECT_EQ(depositor(2112), Depositor::other);
  EXPECT_EQ(depositor(321), Depositor::other);
  EXPECT_EQ(depositor(1000180390), Depositor::other);
}

TEST(FastRange, IncludesItsLowerEnd) {
  EXPECT_FALSE(fast_range(19.9));
  EXPECT_EQ(fast_range(20.0), 0U);
  EXPECT_EQ(fast_range(100.0), 1U);
  EXPECT_EQ(fast_range(1e6), 2U);
}

}  // namespace
}  // namespace wirebench::validation
