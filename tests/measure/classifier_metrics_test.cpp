#include "wirebench/measure/classifier_metrics.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "measure/twelve_events.hpp"
#include "support/expect_error.hpp"

namespace wirebench::measure {
namespace {

using test::expect_error;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();
const JudgeOptions k_quick{.bootstrap = {.resamples = 400, .seed = 1}};

TEST(Judge, NumbersAreScikitLearns) {
  const ClassifierMetrics m = judge(twelve_events(), k_quick);
  EXPECT_EQ(m.events, 12U);
  EXPECT_THAT(m.confusion, ElementsAre(ElementsAre(2U, 1U, 1U), ElementsAre(1U, 3U, 0U), ElementsAre(1U, 0U, 3U)));
  EXPECT_DOUBLE_EQ(m.accuracy.value, 2.0 / 3);
  EXPECT_DOUBLE_EQ(m.balanced_accuracy.value, 2.0 / 3);
  EXPECT_DOUBLE_EQ(m.mean_area.value, 0.8541666666666666);
  EXPECT_DOUBLE_EQ(m.calibration_error.value, 0.328125);
  const std::vector efficiency{0.5, 0.75, 0.75};
  const std::vector flux_efficiency{0.64285714, 0.64285714, 0.7};
  const std::vector flux_purity{0.76271186, 0.6, 0.25925926};
  for (std::size_t c = 0; c < 3; ++c) {
    EXPECT_EQ(m.classes[c].events, 4U);
    EXPECT_DOUBLE_EQ(m.classes[c].efficiency.value, efficiency[c]);
    EXPECT_DOUBLE_EQ(m.classes[c].purity.value, efficiency[c]);  // four events called each
    EXPECT_NEAR(m.classes[c].flux_efficiency.value, flux_efficiency[c], 5e-9);
    EXPECT_NEAR(m.classes[c].flux_purity.value, flux_purity[c], 5e-9);
  }
  EXPECT_THAT(m.left_out, IsEmpty());
}

TEST(Judge, PurityIsThatOfEqualClassesWhateverTheSample) {
  // Events 6, 7 and 11 are left out: 4, 2 and 3 remain. precision_score with sample_weight 1 / events of the class.
  Predictions all = twelve_events();
  Predictions p;
  p.classes = 3;
  for (const std::size_t event : {0U, 1U, 2U, 3U, 4U, 5U, 8U, 9U, 10U}) {
    p.labels.push_back(all.labels[event]);
    p.event_ids.push_back(all.event_ids[event]);
    for (const float score : all.scores_of(event)) p.scores.push_back(score);
  }
  const ClassifierMetrics m = judge(p, k_quick);
  EXPECT_NEAR(m.classes[0].purity.value, 0.6, 5e-9);
  EXPECT_NEAR(m.classes[1].purity.value, 0.8, 5e-9);
  EXPECT_NEAR(m.classes[2].purity.value, 0.72727273, 5e-9);
}

TEST(Judge, EnergyBinsByHand) {
  // Bins of 250 MeV from 1000 to 3000. In [1000, 1250): event 0 (class 0, right) and event 4 (class 1, right). In
  // [1750, 2000): event 1 (class 0, called 1) and event 8 (class 2, right). In [2000, 2250): event 2 (class 0, right)
  // and event 9 (class 2, right).
  const ClassifierMetrics m = judge(twelve_events(), k_quick);
  ASSERT_EQ(m.by_energy.size(), 8U);
  const EnergyBin& first = m.by_energy[0];
  EXPECT_EQ(first.low_mev, 1000);
  EXPECT_EQ(first.high_mev, 1250);
  EXPECT_EQ(first.classes[0].efficiency.value, 1.0);
  EXPECT_EQ(first.classes[1].efficiency.value, 1.0);
  EXPECT_TRUE(std::isnan(first.classes[2].efficiency.value));
  EXPECT_TRUE(std::isnan(first.classes[2].purity.value));
  const EnergyBin& fourth = m.by_energy[3];
  EXPECT_EQ(fourth.classes[0].events, 1U);
  EXPECT_EQ(fourth.classes[0].efficiency.value, 0.0);
  EXPECT_EQ(fourth.classes[1].purity.value, 0.0);  // the one event called 1 is of class 0
  EXPECT_EQ(fourth.classes[2].efficiency.value, 1.0);
  // In [2500, 2750): event 6 (class 1) and event 10 (class 2), both called 0, with weights 1.25 and 0.15.
  EXPECT_EQ(m.by_energy[6].classes[0].flux_purity.value, 0.0);
  // In [2750, 3000): events 3 (class 0, called 2, weight 1.0) and 11 (class 2, right, weight 0.2).
  EXPECT_DOUBLE_EQ(m.by_energy[7].classes[2].flux_purity.value, 0.2 / 1.2);
  EXPECT_DOUBLE_EQ(m.by_energy[7].classes[2].purity.value, 0.5);
}

TEST(Judge, IntervalsHoldTheirValuesAndDependOnTheSeedAlone) {
  const ClassifierMetrics m = judge(twelve_events(), k_quick);
  const std::vector<std::string> names{"a", "b", "c"};
  EXPECT_EQ(to_json(m, names), to_json(judge(twelve_events(), k_quick), names));
  EXPECT_NE(to_json(m, names), to_json(judge(twelve_events(), {.bootstrap = {.resamples = 400, .seed = 2}}), names));
  for (const Estimate* e : {&m.accuracy, &m.balanced_accuracy, &m.mean_area, &m.calibration_error}) {
    EXPECT_LT(e->low, e->value);
    EXPECT_GT(e->high, e->value);
    EXPECT_GE(e->low, 0.0);
    EXPECT_LE(e->high, 1.0);
  }
}

TEST(Judge, IntervalOfASpreadOutSampleIsSciPys) {
  // As in bootstrap_test.cpp: 60 of 100 and 90 of 100 right, balanced accuracy 0.75 in [0.695, 0.805].
  Predictions p;
  p.classes = 2;
  for (std::uint32_t i = 0; i < 200; ++i) {
    p.event_ids.push_back(i);
    p.labels.push_back(i / 100);
    const bool right = i < 60 || (i >= 100 && i < 190);
    const float first = (p.labels.back() == 0) == right ? 0.75F : 0.25F;
    p.scores.insert(p.scores.end(), {first, 1.0F - first});
  }
  const ClassifierMetrics m = judge(p, {.bootstrap = {.resamples = 4000, .seed = 1}});
  EXPECT_DOUBLE_EQ(m.balanced_accuracy.value, 0.75);
  EXPECT_NEAR(m.balanced_accuracy.low, 0.695, 0.0051);
  EXPECT_NEAR(m.balanced_accuracy.high, 0.805, 0.0051);
}

TEST(Judge, SharesOfOneHaveWilsonsInterval) {
  // All of ten right: Wilson's lower end is 1 / (1 + z^2 / 10) = 0.7225 with z = 1.96; 0.8389 for all twenty.
  Predictions p;
  p.classes = 2;
  for (std::uint32_t i = 0; i < 20; ++i) {
    p.event_ids.push_back(i);
    p.labels.push_back(i % 2);
    p.scores.insert(p.scores.end(), {i % 2 == 0 ? 0.9F : 0.1F, i % 2 == 0 ? 0.1F : 0.9F});
  }
  const ClassifierMetrics m = judge(p, k_quick);
  EXPECT_NEAR(m.classes[0].efficiency.low, 0.7225, 1e-4);
  EXPECT_EQ(m.classes[0].efficiency.high, 1.0);
  EXPECT_NEAR(m.classes[1].purity.low, 0.7225, 1e-4);
  EXPECT_NEAR(m.accuracy.low, 0.8389, 1e-4);
  EXPECT_LT(m.balanced_accuracy.low, 0.9);
}

TEST(Judge, SaysWhatItCannotKnow) {
  Predictions p = twelve_events();
  p.true_energy_mev[3] = k_nan;
  p.flux_weight.clear();
  for (float& score : p.scores) score *= 16.0F;
  const ClassifierMetrics m = judge(p, k_quick);
  EXPECT_THAT(m.by_energy, IsEmpty());
  EXPECT_THAT(m.reliability, IsEmpty());
  EXPECT_TRUE(std::isnan(m.calibration_error.value));
  EXPECT_TRUE(std::isnan(m.classes[0].flux_purity.value));
  EXPECT_DOUBLE_EQ(m.balanced_accuracy.value, 2.0 / 3);
  EXPECT_THAT(m.left_out, ElementsAre(HasSubstr("not known of 1 of 12"), HasSubstr("weight is not known of 12 of 12"),
                                      HasSubstr("no probabilities")));
  const Json json = to_json(m, {"a", "b", "c"});
  EXPECT_FALSE(json.contains("calibration_error"));
  EXPECT_FALSE(json["classes"][0].contains("flux_purity"));
  EXPECT_EQ(json["left_out"].size(), 3U);
}

TEST(Judge, NegativeWeightsAreNotUsed) {
  Predictions p = twelve_events();
  p.flux_weight[5] = -0.5;
  const ClassifierMetrics m = judge(p, k_quick);
  EXPECT_TRUE(std::isnan(m.classes[0].flux_purity.value));
  EXPECT_THAT(m.left_out, ElementsAre(HasSubstr("negative")));
}

TEST(Judge, AClassWithoutEventsIsLeftOutOfTheMeans) {
  Predictions p = twelve_events();
  p.classes = 4;
  p.scores.clear();
  const Predictions three = twelve_events();
  for (std::size_t event = 0; event < 12; ++event) {
    for (const float score : three.scores_of(event)) p.scores.push_back(score);
    p.scores.push_back(0.0F);
  }
  const ClassifierMetrics m = judge(p, k_quick);
  EXPECT_DOUBLE_EQ(m.balanced_accuracy.value, 2.0 / 3);
  EXPECT_DOUBLE_EQ(m.mean_area.value, 0.8541666666666666);
  EXPECT_TRUE(std::isnan(m.classes[3].efficiency.value));
  EXPECT_EQ(m.classes[3].events, 0U);
}

TEST(Judge, EventsOfLittleChargeAreCountedApart) {
  // Below 1.5e5 electrons: events 1 and 3 (class 0, both wrong) and 5 (class 1, right).
  JudgeOptions options = k_quick;
  options.min_visible_charge = 1.5e5;
  const ClassifierMetrics m = judge(twelve_events(), options);
  EXPECT_EQ(m.events, 9U);
  EXPECT_DOUBLE_EQ(m.accuracy.value, 7.0 / 9);
  EXPECT_EQ(m.below.events, 3U);
  EXPECT_THAT(m.below.by_class, ElementsAre(2U, 1U, 0U));
  EXPECT_EQ(m.below.right, 1U);
  options.min_visible_charge = 1e9;
  expect_error([&] { (void)judge(twelve_events(), options); }, ErrorKind::usage, {"no event", "all 12"});
  Predictions unknown = twelve_events();
  unknown.visible_charge[2] = k_nan;
  options.min_visible_charge = 10;
  expect_error([&] { (void)judge(unknown, options); }, ErrorKind::usage, {"1 of 12 events"});
}

TEST(Judge, BadPredictionsAreErrors) {
  expect_error([] { (void)judge(Predictions{}, k_quick); }, ErrorKind::failed, {"no predictions"});
  Predictions p = twelve_events();
  p.labels[2] = 3;
  expect_error([&] { (void)judge(p, k_quick); }, ErrorKind::failed, {"label 3 of 3 classes"});
  p = twelve_events();
  p.scores[7] = std::numeric_limits<float>::quiet_NaN();
  expect_error([&] { (void)judge(p, k_quick); }, ErrorKind::failed, {"image 2, class 1"});
}

TEST(BalancedAccuracyLead, IsPaired) {
  // Two classifiers that are right on the same events but one: the paired interval knows that nothing else differs.
  Predictions one;
  one.classes = 2;
  for (std::uint32_t i = 0; i < 200; ++i) {
    one.event_ids.push_back(i);
    one.labels.push_back(i % 2);
    const bool right = i % 5 != 0;
    const float first = (i % 2 == 0) == right ? 0.75F : 0.25F;
    one.scores.insert(one.scores.end(), {first, 1.0F - first});
  }
  Predictions other = one;
  std::swap(other.scores[2], other.scores[3]);  // event 1 is wrong now
  const Estimate lead = balanced_accuracy_lead(one, other, {.bootstrap = {.resamples = 2000, .seed = 4}});
  EXPECT_NEAR(lead.value, 0.005, 1e-12);  // one of 100 events of its class, halved
  EXPECT_EQ(lead.low, 0.0);               // the event is in no resample
  // Poisson with mean 1: P(N >= 4) = 1.9 %, P(N >= 3) = 8.0 %: the 97.5 % quantile is 3 events.
  EXPECT_NEAR(lead.high, 0.015, 1e-12);
  const Estimate behind = balanced_accuracy_lead(other, one, {.bootstrap = {.resamples = 2000, .seed = 4}});
  EXPECT_DOUBLE_EQ(behind.value, -lead.value);
  other.event_ids[3] = 77;
  expect_error([&] { (void)balanced_accuracy_lead(one, other); }, ErrorKind::failed, {"same events"});
}

}  // namespace
}  // namespace wirebench::measure
