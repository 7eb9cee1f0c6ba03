#include <cmath>
#include <iostream>

#include "command.hpp"
#include "model_argument.hpp"

#include "wirebench/core/error.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/graph/networks.hpp"
#include "wirebench/graph/tflite_reader.hpp"
#include "wirebench/measure/classifier_metrics.hpp"
#include "wirebench/study/boosted_trees.hpp"
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
  std::string features;
  double min_charge = 0.0;
  std::uint32_t resamples = measure::BootstrapOptions{}.resamples;
  std::uint64_t seed = 1;
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

/// Scores of the images at `positions` from a model on a target.
std::vector<float> scores_of_model(const Options& options, const dataset::DatasetReader& images,
                                   std::span<const std::uint64_t> positions, const CommonOptions& common) {
  if (options.target.empty()) {
    throw Error{ErrorKind::usage,
                {"no target", options.model, "a model runs on a runtime", "Add --target, for example litert:cpu."}};
  }
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
  return study::evaluate(*session.value(), images, positions, preprocessing, common.log(), "evaluating").scores;
}

study::TreeFeatures tree_features(const Options& options) {
  if (options.features.empty() || options.features == "plane") return study::TreeFeatures::plane;
  if (options.features == "event") return study::TreeFeatures::event;
  throw Error{ErrorKind::usage,
              {"unknown features", options.features, "boosted trees see numbers of each plane or of the event",
               "Choose plane or event."}};
}

/// The same from boosted trees, trained here on the training split.
std::vector<float> scores_of_boosted_trees(const Options& options, const dataset::DatasetReader& images,
                                           std::span<const std::uint64_t> positions, const CommonOptions& common) {
  if (!options.target.empty() || !options.form.empty() || !options.network.empty()) {
    throw Error{ErrorKind::usage,
                {"boosted trees take no --target, --form or --network", options.model,
                 "they are trained and applied by scikit-learn", "Leave them out."}};
  }
  auto result = study::run_boosted_trees(images, positions, {.features = tree_features(options), .seed = options.seed},
                                         runtime::default_paths(), common.log());
  if (!result) throw Error{ErrorKind::missing, {"cannot train boosted trees", "", result.reason(), ""}};
  return std::move(result).value().scores;
}

std::string percent(const measure::Estimate& share) {
  return fmt::format("{:.2f} % [{:.2f}, {:.2f}]", 100 * share.value, 100 * share.low, 100 * share.high);
}

/// Every number with its 95 % interval; what is not known is left out.
void print_metrics(const measure::ClassifierMetrics& metrics, const std::vector<std::string>& class_names) {
  std::cout << fmt::format("{} images, accuracy {}, balanced {}\n", metrics.events, percent(metrics.accuracy),
                           percent(metrics.balanced_accuracy));
  std::cout << "true class, predicted as " << fmt::format("{}", fmt::join(class_names, ", ")) << '\n';
  for (std::size_t row = 0; row < metrics.confusion.size(); ++row) {
    std::cout << fmt::format("{:<12} {}\n", class_names[row], fmt::join(metrics.confusion[row], "  "));
  }
  for (std::size_t c = 0; c < class_names.size(); ++c) {
    const measure::ClassMetrics& m = metrics.classes[c];
    std::cout << fmt::format("{:<12} efficiency {}, purity {}", class_names[c], percent(m.efficiency),
                             percent(m.purity));
    if (std::isfinite(m.flux_purity.value)) std::cout << fmt::format(", in the flux {}", percent(m.flux_purity));
    std::cout << fmt::format(", area under ROC {:.3f} [{:.3f}, {:.3f}]\n", m.area.value, m.area.low, m.area.high);
  }
  if (std::isfinite(metrics.calibration_error.value)) {
    std::cout << fmt::format("calibration error {}\n", percent(metrics.calibration_error));
  }
  if (metrics.below.min_visible_charge > 0.0) {
    std::cout << fmt::format("counted apart: {} images with less than {:g} electrons, {} of them recognised\n",
                             metrics.below.events, metrics.below.min_visible_charge, metrics.below.right);
  }
  for (const std::string& sentence : metrics.left_out) std::cout << "left out: " << sentence << '\n';
}

ExitCode evaluate_model(const Options& options, const CommonOptions& common) {
  const dataset::DatasetReader images{options.dataset};
  const auto& class_names = images.header().class_names;
  const auto positions = images.positions(split_named(options.split));
  const bool trees = options.model == study::k_boosted_trees_name;
  if (!trees && !options.features.empty()) {
    throw Error{ErrorKind::usage,
                {"--features is of boosted trees", options.model, "a network sees the images", "Leave it out."}};
  }
  const auto predictions = study::predictions_of(images, positions,
                                                 trees ? scores_of_boosted_trees(options, images, positions, common)
                                                       : scores_of_model(options, images, positions, common));
  const std::string table = options.predictions.empty() ? "predictions.csv" : options.predictions;
  train::write_predictions(table, images, positions, predictions.scores);
  const auto metrics = measure::judge(predictions, {.bootstrap = {.resamples = options.resamples, .seed = options.seed},
                                                    .min_visible_charge = options.min_charge});
  if (common.json) {
    print_json({{"n", metrics.events},
                {"split", options.split},
                {"accuracy", metrics.accuracy.value},
                {"balanced_accuracy", metrics.balanced_accuracy.value},
                {"confusion", metrics.confusion},
                {"predictions", table},
                {"metrics", measure::to_json(metrics, class_names)}});
    return ExitCode::done;
  }
  print_metrics(metrics, class_names);
  std::cout << "predictions: " << table << '\n';
  return ExitCode::done;
}

}  // namespace

void add_evaluate(CLI::App& app, const CommonOptions& common, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("evaluate", "accuracy and predictions of a model on a target");
  verb->add_option("model", options->model, "weights, .tflite, SavedModel folder, new:NETWORK, or boosted-trees")
      ->required()
      ->type_name("MODEL");
  add_network_option(*verb, options->network);
  verb->add_option("--dataset", options->dataset, "images")->required()->type_name("F.h5");
  verb->add_option("--target", options->target, "runtime[:device][@threads]; not for boosted-trees")->type_name("T");
  verb->add_option("--split", options->split, "training, validation or test")->capture_default_str();
  verb->add_option("--form", options->form, "form a network is converted to first; default: what the target reads");
  verb->add_option("--calibration", options->calibration, "dataset for the integer form's ranges")->type_name("F.h5");
  verb->add_option("--preprocessing", options->preprocessing,
                   "for a file that does not say it: the network whose input it has")
      ->type_name("NETWORK");
  verb->add_option("--features", options->features,
                   "what boosted trees see: plane (charge, extent and longest track of each plane; default) or event "
                   "(total charge, largest extent, longest track)")
      ->type_name("PER");
  verb->add_option("--predictions", options->predictions, "per-event table to write; default: predictions.csv")
      ->type_name("F.csv");
  verb->add_option("--min-charge", options->min_charge,
                   "count events with fewer electrons in the image apart; default: 0, none")
      ->check(CLI::Range(0.0, 1e12))
      ->type_name("ELECTRONS");
  verb->add_option("--resamples", options->resamples, "of the bootstrap the intervals are made with")
      ->check(CLI::Range(100, 1'000'000))
      ->capture_default_str();
  add_seed_option(*verb, options->seed, "of the bootstrap and of boosted trees");
  verb->callback(
      [options, &common, &action] { action = [options, &common] { return evaluate_model(*options, common); }; });
}

}  // namespace wirebench::cli
