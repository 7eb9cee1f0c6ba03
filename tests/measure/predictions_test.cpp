#include "wirebench/measure/predictions.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"

namespace wirebench::measure {
namespace {

TEST(Predictions, ReadsWhatTrainingAndEvaluationWrite) {
  const test::TemporaryFolder folder;
  // A class name with a comma is quoted in the header; what is not known is empty.
  write_text_atomically(
      folder / "p.csv",
      "event,label,prediction,NC,\"numu, CC\",nue CC,true_energy_mev,visible_charge_electrons,flux_weight\n"
      "11,2,2,0.1,0.2,0.7,1250.5,73000,0.02\n12,0,1,0.4,0.5,0.100000009,,,\n");
  const Predictions read = read_predictions(folder / "p.csv");
  EXPECT_EQ(read.classes, 3U);
  EXPECT_EQ(read.event_ids, (std::vector<std::uint64_t>{11, 12}));
  EXPECT_EQ(read.labels, (std::vector<std::uint32_t>{2, 0}));
  EXPECT_EQ(read.scores, (std::vector<float>{0.1F, 0.2F, 0.7F, 0.4F, 0.5F, 0.100000009F}));
  EXPECT_EQ(read.classes_predicted(), (std::vector<std::uint32_t>{2, 1}));
  EXPECT_EQ(read.true_energy_mev[0], 1250.5);
  EXPECT_EQ(read.visible_charge[0], 73000);
  EXPECT_EQ(read.flux_weight[0], 0.02);
  EXPECT_TRUE(std::isnan(read.true_energy_mev[1]) && std::isnan(read.visible_charge[1]) &&
              std::isnan(read.flux_weight[1]));
}

TEST(Predictions, ReadsTablesOfEarlierVersions) {
  const test::TemporaryFolder folder;
  write_text_atomically(folder / "p.csv", "event,label,prediction,a,b\n11,1,1,0.1,0.9\n");
  const Predictions read = read_predictions(folder / "p.csv");
  EXPECT_EQ(read.classes, 2U);
  EXPECT_EQ(read.scores, (std::vector<float>{0.1F, 0.9F}));
  ASSERT_EQ(read.flux_weight.size(), 1U);
  EXPECT_TRUE(std::isnan(read.flux_weight[0]));
}

TEST(Predictions, DamagedTablesAreNamedWithTheirLine) {
  const test::TemporaryFolder folder;
  const std::string header = "event,label,prediction,score NC,score numu CC,score nue CC\n";
  for (const auto& [text, part] :
       std::vector<std::pair<std::string, std::string>>{{"a,b\n", ":1"},
                                                        {"", ":0"},
                                                        {header + "1,2,2,0.1\n", ":2"},
                                                        {header + "1,2,2,0.1,0.2,0.7\n1,2,2,0.1,0.2\n", ":3"},
                                                        {header + "1,2,2,0.1,0.2,0.7\n1,x,2,0.1,0.2,0.7\n", ":3"}}) {
    write_text_atomically(folder / "p.csv", text);
    test::expect_error([&] { (void)read_predictions(folder / "p.csv"); }, ErrorKind::failed, {"p.csv" + part});
  }
}

}  // namespace
}  // namespace wirebench::measure
