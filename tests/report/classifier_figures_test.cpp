#include "wirebench/report/classifier_figures.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>

#include "report/example_metrics.hpp"
#include "report/picture_file.hpp"
#include "support/temporary_folder.hpp"

namespace wirebench::report {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::vector<std::string> k_classes{"NC", "numu CC", "nue CC"};
const JudgedClassifier k_judged{"resnet50v2", "ResNet-50 V2", "test"};

/// Draws; to look at the figures, name a folder in WIREBENCH_KEEP_FIGURES.
std::size_t colours_drawn(const Figure& figure) {
  const test::TemporaryFolder folder;
  draw(figure.script, folder / "figures", {});
  const auto png = folder / ("figures/" + figure.script.stem + ".png");
  if (const char* keep = std::getenv("WIREBENCH_KEEP_FIGURES")) {
    std::filesystem::copy_file(png, std::filesystem::path{keep} / png.filename(),
                               std::filesystem::copy_options::overwrite_existing);
  }
  return read_png(png).colours().size();
}

TEST(RocFigure, HasACurveAClassFromCornerToCorner) {
  const auto metrics = example_metrics();
  const Figure figure = roc_figure(metrics, k_judged, k_classes);
  ASSERT_EQ(figure.script.data.size(), 3U);
  for (const auto& data : figure.script.data) {
    EXPECT_THAT(data.text, HasSubstr("efficiency_%\n0 0\n"));
    EXPECT_TRUE(data.text.ends_with("\n100 100\n"));
  }
  EXPECT_THAT(figure.script.body, HasSubstr("nue CC: area 0."));
  EXPECT_THAT(figure.caption, HasSubstr("600 test images"));
  EXPECT_THAT(figure.caption, HasSubstr("300 resamples"));
  EXPECT_GT(colours_drawn(figure), 100U);
}

TEST(RocFigure, AClassWithoutEventsHasNoCurve) {
  measure::Predictions p = example_predictions(1.0);
  for (std::uint32_t& label : p.labels) label = label == 2 ? 0 : label;
  const auto metrics = measure::judge(p, {.bootstrap = {.resamples = 100, .seed = 1}});
  const Figure figure = roc_figure(metrics, k_judged, k_classes);
  EXPECT_EQ(figure.script.data.size(), 2U);
  EXPECT_GT(colours_drawn(figure), 100U);
  EXPECT_GT(colours_drawn(energy_figure(metrics, k_judged, k_classes)), 100U);
}

TEST(EnergyFigure, HasAPointABinAndClass) {
  const auto metrics = example_metrics();
  const Figure figure = energy_figure(metrics, k_judged, k_classes);
  ASSERT_EQ(figure.script.data.size(), 3U);
  for (const auto& data : figure.script.data) {
    EXPECT_EQ(std::count(data.text.begin(), data.text.end(), '\n'), 1 + static_cast<long>(metrics.by_energy.size()));
  }
  EXPECT_THAT(figure.script.body, HasSubstr("purity in the flux"));
  EXPECT_THAT(figure.caption, HasSubstr("in bins of 500 MeV"));
  EXPECT_GT(colours_drawn(figure), 100U);
}

TEST(EnergyFigure, WithoutWeightsSaysSo) {
  measure::Predictions p = example_predictions(1.5);
  p.flux_weight.clear();
  const auto metrics = measure::judge(p, {.bootstrap = {.resamples = 100, .seed = 1}});
  const Figure figure = energy_figure(metrics, k_judged, k_classes);
  EXPECT_THAT(figure.script.body, Not(HasSubstr("purity in the flux")));
  EXPECT_THAT(figure.caption, HasSubstr("purity in the flux is left out"));
  EXPECT_GT(colours_drawn(figure), 100U);
}

TEST(ReliabilityFigure, HasTheBinsWithEvents) {
  const auto metrics = example_metrics();
  const Figure figure = reliability_figure(metrics, k_judged);
  long filled = 0;
  for (const auto& bin : metrics.reliability) filled += bin.events > 0 ? 1 : 0;
  const std::string& text = figure.script.data.front().text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1 + filled);
  EXPECT_THAT(figure.script.body, HasSubstr("calibration error"));
  EXPECT_GT(colours_drawn(figure), 50U);
}

TEST(ClassifierFigures, LeaveOutWhatIsNotKnown) {
  measure::Predictions p = example_predictions(1.5);
  p.true_energy_mev.clear();
  for (float& score : p.scores) score *= 3.0F;
  const auto metrics = measure::judge(p, {.bootstrap = {.resamples = 100, .seed = 1}});
  const auto figures = classifier_figures(metrics, k_judged, k_classes);
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures[0].kind, FigureKind::roc);
  EXPECT_EQ(classifier_figures(example_metrics(), k_judged, k_classes).size(), 3U);
}

}  // namespace
}  // namespace wirebench::report
