#include "wirebench/study/evaluation_stage.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/graph/weights_file.hpp"
#include "wirebench/measure/classifier_metrics.hpp"
#include "wirebench/runtime/catalogue.hpp"
#include "wirebench/runtime/environment.hpp"
#include "wirebench/study/boosted_trees.hpp"
#include "wirebench/study/evaluate.hpp"
#include "wirebench/study/rows.hpp"
#include "wirebench/study/run_layout.hpp"
#include "wirebench/train/predict.hpp"

namespace wirebench::study {
namespace {

/// Facts of one evaluated row; empty outputs when the runtime is absent.
struct Evaluated {
  Json facts;
  std::vector<std::filesystem::path> outputs;
  bool settled = true;  // false: failed, to be tried again by the next run
};

Evaluated evaluate_row(RunContext& run, const std::string& row, const std::filesystem::path& model,
                       const runtime::Target& target, const dataset::DatasetReader& images,
                       const graph::Preprocessing& preprocessing) {
  try {
    auto session = runtime::make_runtime(target.runtime, run.runtimes)->open(run.at(model), target);
    if (!session) return {{{"reason", session.reason()}}, {}, true};
    const dataset::Split split = judged_split(images);
    const auto positions = images.positions(split);
    const Predictions predictions =
        evaluate(*session.value(), images, positions, preprocessing, run.log, "evaluating " + row);
    train::write_predictions(run.at(layout::predictions(row)), images, positions, predictions.scores);
    const auto metrics = measure::judge(predictions, run.options.evaluation.judging(run.options.seed));
    write_json(run.at(layout::metrics(row)), measure::to_json(metrics, images.header().class_names));
    return {{{"accuracy", measure::accuracy_to_json(measure::summary_of(metrics))},
             {"split", dataset::name(split)},
             {"input_shape", graph::to_string(session.value()->input().shape)}},
            {layout::predictions(row), layout::metrics(row)},
            true};
  } catch (const Error& error) {
    run.log.warning("{}: not evaluated: {}", row, error.what());
    return {{{"failure", error.what()}}, {}, false};
  }
}

}  // namespace

Evaluations run_evaluation_stage(RunContext& run, const NetworkChoice& network) {
  Evaluations evaluations;
  const dataset::DatasetReader images{run.at(layout::images())};
  const graph::Preprocessing preprocessing = graph::load_network(run.at(layout::weights(network.name))).preprocessing();
  for (const RowPlan& plan : plan_rows(run.options)) {
    if (!why_not_applicable(plan).empty()) continue;
    const std::string row = layout::row_name(network.name, plan.format, plan.target);
    const auto model = layout::form(network.name, plan.format);
    const std::string stage = "evaluate " + row;
    const auto model_file = layout::network_file(model, plan.format);
    const std::string key = std::move(stage_key("evaluate")
                                          .add_file(run.at(model_file))
                                          .add_file(run.at(layout::images()))
                                          .add(std::to_string(run.options.evaluation.min_visible_charge))
                                          .add(std::to_string(run.options.evaluation.resamples))
                                          .add(std::to_string(run.options.seed))
                                          .add(runtime::to_string(plan.target))
                                          .add(availability(run, plan.target)))
                                .hexadecimal();
    if (run.cache.done(stage, key)) {
      evaluations[row] = run.cache.facts(stage);
      continue;
    }
    const Evaluated result = evaluate_row(run, row, model, plan.target, images, preprocessing);
    if (result.settled) run.cache.record(stage, key, result.outputs, result.facts);
    evaluations[row] = result.facts;
  }
  return evaluations;
}

void run_boosted_trees_stage(RunContext& run) {
  if (!run.options.evaluation.boosted_trees) return;
  const auto environment = runtime::find_environment(runtime::k_boosted_trees.package_set, run.runtimes);
  const std::string key = std::move(stage_key(k_boosted_trees_stage)
                                        .add_file(run.at(layout::images()))
                                        .add(std::to_string(run.options.seed))
                                        .add(environment ? environment.value().version : environment.reason()))
                              .hexadecimal();
  if (run.cache.done(k_boosted_trees_stage, key)) return;
  const dataset::DatasetReader images{run.at(layout::images())};
  const dataset::Split split = judged_split(images);
  const auto positions = images.positions(split);
  const auto result = run_boosted_trees(images, positions, {.seed = run.options.seed}, run.runtimes, run.log);
  if (!result) {
    run.log.warning("no boosted trees: {}", result.reason());
    run.cache.record(k_boosted_trees_stage, key, {}, {{"reason", result.reason()}});
    return;
  }
  const auto file = layout::trainer_predictions(k_boosted_trees_name, split);
  train::write_predictions(run.at(file), images, positions, result.value().scores);
  const std::vector<std::filesystem::path> outputs{file};
  run.cache.record(k_boosted_trees_stage, key, outputs, result.value().facts);
}

}  // namespace wirebench::study
