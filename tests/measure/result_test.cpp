#include "wirebench/measure/result.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "measure/example_row.hpp"

#include "wirebench/core/error.hpp"

namespace wirebench::measure {
namespace {

using testing::HasSubstr;

std::string error_of(const Json& object) {
  try {
    static_cast<void>(result_row_from_json(object));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::failed);
    return error.what();
  }
  return "no error";
}

TEST(ResultRowJson, RoundTripKeepsEveryField) {
  const ResultRow row = example_row();
  const ResultRow back = result_row_from_json(Json::parse(to_json(row).dump()));
  EXPECT_EQ(back.network, row.network);
  EXPECT_EQ(back.form, row.form);
  EXPECT_EQ(back.target, row.target);
  EXPECT_EQ(back.scenario, row.scenario);
  EXPECT_EQ(back.status, row.status);
  EXPECT_EQ(back.reason, row.reason);
  EXPECT_EQ(back.runtime_version, row.runtime_version);
  EXPECT_EQ(back.implementation, row.implementation);
  EXPECT_EQ(back.model_file, row.model_file);
  EXPECT_EQ(back.model_sha256, row.model_sha256);
  EXPECT_EQ(back.model_bytes, row.model_bytes);
  EXPECT_EQ(back.input_shape, row.input_shape);
  EXPECT_EQ(back.load_ms, row.load_ms);
  EXPECT_EQ(back.first_ms, row.first_ms);
  EXPECT_EQ(back.peak_memory_mb, row.peak_memory_mb);
  EXPECT_EQ(back.accuracy_input_shape, row.accuracy_input_shape);
  EXPECT_EQ(back.samples_file, row.samples_file);
  ASSERT_TRUE(back.latency.has_value());
  EXPECT_EQ(back.latency->samples, row.latency->samples);
  EXPECT_EQ(back.latency->median.value, 11.2);
  EXPECT_EQ(back.latency->median.low, 11.1);
  EXPECT_EQ(back.latency->median.high, 11.35);
  EXPECT_EQ(back.latency->mean.value, 11.4);
  EXPECT_EQ(back.latency->p90.value, 12.2);
  EXPECT_EQ(back.latency->p99.value, 14.0);
  EXPECT_TRUE(std::isinf(back.latency->p99.high));
  EXPECT_EQ(back.latency->minimum, 10.9);
  EXPECT_EQ(back.latency->maximum, 15.5);
  EXPECT_EQ(back.latency->standard_deviation, 0.44);
  ASSERT_TRUE(back.accuracy.has_value());
  EXPECT_EQ(back.accuracy->images, 150U);
  EXPECT_EQ(back.accuracy->accuracy.low, 0.56);
  EXPECT_EQ(back.accuracy->balanced_accuracy.high, 0.70);
  EXPECT_EQ(back.accuracy->confusion, row.accuracy->confusion);
  EXPECT_EQ(back.accuracy->agreement_with_trainer, 0.97);
}

TEST(ResultRowJson, AbsentPartsStayAbsent) {
  ResultRow row;
  row.status = RowStatus::not_measured;
  row.reason = "no device";
  row.load_ms = std::nan("");
  const Json json = to_json(row);
  EXPECT_TRUE(json["load_ms"].is_null());
  const ResultRow back = result_row_from_json(json);
  EXPECT_EQ(back.status, RowStatus::not_measured);
  EXPECT_EQ(back.reason, "no device");
  EXPECT_FALSE(back.latency.has_value());
  EXPECT_FALSE(back.accuracy.has_value());
  EXPECT_TRUE(std::isnan(back.load_ms));
  row.status = RowStatus::failed;
  EXPECT_EQ(result_row_from_json(to_json(row)).status, RowStatus::failed);
}

TEST(ResultRowJson, EveryMissingKeyIsNamed) {
  const Json whole = to_json(example_row());
  for (const auto& item : whole.items()) {
    Json without = whole;
    without.erase(item.key());
    EXPECT_THAT(error_of(without), HasSubstr("'" + item.key() + "'"));
  }
}

TEST(ResultRowJson, WrongTypesAreNamedWithTheirPath) {
  Json row = to_json(example_row());
  row["latency"]["median_ms"]["low"] = "fast";
  EXPECT_THAT(error_of(row), HasSubstr("latency.median_ms.low"));
  row = to_json(example_row());
  row["model_bytes"] = -1;
  EXPECT_THAT(error_of(row), HasSubstr("model_bytes"));
  row = to_json(example_row());
  row["status"] = "splendid";
  EXPECT_THAT(error_of(row), HasSubstr("splendid"));
  row = to_json(example_row());
  row["accuracy"]["confusion"][1] = Json::array({1});
  EXPECT_THAT(error_of(row), HasSubstr("accuracy.confusion"));
  EXPECT_THAT(error_of(Json::array()), HasSubstr("not an object"));
}

}  // namespace
}  // namespace wirebench::measure
