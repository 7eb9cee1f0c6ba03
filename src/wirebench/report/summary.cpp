#include "wirebench/report/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "wirebench/report/table.hpp"
#include "wirebench/report/tables.hpp"

namespace wirebench::report {
namespace {

using measure::Estimate;
using measure::ResultRow;
using measure::RowStatus;

std::string percent(const Estimate& e) {
  return fmt::format("{:.1f} % [{:.1f}, {:.1f}]", 100 * e.value, 100 * e.low, 100 * e.high);
}

std::string accuracy_sentence(const NetworkInput& network, double chance) {
  if (!network.trainer_accuracy) return network.display_name + ": the trainer kept no accuracy.";
  const auto& accuracy = *network.trainer_accuracy;
  const std::string verdict =
      accuracy.balanced_accuracy.low > chance ? "above chance" : "not distinguishable from chance";
  return fmt::format(
      "{} reaches an accuracy of {} and a balanced accuracy of {} on {} {} images, {} ({:.1f} %), after {} "
      "epochs in {:.0f} s.",
      network.display_name, percent(accuracy.accuracy), percent(accuracy.balanced_accuracy), accuracy.images,
      network.judged_split, verdict, 100 * chance, network.history.size(), network.training_seconds);
}

/// The integer form beside the trained network, from the first row that has its accuracy.
std::string integer_sentence(const ReportInput& input, const NetworkInput& network) {
  if (!network.trainer_accuracy) return "";
  for (const ResultRow& row : input.rows) {
    if (row.network != network.name || row.form != "tflite-int8" || !row.accuracy) continue;
    const double change = 100 * (row.accuracy->accuracy.value - network.trainer_accuracy->accuracy.value);
    return fmt::format(
        "{} in integers ({}): accuracy {}, {:+.1f} points from the trained network, which puts {:.1f} % of the images "
        "in the same class.",
        network.display_name, row.target, percent(row.accuracy->accuracy), change,
        100 * row.accuracy->agreement_with_trainer);
  }
  return "";
}

std::string fastest_sentence(const ReportInput& input, const NetworkInput& network) {
  const ResultRow* best = nullptr;
  for (const ResultRow& row : input.rows) {
    if (row.network != network.name || row.status != RowStatus::measured || !row.latency) continue;
    if (best == nullptr || row.latency->median.value < best->latency->median.value) best = &row;
  }
  if (best == nullptr) return network.display_name + ": no latency was measured.";
  return fmt::format("{} is quickest as {} on {}: median {} ms for one image ({}).", network.display_name,
                     display_form(best->form), best->target, with_interval(best->latency->median), best->input_shape);
}

}  // namespace

std::vector<std::string> summary_of(const ReportInput& input) {
  std::vector<std::string> sentences;
  const double chance = 1.0 / static_cast<double>(input.class_names.size());
  for (const NetworkInput* network : networks_in_order(input)) {
    sentences.push_back(accuracy_sentence(*network, chance));
    sentences.push_back(integer_sentence(input, *network));
    sentences.push_back(fastest_sentence(input, *network));
  }
  const auto count = [&](RowStatus status) {
    return std::count_if(input.rows.begin(), input.rows.end(),
                         [status](const ResultRow& r) { return r.status == status; });
  };
  sentences.push_back(fmt::format("Of {} rows, {} were measured, {} are declared absent on this machine and {} failed.",
                                  input.rows.size(), count(RowStatus::measured), count(RowStatus::not_measured),
                                  count(RowStatus::failed)));
  if (input.builds.size() != 1) sentences.push_back(origins_of(input).front());
  std::erase(sentences, std::string{});
  return sentences;
}

std::vector<std::string> origins_of(const ReportInput& input) {
  if (input.builds.empty()) return {"This run does not say which build of wirebench made and measured it."};
  if (input.builds.size() == 1) return {"Everything was made and measured by " + input.builds.front().build + "."};
  std::vector<std::string> names;
  std::vector<std::string> shares;
  for (const BuildShare& share : input.builds) {
    names.push_back(share.build);
    shares.push_back(fmt::format("By {}: {}.", share.build, fmt::join(share.stages, ", ")));
  }
  std::vector<std::string> sentences{fmt::format(
      "Not all of this run is of one build of wirebench. It joins the work of {}; the provenance says which made and "
      "measured what.",
      fmt::join(names, " and of "))};
  sentences.insert(sentences.end(), shares.begin(), shares.end());
  return sentences;
}

std::vector<std::string> methods_of(const ReportInput& input) {
  return {
      fmt::format("Images: simulated neutrino interactions in liquid argon, projected onto three wire planes (detector "
                  "preset {}); classes {}.",
                  input.detector_preset, fmt::format("{}", fmt::join(input.class_names, ", "))),
      "Accuracy: each file on each runtime classifies the same images as the trained network; the class of the best "
      "score "
      "counts. Where the run has a test split it is those, never used in training; else the validation images.",
      "Latency: single stream. One image at a time, the next when the last is answered; the clock is read directly "
      "around "
      "the runtime's own call. Inside: input in host memory to output in host memory, copies and conversions included. "
      "Outside: loading, the first inference, making the image, finding the class.",
      "Turns: the systems run round robin in blocks, in a balanced order, every idle one stopped. Warm-up, and the "
      "first "
      "queries after each switch, are kept in the raw samples and left out of the statistics. Caches are warm.",
      "Statistics: medians and percentiles with order-statistic intervals, means with intervals that take the queries "
      "of one turn as one group, accuracies with bootstrap intervals. All at 95 %, for this run of the processes; a "
      "repeat "
      "on another day can differ by more.",
  };
}

}  // namespace wirebench::report
