#include "wirebench/validation/plots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace wirebench::validation {
namespace {

/// Lines "x reference engine" of one panel; what a side does not have is left blank as NaN, which gnuplot skips.
struct Panel {
  std::string name;
  std::string title;
  std::string x_label;
  std::string y_label;
  std::string data;
};

template <class Value>
std::string columns(std::size_t count, double first, double step, const Value& value) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += fmt::format("{:g} {:g} {:g}\n", first + step * static_cast<double>(i), value(true, i), value(false, i));
  }
  return text;
}

double at(const std::vector<double>& values, std::size_t i) {
  return i < values.size() ? values[i] : std::nan("");
}
double mean_at(const std::vector<MeanSpread>& values, std::size_t i) {
  return i < values.size() ? values[i].mean : std::nan("");
}

/// Depth within which 99 % of the reference's energy lies: the profile's tail is of single neutrons.
std::size_t bins_of_interest(const std::vector<MeanSpread>& profile) {
  double total = 0.0;
  for (const MeanSpread& bin : profile) total += bin.mean;
  double sum = 0.0;
  constexpr double share = 0.99;
  for (std::size_t i = 0; i < profile.size(); ++i) {
    sum += profile[i].mean;
    if (sum >= share * total) return i + 1;
  }
  return profile.size();
}

std::vector<double> loss_bins(const SingleParticleRun& run, double first, std::size_t count) {
  std::vector<double> bins(count);
  for (const auto& bin : run.step_loss) {
    const double place = std::round((bin.loss - first) / k_loss_bin);
    if (place >= 0.0 && place < static_cast<double>(count)) bins[static_cast<std::size_t>(place)] = bin.share;
  }
  return bins;
}

std::vector<Panel> panels(const SingleParticleRun& reference, const SingleParticleRun& engine) {
  std::vector<Panel> list;
  list.push_back({"depth", "energy by depth", "depth (cm)", "MeV per cm",
                  columns(bins_of_interest(reference.depth_profile), 0.5 * k_profile_bin, k_profile_bin,
                          [&](bool first, std::size_t i) {
                            return mean_at(first ? reference.depth_profile : engine.depth_profile, i);
                          })});
  list.push_back({"radius", "energy within a radius", "radius (cm)", "share",
                  columns(reference.containment.size(), k_radius_bin, k_radius_bin, [&](bool first, std::size_t i) {
                    return at(first ? reference.containment : engine.containment, i);
                  })});
  list.push_back(
      {"survival", "primaries longer than", "length (cm)", "share",
       columns(std::max(reference.survival.size(), engine.survival.size()), 0.0, k_survival_bin,
               [&](bool first, std::size_t i) { return at(first ? reference.survival : engine.survival, i); })});
  if (!reference.step_loss.empty()) {
    const double first_loss = reference.step_loss.front().loss;
    const auto count =
        static_cast<std::size_t>(std::lround((reference.step_loss.back().loss - first_loss) / k_loss_bin)) + 1;
    const auto wanted = loss_bins(reference, first_loss, count);
    const auto have = loss_bins(engine, first_loss, count);
    list.push_back({"loss", "loss on 3 mm steps", "loss (MeV)", "share of steps",
                    columns(count, first_loss, k_loss_bin,
                            [&](bool first, std::size_t i) { return first ? wanted[i] : have[i]; })});
  }
  return list;
}

}  // namespace

report::FigureScript overlay_figure(const RunValidation& run, const std::string& engine) {
  constexpr unsigned panel_width = 420;
  constexpr unsigned panel_height = 300;
  const Beam& beam = run.reference.beam;
  report::FigureScript figure;
  figure.stem = fmt::format("{}_{:g}", beam.particle, beam.kinetic);
  figure.width = 2 * panel_width;
  figure.height = 2 * panel_height;
  figure.body =
      fmt::format("set multiplot layout 2,2 title {}\nset key top right\n",
                  report::gnuplot_quoted(fmt::format("{}: {} (lines) and reference (points)", beam.name(), engine)));
  for (const Panel& panel : panels(run.reference, run.engine)) {
    const std::string name = fmt::format("{}.{}.dat", figure.stem, panel.name);
    figure.data.push_back({name, "# " + panel.x_label + ", reference, engine\n" + panel.data});
    figure.body += fmt::format(
        "set title {}\nset xlabel {}\nset ylabel {}\nset yrange [0:*]\n"
        "plot {} using 1:2 with points pt 7 ps 0.35 lc rgb '#444444' title 'reference', "
        "'' using 1:3 with lines lw 1.5 lc rgb '#c04000' title 'engine'\n",
        report::gnuplot_quoted(panel.title), report::gnuplot_quoted(panel.x_label),
        report::gnuplot_quoted(panel.y_label), report::gnuplot_quoted(name));
  }
  figure.body += "unset multiplot\n";
  return figure;
}

void draw_overlay(const RunValidation& run, const std::string& engine, const std::filesystem::path& folder) {
  report::draw(overlay_figure(run, engine), folder, report::Gnuplot{});
}

}  // namespace wirebench::validation
