#include "wirebench/report/stage_figure.hpp"

#include <gmock/gmock.h>

#include <limits>
#include <string>
#include <vector>

#include "report/picture_file.hpp"
#include "support/temporary_folder.hpp"

namespace wirebench::report {
namespace {

using testing::HasSubstr;
using testing::Not;

/// 4 columns of 5 from 100 on by 2 rows of 0.5 from -1 on.
HeatMap small_map() {
  HeatMap map;
  map.title = "U plane";
  map.x_label = "wire";
  map.y_label = "time (us)";
  map.value_label = "electrons";
  map.x_low = 100.0;
  map.x_step = 5.0;
  map.y_low = -1.0;
  map.y_step = 0.5;
  map.columns = 4;
  map.rows = 2;
  map.values = {1.0F, 2.0F, 3.0F, 4.0F, 0.0F, std::numeric_limits<float>::quiet_NaN(), -7.0F, 8.0F};
  return map;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(StageFigure, WritesEachCellAtItsMiddle) {
  const std::vector<HeatMap> panels(3, small_map());
  const FigureScript script = stage_figure("stages", "An event", panels);
  ASSERT_EQ(script.data.size(), 3U);
  EXPECT_EQ(script.data[0].name, "stages-1.dat");
  EXPECT_EQ(script.data[2].name, "stages-3.dat");
  EXPECT_EQ(script.data[0].text,
            "# x y value\n102.5 -0.75 1\n107.5 -0.75 2\n112.5 -0.75 3\n117.5 -0.75 4\n"
            "102.5 -0.25 0\n107.5 -0.25 NaN\n112.5 -0.25 -7\n117.5 -0.25 8\n");
  EXPECT_THAT(script.body, HasSubstr("set xrange [100:120]\nset yrange [-1:0]\n"));
  for (const auto& data : script.data) EXPECT_EQ(count_of(script.body, "plot '" + data.name + "'"), 1U);
}

TEST(StageFigure, ColoursOfChargeBeginAtZeroAndThoseOfSignsAreEven) {
  // A hundred cells from 1 to 100 and one of 1e6: neither scale is set by the one.
  std::vector<HeatMap> panels(3, small_map());
  for (HeatMap& map : panels) {
    map.columns = 101;
    map.rows = 1;
    map.values.clear();
    for (int i = 1; i <= 100; ++i) map.values.push_back(static_cast<float>(i % 2 == 0 ? i : -i));
    map.values.push_back(1.0e6F);
  }
  panels[1].scale = ColourScale::both_signs;
  panels[2].values.assign(101, 0.0F);
  const std::string body = stage_figure("s", "t", panels).body;
  // 51 cells above zero: the 99.5th percentile is the second highest. Of 101 absolute values too.
  EXPECT_THAT(body, HasSubstr("set cbrange [0:100]"));
  EXPECT_THAT(body, HasSubstr("set cbrange [-100:100]"));
  EXPECT_THAT(body, HasSubstr("set cbrange [0:1]"));  // without charge: any range that is one
  EXPECT_THAT(body, Not(HasSubstr("nan")));
}

TEST(StageFigure, GrowsByRowsOfThree) {
  const FigureScript one = stage_figure("s", "t", std::vector<HeatMap>(3, small_map()));
  const FigureScript four = stage_figure("s", "t", std::vector<HeatMap>(12, small_map()));
  EXPECT_EQ(one.width, four.width);
  EXPECT_EQ(four.data.size(), 12U);
  EXPECT_GT(four.height, 3 * one.height);
  EXPECT_LT(four.height, 4 * one.height);
}

TEST(StageFigure, TicsAreRoundNumbersWithRoom) {
  // Six at most: 5 a tic on 20, 20 on 101, 0.2 on 0.9.
  std::vector<HeatMap> panels(3, small_map());
  panels[1].x_step = 25.25;
  panels[2].x_step = 0.225;
  const std::string body = stage_figure("s", "t", panels).body;
  EXPECT_THAT(body, HasSubstr("set xtics 5 "));
  EXPECT_THAT(body, HasSubstr("set xtics 20 "));
  EXPECT_THAT(body, HasSubstr("set xtics 0.2 "));
}

TEST(StageFigure, TextCannotBreakOut) {
  std::vector<HeatMap> panels(3, small_map());
  panels[0].title = "a'; system 'x";
  EXPECT_THAT(stage_figure("s", "t", panels).body, Not(HasSubstr("a'; system 'x")));
}

TEST(StageFigure, IsDrawn) {
  const test::TemporaryFolder folder;
  std::vector<HeatMap> panels(3, small_map());
  for (HeatMap& map : panels) {
    map.columns = 2;
    map.rows = 2;  // gnuplot draws no image of a single row
    map.values = {-1.0F, 1.0F, -1.0F, 1.0F};
    map.scale = ColourScale::both_signs;
  }
  draw(stage_figure("s", "t", panels), folder.path(), {});
  const PictureFile picture = read_png(folder / "s.png");
  // Half of each panel is dark blue, half dark red.
  std::size_t blue = 0;
  std::size_t red = 0;
  for (const Colour& colour : picture.pixels) {
    blue += colour[2] > colour[0] + 60 ? 1 : 0;
    red += colour[0] > colour[2] + 60 ? 1 : 0;
  }
  EXPECT_GT(blue, picture.pixels.size() / 10);
  EXPECT_GT(red, picture.pixels.size() / 10);
}

}  // namespace
}  // namespace wirebench::report
