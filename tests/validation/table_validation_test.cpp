#include "wirebench/validation/table_validation.hpp"

#include <fstream>

#include "support/temporary_folder.hpp"

namespace wirebench::validation {
namespace {

/// Answers of fixed numbers.
class FixedTables final : public transport::MaterialTables {
 public:
  double hadron_path = 600.0;  // mm
  std::optional<double> photon_free_path(transport::PhotonProcess process, double) const override {
    if (process == transport::PhotonProcess::rayleigh) return std::nullopt;
    return 310.0;
  }
  std::optional<double> hadron_inelastic_free_path(nuclear::PdgCode, double) const override { return hadron_path; }
  std::optional<double> hadron_elastic_free_path(nuclear::PdgCode, double) const override { return std::nullopt; }
  std::optional<double> stopping_power(nuclear::PdgCode, double) const override { return 0.2; }
  std::optional<double> csda_range(nuclear::PdgCode, double) const override { return 1000.0; }
};

TEST(ValidateTables, ComparesEachKnownTable) {
  const test::TemporaryFolder folder;
  std::ofstream{folder / "hadron_mfp_geant4.csv"}
      << "particle,kinetic_MeV,inelastic_mfp_cm,elastic_mfp_cm\npi+,300,61,90\nneutron,300,70,90\n";
  std::ofstream{folder / "gamma_mfp_geant4.csv"}
      << "energy_MeV,photoelectric_cm,compton_cm,conversion_cm\n1,8758,12,1.79769e+307\n10,242415,31,31.5\n";
  std::ofstream{folder / "dedx_geant4.csv"}
      << "particle,kinetic_MeV,electronic_MeV_per_cm,total_MeV_per_cm,csda_range_cm\nmu-,500,2.0,2.01,100\n";
  const auto rows = validate_tables(folder.path(), FixedTables{});
  const auto verdict = [&](const std::string& subject, const std::string& quantity) {
    for (const auto& row : rows) {
      if (row.subject == subject && row.quantity == quantity) return row.verdict();
    }
    throw std::runtime_error{"no row " + quantity};
  };
  EXPECT_EQ(verdict("pi+", "inelastic free path at 300 MeV [cm]"), Verdict::pass);
  EXPECT_EQ(verdict("neutron", "inelastic free path at 300 MeV [cm]"), Verdict::fail);
  EXPECT_EQ(verdict("pi+", "elastic free path at 300 MeV [cm]"), Verdict::fail) << "the engine has none";
  EXPECT_EQ(verdict("photon", "free path compton at 1 MeV [cm]"), Verdict::shown);
  EXPECT_EQ(verdict("photon", "free path compton at 10 MeV [cm]"), Verdict::pass);
  EXPECT_EQ(verdict("photon", "free path photoelectric at 10 MeV [cm]"), Verdict::fail);
  EXPECT_EQ(verdict("photon", "free path conversion at 10 MeV [cm]"), Verdict::pass);
  EXPECT_EQ(verdict("mu-", "stopping power at 500 MeV [MeV/cm]"), Verdict::pass);
  EXPECT_EQ(verdict("mu-", "range at 500 MeV [cm]"), Verdict::shown);
}

TEST(ValidateTables, TakesOneFile) {
  const test::TemporaryFolder folder;
  std::ofstream{folder / "hadron_mfp_geant4.csv"}
      << "particle,kinetic_MeV,inelastic_mfp_cm,elastic_mfp_cm\nkaon+,300,61,1.79769e+307\n";
  std::ofstream{folder / "muon_range_lar.csv"} << "T_MeV,range_cm_1p396\n5,50\n100,101\n";
  const auto rows = validate_tables(folder / "hadron_mfp_geant4.csv", FixedTables{});
  ASSERT_EQ(rows.size(), 1U) << "a process that is not there has no row";
  EXPECT_EQ(rows[0].subject, "kaon+");
  const auto ranges = validate_tables(folder / "muon_range_lar.csv", FixedTables{});
  ASSERT_EQ(ranges.size(), 1U) << "from 10 MeV";
  EXPECT_EQ(ranges[0].verdict(), Verdict::pass);
  EXPECT_TRUE(is_table(folder / "muon_range_lar.csv"));
  EXPECT_FALSE(is_table(folder / "mu-_500.csv"));
}

TEST(ValidateTables, FailsWhereTheEngineHasNothing) {
  const test::TemporaryFolder folder;
  std::ofstream{folder / "photon_xcom_ar.csv"}
      << "# NIST\nE_MeV,photo_cm2_g,compton_cm2_g,rayleigh_cm2_g\n0.1,,,0.01\n";
  const auto rows = validate_tables(folder.path(), FixedTables{});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].verdict(), Verdict::fail);
  EXPECT_TRUE(validate_tables(folder / "none", FixedTables{}).empty());
}

}  // namespace
}  // namespace wirebench::validation
