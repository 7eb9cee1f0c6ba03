#include "wirebench/train/training_options.hpp"

#include <cmath>
#include <limits>

namespace wirebench::train {
namespace {

std::uint32_t count(ConfigTable& table, std::string_view key, std::int64_t low, std::int64_t high,
                    std::uint32_t fallback) {
  return static_cast<std::uint32_t>(table.integer(key, {low, high}, fallback));
}

const double k_below_one = std::nextafter(1.0, 0.0);
const double k_above_zero = std::numeric_limits<double>::min();

void read_class_weights(ConfigTable& table, TrainingOptions& o) {
  o.class_weights = table.numbers("class_weights", o.class_weights, {k_above_zero, 1e6});
  // An empty list is none: resolved study files name every key.
  const bool listed = table.has("class_weights") && !o.class_weights.empty();
  const std::string weighting =
      table.choice("class_weighting", {"none", "balanced", "listed"}, listed ? "listed" : name(o.class_weighting));
  o.class_weighting = weighting == "balanced" ? ClassWeighting::balanced
                      : weighting == "listed" ? ClassWeighting::listed
                                              : ClassWeighting::none;
  if (o.class_weighting == ClassWeighting::listed && o.class_weights.empty()) {
    table.fail("class_weighting", "no weights of the classes", "class_weighting is 'listed' and class_weights is empty",
               "Give class_weights = [...], one number a class.");
  }
  if (o.class_weighting != ClassWeighting::listed && listed) {
    table.fail("class_weights", "classes are weighted twice", "class_weighting = '" + weighting + "' is given as well",
               "Leave one of the two out.");
  }
  if (o.class_weighting == ClassWeighting::balanced && o.balanced_sampling) {
    table.fail("class_weighting", "classes are balanced twice",
               "with balanced_sampling every class is seen equally often already", "Leave one of the two out.");
  }
}

void read_early_stopping(ConfigTable& table, TrainingOptions& o) {
  const std::string stopping =
      table.choice("early_stopping", {"none", "validation_loss", "balanced_accuracy"}, name(o.early_stopping));
  o.early_stopping = stopping == "validation_loss"     ? EarlyStopping::validation_loss
                     : stopping == "balanced_accuracy" ? EarlyStopping::balanced_accuracy
                                                       : EarlyStopping::none;
  o.patience = count(table, "patience", 1, 100'000, o.patience);
  o.minimum_improvement = table.number("minimum_improvement", {0.0, 1.0}, o.minimum_improvement);
}

}  // namespace

std::string_view name(Schedule schedule) noexcept {
  switch (schedule) {
    case Schedule::constant: return "constant";
    case Schedule::cosine: return "cosine";
    case Schedule::step: break;
  }
  return "step";
}

std::string_view name(PrecisionChoice choice) noexcept {
  switch (choice) {
    case PrecisionChoice::float32: return "float32";
    case PrecisionChoice::bfloat16: return "bfloat16";
    case PrecisionChoice::automatic: break;
  }
  return "auto";
}

std::string_view name(ClassWeighting weighting) noexcept {
  switch (weighting) {
    case ClassWeighting::none: return "none";
    case ClassWeighting::balanced: return "balanced";
    case ClassWeighting::listed: break;
  }
  return "listed";
}

std::string_view name(EarlyStopping stopping) noexcept {
  switch (stopping) {
    case EarlyStopping::none: return "none";
    case EarlyStopping::validation_loss: return "validation_loss";
    case EarlyStopping::balanced_accuracy: break;
  }
  return "balanced_accuracy";
}

TrainingOptions read_training_options(ConfigTable& table, const TrainingOptions& defaults) {
  TrainingOptions o = defaults;
  o.epochs = count(table, "epochs", 1, 100'000, o.epochs);
  o.batch_size = count(table, "batch_size", 2, 65'536, o.batch_size);
  o.evaluation_batch_size = count(table, "evaluation_batch_size", 1, 65'536, o.evaluation_batch_size);

  const std::string optimizer = table.choice("optimizer", {"sgd", "adam", "adamw"}, name(o.optimizer.kind));
  o.optimizer.kind = optimizer == "sgd"    ? OptimizerKind::sgd
                     : optimizer == "adam" ? OptimizerKind::adam
                                           : OptimizerKind::adamw;
  o.learning_rate = table.number("learning_rate", {k_above_zero, 100.0}, o.learning_rate);
  o.optimizer.momentum = table.number("momentum", {0.0, k_below_one}, o.optimizer.momentum);
  o.optimizer.beta_1 = table.number("beta_1", {0.0, k_below_one}, o.optimizer.beta_1);
  o.optimizer.beta_2 = table.number("beta_2", {0.0, k_below_one}, o.optimizer.beta_2);
  o.optimizer.epsilon = table.number("epsilon", {k_above_zero, 1.0}, o.optimizer.epsilon);
  o.optimizer.weight_decay = table.number("weight_decay", {0.0, 1.0}, o.optimizer.weight_decay);

  const std::string schedule = table.choice("schedule", {"constant", "cosine", "step"}, name(o.schedule));
  o.schedule = schedule == "constant" ? Schedule::constant : schedule == "step" ? Schedule::step : Schedule::cosine;
  o.warmup_epochs = table.number("warmup_epochs", {0.0, 100'000.0}, o.warmup_epochs);
  o.final_fraction = table.number("final_fraction", {0.0, 1.0}, o.final_fraction);
  o.step_epochs = count(table, "step_epochs", 1, 100'000, o.step_epochs);
  o.step_factor = table.number("step_factor", {k_above_zero, 1.0}, o.step_factor);

  o.label_smoothing = table.number("label_smoothing", {0.0, k_below_one}, o.label_smoothing);
  o.gradient_clip = table.number("gradient_clip", {0.0, 1e6}, o.gradient_clip);
  o.batch_norm_momentum = table.number("batch_norm_momentum", {0.0, k_below_one}, o.batch_norm_momentum);
  const std::string precision = table.choice("precision", {"auto", "float32", "bfloat16"}, name(o.precision));
  o.precision = precision == "float32"    ? PrecisionChoice::float32
                : precision == "bfloat16" ? PrecisionChoice::bfloat16
                                          : PrecisionChoice::automatic;
  const std::string device = table.choice("device", {"cpu", "cuda", "auto"}, name(o.device));
  o.device = device == "cpu" ? DeviceChoice::cpu : device == "cuda" ? DeviceChoice::cuda : DeviceChoice::automatic;
  o.augmentation = read_augmentation_options(table, o.augmentation);
  o.balanced_sampling = table.boolean("balanced_sampling", o.balanced_sampling);
  read_class_weights(table, o);
  read_early_stopping(table, o);
  o.average_decay = table.number("average_decay", {0.0, k_below_one}, o.average_decay);
  o.seed = static_cast<std::uint64_t>(
      table.integer("seed", {0, std::numeric_limits<std::int64_t>::max()}, static_cast<std::int64_t>(o.seed)));
  o.threads = count(table, "threads", 0, 1024, o.threads);
  o.loader_workers = count(table, "loader_workers", 1, 64, o.loader_workers);
  o.checkpoint_epochs = count(table, "checkpoint_epochs", 1, 100'000, o.checkpoint_epochs);
  o.checkpoint_steps = count(table, "checkpoint_steps", 0, 1'000'000'000, o.checkpoint_steps);
  o.checkpoint_minutes = table.number("checkpoint_minutes", {0.0, 10'080.0}, o.checkpoint_minutes);

  if (o.optimizer.kind == OptimizerKind::adam && o.optimizer.weight_decay > 0.0) {
    table.fail("weight_decay", "weight decay with adam", "mixed into its gradient it does not act as a decay",
               "Set optimizer = \"adamw\", or leave weight_decay out.");
  }
  if (o.warmup_epochs > o.epochs) {
    table.fail("warmup_epochs", "the warm-up is longer than the training", "warmup_epochs must not be more than epochs",
               "Lower warmup_epochs or raise epochs.");
  }
  return o;
}

Json to_json(const TrainingOptions& o) {
  Json json;
  json["epochs"] = o.epochs;
  json["batch_size"] = o.batch_size;
  json["evaluation_batch_size"] = o.evaluation_batch_size;
  json["optimizer"] = name(o.optimizer.kind);
  json["learning_rate"] = o.learning_rate;
  json["momentum"] = o.optimizer.momentum;
  json["beta_1"] = o.optimizer.beta_1;
  json["beta_2"] = o.optimizer.beta_2;
  json["epsilon"] = o.optimizer.epsilon;
  json["weight_decay"] = o.optimizer.weight_decay;
  json["schedule"] = name(o.schedule);
  json["warmup_epochs"] = o.warmup_epochs;
  json["final_fraction"] = o.final_fraction;
  json["step_epochs"] = o.step_epochs;
  json["step_factor"] = o.step_factor;
  json["label_smoothing"] = o.label_smoothing;
  json["gradient_clip"] = o.gradient_clip;
  json["batch_norm_momentum"] = o.batch_norm_momentum;
  json["precision"] = name(o.precision);
  json["device"] = name(o.device);
  add_to_json(json, o.augmentation);
  json["balanced_sampling"] = o.balanced_sampling;
  json["class_weighting"] = name(o.class_weighting);
  json["class_weights"] = o.class_weights;
  json["early_stopping"] = name(o.early_stopping);
  json["patience"] = o.patience;
  json["minimum_improvement"] = o.minimum_improvement;
  json["average_decay"] = o.average_decay;
  json["seed"] = o.seed;
  json["threads"] = o.threads;
  json["loader_workers"] = o.loader_workers;
  json["checkpoint_epochs"] = o.checkpoint_epochs;
  json["checkpoint_steps"] = o.checkpoint_steps;
  json["checkpoint_minutes"] = o.checkpoint_minutes;
  return json;
}

}  // namespace wirebench::train
