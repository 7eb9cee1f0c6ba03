#include "wirebench/report/figures.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <set>
#include <sstream>

#include "report/example_input.hpp"
#include "report/picture_file.hpp"
#include "support/temporary_folder.hpp"

namespace wirebench::report {
namespace {

using testing::HasSubstr;

/// Draws, and gives the colours of the PNG file.
std::map<Colour, std::size_t> drawn_colours(const Figure& figure) {
  const test::TemporaryFolder folder;
  draw(figure.script, folder / "figures", {});
  return read_png(folder / ("figures/" + figure.script.stem + ".png")).colours();
}

TEST(EventFigure, PixelsLieWhereTheyAreAndBlankOnesAreLeftOut) {
  EventPicture picture;
  picture.label = 0;
  picture.height = 2;
  picture.width = 4;
  picture.pixel_mm = 50;
  picture.view_names = {"U", "V", "W"};
  picture.value_unit = "MeV";
  picture.pixels.assign(24, 0.0F);
  picture.pixels[0 * 8 + 1 * 4 + 3] = 2.5F;  // view 0, row 1, column 3
  picture.pixels[2 * 8 + 0] = -1.0F;         // below zero: blank
  const std::vector<std::string> classes{"NC"};
  const Figure figure = event_figure(picture, 1, classes);
  ASSERT_EQ(figure.script.data.size(), 3U);
  // Four columns of 5 cm: centres -7.5, -2.5, 2.5, 7.5; two rows: -2.5, 2.5.
  EXPECT_EQ(figure.script.data[0].text, "# wire (cm)  drift (cm)  MeV\n7.5 2.5 2.5\n");
  EXPECT_THAT(figure.script.data[2].text, testing::Not(HasSubstr("-1")));
  EXPECT_THAT(figure.script.body, HasSubstr("set xrange [-10:10]"));
  EXPECT_THAT(figure.script.body, HasSubstr("set yrange [-5:5]"));
}

TEST(EventFigure, IsDrawnWithColours) {
  const ReportInput input = example_input();
  EXPECT_GT(drawn_colours(event_figure(input.events[2], 3, input.class_names)).size(), 100U);
}

TEST(EventFigure, AnEmptyEventIsAnEmptyFrameNotAnError) {
  const ReportInput input = example_input();
  EventPicture picture = input.events[0];
  std::fill(picture.pixels.begin(), picture.pixels.end(), 0.0F);
  const auto colours = drawn_colours(event_figure(picture, 1, input.class_names));
  EXPECT_GT(colours.size(), 3U);
}

TEST(EventFigure, ADensePictureIsDrawnToo) {
  const ReportInput input = example_input();
  EventPicture picture = input.events[0];
  for (std::size_t i = 0; i < picture.pixels.size(); ++i) picture.pixels[i] = static_cast<float>(i % 97 + 1);
  const auto colours = drawn_colours(event_figure(picture, 1, input.class_names));
  EXPECT_GT(colours.size(), 90U);
}

TEST(TrainingFigure, HoldsEveryEpochInPercent) {
  const ReportInput input = example_input();
  const Figure figure = training_figure(input.networks[0], 3);
  std::istringstream lines{figure.script.data.at(0).text};
  std::string line;
  std::getline(lines, line);
  for (const HistoryPoint& p : input.networks[0].history) {
    unsigned epoch = 0;
    double training = 0, validation = 0, training_loss = 0, validation_loss = 0;
    lines >> epoch >> training >> validation >> training_loss >> validation_loss;
    std::getline(lines, line);
    EXPECT_EQ(epoch, p.epoch);
    EXPECT_NEAR(training, 100 * p.training_accuracy, 1e-3);
    EXPECT_NEAR(validation, 100 * p.validation_accuracy, 1e-3);
    EXPECT_NEAR(training_loss, p.training_loss, 1e-5);
    EXPECT_NEAR(validation_loss, p.validation_loss, 1e-5);
  }
  const auto colours = drawn_colours(figure);
  EXPECT_GT(colours.count(Colour{0x00, 0x72, 0xb2}), 0U) << "no training curve";
  EXPECT_GT(colours.count(Colour{0xd5, 0x5e, 0x00}), 0U) << "no validation curve";
}

TEST(TrainingFigure, OneEpochAndMissingValuesAreDrawn) {
  NetworkInput network = example_input().networks[0];
  network.history.resize(1);
  network.history[0].training_accuracy = std::numeric_limits<double>::quiet_NaN();
  const auto colours = drawn_colours(training_figure(network, 3));
  EXPECT_GT(colours.count(Colour{0xd5, 0x5e, 0x00}), 0U);
  network.history[0].training_loss = network.history[0].validation_loss = std::nan("");
  EXPECT_GT(drawn_colours(training_figure(network, 3)).size(), 3U);
}

TEST(ConfusionFigure, CountsAndRowPercentages) {
  const ReportInput input = example_input();
  const Figure figure = confusion_figure(*input.networks[0].trainer_accuracy, input.networks[0], "trainer",
                                         "trained network", input.class_names);
  // Row "numu CC" of the trainer's matrix: 8, 38, 4 of 50.
  const std::string& data = figure.script.data.at(0).text;
  EXPECT_THAT(data, HasSubstr("0 1 8 16.00\n"));
  EXPECT_THAT(data, HasSubstr("1 1 38 76.00\n"));
  EXPECT_THAT(data, HasSubstr("2 1 4 8.00\n"));
  EXPECT_GT(drawn_colours(figure).size(), 50U);
}

TEST(ConfusionFigure, AClassWithoutImagesIsNotDividedByZero) {
  const ReportInput input = example_input();
  measure::AccuracySummary accuracy = *input.networks[0].trainer_accuracy;
  accuracy.confusion[1] = {0, 0, 0};
  const Figure figure = confusion_figure(accuracy, input.networks[0], "trainer", "trained network", input.class_names);
  EXPECT_THAT(figure.script.data.at(0).text, HasSubstr("1 1 0 0.00\n"));
  EXPECT_GT(drawn_colours(figure).size(), 20U);
}

TEST(FiguresOf, EachSubjectOnceWithNamesThatDiffer) {
  const ReportInput input = example_input();
  const auto figures = figures_of(input);
  std::set<std::string> stems;
  for (const Figure& figure : figures) stems.insert(figure.script.stem);
  EXPECT_EQ(stems.size(), figures.size());
  // Three events, two training curves, and for two networks the trainer and five forms.
  EXPECT_EQ(figures.size(), 3U + 2U + 2U * 6U);
}

}  // namespace
}  // namespace wirebench::report
