#include "wirebench/report/tables.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "report/csv_reader.hpp"
#include "report/example_input.hpp"

namespace wirebench::report {
namespace {

using measure::ResultRow;
using measure::RowStatus;
using testing::HasSubstr;

const NetworkInput& resnet(const ReportInput& input) {
  return input.networks[0];
}

TEST(TablesOf, PosterNumbersWhateverTheOrderOfTheStudy) {
  ReportInput input = example_input();
  std::reverse(input.networks.begin(), input.networks.end());
  std::vector<std::string> ids;
  for (const Table& table : tables_of(input)) ids.push_back(table.id);
  EXPECT_THAT(ids, testing::ElementsAre("table-1-accuracy-resnet50v2", "table-2-accuracy-densenet169",
                                        "table-3-latency-resnet50v2", "table-4-latency-densenet169",
                                        "table-5-processing-units"));
}

TEST(LatencyTable, EveryRowExactlyOnceWithItsNumbers) {
  const ReportInput input = example_input();
  for (const NetworkInput& network : input.networks) {
    auto rows = csv_rows(to_csv(latency_table(input, network, 3)));
    for (const ResultRow& result : input.rows) {
      if (result.network != network.name) continue;
      const auto is_it = [&](const CsvRow& row) {
        return row.at("form") == display_form(result.form) && row.at("target") == result.target;
      };
      ASSERT_EQ(std::count_if(rows.begin(), rows.end(), is_it), 1) << result.form << ' ' << result.target;
      const auto found = std::find_if(rows.begin(), rows.end(), is_it);
      if (result.latency) {
        EXPECT_EQ(std::stod(found->at("median_ms")), result.latency->median.value);
        EXPECT_EQ(std::stod(found->at("p99_ms")), result.latency->p99.value);
        EXPECT_EQ(std::stod(found->at("first_ms")), result.first_ms);
        EXPECT_EQ(std::stod(found->at("load_ms")), result.load_ms);
        EXPECT_EQ(std::stod(found->at("peak_memory_mb")), result.peak_memory_mb);
        EXPECT_EQ(found->at("queries"), std::to_string(result.latency->samples));
        EXPECT_EQ(found->at("status"), "measured");
      } else {
        EXPECT_EQ(found->at("median_ms"), "");
        EXPECT_EQ(found->at("ratio_to_published_cpu"), "");
        EXPECT_EQ(found->at("status"), result.status == RowStatus::failed ? "failed" : "not measured");
      }
      EXPECT_EQ(found->at("reason"), result.reason);
      rows.erase(found);
    }
    EXPECT_TRUE(rows.empty()) << "a row nobody measured";
  }
}

TEST(LatencyTable, PublishedBesideMeasured) {
  const ReportInput input = example_input();
  const auto rows = csv_rows(to_csv(latency_table(input, resnet(input), 3)));
  EXPECT_EQ(rows[0].at("published_cpu_ms"), "40.88");
  EXPECT_EQ(rows[0].at("published_gpu_ms"), "4.91");
  EXPECT_EQ(rows[0].at("published_edge_tpu_ms"), "");
  EXPECT_NEAR(std::stod(rows[0].at("ratio_to_published_cpu")), 44.1 / 40.88, 1e-12);
  const auto integer =
      std::find_if(rows.begin(), rows.end(), [](const CsvRow& r) { return r.at("form") == "TF Lite, integer"; });
  ASSERT_NE(integer, rows.end());
  EXPECT_EQ(integer->at("published_edge_tpu_ms"), "42.41");
}

TEST(LatencyTable, AbsentAndFailedRowsSayWhy) {
  const ReportInput input = example_input();
  const std::string html = to_html(latency_table(input, input.networks[1], 4));
  EXPECT_THAT(html, HasSubstr("not measured: no device: no Edge TPU on the USB bus"));
  EXPECT_THAT(html, HasSubstr("failed: the worker ended with signal 11"));
}

TEST(LatencyTable, ACutOffRowHasItsNote) {
  const ReportInput input = example_input();
  const Table table = latency_table(input, resnet(input), 3);
  EXPECT_THAT(to_html(table), HasSubstr("<td>3 (*1)</td>"));
  EXPECT_THAT(table.notes, testing::Contains(HasSubstr("(*1) native:cpu@2: cut off after 3 queries")));
}

TEST(LatencyTable, AFormWithoutARowIsStillThere) {
  ReportInput input = example_input();
  std::erase_if(input.rows, [](const ResultRow& row) { return row.form == "tflite-float16"; });
  const auto rows = csv_rows(to_csv(latency_table(input, resnet(input), 3)));
  const auto found =
      std::find_if(rows.begin(), rows.end(), [](const CsvRow& r) { return r.at("form") == "TF Lite, float16"; });
  ASSERT_NE(found, rows.end());
  EXPECT_EQ(found->at("status"), "not measured");
  EXPECT_EQ(found->at("reason"), "the study has no such row");
}

TEST(LatencyTable, StatesTheInputSize) {
  const ReportInput input = example_input();
  EXPECT_THAT(latency_table(input, resnet(input), 3).caption, HasSubstr("1x224x224x3"));
}

TEST(AccuracyTable, CheckpointAndSavedModelApart) {
  const ReportInput input = example_input();
  const auto rows = csv_rows(to_csv(accuracy_table(input, resnet(input), 1)));
  ASSERT_GE(rows.size(), 3U);
  EXPECT_THAT(rows[0].at("file"), HasSubstr("training checkpoint"));
  // 283,000,000 bytes / 1,048,576
  EXPECT_NEAR(std::stod(rows[0].at("size_mib")), 269.89, 0.01);
  EXPECT_EQ(rows[0].at("published_size_mb"), "274");
  EXPECT_EQ(rows[0].at("agreement_percent"), "reference");
  EXPECT_THAT(rows[1].at("file"), HasSubstr("SavedModel"));
  EXPECT_NEAR(std::stod(rows[1].at("size_mib")), 23.6e6 * 4 / 1048576, 0.01);
}

TEST(AccuracyTable, EveryAccuracyOnceWithIntervalAndAgreement) {
  const ReportInput input = example_input();
  const auto rows = csv_rows(to_csv(accuracy_table(input, resnet(input), 1)));
  std::size_t expected = 1;  // the trainer
  for (const ResultRow& result : input.rows) {
    if (result.network != "resnet50v2" || !result.accuracy) continue;
    ++expected;
    EXPECT_EQ(std::count_if(rows.begin(), rows.end(),
                            [&](const CsvRow& row) {
                              return row.at("form") == display_form(result.form) &&
                                     row.at("file").ends_with(", " + result.target);
                            }),
              1);
  }
  EXPECT_EQ(rows.size(), expected);
  const CsvRow& last = rows.back();
  EXPECT_EQ(last.at("form"), "TF Lite, integer");
  EXPECT_NEAR(std::stod(last.at("accuracy_percent")), 100.0 * 97 / 150, 1e-9);
  EXPECT_LT(std::stod(last.at("accuracy_percent_low")), std::stod(last.at("accuracy_percent")));
  EXPECT_NEAR(std::stod(last.at("agreement_percent")), 97.3, 1e-9);
  EXPECT_EQ(last.at("input_shape"), "1x64x64x3");
}

TEST(AccuracyTable, AFormWithoutAccuracySaysWhy) {
  ReportInput input = example_input();
  for (ResultRow& row : input.rows) {
    if (row.form == "tflite-int8") row.accuracy.reset();
  }
  const std::string html = to_html(accuracy_table(input, resnet(input), 1));
  EXPECT_THAT(html, HasSubstr("not measured: only its latency was measured"));
}

TEST(ProcessingUnitTable, PublishedAndOwn) {
  const auto rows = csv_rows(to_csv(processing_unit_table(example_input(), 5)));
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[1].at("tdp_w"), "250");
  EXPECT_EQ(rows[1].at("price_usd"), "7500");
  EXPECT_EQ(rows[3].at("unit"), "this laptop");
  EXPECT_EQ(rows[3].at("source"), "study file");
}

}  // namespace
}  // namespace wirebench::report
