#include "wirebench/report/summary.hpp"

#include <gmock/gmock.h>

#include "report/example_input.hpp"

#include "wirebench/report/page.hpp"

namespace wirebench::report {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* k_ours = "wirebench 0.1.0 (commit 0123456)";
constexpr const char* k_older = "wirebench 0.1.0 (commit feedbee, changed)";

TEST(Origins, OneLineWhereEverythingIsOfOneBuild) {
  const ReportInput input = example_input();
  EXPECT_THAT(origins_of(input), ElementsAre(AllOf(HasSubstr("Everything"), HasSubstr(k_ours))));
  EXPECT_THAT(summary_of(input), Not(Contains(HasSubstr("build"))));
  EXPECT_THAT(html_page(input, {}, {}), HasSubstr(k_ours));
}

TEST(Origins, SeveralBuildsAreNamedWithWhatEachMade) {
  ReportInput input = example_input();
  input.builds.push_back({k_older, {"measure resnet50v2 tflite-int8", "evaluate x"}});
  EXPECT_THAT(origins_of(input),
              ElementsAre(AllOf(HasSubstr("Not all"), HasSubstr(k_ours), HasSubstr(k_older)),
                          AllOf(HasSubstr(k_ours), HasSubstr("images, train resnet50v2")),
                          AllOf(HasSubstr(k_older), HasSubstr("measure resnet50v2 tflite-int8, evaluate x"))));
  EXPECT_THAT(summary_of(input), Contains(origins_of(input).front()));
  EXPECT_THAT(html_page(input, {}, {}), HasSubstr("measure resnet50v2 tflite-int8, evaluate x"));
  EXPECT_THAT(markdown_page(input, {}, {}), HasSubstr("evaluate x"));
  EXPECT_THAT(latex_document(input, {}, {}), HasSubstr("evaluate x"));
}

TEST(Origins, ARunThatDoesNotSayIsNotTakenForOurs) {
  ReportInput input = example_input();
  input.builds.clear();
  EXPECT_THAT(origins_of(input), ElementsAre(HasSubstr("does not say")));
  EXPECT_THAT(summary_of(input), Contains(HasSubstr("does not say")));
}

}  // namespace
}  // namespace wirebench::report
