#include "wirebench/study/classifier_validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <span>

#include "wirebench/core/error.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/graph/networks.hpp"
#include "wirebench/measure/accuracy.hpp"
#include "wirebench/train/predict.hpp"
#include "wirebench/train/trainer.hpp"
#include "wirebench/validation/jackknife.hpp"

namespace wirebench::study {
namespace {

constexpr std::size_t k_groups = 32;

graph::Graph trained(const dataset::DatasetReader& images, const ClassifierChoice& choice,
                     const std::filesystem::path& folder, const Log& log) {
  const auto& header = images.header();
  auto network = graph::make_network(choice.network, {.height = header.shape.height,
                                                      .width = header.shape.width,
                                                      .channels = header.shape.channels,
                                                      .classes = static_cast<std::int64_t>(header.class_names.size()),
                                                      .width_multiplier = choice.width,
                                                      .seed = choice.training.seed});
  network.set_class_names(header.class_names);
  return train::train(network, images, choice.training, folder, log).graph;
}

/// 1 where the network names the right class, else 0, of each validation image.
std::vector<double> right(const graph::Graph& network, const dataset::DatasetReader& images,
                          const train::PredictOptions& options) {
  const auto positions = images.positions(dataset::Split::validation);
  const auto best =
      measure::best_classes(train::predict(network, images, positions, options), images.header().class_names.size());
  std::vector<double> hits;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    hits.push_back(best[i] == images.events()[positions[i]].label ? 1.0 : 0.0);
  }
  return hits;
}

/// `values` but those of group `left_out` (k_groups: none).
std::vector<double> without_group(std::span<const double> values, std::size_t left_out) {
  std::vector<double> kept;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i % k_groups != left_out) kept.push_back(values[i]);
  }
  return kept;
}

double mean(std::span<const double> values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

/// A classifier that only guesses has the same accuracy on everything.
void require_learnt(std::span<const double> hits, const dataset::DatasetReader& images) {
  std::vector<double> classes(images.header().class_names.size());
  for (const auto position : images.positions(dataset::Split::validation)) {
    classes[images.events()[position].label] += 1.0;
  }
  const double count = static_cast<double>(hits.size());
  const double guess = *std::ranges::max_element(classes) / count;
  constexpr double standard_errors = 5.0;
  const double needed = guess + standard_errors * std::sqrt(guess * (1.0 - guess) / count);
  if (mean(hits) > needed) return;
  throw Error{
      ErrorKind::failed,
      {"the classifier has not learnt enough to judge", images.path().string(),
       fmt::format("it names {:.3f} of {} events right, {:.3f} can be had by guessing", mean(hits), hits.size(), guess),
       "Give more epochs (--set training.epochs=N) or more events."}};
}

using Statistic = std::function<double(std::span<const double> reference, std::span<const double> engine)>;

/// Error of a number of pairs, by leaving out a group of pairs at a time.
double pair_error(std::span<const double> reference, std::span<const double> engine, const Statistic& statistic) {
  std::vector<double> values;
  for (std::size_t group = 0; group < std::min(k_groups, reference.size()); ++group) {
    const auto one = without_group(reference, group);
    const auto other = without_group(engine, group);
    if (!one.empty()) values.push_back(statistic(one, other));
  }
  return validation::jackknife_error(values);
}

}  // namespace

std::vector<validation::Comparison> validate_classifier(const PairedImagesJob& job, const transport::Engine& engine,
                                                        const ClassifierChoice& choice,
                                                        const std::filesystem::path& folder, const Log& log) {
  const PairedImages made = make_paired_images(job, engine, folder, log);
  const train::PredictOptions predicting{.threads = job.threads};
  std::vector<validation::Comparison> rows(2);
  for (auto& row : rows) row.subject = job.reference.stem().string();

  {
    const dataset::DatasetReader of_engine{made.engine};
    const dataset::DatasetReader of_reference{made.reference};
    const auto network = trained(of_engine, choice, folder / "classes", log);
    const auto on_reference = right(network, of_reference, predicting);
    const auto on_engine = right(network, of_engine, predicting);
    require_learnt(on_engine, of_engine);
    rows[0].quantity = "accuracy, trained on the engine's events";
    rows[0].reference = mean(on_reference);
    rows[0].value = mean(on_engine);
    rows[0].value_error =
        pair_error(on_reference, on_engine, [](auto one, auto other) { return mean(other) - mean(one); });
    rows[0].bound = validation::bounds::classifier_accuracy;
  }
  {
    const dataset::DatasetReader images{made.both};
    const auto network = trained(images, choice, folder / "sides", log);
    const auto positions = images.positions(dataset::Split::validation);
    const auto scores = train::predict(network, images, positions, predicting);
    std::vector<double> of_reference;
    std::vector<double> of_engine;
    for (std::size_t i = 0; i < positions.size(); ++i) {
      const bool is_engine = images.events()[positions[i]].label == 1;
      (is_engine ? of_engine : of_reference).push_back(static_cast<double>(scores[2 * i + 1]));
    }
    const auto area = [](auto one, auto other) { return measure::area_under_curve(other, one); };
    rows[1].quantity = "told from the reference, area under the curve";
    rows[1].reference = 0.5;
    rows[1].value = area(of_reference, of_engine);
    rows[1].value_error = pair_error(of_reference, of_engine, area);
    rows[1].bound = validation::bounds::area_above_guessing;
  }
  return rows;
}

}  // namespace wirebench::study
