/// \file Damaged reference files of `validate`: each is read or refused with its name and line, soon and in little
/// memory; what was read goes through the comparison.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <regex>
#include <string>

#include "support/damage.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"
#include "validation/fake_engine.hpp"

#include "wirebench/core/error.hpp"
#include "wirebench/validation/csv.hpp"
#include "wirebench/validation/generator_validation.hpp"
#include "wirebench/validation/quantities.hpp"
#include "wirebench/validation/single_particle_run.hpp"
#include "wirebench/validation/table_validation.hpp"
#include "wirebench/validation/transport_validation.hpp"

namespace wirebench::validation {
namespace {

using test::expect_error;
using test::TemporaryFolder;

constexpr std::string_view k_likely = "0123456789-+.,e:#n=\n\r \"ifa";

void expect_names_line(const Error& error, const std::filesystem::path& path) {
  const std::string text = error.what();
  const auto place = text.find(path.string() + ":");
  EXPECT_TRUE(place != std::string::npos &&
              std::isdigit(static_cast<unsigned char>(text[place + path.string().size() + 1])))
      << text;
}

TEST(HostileReferences, RunsSurviveBeingCutAnywhere) {
  const TemporaryFolder folder;
  const auto path = folder / "proton_200.csv";
  const std::string whole = test::bytes_in("tests/data/validation/proton_200.csv");
  for (std::size_t size = 0; size < whole.size(); size += 61) {
    test::write_bytes_to(path, std::string_view{whole}.substr(0, size));
    try {
      static_cast<void>(quantities(read_run(path)));
    } catch (const Error& error) {
      expect_names_line(error, path);
    }
    if (HasFailure()) FAIL() << "cut at " << size;
  }
}

TEST(HostileReferences, RunsSurviveChangedBytes) {
  const TemporaryFolder folder;
  const auto path = folder / "proton_200.csv";
  const std::string whole = test::bytes_in("tests/data/validation/proton_200.csv");
  const test::FakeEngine engine;
  int compared = 0;
  int refused = 0;
  for (std::uint64_t round = 0; round < 300; ++round) {
    test::write_bytes_to(path, test::damaged_text(whole, round, k_likely));
    try {
      const SingleParticleRun run = read_run(path);
      TransportValidationOptions options;
      options.events = 2;
      EXPECT_FALSE(validate_run(run, engine, options).rows.empty());
      ++compared;
    } catch (const Error& error) {
      ++refused;
      expect_names_line(error, path);
    }
    if (HasFailure()) FAIL() << "round " << round;
  }
  EXPECT_GT(compared, 10);
  EXPECT_GT(refused, 10);
}

TEST(HostileReferences, NumbersOfPrimariesBeyondReasonAreRefused) {
  const TemporaryFolder folder;
  const auto path = folder / "proton_200.csv";
  for (const char* number : {"inf", "nan", "1e300", "-5", "0", "x"}) {
    test::write_bytes_to(path, std::string{"# run, n="} + number + "\nquantity,key,value,spread\n");
    expect_error([&] { static_cast<void>(read_run(path)); }, ErrorKind::failed, {"number of primaries", ":1"});
  }
  for (const char* name : {"proton_inf.csv", "proton_nan.csv", "proton_0.csv"}) {
    EXPECT_FALSE(beam_of_file(name)) << name;
  }
}

TEST(HostileReferences, TablesTakeLittleMemoryHoweverTheyAreFilled) {
  const TemporaryFolder folder;
  const auto path = folder / "t.csv";
  const long before = test::peak_kilobytes();
  const std::string commas(7U << 20U, ',');
  test::write_bytes_to(path, commas);
  expect_error([&] { Csv{path}; }, ErrorKind::failed, {"too many columns", "t.csv:1"});
  test::write_bytes_to(path, "a,b\n" + commas);
  expect_error([&] { Csv{path}; }, ErrorKind::failed, {"more than 1000 values", "the header has 2", "t.csv:2"});
  test::write_bytes_to(path, std::string(7U << 20U, '\n'));
  expect_error([&] { Csv{path}; }, ErrorKind::failed, {"empty table", "t.csv:1"});
  test::write_bytes_to(path, std::string(9U << 20U, '#'));
  expect_error([&] { Csv{path}; }, ErrorKind::failed, {"t.csv"});
  EXPECT_LT(test::peak_kilobytes() - before, 200'000);
}

/// Has everything, as a function of no limits: infinite and absurd energies must not reach it unasked.
class AnyTables final : public transport::MaterialTables {
 public:
  std::optional<double> photon_free_path(transport::PhotonProcess, double energy) const override {
    return answer(energy);
  }
  std::optional<double> hadron_inelastic_free_path(nuclear::PdgCode, double energy) const override {
    return answer(energy);
  }
  std::optional<double> hadron_elastic_free_path(nuclear::PdgCode, double energy) const override {
    return answer(energy);
  }
  std::optional<double> stopping_power(nuclear::PdgCode, double energy) const override { return answer(energy); }
  std::optional<double> csda_range(nuclear::PdgCode, double energy) const override { return answer(energy); }

 private:
  static double answer(double energy) {
    EXPECT_TRUE(std::isfinite(energy) && energy > 0.0) << energy;
    return energy;
  }
};

TEST(HostileReferences, TablesSurviveChangedBytes) {
  struct Table {
    const char* name;
    const char* text;
  };
  for (const Table& table :
       {Table{"gamma_mfp_geant4.csv",
              "energy_MeV,photoelectric_cm,compton_cm,conversion_cm\n1,8758,12,1.79769e+307\n"
              "10,242415,31,31.5\n"},
        Table{"hadron_mfp_geant4.csv",
              "particle,kinetic_MeV,inelastic_mfp_cm,elastic_mfp_cm\npi+,300,61,90\nneutron,300,70,90\n"},
        Table{"dedx_geant4.csv",
              "particle,kinetic_MeV,electronic_MeV_per_cm,total_MeV_per_cm,csda_range_cm\n"
              "mu-,500,2.0,2.01,100\n"},
        Table{"photon_xcom_ar.csv",
              "# NIST\nE_MeV,photo_cm2_g,compton_cm2_g,rayleigh_cm2_g\n0.1,0.2,,0.01\n1,0.2,1,0.01\n"},
        Table{"electron_stopping_lar.csv", "T_MeV,total_liq\n1,1.5\n20,2.5\n"},
        Table{"muon_range_lar.csv", "T_MeV,range_cm_1p396\n10,2\n100,30\n"}}) {
    const TemporaryFolder folder;
    const auto path = folder / table.name;
    for (std::uint64_t round = 0; round < 300; ++round) {
      test::write_bytes_to(path, test::damaged_text(table.text, round, k_likely));
      try {
        for (const Comparison& row : validate_tables(folder.path(), AnyTables{})) static_cast<void>(row.verdict());
      } catch (const Error& error) {
        expect_names_line(error, path);
      }
      if (HasFailure()) FAIL() << table.name << ", round " << round;
    }
  }
}

}  // namespace
}  // namespace wirebench::validation
