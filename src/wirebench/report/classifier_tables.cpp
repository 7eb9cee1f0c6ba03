#include "wirebench/report/classifier_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "wirebench/report/tables.hpp"

namespace wirebench::report {
namespace {

using measure::ClassifierMetrics;
using measure::Estimate;

constexpr auto k_words = ColumnKind::words;
constexpr auto k_number = ColumnKind::number;
constexpr auto k_interval = ColumnKind::interval;

/// A share in percent, or points of one.
Cell percent(const Estimate& share, const char* form = "{:.1f} [{:.1f}, {:.1f}]") {
  if (!std::isfinite(share.value)) return {};
  const Estimate p{100 * share.value, 100 * share.low, 100 * share.high};
  return {p, std::isfinite(p.low) && std::isfinite(p.high) ? fmt::format(fmt::runtime(form), p.value, p.low, p.high)
                                                           : fmt::format("{:.1f}", p.value)};
}

Cell area(const Estimate& e) {
  if (!std::isfinite(e.value)) return {};
  return {e, fmt::format("{:.3f} [{:.3f}, {:.3f}]", e.value, e.low, e.high)};
}

Cell count(std::uint64_t events) {
  return {static_cast<double>(events), std::to_string(events)};
}

/// Who was judged, in the order of the tables.
struct Judged {
  std::string name;
  std::string display_name;
  const ClassifierMetrics* metrics = nullptr;  ///< null: not judged
  std::optional<Estimate> lead;                ///< over the baseline
  std::string reason;                          ///< why not judged
};

std::vector<Judged> judged_of(const ReportInput& input) {
  std::vector<Judged> all;
  for (const NetworkInput* network : networks_in_order(input)) {
    Judged judged{network->name, network->display_name, network->metrics ? &*network->metrics : nullptr,
                  network->lead_over_baseline, "the run kept no predictions of the trained network"};
    all.push_back(std::move(judged));
  }
  if (input.baseline) {
    all.push_back({input.baseline->name, input.baseline->display_name,
                   input.baseline->metrics ? &*input.baseline->metrics : nullptr, std::nullopt,
                   input.baseline->reason});
  }
  return all;
}

const ClassifierMetrics* first_metrics(const ReportInput& input) {
  for (const Judged& judged : judged_of(input)) {
    if (judged.metrics != nullptr) return judged.metrics;
  }
  return nullptr;
}

std::string split_of(const ReportInput& input) {
  for (const NetworkInput& network : input.networks) {
    if (network.metrics) return network.judged_split;
  }
  return "validation";
}

std::string size_of(const ReportInput& input) {
  for (const NetworkInput& network : input.networks) {
    if (network.image_size > 0) {
      return fmt::format("{0} x {0} pixels, {1} for training", network.image_size, network.training_images);
    }
  }
  return "a size the run does not say";
}

std::string interval_note(const ReportInput& input) {
  const ClassifierMetrics* metrics = first_metrics(input);
  if (metrics == nullptr) return "";
  return fmt::format(
      "Square brackets: 95 % intervals of a bootstrap over the events, each true class keeping its number of events: "
      "percentiles of {} resamples (seed {}); for the calibration error reflected at the value. A share of 0 or 100 % "
      "has "
      "Wilson's interval. They do not hold how much another training of the same network would differ.",
      metrics->bootstrap.resamples, metrics->bootstrap.seed);
}

/// What some classifier could not be judged by, each sentence once.
void add_left_out(const ReportInput& input, std::vector<std::string>& notes) {
  std::vector<std::string> sentences;
  for (const Judged& judged : judged_of(input)) {
    if (judged.metrics == nullptr) continue;
    for (const std::string& sentence : judged.metrics->left_out) {
      if (std::find(sentences.begin(), sentences.end(), sentence) == sentences.end()) sentences.push_back(sentence);
    }
  }
  for (const std::string& sentence : sentences) notes.push_back("Left out: " + sentence);
}

}  // namespace

bool has_metrics(const ReportInput& input) {
  return first_metrics(input) != nullptr;
}

Table accuracy_by_network_table(const ReportInput& input, std::size_t number) {
  Table table;
  table.id = fmt::format("table-{}-accuracy-by-network", number);
  table.number = fmt::format("Table {}", number);
  table.caption = fmt::format(
      "Accuracy by network: each trained network, in float32, on the {} images of the run; images of {}. Chance is "
      "{:.1f} %.",
      split_of(input), size_of(input), 100.0 / static_cast<double>(input.class_names.size()));
  table.columns = {{"network", "network", k_words},
                   {"accuracy_percent", "accuracy (%)", k_interval},
                   {"balanced_accuracy_percent", "balanced accuracy (%)", k_interval},
                   {"lead_points", "lead over boosted trees (points)", k_interval},
                   {"mean_area", "mean area under ROC", k_interval},
                   {"calibration_error_percent", "calibration error (%)", k_interval},
                   {"events", "images (n)", k_number},
                   {"counted_apart", "counted apart (n)", k_number}};
  for (const Judged& judged : judged_of(input)) {
    Row row;
    row.cells = {Cell{judged.display_name}};
    if (judged.metrics != nullptr) {
      const ClassifierMetrics& m = *judged.metrics;
      row.cells.insert(row.cells.end(),
                       {percent(m.accuracy), percent(m.balanced_accuracy),
                        judged.lead ? percent(*judged.lead, "{:+.1f} [{:+.1f}, {:+.1f}]") : Cell{}, area(m.mean_area),
                        percent(m.calibration_error), count(m.events), count(m.below.events)});
    } else {
      row.cells.resize(table.columns.size());
      row.tone = Tone::absent;
      row.reason = "not measured: " + judged.reason;
      row.reason_from = 1;
    }
    row.starts_group = table.rows.empty() || (input.baseline && judged.name == input.baseline->name);
    table.rows.push_back(std::move(row));
  }
  table.notes.push_back(interval_note(input));
  if (const ClassifierMetrics* metrics = first_metrics(input);
      metrics != nullptr && metrics->below.min_visible_charge > 0) {
    table.notes.push_back(fmt::format(
        "Counted apart, and in no other number: events with less than {:g} electrons in the image (mean of the views).",
        metrics->below.min_visible_charge));
  }
  if (input.baseline && input.baseline->metrics) {
    table.notes.push_back(input.baseline->settings);
    table.notes.emplace_back(
        "Lead: difference in balanced accuracy on the same events, its interval from paired resamples.");
  }
  add_left_out(input, table.notes);
  std::erase(table.notes, std::string{});
  return table;
}

Table class_table(const ReportInput& input, std::size_t number) {
  Table table;
  table.id = fmt::format("table-{}-classes", number);
  table.number = fmt::format("Table {}", number);
  table.caption = fmt::format("Efficiency and purity of each class, on the {} images of the run.", split_of(input));
  table.columns = {{"network", "network", k_words, Shown::everywhere, true},
                   {"class", "class", k_words},
                   {"events", "events (n)", k_number},
                   {"efficiency_percent", "efficiency (%)", k_interval},
                   {"purity_percent", "purity, equal classes (%)", k_interval},
                   {"flux_efficiency_percent", "efficiency in the flux (%)", k_interval},
                   {"flux_purity_percent", "purity in the flux (%)", k_interval},
                   {"area", "area under ROC", k_interval}};
  for (const Judged& judged : judged_of(input)) {
    if (judged.metrics == nullptr) continue;
    for (std::size_t c = 0; c < input.class_names.size(); ++c) {
      const measure::ClassMetrics& m = judged.metrics->classes[c];
      Row row;
      row.starts_group = c == 0;
      row.cells = {Cell{judged.display_name}, Cell{input.class_names[c]}, count(m.events),        percent(m.efficiency),
                   percent(m.purity),         percent(m.flux_efficiency), percent(m.flux_purity), area(m.area)};
      table.rows.push_back(std::move(row));
    }
  }
  table.notes.push_back(interval_note(input));
  table.notes.emplace_back(
      "Efficiency: share of a class's events that are recognised. Purity: share of the class in what is called it; "
      "with "
      "equal classes every class weighs the same, in the flux every event has the weight that gives the sample the "
      "composition of the flux it was made for.");
  add_left_out(input, table.notes);
  std::erase(table.notes, std::string{});
  return table;
}

}  // namespace wirebench::report
