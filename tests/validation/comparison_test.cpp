#include "wirebench/validation/comparison.hpp"

#include <limits>

namespace wirebench::validation {
namespace {

Comparison row(double reference, double value, double error, std::optional<Bound> bound) {
  return {"pi+ 300 MeV", "visible energy [MeV]", reference, value, 0.6 * error, 0.8 * error, bound};
}

TEST(Comparison, PassesWithinBoundAndTwoStandardErrors) {
  // 2 % of 100 and twice 0.5: up to 3.
  EXPECT_EQ(row(100.0, 102.9, 0.5, relative(0.02)).verdict(), Verdict::pass);
  EXPECT_EQ(row(100.0, 97.1, 0.5, relative(0.02)).verdict(), Verdict::pass);
  EXPECT_EQ(row(100.0, 103.1, 0.5, relative(0.02)).verdict(), Verdict::fail);
  EXPECT_EQ(row(100.0, 96.9, 0.5, relative(0.02)).verdict(), Verdict::fail);
  EXPECT_EQ(row(0.5, 0.52, 0.0, absolute(0.03)).verdict(), Verdict::pass);
  EXPECT_EQ(row(0.5, 0.54, 0.0, absolute(0.03)).verdict(), Verdict::fail);
  EXPECT_EQ(row(50.0, 50.0, 0.0, relative(0.0)).verdict(), Verdict::pass);
}

TEST(Comparison, FailsOnWhatIsNotANumber) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(row(100.0, nan, 0.5, relative(0.02)).verdict(), Verdict::fail);
  EXPECT_EQ(row(nan, 100.0, 0.5, relative(0.02)).verdict(), Verdict::fail);
  EXPECT_EQ(row(100.0, 100.0, nan, relative(0.02)).verdict(), Verdict::fail);
  EXPECT_EQ(row(100.0, 100.0, std::numeric_limits<double>::infinity(), relative(0.02)).verdict(), Verdict::fail);
}

TEST(Comparison, WithoutABoundIsOnlyShown) {
  EXPECT_EQ(row(100.0, 500.0, 0.5, std::nullopt).verdict(), Verdict::shown);
}

TEST(Comparison, CountsOnlyWhatHasABound) {
  const std::vector<Comparison> rows{row(100.0, 100.0, 0.0, relative(0.02)), row(100.0, 110.0, 0.0, relative(0.02)),
                                     row(1.0, 2.0, 0.0, std::nullopt)};
  EXPECT_EQ(tally_line(tally(rows)), "1 of 2 within bounds");
  EXPECT_FALSE(tally(rows).all_passed());
  EXPECT_TRUE(tally({rows[0], rows[2]}).all_passed());
  EXPECT_FALSE(tally({rows[2]}).all_passed()) << "nothing was checked";
}

TEST(Comparison, OfTooFewEntriesIsCountedApart) {
  auto few = row(0.9, std::numeric_limits<double>::quiet_NaN(), 0.0, absolute(0.1));
  few.too_few = true;
  auto no_bound = few;
  no_bound.bound.reset();
  EXPECT_EQ(few.verdict(), Verdict::too_few);
  EXPECT_EQ(no_bound.verdict(), Verdict::shown);
  const std::vector<Comparison> rows{row(100.0, 100.0, 0.0, relative(0.02)), few, no_bound};
  EXPECT_EQ(tally_line(tally(rows)), "1 of 1 within bounds");
  EXPECT_EQ(too_few_line(tally(rows)), "1 more has too few entries to be judged");
  EXPECT_EQ(too_few_line(tally({rows[0]})), "");
  EXPECT_TRUE(tally(rows).all_passed());
  EXPECT_FALSE(tally({few}).all_passed()) << "nothing was checked";
  EXPECT_THAT(comparison_table(rows), testing::HasSubstr("too few"));
  EXPECT_EQ(comparison_json(rows)["too_few"], 1);
}

TEST(Comparison, IsWrittenAsATableAndAsJson) {
  const std::vector<Comparison> rows{row(100.0, 110.0, 0.5, relative(0.02)),
                                     row(1.0, std::numeric_limits<double>::quiet_NaN(), 0.0, absolute(0.1))};
  const std::string table = comparison_table(rows);
  EXPECT_THAT(table, testing::HasSubstr("10.00 %"));
  EXPECT_THAT(table, testing::HasSubstr("2.00 %"));
  EXPECT_THAT(table, testing::HasSubstr("none"));
  const Json json = comparison_json(rows);
  EXPECT_EQ(json["rows"].size(), 2U);
  EXPECT_EQ(json["rows"][0]["verdict"], "fail");
  EXPECT_DOUBLE_EQ(json["rows"][0]["difference"].get<double>(), 10.0);
  EXPECT_TRUE(json["rows"][1]["engine"].is_null());
  EXPECT_EQ(json["bounded"], 2);
}

}  // namespace
}  // namespace wirebench::validation
