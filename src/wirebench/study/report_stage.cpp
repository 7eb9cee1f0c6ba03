#include "wirebench/study/report_stage.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string>

#include "wirebench/core/error.hpp"
#include "wirebench/core/provenance.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/graph/networks.hpp"
#include "wirebench/measure/classifier_metrics.hpp"
#include "wirebench/measure/results_file.hpp"
#include "wirebench/report/report.hpp"
#include "wirebench/report/report_input.hpp"
#include "wirebench/study/boosted_trees.hpp"
#include "wirebench/study/evaluate.hpp"
#include "wirebench/study/evaluation_stage.hpp"
#include "wirebench/study/run_layout.hpp"
#include "wirebench/study/stage_cache.hpp"
#include "wirebench/study/training_stage.hpp"
#include "wirebench/train/history.hpp"

namespace wirebench::study {
namespace {

std::vector<report::EventPicture> event_pictures(const std::filesystem::path& folder, double pixel_mm) {
  const dataset::DatasetReader images{folder / layout::timed_images()};
  const auto& header = images.header();
  std::vector<report::EventPicture> pictures;
  for (std::uint64_t position = 0; position < images.events().size(); ++position) {
    const auto& event = images.events()[position];
    report::EventPicture picture;
    picture.label = event.label;
    if (event.neutrino_pdg != 0) picture.truth = fmt::format("neutrino pdg {}, ", event.neutrino_pdg);
    if (std::isfinite(event.deposited_mev)) {
      constexpr double mev_per_gev = 1000.0;
      picture.truth += fmt::format("{:.2f} GeV deposited", event.deposited_mev / mev_per_gev);
    }
    picture.event_id = std::to_string(event.event_id);
    picture.height = header.shape.height;
    picture.width = header.shape.width;
    picture.pixels.resize(header.shape.pixels());
    images.read(position, picture.pixels);
    picture.pixel_mm = pixel_mm;
    picture.view_names = {"U", "V", "W"};
    picture.value_unit = "pixel value (0 to 255)";
    pictures.push_back(std::move(picture));
  }
  return pictures;
}

/// The split a run was judged on, as its training stages recorded it.
dataset::Split judged_split(const Json& facts) {
  const bool on_test = facts.is_object() && facts.value("judged_split", "") == dataset::name(dataset::Split::test);
  return on_test ? dataset::Split::test : dataset::Split::validation;
}

/// Nothing where the run does not keep them.
std::optional<Predictions> kept_predictions(const std::filesystem::path& folder, const std::string& name,
                                            dataset::Split split) {
  const auto file = folder / layout::trainer_predictions(name, split);
  if (!std::filesystem::exists(file)) return std::nullopt;
  return measure::read_predictions(file);
}

/// The boosted trees of a run that has them.
std::optional<report::BaselineInput> baseline_input(const Json& facts, const std::optional<Predictions>& predictions,
                                                    const measure::JudgeOptions& judging) {
  if (facts.is_null()) return std::nullopt;
  report::BaselineInput baseline;
  baseline.name = k_boosted_trees_name;
  baseline.display_name = "boosted trees";
  baseline.reason = facts.value("reason", predictions ? "" : "the run kept no predictions of them");
  if (!baseline.reason.empty()) return baseline;
  baseline.metrics = measure::judge(*predictions, judging);
  baseline.settings = fmt::format(
      "Boosted trees: {} (histogram gradient boosting) on charge, extent and longest track of each view, trained on "
      "the "
      "same {} images; {} leaves chosen by cross-validation among them, {} trees.",
      facts.value("library", "scikit-learn"), facts.value("training_events", std::uint64_t{0}),
      facts.value("leaves", std::uint64_t{0}), facts.value("trees", std::uint64_t{0}));
  return baseline;
}

/// Where the classifiers of a run are judged from, and how.
struct Judging {
  std::filesystem::path folder;         ///< of the run
  std::optional<Predictions> baseline;  ///< the boosted trees'
  measure::JudgeOptions options;
};

/// `given`: as in the study, a built-in network's name or a file.
report::NetworkInput network_input(const std::string& given, const std::string& name, const Json& facts,
                                   const Judging& judging) {
  report::NetworkInput network;
  network.name = name;
  network.display_name = graph::is_network_file(given) ? name : graph::display_name(given);
  if (facts.is_null()) return network;
  network.display_name = facts.value("title", network.display_name);
  network.checkpoint_bytes = facts.value("checkpoint_bytes", std::uint64_t{0});
  network.training_seconds = facts.value("seconds", 0.0);
  network.training_images = facts.value("training_images", std::uint64_t{0});
  network.validation_images = facts.value("validation_images", std::uint64_t{0});
  network.image_size = facts.value("image_size", 0U);
  if (facts.contains("accuracy")) network.trainer_accuracy = measure::accuracy_from_json(facts["accuracy"]);
  const dataset::Split split = judged_split(facts);
  network.judged_split = dataset::name(split);
  if (const auto predictions = kept_predictions(judging.folder, name, split)) {
    network.metrics = measure::judge(*predictions, judging.options);
    network.trainer_accuracy = measure::summary_of(*network.metrics);
    if (judging.baseline) {
      network.lead_over_baseline = measure::balanced_accuracy_lead(*predictions, *judging.baseline, judging.options);
    }
  }
  for (const Json& record : facts.value("history", Json::array())) {
    const train::EpochRecord epoch = train::epoch_record(record);
    network.history.push_back({.epoch = epoch.epoch,
                               .training_loss = epoch.training_loss,
                               .training_accuracy = epoch.training_accuracy,
                               .validation_loss = epoch.validation_loss,
                               .validation_accuracy = epoch.validation_accuracy,
                               .validation_balanced_accuracy = epoch.validation_balanced_accuracy});
  }
  return network;
}

/// How the run's classifiers are judged; runs of earlier versions do not say it.
measure::JudgeOptions recorded_judging(const Json& study) {
  EvaluationOptions evaluation;
  if (study.contains("evaluation")) {
    const Json& table = study["evaluation"];
    evaluation.min_visible_charge = table.value("min_visible_charge", evaluation.min_visible_charge);
    evaluation.resamples = table.value("resamples", evaluation.resamples);
  }
  return evaluation.judging(study["study"].value("seed", std::uint64_t{0}));
}

}  // namespace

Json recorded_study(const std::filesystem::path& folder) {
  Json study = StageCache{folder}.facts("study");
  if (study.is_null()) {
    throw Error{ErrorKind::usage,
                {"not a run directory", folder.string(), "it has no manifest.json with a study in it",
                 "Give the folder named with --out in wirebench run."}};
  }
  return study;
}

std::filesystem::path write_run_report(const std::filesystem::path& folder, const Log& log) {
  const Json study = recorded_study(folder);
  const StageCache cache{folder};
  report::ReportInput input;
  input.study_name = study["study"].value("name", "");
  input.title = "wirebench: the " + input.study_name + " study";
  input.seed = study["study"].value("seed", std::uint64_t{0});
  input.rows = measure::read_results(folder / layout::results_file(), log);
  Judging judging{folder, std::nullopt, recorded_judging(study)};
  const Json trees = study.contains("evaluation") && study["evaluation"].value("boosted_trees", false)
                         ? cache.facts(k_boosted_trees_stage)
                         : Json{};
  for (const Json& network : study["network"]) {
    const std::string given = network["name"];
    // A described network has its file's name; the file itself need not be there any more.
    const std::string name = graph::is_network_file(given) ? std::filesystem::path{given}.stem().string() : given;
    const Json facts = cache.facts(training_stage_name(name));
    if (!trees.is_null() && !trees.contains("reason") && !judging.baseline) {
      judging.baseline = kept_predictions(folder, k_boosted_trees_name, judged_split(facts));
    }
    input.networks.push_back(network_input(given, name, facts, judging));
  }
  input.baseline = baseline_input(trees, judging.baseline, judging.options);
  const auto image_size = study["image"].value("size", 64.0);
  const auto timed_size = study["measurement"].value("latency_size", 224.0);
  input.events = event_pictures(folder, study["image"].value("pixel_mm", 0.0) * image_size / timed_size);
  input.class_names = dataset::DatasetReader{folder / layout::images()}.header().class_names;
  input.detector_preset = study["detector"].value("preset", "");
  input.host = read_json(folder / layout::host_file());
  input.provenance = provenance(study);
  for (const Json& share : cache.facts("results")) {
    input.builds.push_back({build_name(share.at("build")), share.at("stages").get<std::vector<std::string>>()});
  }
  input.published = report::poster_study();
  for (const Json& unit : study.value("processing_unit", Json::array())) {
    input.processing_units.push_back({unit["name"], unit["tdp_w"], unit["price_usd"]});
  }
  return report::write_report(input, folder / layout::report(), log);
}

}  // namespace wirebench::study
