#include "wirebench/study/evaluation_stage.hpp"

#include "wirebench/core/error.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/graph/weights_file.hpp"
#include "wirebench/measure/accuracy.hpp"
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
    const auto positions = images.positions(dataset::Split::validation);
    const Predictions predictions =
        evaluate(*session.value(), images, positions, preprocessing, run.log, "evaluating " + row);
    train::write_predictions(run.at(layout::predictions(row)), images, positions, predictions.scores);
    const auto summary =
        measure::summarise_accuracy(predictions.labels, predictions.classes_predicted(), {}, predictions.classes);
    return {{{"accuracy", measure::accuracy_to_json(summary)},
             {"input_shape", graph::to_string(session.value()->input().shape)}},
            {layout::predictions(row)},
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

}  // namespace wirebench::study
