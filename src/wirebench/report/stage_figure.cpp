#include "wirebench/report/stage_figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "wirebench/core/contract.hpp"

namespace wirebench::report {
namespace {

constexpr std::size_t k_in_a_row = 3;
constexpr unsigned k_width = 1240;
constexpr unsigned k_row_height = 290;
constexpr unsigned k_title_height = 44;

/// White at zero, then viridis (S. van der Walt and N. Smith, CC0) from light to dark.
constexpr const char* k_charge_palette =
    "set palette defined (0 '#ffffff', 0.4 '#b5de2b', 1 '#5ec962', 2 '#35b779', 3 '#20a486', 4 '#21918c', 5 '#287c8e', "
    "6 '#31688e', 7 '#3b528b', 8 '#443983', 9 '#472878', 10 '#440154')\n";
/// ColorBrewer's RdBu (C. Brewer, Apache-2.0), reversed, with white in the middle.
constexpr const char* k_signed_palette =
    "set palette defined (-4 '#053061', -3 '#2166ac', -2 '#4393c3', -1 '#b6d5e7', 0 '#ffffff', 1 '#f8c8b1', "
    "2 '#d6604d', 3 '#b2182b', 4 '#67001f')\n";

double quantile(std::vector<float> values, double share) {
  if (values.empty()) return 1.0;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at > 0.0F ? *at : 1.0;
}

double colour_end(const HeatMap& map) {
  std::vector<float> values;
  for (const float value : map.values) {
    if (!std::isfinite(value)) continue;
    if (map.scale == ColourScale::both_signs) {
      values.push_back(std::abs(value));
    } else if (value > 0.0F) {
      values.push_back(value);
    }
  }
  return quantile(std::move(values), map.scale == ColourScale::both_signs ? 0.997 : 0.995);
}

std::string cells(const HeatMap& map) {
  std::string text = "# x y value\n";
  for (std::size_t row = 0; row < map.rows; ++row) {
    for (std::size_t column = 0; column < map.columns; ++column) {
      const float value = map.values[row * map.columns + column];
      const double x = map.x_low + (static_cast<double>(column) + 0.5) * map.x_step;
      const double y = map.y_low + (static_cast<double>(row) + 0.5) * map.y_step;
      text += std::isfinite(value) ? fmt::format("{:.7g} {:.7g} {:.4g}\n", x, y, value)
                                   : fmt::format("{:.7g} {:.7g} NaN\n", x, y);
    }
  }
  return text;
}

/// A step of 1, 2 or 5 times a power of ten that an axis of this length has room for: gnuplot's own choice does not
/// know how wide the numbers are.
double tic_step(double length) {
  constexpr double most = 6.0;
  const double least = length / most;
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= least) return factor * power;
  }
  return 10.0 * power;
}

/// Where a panel and its colour bar lie on the page, in shares of it.
struct Place {
  double left, right, bottom, top;
};

Place place_of(std::size_t panel, double height) {
  const auto column = static_cast<double>(panel % k_in_a_row);
  const auto row = static_cast<double>(panel / k_in_a_row);
  const double left = 0.058 + column * 0.332;
  const double top = (height - k_title_height - 34.0 - row * k_row_height) / height;
  return {left, left + 0.198, top - (k_row_height - 92.0) / height, top};
}

std::string draw_panel(const HeatMap& map, const Place& place, const std::string& data) {
  std::string body;
  body += fmt::format("set lmargin at screen {:.4f}\nset rmargin at screen {:.4f}\n", place.left, place.right);
  body += fmt::format("set bmargin at screen {:.4f}\nset tmargin at screen {:.4f}\n", place.bottom, place.top);
  body += fmt::format("set title {} offset 0,-0.7\n", gnuplot_quoted(map.title));
  body += fmt::format("set xlabel {} offset 0,0.6\nset ylabel {} offset 1.2,0\n", gnuplot_quoted(map.x_label),
                      gnuplot_quoted(map.y_label));
  body += fmt::format("set xrange [{:.7g}:{:.7g}]\nset yrange [{:.7g}:{:.7g}]\n", map.x_low,
                      map.x_low + static_cast<double>(map.columns) * map.x_step, map.y_low,
                      map.y_low + static_cast<double>(map.rows) * map.y_step);
  body += fmt::format("set xtics {:.7g} offset 0,0.4\n", tic_step(static_cast<double>(map.columns) * map.x_step));
  const double end = colour_end(map);
  body += map.scale == ColourScale::both_signs ? k_signed_palette : k_charge_palette;
  body += fmt::format("set cbrange [{:.4g}:{:.4g}]\n", map.scale == ColourScale::both_signs ? -end : 0.0, end);
  body +=
      fmt::format("set colorbox vertical user origin {:.4f},{:.4f} size 0.009,{:.4f}\nset cblabel {} offset 0.4,0\n",
                  place.right + 0.008, place.bottom, place.top - place.bottom, gnuplot_quoted(map.value_label));
  body += fmt::format("plot '{}' using 1:2:3 with image\n", data);
  return body;
}

}  // namespace

FigureScript stage_figure(const std::string& stem, const std::string& title, std::span<const HeatMap> panels) {
  WIREBENCH_EXPECT(!panels.empty() && panels.size() % k_in_a_row == 0);
  FigureScript script;
  script.stem = stem;
  script.width = k_width;
  script.height = k_title_height + k_row_height * static_cast<unsigned>(panels.size() / k_in_a_row);
  std::string& body = script.body;
  body += fmt::format("set multiplot\nset label 1 {} at screen 0.5,{:.4f} center font ',14'\n", gnuplot_quoted(title),
                      1.0 - 20.0 / script.height);
  body +=
      "set border 31 linewidth 0.8 linecolor rgb '#555555'\n"
      "set tics out nomirror scale 0.5 textcolor rgb '#222222'\nset cbtics offset -0.6,0\nunset key\n";
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const HeatMap& map = panels[i];
    WIREBENCH_EXPECT(map.columns > 0 && map.rows > 0 && map.values.size() == map.columns * map.rows);
    const std::string data = fmt::format("{}-{}.dat", stem, i + 1);
    script.data.push_back({data, cells(map)});
    body += draw_panel(map, place_of(i, script.height), data);
    if (i == 0) body += "unset label 1\n";
  }
  body += "unset multiplot\n";
  return script;
}

}  // namespace wirebench::report
