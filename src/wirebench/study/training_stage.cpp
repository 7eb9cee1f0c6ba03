#include "wirebench/study/training_stage.hpp"

#include "wirebench/core/error.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/graph/networks.hpp"
#include "wirebench/graph/weights_file.hpp"
#include "wirebench/measure/accuracy.hpp"
#include "wirebench/runtime/native/engine.hpp"
#include "wirebench/study/evaluate.hpp"
#include "wirebench/study/model_input.hpp"
#include "wirebench/study/run_layout.hpp"
#include "wirebench/train/predict.hpp"
#include "wirebench/train/trainer.hpp"

namespace wirebench::study {
namespace {

measure::ConfusionMatrix as_counts(const train::ConfusionMatrix& confusion) {
  measure::ConfusionMatrix counts(confusion.classes(), std::vector<std::uint64_t>(confusion.classes()));
  for (std::size_t truth = 0; truth < confusion.classes(); ++truth) {
    for (std::size_t said = 0; said < confusion.classes(); ++said) counts[truth][said] = confusion.count(truth, said);
  }
  return counts;
}

Json common_facts(const dataset::DatasetReader& images, const measure::ConfusionMatrix& confusion) {
  return {{"accuracy", measure::accuracy_to_json(measure::summarise_accuracy(confusion))},
          {"training_images", images.positions(dataset::Split::training).size()},
          {"validation_images", images.positions(dataset::Split::validation).size()},
          {"judged_split", dataset::name(judged_split(images))},
          {"image_size", images.header().shape.height}};
}

/// Predictions of the images of a split by the native engine, in float32: needs no trainer in the build.
Predictions judge(const graph::Graph& network, const dataset::DatasetReader& images, dataset::Split split,
                  const Log& log) {
  const auto& shape = images.header().shape;
  const runtime::Port input{"images", graph::DataType::float32, network.tensor(network.inputs()[0]).shape, {}};
  runtime::native::Engine engine{network, {.threads = 0}};
  std::vector<float> pixels(shape.pixels());
  std::vector<float> scores(images.header().class_names.size());
  std::vector<float> all_scores;
  std::vector<std::byte> bytes;
  const auto positions = images.positions(split);
  Progress progress{log, "judging " + network.name(), positions.size(), "images"};
  for (const std::uint64_t position : positions) {
    images.read(position, pixels);
    bytes.clear();
    encode_image(input, network.preprocessing(), shape, pixels, bytes);
    engine.run(bytes, std::as_writable_bytes(std::span{scores}));
    all_scores.insert(all_scores.end(), scores.begin(), scores.end());
    progress.advance();
  }
  return predictions_of(images, positions, std::move(all_scores));
}

/// The network of the study with fresh weights, for these images.
graph::Graph fresh_network(const NetworkChoice& network, const dataset::DatasetHeader& images) {
  graph::Graph fresh =
      graph::make_network(network.source(), {.height = images.shape.height,
                                             .width = images.shape.width,
                                             .channels = images.shape.channels,
                                             .classes = static_cast<std::int64_t>(images.class_names.size()),
                                             .width_multiplier = network.width,
                                             .seed = network.training.seed});
  fresh.set_class_names(images.class_names);
  return fresh;
}

/// The network with the weights given in the study: a file of wirebench, which says what network it is of, or one saved
/// by Keras, which must fit the study's.
graph::Graph given_network(const NetworkChoice& network, const dataset::DatasetHeader& images) {
  if (!graph::says_its_network(network.weights)) {
    graph::Graph named = fresh_network(network, images);
    graph::load_weights(named, network.weights);
    return named;
  }
  const graph::Graph loaded = graph::load_network(network.weights);
  const auto classes = graph::element_count(loaded.tensor(loaded.outputs()[0]).shape);
  const auto wanted = images.class_names.size();
  if (loaded.name() != network.name || classes != static_cast<std::int64_t>(wanted)) {
    throw Error{ErrorKind::usage,
                {"weights of another network", network.weights.string(),
                 fmt::format("they are of {} with {} classes, the study asks for {} with {}", loaded.name(), classes,
                             network.name, wanted),
                 "Give weights of that network, or correct [[network]] name."}};
  }
  return graph::with_input_size(loaded, images.shape.height, images.shape.width);
}

/// Keeps the trained network's own predictions of a split.
void write_predictions(const RunContext& run, const NetworkChoice& network, const dataset::DatasetReader& images,
                       dataset::Split split, std::span<const float> scores) {
  train::write_predictions(run.at(layout::trainer_predictions(network.name, split)), images, images.positions(split),
                           scores);
}

/// Weights given in the study: kept as they are, and judged on the images every form is judged on.
Json take_over(RunContext& run, const NetworkChoice& network, const dataset::DatasetReader& images) {
  const graph::Graph given = given_network(network, images.header());
  graph::save_network(given, run.at(layout::weights(network.name)));
  const dataset::Split split = judged_split(images);
  const auto predictions = judge(given, images, split, run.log);
  write_predictions(run, network, images, split, predictions.scores);
  return common_facts(
      images, measure::confusion_matrix(predictions.labels, predictions.classes_predicted(), predictions.classes));
}

Json train_network(RunContext& run, const NetworkChoice& network, const dataset::DatasetReader& images) {
  const auto result = train::train(fresh_network(network, images.header()), images, network.training,
                                   run.at(layout::network(network.name)), run.log);
  // The trainer itself never looks at the test split.
  measure::ConfusionMatrix confusion = as_counts(result.confusion);
  if (const dataset::Split split = judged_split(images); split != dataset::Split::validation) {
    const auto positions = images.positions(split);
    const auto scores = train::predict(result.graph, images, positions, {.threads = network.training.threads});
    write_predictions(run, network, images, split, scores);
    confusion = as_counts(train::confusion_of(images, positions, scores));
  }
  Json facts = common_facts(images, confusion);
  facts["seconds"] = result.seconds;
  facts["checkpoint_bytes"] = result.checkpoint_bytes;
  facts["kept_epoch"] = result.kept_epoch;
  facts["history"] = Json::array();
  for (const auto& epoch : result.history) facts["history"].push_back(train::to_json(epoch));
  return facts;
}

}  // namespace

std::string training_stage_name(const std::string& network) {
  return "train " + network;
}

std::string training_stage_key(const RunContext& run, const NetworkChoice& network) {
  Digest key = stage_key(training_stage_name(network.name));
  key.add_file(run.at(layout::images())).add(std::to_string(network.width));
  if (!network.file.empty()) key.add_file(network.file);
  if (network.weights.empty()) {
    key.add(train::to_json(network.training).dump());
  } else {
    key.add_file(network.weights);
  }
  return std::move(key).hexadecimal();
}

void run_training_stage(RunContext& run, const NetworkChoice& network) {
  const std::string stage = training_stage_name(network.name);
  const std::string key = training_stage_key(run, network);
  if (run.cache.done(stage, key)) {
    run.log.info("{}: done before", stage);
    return;
  }
  const dataset::DatasetReader images{run.at(layout::images())};
  run.log.info("{} {}", network.weights.empty() ? "training" : "taking over the weights of", network.name);
  Json facts = network.weights.empty() ? train_network(run, network, images) : take_over(run, network, images);
  facts["title"] = network.title;
  const std::vector<std::filesystem::path> outputs{layout::weights(network.name),
                                                   layout::trainer_predictions(network.name, judged_split(images))};
  run.cache.record(stage, key, outputs, std::move(facts));
}

}  // namespace wirebench::study
