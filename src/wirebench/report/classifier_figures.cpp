#include "wirebench/report/classifier_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "wirebench/core/contract.hpp"
#include "wirebench/report/file_name.hpp"

namespace wirebench::report {
namespace {

using measure::ClassMetrics;
using measure::Estimate;

/// Colours that colour-blind readers can tell apart (M. Okabe and K. Ito, 2008), each with a mark of its own.
struct Look {
  const char* colour;
  int mark;
};
constexpr std::array<Look, 7> k_looks{{{"#0072B2", 7},
                                       {"#D55E00", 5},
                                       {"#009E73", 9},
                                       {"#CC79A7", 11},
                                       {"#E69F00", 13},
                                       {"#56B4E9", 15},
                                       {"#000000", 6}}};

constexpr const char* k_axes =
    "set border 31 linewidth 0.8 linecolor rgb '#555555'\n"
    "set tics out nomirror scale 0.6 textcolor rgb '#222222'\n"
    "set grid linetype 1 linewidth 0.5 linecolor rgb '#dddddd'\n";

const Look& look_of(std::size_t number) {
  return k_looks[number % k_looks.size()];
}

std::string or_gap(double value) {
  return std::isfinite(value) ? fmt::format("{:.6g}", value) : "NaN";
}

/// "value low high", in percent; the value itself stands for ends that are not known.
std::string in_percent(const Estimate& e) {
  return fmt::format("{} {} {}", or_gap(100 * e.value), or_gap(100 * (std::isfinite(e.low) ? e.low : e.value)),
                     or_gap(100 * (std::isfinite(e.high) ? e.high : e.value)));
}

/// The curve in steps that can be seen: a sample of 100,000 events has as many points.
std::vector<measure::RocPoint> thinned(const std::vector<measure::RocPoint>& curve) {
  constexpr double step = 5e-4;
  std::vector<measure::RocPoint> kept;
  for (const measure::RocPoint& point : curve) {
    if (!kept.empty() && &point != &curve.back() && point.false_positives - kept.back().false_positives < step &&
        point.efficiency - kept.back().efficiency < step) {
      continue;
    }
    kept.push_back(point);
  }
  return kept;
}

/// A sentence for the captions of all of them.
std::string judged_on(const measure::ClassifierMetrics& metrics, const JudgedClassifier& judged) {
  std::string text = fmt::format("{} {} images", metrics.events, judged.split);
  if (metrics.below.min_visible_charge > 0.0) {
    text += fmt::format(" with {:g} electrons or more ({} with less are left out)", metrics.below.min_visible_charge,
                        metrics.below.events);
  }
  return text;
}

std::string intervals(const measure::ClassifierMetrics& metrics) {
  return fmt::format("95 % bootstrap intervals ({} resamples within each class)", metrics.bootstrap.resamples);
}

/// Plots joined by commas; gnuplot refuses a column without any number, so each says whether it has one.
std::string plot_of(const std::vector<std::string>& plots) {
  return plots.empty() ? std::string{"plot -1 notitle\n"} : fmt::format("plot {}\n", fmt::join(plots, ", \\\n  "));
}

}  // namespace

Figure roc_figure(const measure::ClassifierMetrics& metrics, const JudgedClassifier& judged,
                  std::span<const std::string> class_names) {
  WIREBENCH_EXPECT(metrics.curves.size() == class_names.size());
  Figure figure;
  figure.kind = FigureKind::roc;
  FigureScript& script = figure.script;
  script.stem = "roc-" + file_name_part(judged.name);
  script.width = 520;
  script.height = 500;
  std::vector<std::string> plots{"x with lines linecolor rgb '#666666' linewidth 1.2 dashtype 3 notitle"};
  for (std::size_t c = 0; c < class_names.size(); ++c) {
    if (metrics.curves[c].empty()) continue;
    const std::string name = fmt::format("{}-{}.dat", script.stem, c + 1);
    std::string text = "# false_positives_% efficiency_%\n";
    for (const auto& point : thinned(metrics.curves[c])) {
      text += fmt::format("{:.6g} {:.6g}\n", 100 * point.false_positives, 100 * point.efficiency);
    }
    script.data.push_back({name, std::move(text)});
    const Estimate& area = metrics.classes[c].area;
    const std::string title =
        fmt::format("{}: area {:.3f} [{:.3f}, {:.3f}]", class_names[c], area.value, area.low, area.high);
    plots.push_back(fmt::format("'{}' using 1:2 with lines linecolor rgb '{}' linewidth 1.8 dashtype {} title {}", name,
                                look_of(c).colour, c % 4 == 0 ? 1 : c % 4 + 1, gnuplot_quoted(title)));
  }
  std::string& body = script.body;
  body +=
      fmt::format("set title {} font ',12'\n", gnuplot_quoted(judged.display_name + ": each class against the rest"));
  body += k_axes;
  body += "set size square\nset xrange [0:100]\nset yrange [0:100]\n";
  body += "set xlabel 'other events accepted (%)'\nset ylabel 'events of the class accepted (%)'\n";
  body += "set key bottom right samplen 2.5\n";
  body += plot_of(plots);
  figure.caption = fmt::format(
      "{}, {}: share of each class's events that have at least some score of it, against the share of all other events "
      "that have. Dotted: guessing. Areas with {}.",
      judged.display_name, judged_on(metrics, judged), intervals(metrics));
  return figure;
}

Figure energy_figure(const measure::ClassifierMetrics& metrics, const JudgedClassifier& judged,
                     std::span<const std::string> class_names) {
  WIREBENCH_EXPECT(!metrics.by_energy.empty() && metrics.classes.size() == class_names.size());
  Figure figure;
  figure.kind = FigureKind::energy;
  FigureScript& script = figure.script;
  script.stem = "energy-" + file_name_part(judged.name);
  script.width = 1080;
  script.height = 430;
  struct Panel {
    Estimate ClassMetrics::*number;
    const char* title;
    const char* label;
  };
  const bool weighted = std::any_of(metrics.classes.begin(), metrics.classes.end(),
                                    [](const ClassMetrics& c) { return std::isfinite(c.flux_purity.value); });
  std::vector<Panel> panels{
      {&ClassMetrics::efficiency, "efficiency", "share of the class recognised (%)"},
      {&ClassMetrics::purity, "purity, equal classes", "share of the class in what is called it (%)"}};
  if (weighted) panels.push_back({&ClassMetrics::flux_purity, "purity in the flux", ""});
  const double first = metrics.by_energy.front().low_mev / 1000;
  const double last = metrics.by_energy.back().high_mev / 1000;
  for (std::size_t c = 0; c < class_names.size(); ++c) {
    std::string text = "# energy_GeV";
    for (const Panel& panel : panels) text += fmt::format(" {0}_% low high", panel.title);
    text += " events\n";
    for (const auto& bin : metrics.by_energy) {
      // Points of the classes beside one another, so that their intervals do not cover each other.
      const double offset = (static_cast<double>(c) + 0.5) / static_cast<double>(class_names.size()) - 0.5;
      const double middle = 0.5 * (bin.low_mev + bin.high_mev) + 0.4 * offset * (bin.high_mev - bin.low_mev);
      text += fmt::format("{:.6g}", middle / 1000);
      for (const Panel& panel : panels) text += ' ' + in_percent(bin.classes[c].*panel.number);
      text += fmt::format(" {}\n", bin.classes[c].events);
    }
    script.data.push_back({fmt::format("{}-{}.dat", script.stem, c + 1), std::move(text)});
  }
  std::string& body = script.body;
  body += fmt::format("set multiplot\nset label 1 {} at screen 0.5,0.955 center font ',15'\n",
                      gnuplot_quoted(judged.display_name));
  body += k_axes;
  body += fmt::format("set xrange [{:.6g}:{:.6g}]\nset yrange [0:105]\nset ytics 0,20,100\n", first, last);
  body +=
      "set xlabel 'true neutrino energy (GeV)' offset 0,0.3\nset bmargin at screen 0.15\nset tmargin at screen 0.80\n";
  const double panel_width = 0.93 / static_cast<double>(panels.size());
  for (std::size_t p = 0; p < panels.size(); ++p) {
    const double left = 0.06 + panel_width * static_cast<double>(p);
    body +=
        fmt::format("set lmargin at screen {:.4f}\nset rmargin at screen {:.4f}\n", left, left + panel_width - 0.06);
    body += fmt::format("set title {} offset 0,-0.6\n", gnuplot_quoted(panels[p].title));
    body += *panels[p].label != '\0' ? fmt::format("set ylabel {} offset 1,0\n", gnuplot_quoted(panels[p].label))
                                     : "unset ylabel\n";
    // The legend stands in one panel only, above it.
    body += p == 0 ? "set key at screen 0.985,0.985 right top vertical maxrows 4 samplen 1.5\n"
                   : "unset key\nunset label 1\n";
    std::vector<std::string> plots;
    for (std::size_t c = 0; c < class_names.size(); ++c) {
      const bool any = std::any_of(metrics.by_energy.begin(), metrics.by_energy.end(), [&](const auto& bin) {
        return std::isfinite((bin.classes[c].*panels[p].number).value);
      });
      if (!any) continue;
      const std::string look = fmt::format("linecolor rgb '{}' linewidth 1.4", look_of(c).colour);
      const std::size_t column = 2 + 3 * p;
      const std::string& data = script.data[c].name;
      plots.push_back(fmt::format("'{}' using 1:{}:{}:{} with yerrorbars {} pointtype {} pointsize 0.7 title {}", data,
                                  column, column + 1, column + 2, look, look_of(c).mark,
                                  gnuplot_quoted(class_names[c])));
      plots.push_back(fmt::format("'{}' using 1:{} with lines {} notitle", data, column, look));
    }
    body += plot_of(plots);
  }
  body += "unset multiplot\n";
  figure.caption = fmt::format(
      "{}, {}: efficiency and purity against true neutrino energy, in bins of {:g} MeV, with {}. Purity: every class "
      "weighing the same{}. Points of a bin stand side by side.",
      judged.display_name, judged_on(metrics, judged),
      metrics.by_energy.front().high_mev - metrics.by_energy.front().low_mev, intervals(metrics),
      weighted ? ", and with each event weighted to the composition of the flux"
               : "; purity in the flux is left out, since the weights of the events are not known");
  return figure;
}

Figure reliability_figure(const measure::ClassifierMetrics& metrics, const JudgedClassifier& judged) {
  WIREBENCH_EXPECT(!metrics.reliability.empty());
  Figure figure;
  figure.kind = FigureKind::reliability;
  FigureScript& script = figure.script;
  script.stem = "reliability-" + file_name_part(judged.name);
  script.width = 520;
  script.height = 560;
  std::string text = "# low_% high_% confidence_% right_% low high share_of_events_%\n";
  for (const auto& bin : metrics.reliability) {
    if (bin.events == 0) continue;
    text += fmt::format("{:.6g} {:.6g} {:.6g} {} {:.6g}\n", 100 * bin.low, 100 * bin.high, 100 * bin.confidence,
                        in_percent(bin.accuracy),
                        100 * static_cast<double>(bin.events) / static_cast<double>(metrics.events));
  }
  const std::string name = script.stem + ".dat";
  script.data.push_back({name, std::move(text)});
  std::string& body = script.body;
  body += "set multiplot\n";
  body += k_axes;
  body += "set xrange [0:100]\nset lmargin at screen 0.14\nset rmargin at screen 0.96\nunset key\n";
  body += "set tmargin at screen 0.92\nset bmargin at screen 0.36\nset format x ''\n";
  body +=
      fmt::format("set title {} font ',12'\n",
                  gnuplot_quoted(fmt::format("{}: calibration error {:.1f} % [{:.1f}, {:.1f}]", judged.display_name,
                                             100 * metrics.calibration_error.value, 100 * metrics.calibration_error.low,
                                             100 * metrics.calibration_error.high)));
  body += "set yrange [0:100]\nset ylabel 'right (%)'\n";
  body += fmt::format(
      "plot x with lines linecolor rgb '#666666' linewidth 1.2 dashtype 3, \\\n"
      "  '{0}' using 3:4:5:6 with yerrorbars linecolor rgb '#0072B2' linewidth 1.4 pointtype 7 pointsize 0.8, \\\n"
      "  '{0}' using 3:4 with lines linecolor rgb '#0072B2' linewidth 1.4\n",
      name);
  body += "unset title\nset tmargin at screen 0.32\nset bmargin at screen 0.11\nset format x '%g'\n";
  body += "set yrange [0:*]\nset ytics auto\nset ylabel 'events (%)'\nset xlabel 'confidence: best score (%)'\n";
  body += "set style fill solid 0.7 noborder\n";
  body += fmt::format("plot '{}' using (($1+$2)/2):7:($2-$1) with boxes linecolor rgb '#0072B2'\n", name);
  body += "unset multiplot\n";
  figure.caption = fmt::format(
      "{}, {}: how often the class of the best score is right, by that score, in {} bins of equal width; bars: Wilson "
      "intervals. A calibrated classifier lies on the dotted line. Below: where the events are. The calibration error "
      "is "
      "the mean distance from the line over the events, with {}.",
      judged.display_name, judged_on(metrics, judged), metrics.reliability.size(), intervals(metrics));
  return figure;
}

std::vector<Figure> classifier_figures(const measure::ClassifierMetrics& metrics, const JudgedClassifier& judged,
                                       std::span<const std::string> class_names) {
  std::vector<Figure> figures;
  const bool has_curve =
      std::any_of(metrics.curves.begin(), metrics.curves.end(), [](const auto& c) { return !c.empty(); });
  if (has_curve) figures.push_back(roc_figure(metrics, judged, class_names));
  if (!metrics.by_energy.empty()) figures.push_back(energy_figure(metrics, judged, class_names));
  if (!metrics.reliability.empty()) figures.push_back(reliability_figure(metrics, judged));
  return figures;
}

}  // namespace wirebench::report
