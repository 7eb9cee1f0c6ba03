#include "wirebench/study/run_study.hpp"

#include <regex>
#include <vector>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/config.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/measure/accuracy.hpp"
#include "wirebench/measure/predictions.hpp"
#include "wirebench/measure/results_file.hpp"
#include "wirebench/study/boosted_trees.hpp"
#include "wirebench/study/conversion_stage.hpp"
#include "wirebench/study/evaluation_stage.hpp"
#include "wirebench/study/images_stage.hpp"
#include "wirebench/study/measurement_stage.hpp"
#include "wirebench/study/report_stage.hpp"
#include "wirebench/study/rows.hpp"
#include "wirebench/study/run_layout.hpp"
#include "wirebench/study/run_lock.hpp"
#include "wirebench/study/training_stage.hpp"

namespace wirebench::study {
namespace {

/// What an earlier, killed run left half-written: `<name>.<process id>.partial` in the folders a run writes to, nothing
/// else of the user's. Only this process may write there now (RunLock).
void sweep(const std::filesystem::path& folder, const StudyOptions& options) {
  std::vector<std::filesystem::path> places{folder, folder / "datasets", folder / "predictions", folder / "samples"};
  for (const auto& network : options.networks) {
    const auto models = folder / layout::network(network.name);
    places.push_back(models);
    places.push_back(models / ("timed-" + std::to_string(options.latency_size)));
  }
  places.push_back(folder / layout::network(k_boosted_trees_name));
  const std::regex half_written{R"(.+\.[0-9]+\.partial)"};
  std::error_code ignored;
  for (const auto& place : places) {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator{place, ignored}) {
      if (std::regex_match(entry.path().filename().string(), half_written)) found.push_back(entry.path());
    }
    for (const auto& path : found) std::filesystem::remove_all(path, ignored);
  }
}

/// Share of the judged images that a row puts in the same class as the trained network did.
double agreement_with_trainer(const RunContext& run, const std::string& network, const std::string& row,
                              dataset::Split split) {
  const auto trainer = measure::read_predictions(run.at(layout::trainer_predictions(network, split)));
  const auto form = measure::read_predictions(run.at(layout::predictions(row)));
  const auto ours = form.classes_predicted();
  const auto theirs = trainer.classes_predicted();
  if (form.event_ids != trainer.event_ids) {
    throw Error{ErrorKind::failed,
                {"predictions are of other events than the trainer's", layout::predictions(row).string(), "",
                 "Remove the run directory's predictions folder and run the same command again."}};
  }
  return measure::agreement(ours, theirs);
}

/// Adds what the evaluation found to a measured row. A row whose evaluation failed has failed, whatever its latency.
void add_accuracy(const RunContext& run, const Evaluations& evaluations, const std::string& row_name,
                  measure::ResultRow& row) {
  const auto found = evaluations.find(row_name);
  if (found == evaluations.end()) return;
  const Json& facts = found->second;
  if (facts.contains("failure")) {
    row.status = measure::RowStatus::failed;
    row.reason = facts["failure"];
  }
  if (!facts.contains("accuracy")) return;
  row.accuracy = measure::accuracy_from_json(facts["accuracy"]);
  const bool on_test = facts.value("split", "") == dataset::name(dataset::Split::test);
  row.accuracy->agreement_with_trainer =
      agreement_with_trainer(run, row.network, row_name, on_test ? dataset::Split::test : dataset::Split::validation);
  row.accuracy_input_shape = facts["input_shape"];
}

RunSummary summarise(const std::vector<measure::ResultRow>& rows, const std::filesystem::path& report) {
  RunSummary summary;
  summary.rows = rows.size();
  for (const auto& row : rows) {
    switch (row.status) {
      case measure::RowStatus::measured: ++summary.measured; break;
      case measure::RowStatus::not_measured: ++summary.not_measured; break;
      case measure::RowStatus::failed: ++summary.failed; break;
    }
  }
  summary.report = report;
  return summary;
}

}  // namespace

Json to_json(const RunSummary& summary) {
  return {{"rows", summary.rows},
          {"measured", summary.measured},
          {"not_measured", summary.not_measured},
          {"failed", summary.failed},
          {"report", summary.report.string()}};
}

RunSummary run_study(const StudyOptions& options, const std::filesystem::path& folder, const Log& log) {
  make_folder(folder);
  const RunLock lock{folder};
  sweep(folder, options);
  StageCache cache{folder};
  if (!cache.warning().empty()) log.warning("manifest.json is not used: {}", cache.warning());
  RunContext run{options, folder, cache, runtime::default_paths(), log};

  for (const auto& target : options.targets) {
    const std::string state = availability(run, target);
    if (state.starts_with("absent")) log.warning("{} will not be measured: {}", runtime::to_string(target), state);
  }
  run_images_stage(run);
  for (const auto& network : options.networks) run_training_stage(run, network);
  for (const auto& network : options.networks) run_conversion_stage(run, network);
  Evaluations evaluations;
  for (const auto& network : options.networks) evaluations.merge(run_evaluation_stage(run, network));
  run_boosted_trees_stage(run);

  std::vector<measure::ResultRow> rows;
  for (const auto& network : options.networks) {
    const auto plans = plan_rows(options);
    auto measured = run_measurement_stage(run, network);
    for (std::size_t i = 0; i < measured.size(); ++i) {
      add_accuracy(run, evaluations, layout::row_name(network.name, plans[i].format, plans[i].target), measured[i]);
      rows.push_back(std::move(measured[i]));
    }
  }
  // Only now, when everything is there, does this study take the place of an earlier one in the directory.
  write_text_atomically(folder / layout::study_file(), to_toml(options.resolved));
  write_json(folder / layout::host_file(), host_description());
  cache.record("study", "", {}, options.resolved);
  measure::write_results(folder / layout::results_file(), rows);
  const std::vector<std::filesystem::path> results{layout::results_file()};
  cache.record("results", "", results, cache.builds());
  log.info("writing the report");
  return summarise(rows, write_run_report(folder, log));
}

RunSummary report_run(const std::filesystem::path& folder, const Log& log) {
  (void)recorded_study(folder);  // before the lock leaves its file in a folder that is none of ours
  const RunLock lock{folder};
  const auto report = write_run_report(folder, log);
  return summarise(measure::read_results(folder / layout::results_file(), log), report);
}

}  // namespace wirebench::study
