#include <iostream>

#include "command.hpp"
#include "model_argument.hpp"

#include "wirebench/core/error.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/graph/networks.hpp"
#include "wirebench/graph/tflite_reader.hpp"
#include "wirebench/measure/accuracy.hpp"
#include "wirebench/study/evaluate.hpp"
#include "wirebench/train/predict.hpp"

namespace wirebench::cli {
namespace {

struct Options {
  std::string model;
  std::string network;
  std::string dataset;
  std::string target;
  std::string split = "validation";
  std::string form;
  std::string calibration;
  std::string preprocessing;
  std::string predictions;
};

dataset::Split split_named(const std::string& text) {
  for (const auto split : {dataset::Split::training, dataset::Split::validation, dataset::Split::test}) {
    if (text == dataset::name(split)) return split;
  }
  throw Error{ErrorKind::usage, {"unknown split", text, "", "Choose training, validation or test."}};
}

/// How pixels become the input of this model: known for networks and for `.tflite` files that wirebench wrote.
graph::Preprocessing preprocessing_of(const Model& model, const Options& options) {
  if (!options.preprocessing.empty()) {
    // A narrow one: only what is done to pixels before it is asked for.
    return graph::make_network(options.preprocessing, {.width_multiplier = 0.125}).preprocessing();
  }
  if (model.network) return model.network->preprocessing();
  if (model.file.extension() == ".tflite") {
    const graph::Graph converted = graph::read_tflite(model.file);
    if (!converted.class_names().empty()) return converted.preprocessing();
  }
  throw Error{ErrorKind::usage,
              {"preprocessing is not known", model.text, "the file does not say how pixels become its input",
               "Add --preprocessing NETWORK with the network it was made from (" +
                   fmt::format("{}", fmt::join(graph::network_names(), ", ")) + ")."}};
}

ExitCode evaluate_model(const Options& options, const CommonOptions& common) {
  const dataset::DatasetReader images{options.dataset};
  const auto& shape = images.header().shape;
  Model model = read_model(options.model, options.network);
  if (model.network) model.network = graph::with_input_size(*model.network, shape.height, shape.width);
  const auto target = runtime::parse_target(options.target);
  const auto preprocessing = preprocessing_of(model, options);
  const ScratchFolder scratch;
  const auto file = runnable_file(model, target, options.form, options.calibration, scratch);
  auto session = runtime::make_runtime(target.runtime, runtime::default_paths())->open(file, target);
  if (!session) {
    throw Error{ErrorKind::missing, {"cannot evaluate on " + options.target, file.string(), session.reason(), ""}};
  }
  const auto positions = images.positions(split_named(options.split));
  const auto predictions =
      study::evaluate(*session.value(), images, positions, preprocessing, common.log(), "evaluating");
  const std::string table = options.predictions.empty() ? "predictions.csv" : options.predictions;
  train::write_predictions(table, images, positions, predictions.scores);

  const auto summary =
      measure::summarise_accuracy(predictions.labels, predictions.classes_predicted(), {}, predictions.classes);
  if (common.json) {
    print_json({{"n", summary.images},
                {"accuracy", summary.accuracy.value},
                {"balanced_accuracy", summary.balanced_accuracy.value},
                {"confusion", summary.confusion},
                {"predictions", table}});
    return ExitCode::done;
  }
  std::cout << fmt::format("{} images, accuracy {:.2f} % [{:.2f}, {:.2f}], balanced {:.2f} % [{:.2f}, {:.2f}]\n",
                           summary.images, 100 * summary.accuracy.value, 100 * summary.accuracy.low,
                           100 * summary.accuracy.high, 100 * summary.balanced_accuracy.value,
                           100 * summary.balanced_accuracy.low, 100 * summary.balanced_accuracy.high);
  std::cout << "true class, predicted as " << fmt::format("{}", fmt::join(images.header().class_names, ", ")) << '\n';
  for (std::size_t row = 0; row < summary.confusion.size(); ++row) {
    std::cout << fmt::format("{:<12} {}\n", images.header().class_names[row], fmt::join(summary.confusion[row], "  "));
  }
  std::cout << "predictions: " << table << '\n';
  return ExitCode::done;
}

}  // namespace

void add_evaluate(CLI::App& app, const CommonOptions& common, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("evaluate", "accuracy and predictions of a model on a target");
  verb->add_option("model", options->model, "weights, .tflite, SavedModel folder or new:NETWORK")
      ->required()
      ->type_name("MODEL");
  add_network_option(*verb, options->network);
  verb->add_option("--dataset", options->dataset, "images")->required()->type_name("F.h5");
  verb->add_option("--target", options->target, "runtime[:device][@threads]")->required()->type_name("T");
  verb->add_option("--split", options->split, "training, validation or test")->capture_default_str();
  verb->add_option("--form", options->form, "form a network is converted to first; default: what the target reads");
  verb->add_option("--calibration", options->calibration, "dataset for the integer form's ranges")->type_name("F.h5");
  verb->add_option("--preprocessing", options->preprocessing,
                   "for a file that does not say it: the network whose input it has")
      ->type_name("NETWORK");
  verb->add_option("--predictions", options->predictions, "per-event table to write; default: predictions.csv")
      ->type_name("F.csv");
  verb->callback(
      [options, &common, &action] { action = [options, &common] { return evaluate_model(*options, common); }; });
}

}  // namespace wirebench::cli
