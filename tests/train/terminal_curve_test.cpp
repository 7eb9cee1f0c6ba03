#include "wirebench/train/terminal_curve.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>
#include <vector>

namespace wirebench::train {
namespace {

using testing::HasSubstr;
using Values = std::vector<double>;

TEST(Sparkline, LowestToHighest) {
  EXPECT_EQ(sparkline(Values{0, 1, 2, 3, 4, 5, 6, 7}, 20, CurveCharacters::blocks), "▁▂▃▄▅▆▇█");
  EXPECT_EQ(sparkline(Values{6, 5, 4, 3, 2, 1, 0}, 20, CurveCharacters::ascii), "#*+=-._");
  EXPECT_EQ(sparkline(Values{-5, 5}, 20, CurveCharacters::blocks), "▁█");
  EXPECT_EQ(sparkline(Values{3, 3}, 20, CurveCharacters::ascii), "==");
  EXPECT_EQ(sparkline(Values{}, 20, CurveCharacters::ascii), "");
}

TEST(Sparkline, JoinsWhatDoesNotFit) {
  // Means of pairs: 1, 5, 9.
  EXPECT_EQ(sparkline(Values{0, 2, 4, 6, 8, 10}, 3, CurveCharacters::blocks), "▁▅█");
  // Seven in two: 0 to 2 and 3 to 6.
  EXPECT_EQ(sparkline(Values{0, 0, 0, 1, 1, 1, 1}, 2, CurveCharacters::ascii), "_#");
}

TEST(Sparkline, ShowsWhatIsNoNumber) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(sparkline(Values{0, nan, 1, std::numeric_limits<double>::infinity()}, 9, CurveCharacters::ascii), "_?#?");
}

TEST(CurveLine, NamesTheLastValuesAndTheBestEpoch) {
  std::vector<EpochRecord> history(3);
  const Values losses{1.2, 0.8, 0.5};
  const Values accuracies{0.4, 0.75, 0.6};
  for (std::size_t i = 0; i < 3; ++i) {
    history[i].epoch = static_cast<std::uint32_t>(i + 1);
    history[i].training_loss = losses[i];
    history[i].validation_loss = losses[i] + 0.1;
    history[i].validation_balanced_accuracy = accuracies[i];
  }
  EXPECT_EQ(curve_line(history, CurveCharacters::blocks),
            "loss █▄▁ 0.500  validation █▄▁ 0.600  accuracy ▁█▅ 60.0 % (best 75.0 %, epoch 2)");
  EXPECT_EQ(curve_line({}, CurveCharacters::ascii), "");
}

TEST(CurveLine, OfManyEpochsFitsATerminal) {
  std::vector<EpochRecord> history(1000);
  for (std::size_t i = 0; i < 1000; ++i) history[i].epoch = static_cast<std::uint32_t>(i + 1);
  EXPECT_LE(curve_line(history, CurveCharacters::ascii).size(), 115U);
}

TEST(CurveCharacters, FollowTheLocale) {
  // The first that is set decides, as in POSIX.
  ::setenv("LC_ALL", "", 1);
  ::setenv("LC_CTYPE", "de_DE.utf8", 1);
  ::setenv("LANG", "C", 1);
  EXPECT_EQ(curve_characters(), CurveCharacters::blocks);
  ::setenv("LC_ALL", "C", 1);
  EXPECT_EQ(curve_characters(), CurveCharacters::ascii);
  ::setenv("LC_ALL", "en_US.UTF-8", 1);
  EXPECT_EQ(curve_characters(), CurveCharacters::blocks);
  ::unsetenv("LC_ALL");
  ::unsetenv("LC_CTYPE");
  ::unsetenv("LANG");
  EXPECT_EQ(curve_characters(), CurveCharacters::ascii);
}

}  // namespace
}  // namespace wirebench::train
