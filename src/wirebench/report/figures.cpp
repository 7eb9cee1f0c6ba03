#include "wirebench/report/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include "wirebench/core/contract.hpp"
#include "wirebench/report/classifier_figures.hpp"
#include "wirebench/report/file_name.hpp"
#include "wirebench/report/tables.hpp"

namespace wirebench::report {
namespace {

/// A picture with more pixels than this share is drawn as one raster instead of one rectangle a pixel.
constexpr double k_dense_share = 0.15;

/// A pixel is drawn at least this share of the panel wide: in a picture of 224 pixels a track would be a hair line.
constexpr double k_least_pixel = 1.0 / 140.0;

/// viridis (S. van der Walt and N. Smith, CC0) from three quarters down to 0: its lightest quarter would hardly show on
/// white.
constexpr const char* k_palette =
    "set palette defined (0 '#5ec962', 1 '#35b779', 2 '#20a486', 3 '#21918c', 4 '#287c8e', 5 '#31688e', "
    "6 '#3b528b', 7 '#443983', 8 '#472878', 9 '#440154')\n";

constexpr const char* k_axes =
    "set border 31 linewidth 0.8 linecolor rgb '#555555'\n"
    "set tics out nomirror scale 0.6 textcolor rgb '#222222'\n";

double colour_end(const std::vector<float>& pixels) {
  std::vector<float> filled;
  for (const float value : pixels) {
    if (value > 0) filled.push_back(value);
  }
  if (filled.empty()) return 1.0;
  const auto at = filled.begin() + static_cast<std::ptrdiff_t>(0.995 * static_cast<double>(filled.size() - 1));
  std::nth_element(filled.begin(), at, filled.end());
  return *at;
}

bool is_dense(const EventPicture& picture) {
  const auto filled = std::count_if(picture.pixels.begin(), picture.pixels.end(), [](float v) { return v > 0; });
  return static_cast<double>(filled) > k_dense_share * static_cast<double>(picture.pixels.size());
}

/// "wire_cm drift_cm value" a line, relative to the image centre; only pixels above zero unless the raster is whole.
std::string view_data(const EventPicture& picture, std::size_t view, bool whole) {
  const double cm = picture.pixel_mm / 10.0;
  std::string text = fmt::format("# wire (cm)  drift (cm)  {}\n", picture.value_unit);
  std::replace(text.begin(), text.end() - 1, '\n', ' ');
  const std::span<const float> pixels =
      std::span{picture.pixels}.subspan(view * picture.height * picture.width, picture.height * picture.width);
  std::vector<std::size_t> drawn;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    if (whole || pixels[i] > 0) drawn.push_back(i);
  }
  if (!whole) {
    // Pixels drawn larger than they are overlap: the strongest comes last, on top.
    std::stable_sort(drawn.begin(), drawn.end(), [&](std::size_t a, std::size_t b) { return pixels[a] < pixels[b]; });
  }
  for (const std::size_t i : drawn) {
    const auto column = static_cast<double>(i % picture.width);
    const auto row = static_cast<double>(i / picture.width);
    const double x = (column + 0.5 - static_cast<double>(picture.width) / 2) * cm;
    const double y = (row + 0.5 - static_cast<double>(picture.height) / 2) * cm;
    text += pixels[i] > 0 ? fmt::format("{:.6g} {:.6g} {:.6g}\n", x, y, pixels[i])
                          : fmt::format("{:.6g} {:.6g} NaN\n", x, y);
  }
  // gnuplot refuses to plot a file without a point; one far outside the axes keeps an empty view an empty frame.
  if (drawn.empty()) text += "1e9 1e9 0\n";
  return text;
}

std::string percent_or_gap(double share) {
  return std::isfinite(share) ? fmt::format("{:.6g}", 100 * share) : "NaN";
}
std::string number_or_gap(double value) {
  return std::isfinite(value) ? fmt::format("{:.6g}", value) : "NaN";
}

}  // namespace

Figure event_figure(const EventPicture& picture, std::size_t number, std::span<const std::string> class_names) {
  WIREBENCH_EXPECT(picture.label < class_names.size() && picture.view_names.size() == 3);
  Figure figure;
  figure.kind = FigureKind::event;
  FigureScript& script = figure.script;
  script.stem = fmt::format("event-{:02}-{}", number, file_name_part(class_names[picture.label]));
  script.width = 1080;
  script.height = 420;
  const bool dense = is_dense(picture);
  const double half_x = static_cast<double>(picture.width) * picture.pixel_mm / 20.0;
  const double half_y = static_cast<double>(picture.height) * picture.pixel_mm / 20.0;
  std::string& body = script.body;
  std::string title = class_names[picture.label];
  if (!picture.truth.empty()) title += ": " + picture.truth;
  body += fmt::format("set multiplot\nset label 1 {} at screen 0.5,0.955 center font ',15'\n", gnuplot_quoted(title));
  body += k_axes;
  body += k_palette;
  body += fmt::format("set xrange [{0:.6g}:{1:.6g}]\nset yrange [{2:.6g}:{3:.6g}]\nset cbrange [0:{4:.6g}]\n", -half_x,
                      half_x, -half_y, half_y, colour_end(picture.pixels));
  const double half_pixel = std::max(picture.pixel_mm / 20.0, k_least_pixel * std::max(half_x, half_y));
  body += fmt::format("half = {:.6g}\nunset key\nset style fill solid 1.0 noborder\n", half_pixel);
  body += "set xlabel 'wire coordinate (cm)' offset 0,0.3\n";
  constexpr std::size_t views = 3;
  for (std::size_t view = 0; view < views; ++view) {
    const std::string name = fmt::format("{}-{}.dat", script.stem, view + 1);
    script.data.push_back({name, view_data(picture, view, dense)});
    const double left = 0.068 + 0.278 * static_cast<double>(view);
    body += fmt::format("set lmargin at screen {:.4f}\nset rmargin at screen {:.4f}\n", left, left + 0.258);
    body += "set bmargin at screen 0.145\nset tmargin at screen 0.84\n";
    body += fmt::format("set title {} offset 0,-0.6\n", gnuplot_quoted(picture.view_names[view]));
    body += view == 0 ? "set ylabel 'drift coordinate (cm)' offset 1,0\n"
                      : "unset ylabel\nset format y ''\nunset label 1\n";
    if (view + 1 < views) {
      body += "unset colorbox\n";
    } else {
      body += fmt::format("set colorbox user origin 0.898,0.145 size 0.014,0.695\nset cblabel {} offset 0.6,0\n",
                          gnuplot_quoted(picture.value_unit));
    }
    body += dense ? fmt::format("plot '{}' using 1:2:3 with image\n", name)
                  : fmt::format("plot '{}' using 1:2:(half):(half):3 with boxxyerror linecolor palette\n", name);
  }
  body += "unset multiplot\n";
  figure.caption = fmt::format(
      "{}{}{} in the three wire planes. Pixels of {:g} mm; zero is white; one colour scale for the three views, ending "
      "at the 99.5th percentile of the filled pixels.",
      class_names[picture.label], picture.truth.empty() ? "" : " (" + picture.truth + ")",
      picture.event_id.empty() ? "" : ", event " + picture.event_id, picture.pixel_mm);
  return figure;
}

Figure training_figure(const NetworkInput& network, std::size_t classes) {
  WIREBENCH_EXPECT(!network.history.empty() && classes > 0);
  Figure figure;
  figure.kind = FigureKind::training;
  FigureScript& script = figure.script;
  script.stem = "training-" + file_name_part(network.name);
  script.width = 960;
  script.height = 410;
  const std::string name = script.stem + ".dat";
  std::string text = "# epoch training_accuracy_% validation_accuracy_% training_loss validation_loss balanced_%\n";
  for (const HistoryPoint& p : network.history) {
    text += fmt::format("{} {} {} {} {} {}\n", p.epoch, percent_or_gap(p.training_accuracy),
                        percent_or_gap(p.validation_accuracy), number_or_gap(p.training_loss),
                        number_or_gap(p.validation_loss), percent_or_gap(p.validation_balanced_accuracy));
  }
  script.data.push_back({name, std::move(text)});
  const auto any = [&](auto member) {
    return std::any_of(network.history.begin(), network.history.end(),
                       [member](const HistoryPoint& p) { return std::isfinite(p.*member); });
  };
  const auto curve = [&](int column, auto member, const char* label, const char* look) {
    // A column of gaps only would be an error for gnuplot.
    return any(member) ? fmt::format("'{}' using 1:{} with linespoints {} title '{}'", name, column, look, label)
                       : std::string{};
  };
  constexpr const char* training = "linecolor rgb '#0072B2' linewidth 1.8 pointtype 7 pointsize 0.5";
  constexpr const char* validation = "linecolor rgb '#D55E00' linewidth 1.8 pointtype 5 pointsize 0.5";
  const auto plot = [](std::vector<std::string> curves) {
    std::erase(curves, std::string{});
    return curves.empty() ? std::string{"set yrange [0:1]\nplot -1 notitle\n"}
                          : fmt::format("plot {}\n", fmt::join(curves, ", \\\n  "));
  };
  const unsigned first = network.history.front().epoch;
  const unsigned last = network.history.back().epoch;
  std::string& body = script.body;
  body += fmt::format("set multiplot\nset label 1 {} at screen 0.5,0.955 center font ',15'\n",
                      gnuplot_quoted(network.display_name));
  body += k_axes;
  body += "set grid ytics linetype 1 linewidth 0.5 linecolor rgb '#dddddd'\n";
  body += fmt::format("set xrange [{}:{}]\n", static_cast<double>(first) - 0.5, static_cast<double>(last) + 0.5);
  body += fmt::format("set xtics {}\nset xlabel 'epoch' offset 0,0.3\n", std::max(1U, (last - first) / 10U + 1U));
  body += "set bmargin at screen 0.16\nset tmargin at screen 0.83\n";
  body += "set lmargin at screen 0.075\nset rmargin at screen 0.485\n";
  const double chance = 100.0 / static_cast<double>(classes);
  body += fmt::format("set label 2 'chance' at graph 0.985, first {:.6g} right offset 0,-0.7 textcolor rgb '#666666'\n",
                      chance);
  body +=
      "set ylabel 'accuracy (%)' offset 1,0\nset yrange [0:100]\nset key at graph 1,1.015 right bottom horizontal "
      "samplen 2\n";
  body += plot({curve(2, &HistoryPoint::training_accuracy, "training", training),
                curve(3, &HistoryPoint::validation_accuracy, "validation", validation),
                fmt::format("{:.6g} with lines linecolor rgb '#666666' linewidth 1.2 dashtype 3 notitle", chance)});
  body += "unset label 1\nunset label 2\nset lmargin at screen 0.58\nset rmargin at screen 0.985\n";
  body += "set ylabel 'loss (cross entropy)' offset 1,0\nset yrange [0:*]\n";
  body += plot({curve(4, &HistoryPoint::training_loss, "training", training),
                curve(5, &HistoryPoint::validation_loss, "validation", validation)});
  body += "unset multiplot\n";
  figure.caption = fmt::format(
      "{}: accuracy and loss on {} training and {} validation images of {} x {} pixels after each epoch. The dotted "
      "line is chance ({:.1f} %).",
      network.display_name, network.training_images, network.validation_images, network.image_size, network.image_size,
      chance);
  return figure;
}

Figure confusion_figure(const measure::AccuracySummary& accuracy, const NetworkInput& network, const std::string& form,
                        const std::string& subject, std::span<const std::string> class_names) {
  const std::size_t classes = class_names.size();
  WIREBENCH_EXPECT(accuracy.confusion.size() == classes);
  Figure figure;
  figure.kind = FigureKind::confusion;
  FigureScript& script = figure.script;
  script.stem = fmt::format("confusion-{}-{}", file_name_part(network.name), file_name_part(form));
  const auto side = static_cast<unsigned>(90 * std::clamp<std::size_t>(classes, 3, 10));
  script.width = side + 230;
  script.height = side + 130;
  const std::string name = script.stem + ".dat";
  std::string text = "# predicted true count percent_of_true\n";
  for (std::size_t t = 0; t < classes; ++t) {
    std::uint64_t total = 0;
    for (const std::uint64_t count : accuracy.confusion[t]) total += count;
    for (std::size_t p = 0; p < classes; ++p) {
      const double percent =
          total == 0 ? 0.0 : 100.0 * static_cast<double>(accuracy.confusion[t][p]) / static_cast<double>(total);
      text += fmt::format("{} {} {} {:.2f}\n", p, t, accuracy.confusion[t][p], percent);
    }
  }
  script.data.push_back({name, std::move(text)});
  std::string tics;
  for (std::size_t i = 0; i < classes; ++i) {
    // Labels of tics are formats to gnuplot: a percent sign must be doubled.
    std::string name_of_class = class_names[i];
    for (auto at = name_of_class.find('%'); at != std::string::npos; at = name_of_class.find('%', at + 2)) {
      name_of_class.insert(at, 1, '%');
    }
    tics += fmt::format("{}{} {}", i == 0 ? "" : ", ", gnuplot_quoted(name_of_class), i);
  }
  std::string& body = script.body;
  body += fmt::format("set title {} font ',12'\n", gnuplot_quoted(network.display_name + ": " + subject));
  body += k_axes;
  // One blue, from white: evenly spaced in lightness.
  body +=
      "set palette defined (0 '#ffffff', 1 '#d6e6f4', 2 '#abcfe6', 3 '#6baed6', 4 '#3787c0', 5 '#105ba4', 6 "
      "'#08306b')\n";
  body += fmt::format("set xrange [-0.5:{0}.5]\nset yrange [{0}.5:-0.5]\nset cbrange [0:100]\n", classes - 1);
  body += fmt::format("set xtics ({0}) scale 0\nset ytics ({0}) scale 0\n", tics);
  body +=
      "set xlabel 'predicted class'\nset ylabel 'true class'\nset cblabel 'share of the true class (%)'\nunset key\n";
  body += fmt::format("set lmargin at screen {:.4f}\nset rmargin at screen {:.4f}\n", 110.0 / script.width,
                      (110.0 + side) / script.width);
  body += fmt::format("set bmargin at screen {:.4f}\nset tmargin at screen {:.4f}\n", 80.0 / script.height,
                      (80.0 + side) / script.height);
  body += "set style fill solid 1.0 noborder\n";
  const std::string label = fmt::format(
      "'{}' using 1:2:(sprintf(\"%d\\n%.1f %%\", column(3), column(4))):(column(4) > 55 ? 0xffffff : 0x111111) "
      "with labels center textcolor rgb variable",
      name);
  body += fmt::format("plot '{}' using 1:2:(0.5):(0.5):4 with boxxyerror linecolor palette, \\\n  {}\n", name, label);
  figure.caption = fmt::format("Confusion matrix of {}, {}: counts of {} {} images and their share of each true class.",
                               network.display_name, subject, accuracy.images, network.judged_split);
  return figure;
}

std::vector<Figure> figures_of(const ReportInput& input) {
  std::vector<Figure> figures;
  for (std::size_t i = 0; i < input.events.size(); ++i) {
    figures.push_back(event_figure(input.events[i], i + 1, input.class_names));
  }
  for (const NetworkInput& network : input.networks) {
    if (!network.history.empty()) figures.push_back(training_figure(network, input.class_names.size()));
  }
  for (const NetworkInput& network : input.networks) {
    if (!network.metrics) continue;
    auto judged = classifier_figures(*network.metrics, {network.name, network.display_name, network.judged_split},
                                     input.class_names);
    std::move(judged.begin(), judged.end(), std::back_inserter(figures));
  }
  for (const NetworkInput& network : input.networks) {
    if (network.trainer_accuracy) {
      figures.push_back(
          confusion_figure(*network.trainer_accuracy, network, "trainer", "trained network", input.class_names));
    }
    std::set<std::string> drawn;
    for (const auto& row : input.rows) {
      if (row.network != network.name || !row.accuracy || !drawn.insert(row.form).second) continue;
      figures.push_back(confusion_figure(*row.accuracy, network, row.form, display_form(row.form) + ", " + row.target,
                                         input.class_names));
    }
  }
  return figures;
}

}  // namespace wirebench::report
