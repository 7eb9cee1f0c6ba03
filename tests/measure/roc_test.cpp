#include "wirebench/measure/roc.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "measure/twelve_events.hpp"

#include "wirebench/measure/accuracy.hpp"

namespace wirebench::measure {
namespace {

std::vector<std::uint32_t> ones(std::size_t count) {
  return std::vector<std::uint32_t>(count, 1);
}

TEST(ScoreRanking, AreasAreScikitLearns) {
  const Predictions p = twelve_events();
  EXPECT_DOUBLE_EQ((ScoreRanking{p, 0}.area(ones(12))), 0.78125);
  EXPECT_DOUBLE_EQ((ScoreRanking{p, 1}.area(ones(12))), 0.84375);
  EXPECT_DOUBLE_EQ((ScoreRanking{p, 2}.area(ones(12))), 0.9375);
}

TEST(ScoreRanking, CurveIsScikitLearns) {
  // roc_curve(drop_intermediate=True) of class 1.
  const std::vector<std::pair<double, double>> expected{{0.0, 0.0},   {0.0, 0.5}, {0.25, 0.5},
                                                        {0.25, 0.75}, {0.5, 1.0}, {1.0, 1.0}};
  const auto curve = ScoreRanking{twelve_events(), 1}.curve();
  ASSERT_EQ(curve.size(), expected.size());
  for (std::size_t i = 0; i < curve.size(); ++i) {
    EXPECT_DOUBLE_EQ(curve[i].false_positives, expected[i].first) << i;
    EXPECT_DOUBLE_EQ(curve[i].efficiency, expected[i].second) << i;
  }
}

TEST(ScoreRanking, AreaUnderTheDrawnCurveIsTheArea) {
  const Predictions p = twelve_events();
  for (std::uint32_t c = 0; c < 3; ++c) {
    const ScoreRanking ranking{p, c};
    const auto curve = ranking.curve();
    double trapezoids = 0.0;
    for (std::size_t i = 1; i < curve.size(); ++i) {
      trapezoids += 0.5 * (curve[i].efficiency + curve[i - 1].efficiency) *
                    (curve[i].false_positives - curve[i - 1].false_positives);
    }
    EXPECT_DOUBLE_EQ(trapezoids, ranking.area(ones(12))) << c;
  }
}

TEST(ScoreRanking, AResampleIsAsIfItsEventsWereThereSoOften) {
  const Predictions p = twelve_events();
  const std::vector<std::uint32_t> often{2, 0, 1, 1, 0, 3, 1, 0, 1, 1, 0, 2};
  std::vector<double> signal;
  std::vector<double> others;
  for (std::size_t event = 0; event < often.size(); ++event) {
    for (std::uint32_t k = 0; k < often[event]; ++k) {
      (p.labels[event] == 2 ? signal : others).push_back(p.scores_of(event)[2]);
    }
  }
  EXPECT_DOUBLE_EQ((ScoreRanking{p, 2}.area(often)), area_under_curve(signal, others));
}

TEST(ScoreRanking, WithoutOneKindThereIsNoCurve) {
  Predictions p = twelve_events();
  p.labels.assign(12, 0);
  const ScoreRanking absent{p, 2};
  EXPECT_TRUE(std::isnan(absent.area(ones(12))));
  EXPECT_TRUE(absent.curve().empty());
  EXPECT_TRUE((ScoreRanking{p, 0}.curve().empty()));
}

}  // namespace
}  // namespace wirebench::measure
