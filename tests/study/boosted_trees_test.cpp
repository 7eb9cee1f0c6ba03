#include "wirebench/study/boosted_trees.hpp"

#include <gtest/gtest.h>

#include "study/labelled_lines.hpp"
#include "support/expect_error.hpp"
#include "support/needs_runtime.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/measure/classifier_metrics.hpp"
#include "wirebench/runtime/catalogue.hpp"
#include "wirebench/runtime/environment.hpp"
#include "wirebench/study/evaluate.hpp"

namespace wirebench::study {
namespace {

using wirebench::test::TemporaryFolder;

TEST(BoostedTrees, WithoutScikitLearnSayHowToGetIt) {
  const TemporaryFolder folder;
  test::write_labelled_lines(folder / "d.h5", 12);
  const dataset::DatasetReader images{folder / "d.h5"};
  auto paths = runtime::default_paths();
  paths.environments = folder / "none";
  const auto result = run_boosted_trees(images, images.positions(dataset::Split::validation), {}, paths, Log::silent());
  ASSERT_FALSE(result);
  EXPECT_NE(result.reason().find("wirebench runtimes install scikit-learn"), std::string::npos) << result.reason();
}

class WithScikitLearn : public testing::Test {
 protected:
  void SetUp() override {
    const auto found = runtime::find_environment(runtime::k_boosted_trees.package_set, paths_);
    if (found) return;
    if (wirebench::test::runtimes_required()) GTEST_FAIL() << found.reason();
    GTEST_SKIP() << "scikit-learn is " << found.reason();
  }
  TemporaryFolder folder_;
  runtime::RuntimePaths paths_ = runtime::default_paths();
};

TEST_F(WithScikitLearn, TellLongLinesShortLinesAndBlobsApart) {
  test::write_labelled_lines(folder_ / "d.h5", 150);
  const dataset::DatasetReader images{folder_ / "d.h5"};
  const auto positions = images.positions(dataset::Split::validation);
  const auto result = run_boosted_trees(images, positions, {}, paths_, Log::silent());
  ASSERT_TRUE(result);
  const auto metrics = measure::judge(predictions_of(images, positions, result.value().scores),
                                      {.bootstrap = {.resamples = 100, .seed = 1}});
  EXPECT_GT(metrics.balanced_accuracy.value, 0.95);
  EXPECT_EQ(result.value().facts.at("training_events"), 150);
  EXPECT_EQ(result.value().facts.at("judged_events"), 150);
  EXPECT_EQ(run_boosted_trees(images, positions, {}, paths_, Log::silent()).value().scores, result.value().scores);
}

TEST_F(WithScikitLearn, ThreeNumbersOfTheEventAreOthersThanThoseOfEachPlane) {
  test::write_labelled_lines(folder_ / "d.h5", 150);
  const dataset::DatasetReader images{folder_ / "d.h5"};
  const auto positions = images.positions(dataset::Split::validation);
  const BoostedTreesOptions options{.features = TreeFeatures::event};
  const auto result = run_boosted_trees(images, positions, options, paths_, Log::silent());
  ASSERT_TRUE(result);
  const auto metrics = measure::judge(predictions_of(images, positions, result.value().scores),
                                      {.bootstrap = {.resamples = 100, .seed = 1}});
  EXPECT_GT(metrics.balanced_accuracy.value, 0.95);
  EXPECT_NE(run_boosted_trees(images, positions, {}, paths_, Log::silent()).value().scores, result.value().scores);
}

TEST_F(WithScikitLearn, TooFewEventsAreAnError) {
  test::write_labelled_lines(folder_ / "d.h5", 6);
  const dataset::DatasetReader images{folder_ / "d.h5"};
  wirebench::test::expect_error(
      [&] { (void)run_boosted_trees(images, images.positions(dataset::Split::validation), {}, paths_, Log::silent()); },
      ErrorKind::failed, {"too few training events", "d.h5"});
}

}  // namespace
}  // namespace wirebench::study
