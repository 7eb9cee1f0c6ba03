#include "wirebench/measure/accuracy.hpp"

#include <gmock/gmock.h>

#include <limits>
#include <vector>

#include "wirebench/core/error.hpp"

namespace wirebench::measure {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

template <class F>
std::string message_of(F&& call) {
  try {
    static_cast<void>(call());
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::failed);
    return error.what();
  }
  return "no error";
}

TEST(BestClasses, LowestWinsATie) {
  const std::vector<float> scores{0.1F, 0.7F, 0.2F, 0.5F, 0.5F, 0.0F, -3.0F, -2.0F, -1.0F};
  EXPECT_THAT(best_classes(scores, 3), ElementsAre(1U, 0U, 2U));
}

TEST(BestClasses, NanAndTruncationAreErrors) {
  const std::vector<float> with_nan{0.1F, 0.2F, std::numeric_limits<float>::quiet_NaN(), 0.3F};
  EXPECT_THAT(message_of([&] { return best_classes(with_nan, 2); }), HasSubstr("image 1, class 0"));
  const std::vector<float> short_by_one{0.1F, 0.2F, 0.3F};
  EXPECT_THAT(message_of([&] { return best_classes(short_by_one, 2); }), HasSubstr("3 scores for 2 classes"));
}

TEST(AreaUnderCurve, IsTheShareOfPairsInOrder) {
  // Pairs (3, 1), (3, 2) and (2, 1) are in order, (2, 2) is half.
  EXPECT_DOUBLE_EQ(area_under_curve(std::vector{3.0, 2.0}, std::vector{1.0, 2.0}), 0.875);
  EXPECT_DOUBLE_EQ(area_under_curve(std::vector{1.0, 2.0}, std::vector{3.0, 2.0}), 0.125);
  EXPECT_DOUBLE_EQ(area_under_curve(std::vector{0.2, 0.2}, std::vector{0.2, 0.2, 0.2}), 0.5);
  EXPECT_DOUBLE_EQ(area_under_curve(std::vector{0.9}, std::vector{0.1, 0.5, 0.8}), 1.0);
}

TEST(AreaUnderCurve, RefusesWhatCannotBeRanked) {
  const std::vector<double> some{0.1, 0.2};
  const std::vector<double> with_nan{0.1, std::numeric_limits<double>::quiet_NaN()};
  EXPECT_THAT(message_of([&] { return area_under_curve(some, {}); }), HasSubstr("no scores"));
  EXPECT_THAT(message_of([&] { return area_under_curve(with_nan, some); }), HasSubstr("not finite"));
}

TEST(ConfusionMatrix, TrueClassIsTheRow) {
  const std::vector<std::uint32_t> labels{0, 0, 0, 1, 1, 2};
  const std::vector<std::uint32_t> predictions{0, 0, 2, 1, 0, 2};
  EXPECT_THAT(confusion_matrix(labels, predictions, 3),
              ElementsAre(ElementsAre(2U, 0U, 1U), ElementsAre(1U, 1U, 0U), ElementsAre(0U, 0U, 1U)));
}

TEST(ConfusionMatrix, BadInput) {
  const std::vector<std::uint32_t> two{0, 1};
  const std::vector<std::uint32_t> three{0, 1, 2};
  EXPECT_THAT(message_of([&] { return confusion_matrix(two, three, 3); }), HasSubstr("3 predictions, 2 labels"));
  EXPECT_THAT(message_of([&] { return confusion_matrix(three, three, 2); }), HasSubstr("image 2: label 2"));
}

TEST(SummariseAccuracy, HandWorked) {
  // Classes of 8, 2 and 0 images: 6 and 2 right. Accuracy 8/10; balanced (6/8 + 2/2) / 2 = 0.875, the class without
  // images left out.
  const AccuracySummary s = summarise_accuracy({{6, 2, 0}, {0, 2, 0}, {0, 0, 0}});
  EXPECT_EQ(s.images, 10U);
  EXPECT_DOUBLE_EQ(s.accuracy.value, 0.8);
  EXPECT_DOUBLE_EQ(s.balanced_accuracy.value, 0.875);
  EXPECT_LT(s.balanced_accuracy.low, 0.75);
  EXPECT_GT(s.balanced_accuracy.high, 0.9);
  EXPECT_LE(s.balanced_accuracy.high, 1.0);
}

TEST(SummariseAccuracy, AgreementIsWithTheTrainerNotTheTruth) {
  const std::vector<std::uint32_t> labels{0, 0, 1, 1};
  const std::vector<std::uint32_t> predictions{1, 0, 1, 0};
  const std::vector<std::uint32_t> trainer{1, 0, 1, 1};
  const AccuracySummary s = summarise_accuracy(labels, predictions, trainer, 2);
  EXPECT_DOUBLE_EQ(s.accuracy.value, 0.5);
  EXPECT_DOUBLE_EQ(s.agreement_with_trainer, 0.75);
  EXPECT_DOUBLE_EQ(summarise_accuracy(labels, predictions, {}, 2).agreement_with_trainer, 1.0);
}

TEST(SummariseAccuracy, NoImagesOrRaggedMatrixAreErrors) {
  EXPECT_THAT(message_of([] { return summarise_accuracy({{0, 0}, {0, 0}}); }), HasSubstr("no images"));
  EXPECT_THAT(message_of([] { return summarise_accuracy({{1, 0}, {0}}); }), HasSubstr("row 1 has 1 of 2"));
}

}  // namespace
}  // namespace wirebench::measure
