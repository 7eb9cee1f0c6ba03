#include "wirebench/report/classifier_tables.hpp"

#include <gmock/gmock.h>

#include "report/csv_reader.hpp"
#include "report/example_input.hpp"
#include "report/example_metrics.hpp"

#include "wirebench/report/tables.hpp"

namespace wirebench::report {
namespace {

using testing::Contains;
using testing::HasSubstr;

ReportInput judged_input() {
  ReportInput input = example_input();
  input.networks[0].metrics = example_metrics(2.0);
  input.networks[0].judged_split = "test";
  input.networks[0].lead_over_baseline = measure::Estimate{0.123, 0.081, 0.164};
  input.baseline =
      BaselineInput{"boosted-trees", "boosted trees", "Boosted trees: scikit-learn.", "", example_metrics(0.8)};
  return input;
}

TEST(AccuracyByNetworkTable, HasEveryNetworkAndTheBaselineInFullPrecision) {
  const ReportInput input = judged_input();
  const Table table = accuracy_by_network_table(input, 6);
  EXPECT_EQ(table.id, "table-6-accuracy-by-network");
  const auto rows = csv_rows(to_csv(table));
  ASSERT_EQ(rows.size(), 3U);
  const auto& metrics = *input.networks[0].metrics;
  EXPECT_EQ(rows[0].at("network"), "ResNet-50 V2");
  EXPECT_EQ(std::stod(rows[0].at("balanced_accuracy_percent")), 100 * metrics.balanced_accuracy.value);
  EXPECT_EQ(std::stod(rows[0].at("balanced_accuracy_percent_low")), 100 * metrics.balanced_accuracy.low);
  EXPECT_EQ(std::stod(rows[0].at("calibration_error_percent_high")), 100 * metrics.calibration_error.high);
  EXPECT_DOUBLE_EQ(std::stod(rows[0].at("lead_points")), 12.3);
  EXPECT_EQ(rows[0].at("events"), "600");
  EXPECT_EQ(rows[2].at("network"), "boosted trees");
  EXPECT_EQ(rows[2].at("lead_points"), "");
  const std::string markdown = to_markdown(table);
  EXPECT_THAT(markdown, HasSubstr(R"(+12.3 \[+8.1, +16.4\])"));
  EXPECT_THAT(markdown, HasSubstr("test images"));
  EXPECT_THAT(markdown, HasSubstr("300 resamples"));
}

TEST(AccuracyByNetworkTable, SaysWhatWasNotMeasured) {
  ReportInput input = judged_input();
  input.baseline->metrics.reset();
  input.baseline->reason = "scikit-learn is not installed";
  const std::string html = to_html(accuracy_by_network_table(input, 6));
  EXPECT_THAT(html, HasSubstr("not measured: scikit-learn is not installed"));
  EXPECT_THAT(html, HasSubstr("kept no predictions"));  // of DenseNet-169
}

TEST(AccuracyByNetworkTable, NotesSayWhatIsLeftOutAndCountedApart) {
  ReportInput input = judged_input();
  measure::Predictions p = example_predictions(2.0);
  p.flux_weight.clear();
  input.networks[0].metrics =
      measure::judge(p, {.bootstrap = {.resamples = 100, .seed = 1}, .min_visible_charge = 3000});
  const Table table = accuracy_by_network_table(input, 6);
  EXPECT_THAT(table.notes, Contains(HasSubstr("Left out: Efficiency and purity in the flux")));
  EXPECT_THAT(table.notes, Contains(HasSubstr("less than 3000 electrons")));
  EXPECT_EQ(csv_rows(to_csv(table))[0].at("counted_apart"), "30");
}

TEST(ClassTable, HasEachClassOfWhatWasJudged) {
  const ReportInput input = judged_input();
  const auto rows = csv_rows(to_csv(class_table(input, 7)));
  ASSERT_EQ(rows.size(), 6U);
  const auto& nue = input.networks[0].metrics->classes[2];
  EXPECT_EQ(rows[2].at("class"), "nue CC");
  EXPECT_EQ(std::stod(rows[2].at("purity_percent")), 100 * nue.purity.value);
  EXPECT_EQ(std::stod(rows[2].at("flux_purity_percent")), 100 * nue.flux_purity.value);
  // A class that is 1 in 150 of the flux is the less pure in it.
  EXPECT_LT(nue.flux_purity.value, nue.purity.value);
}

TEST(TablesOf, TheClassifiersTablesComeLast) {
  std::vector<std::string> ids;
  for (const Table& table : tables_of(judged_input())) ids.push_back(table.id);
  ASSERT_EQ(ids.size(), 7U);
  EXPECT_EQ(ids[5], "table-6-accuracy-by-network");
  EXPECT_EQ(ids[6], "table-7-classes");
  EXPECT_FALSE(has_metrics(example_input()));
}

}  // namespace
}  // namespace wirebench::report
