#include "wirebench/validation/generator_validation.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <numeric>
#include <string>

#include "support/damage.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

namespace wirebench::validation {
namespace {

const std::filesystem::path k_tables = std::filesystem::path{WIREBENCH_SOURCE_DIR} / "tests/data/generator";

TEST(ValidateGenerator, PassesInAllQuantities) {
  const auto rows = validate_generator({k_tables, 2500, 1});
  std::map<std::string, int> counts;
  for (const Comparison& row : rows) {
    ++counts[row.quantity];
    EXPECT_EQ(row.verdict(), Verdict::pass) << row.quantity << ", " << row.subject << ": reference " << row.reference
                                            << ", ours " << row.value << " +- " << row.value_error;
  }
  EXPECT_EQ(counts["total cross section over energy"], 90);
  EXPECT_EQ(counts["channel fraction"], 45);
  EXPECT_EQ(counts["fate"], 56);
  EXPECT_EQ(rows.size(), 323U);
  EXPECT_EQ(tally(rows).bounded, 323U);
}

TEST(ValidateGenerator, NamesTheTableThatIsNotThere) {
  const test::TemporaryFolder folder;
  test::expect_error(
      [&] {
        (void)validate_generator({folder.path(), 200, 1});
      },
      ErrorKind::usage, {"nu_xsec_fractions.csv"});
}

TEST(ValidateGenerator, SeesAChangedReference) {
  // A table with one cross section raised by a tenth: that row fails, and no other.
  const test::TemporaryFolder folder;
  for (const char* name : {"nu_xsec_fractions.csv", "nu_kinematics_ref.csv", "fsi_hA_fates.csv"}) {
    std::filesystem::copy_file(k_tables / name, folder / name);
  }
  std::ifstream in{k_tables / "nu_xsec_fractions.csv"};
  std::string text{std::istreambuf_iterator<char>{in}, {}};
  const auto place = text.find("\n2,0.7761,");
  ASSERT_NE(place, std::string::npos);
  text.replace(place, 9, "\n2,0.8537");
  std::ofstream{folder / "nu_xsec_fractions.csv"} << text;
  int failed = 0;
  for (const Comparison& row : validate_generator({folder.path(), 400, 1})) {
    if (row.quantity != "total cross section over energy" || row.verdict() == Verdict::pass) continue;
    ++failed;
    EXPECT_EQ(row.subject, "numu CC 2 GeV");
  }
  EXPECT_EQ(failed, 1);
}

TEST(Multiplicities, CountWhatLeavesTheNucleus) {
  const auto rows = multiplicities(Energy{2500.0}, 1500, 1);
  ASSERT_EQ(rows.size(), 6U);
  for (const auto& row : rows) {
    EXPECT_NEAR(std::accumulate(row.shares.begin(), row.shares.end(), 0.0), 1.0, 1e-9) << row.particle;
  }
  // Absorption takes pi+ away, and sends nucleons out.
  EXPECT_LT(rows[3].final, rows[3].primary);
  EXPECT_GT(rows[0].final, rows[0].primary);
  EXPECT_GT(rows[3].final, rows[4].final);
}

// Each would be followed for ever, or is beyond the generator's energies.
TEST(ValidateGenerator, RefusesEnergiesItDoesNotHave) {
  struct Change {
    const char* file;
    const char* from;
    const char* to;
  };
  for (const Change& change :
       {Change{"nu_xsec_fractions.csv", "\n2,", "\n-2,"}, Change{"nu_xsec_fractions.csv", "\n2,", "\n2000,"},
        Change{"nu_kinematics_ref.csv", "\n2,", "\n1e300,"}, Change{"fsi_hA_fates.csv", "\npi,50,", "\npi,-50,"},
        Change{"fsi_hA_fates.csv", "\npi,50,", "\npi,1e-9,"}}) {
    const test::TemporaryFolder folder;
    for (const char* name : {"nu_xsec_fractions.csv", "nu_kinematics_ref.csv", "fsi_hA_fates.csv"}) {
      std::filesystem::copy_file(k_tables / name, folder / name);
    }
    std::string text = test::bytes_in(k_tables / change.file);
    const auto place = text.find(change.from);
    ASSERT_NE(place, std::string::npos) << change.from;
    text.replace(place, std::string_view{change.from}.size(), change.to);
    test::write_bytes_to(folder / change.file, text);
    test::expect_error(
        [&] {
          (void)validate_generator({folder.path(), 100, 1});
        },
        ErrorKind::failed, {"out of range", change.file});
  }
}

}  // namespace
}  // namespace wirebench::validation
