#include "wirebench/train/trainer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/graph/weights_file.hpp"
#include "wirebench/train/augmentation.hpp"
#include "wirebench/train/checkpoint.hpp"
#include "wirebench/train/configuration_digest.hpp"
#include "wirebench/train/early_stopping.hpp"
#include "wirebench/train/host_memory.hpp"
#include "wirebench/train/learner.hpp"
#include "wirebench/train/loss.hpp"
#include "wirebench/train/predict.hpp"
#include "wirebench/train/schedule.hpp"
#include "wirebench/train/terminal_curve.hpp"

namespace wirebench::train {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr double k_noticeable_wait = 0.03;  // of the training's time

Precision resolve(PrecisionChoice choice, const Device& device) {
  switch (choice) {
    case PrecisionChoice::float32: return Precision::float32;
    case PrecisionChoice::bfloat16: return Precision::bfloat16;
    case PrecisionChoice::automatic: break;
  }
  return device.kind == DeviceKind::cuda || bfloat16_fast() ? Precision::bfloat16 : Precision::float32;
}

std::vector<std::uint64_t> split_or_throw(const dataset::DatasetReader& reader, dataset::Split split) {
  auto positions = reader.positions(split);
  if (positions.empty()) {
    throw Error{ErrorKind::usage,
                {"nothing to train with", std::string{dataset::name(split)} + " split",
                 "the dataset has no events in it", "Ask for more than 0 such events when the dataset is made."}};
  }
  return positions;
}

std::vector<std::uint64_t> class_counts(const dataset::DatasetReader& reader,
                                        std::span<const std::uint64_t> positions) {
  std::vector<std::uint64_t> counts(reader.header().class_names.size(), 0);
  for (const std::uint64_t position : positions) ++counts[reader.events()[position].label];
  return counts;
}

void require_every_class(const dataset::DatasetReader& reader, std::span<const std::uint64_t> positions) {
  const auto& names = reader.header().class_names;
  const std::vector<std::uint64_t> counts = class_counts(reader, positions);
  for (std::size_t k = 0; k < names.size(); ++k) {
    if (counts[k] > 0) continue;
    throw Error{ErrorKind::usage,
                {"a class without training images", names[k], "a network cannot learn a class it never sees",
                 "Add events of this class to the training split, or leave the class out of the dataset."}};
  }
}

/// The weights of the classes in the loss; empty: all 1.
std::vector<double> class_weights_of(const TrainingOptions& options, const dataset::DatasetReader& reader,
                                     std::span<const std::uint64_t> positions) {
  const std::size_t classes = reader.header().class_names.size();
  switch (options.class_weighting) {
    case ClassWeighting::none: return {};
    case ClassWeighting::balanced: return balanced_class_weights(class_counts(reader, positions));
    case ClassWeighting::listed: break;
  }
  if (options.class_weights.size() != classes) {
    throw Error{ErrorKind::usage,
                {"the weights of the classes do not fit", "class_weights",
                 fmt::format("{} numbers are given, the dataset has {} classes ({})", options.class_weights.size(),
                             classes, fmt::join(reader.header().class_names, ", ")),
                 "Give one number a class, in this order."}};
  }
  return options.class_weights;
}

bool all_finite(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
}

/// While it lives, the learner has the averaged weights, if there are any.
class AveragedWeights {
 public:
  AveragedWeights(Learner& learner, bool averaged) : learner_{averaged ? &learner : nullptr} {
    if (learner_ != nullptr) learner_->swap_average();
  }
  ~AveragedWeights() {
    if (learner_ != nullptr) learner_->swap_average();
  }
  AveragedWeights(const AveragedWeights&) = delete;
  AveragedWeights& operator=(const AveragedWeights&) = delete;

 private:
  Learner* learner_;
};

class Training {
 public:
  Training(const graph::Graph& graph, const dataset::DatasetReader& reader, const TrainingOptions& options,
           std::filesystem::path folder, const Log& log, const TrainingCallbacks& callbacks, ProcessGroup group)
      : graph_{graph},
        reader_{reader},
        options_{options},
        folder_{std::move(folder)},
        log_{log},
        callbacks_{callbacks},
        group_{std::move(group)},
        training_{split_or_throw(reader, dataset::Split::training)},
        validation_{split_or_throw(reader, dataset::Split::validation)},
        augment_{options.augmentation, reader.header(), options.seed},
        device_{group_ == nullptr ? choose_device(options.device) : device_of(*group_)},
        precision_{resolve(options.precision, device_)},
        learner_{graph, learner_options()},
        configuration_{configuration_digest(graph, reader, options, precision_)} {}

  TrainingResult run() {
    log_.info("{}: training on {} in {}", graph_.name(), describe(device_), name(precision_));
    resume();
    const auto resumed_after = static_cast<std::uint32_t>(history_.size());
    const std::uint64_t resumed_steps = progress_.steps;
    saved_ = Clock::now();
    while (!done()) run_epoch();
    TrainingResult result = finish();
    result.resumed_after = resumed_after;
    result.resumed_steps = resumed_steps;
    return result;
  }

 private:
  [[nodiscard]] LearnerOptions learner_options() const {
    require_every_class(reader_, training_);
    LearnerOptions o;
    o.executor.precision = precision_;
    o.executor.threads = options_.threads;
    o.executor.batch_norm_momentum = options_.batch_norm_momentum;
    o.executor.seed = options_.seed;
    o.executor.device = device_;
    o.executor.group = group_.get();
    o.optimizer = options_.optimizer;
    o.label_smoothing = options_.label_smoothing;
    o.class_weights = class_weights_of(options_, reader_, training_);
    o.gradient_clip = options_.gradient_clip;
    o.average_decay = options_.average_decay;
    return o;
  }

  [[nodiscard]] bool averages() const { return options_.average_decay > 0.0; }
  [[nodiscard]] bool done() const {
    return history_.size() >= options_.epochs || judge_history(history_, options_).stop;
  }
  [[nodiscard]] std::filesystem::path checkpoint_path() const { return folder_ / files::k_checkpoint; }

  [[nodiscard]] int rank() const { return group_ == nullptr ? 0 : rank_of(*group_); }
  [[nodiscard]] std::size_t processes() const {
    return group_ == nullptr ? 1 : static_cast<std::size_t>(size_of(*group_));
  }
  /// The first process speaks and writes for all.
  [[nodiscard]] bool is_first() const { return rank() == 0; }

  /// All processes together: the first one writes, and all of them learn if there is nothing worth writing.
  void save() {
    std::optional<LearnerState> state;
    std::vector<double> spoiled{0.0};
    if (is_first()) {
      state = learner_.state();
      // A step can spoil the weights though its loss was a number. Such a state is no place to go on from.
      if (!all_finite(state->parameters) || !all_finite(state->statistics)) spoiled[0] = 1.0;
    }
    learner_.sum_over_processes(spoiled);
    if (spoiled[0] > 0.0) fail_not_finite("a weight");
    if (state) write(*state);
  }

  void write(const LearnerState& state) {
    CheckpointView view;
    view.configuration = configuration_;
    view.optimizer_steps = state.steps;
    view.history = history_;
    view.progress = progress_;
    view.parameters = {state.parameters};
    view.statistics = {state.statistics};
    view.moments = state.moments;
    view.average = state.average;
    view.best_parameters = best_parameters_;
    view.best_statistics = best_statistics_;
    write_checkpoint(checkpoint_path(), view);
    saved_ = Clock::now();
    if (callbacks_.after_checkpoint) {
      callbacks_.after_checkpoint(static_cast<std::uint32_t>(history_.size()), progress_.steps);
    }
  }

  /// Goes on from the checkpoint. Every process reads it: they must see the same one.
  void resume() {
    read_state();
    if (group_ == nullptr) return;
    const std::vector<double> found{static_cast<double>(history_.size()), static_cast<double>(progress_.steps)};
    std::vector<double> sums = found;
    learner_.sum_over_processes(sums);
    const auto all = static_cast<double>(processes());
    if (sums[0] == found[0] * all && sums[1] == found[1] * all) return;
    throw Error{ErrorKind::failed,
                {"the processes of the training see different checkpoints", checkpoint_path().string(),
                 fmt::format("rank {} found {} epochs and {} steps, others more or fewer", rank(), found[0], found[1]),
                 "Give a folder on a file system that all processes see."}};
  }

  void read_state() {
    const auto path = checkpoint_path();
    if (!std::filesystem::exists(path) && !std::filesystem::exists(previous_checkpoint(path))) return;
    Outcome<Checkpoint> found = read_last_checkpoint(path, log_);
    if (!found) {
      log_.warning("{}. It is not used; training starts from the beginning.", found.reason());
      return;
    }
    Checkpoint& checkpoint = found.value();
    LearnerState state;
    state.steps = checkpoint.optimizer_steps;
    state.parameters = std::move(checkpoint.parameters);
    state.statistics = std::move(checkpoint.statistics);
    state.moments = std::move(checkpoint.moments);
    state.average = std::move(checkpoint.average);
    const bool best_fits =
        checkpoint.best_parameters.empty() || (checkpoint.best_parameters.size() == state.parameters.size() &&
                                               checkpoint.best_statistics.size() == state.statistics.size());
    if (checkpoint.configuration != configuration_ || checkpoint.history.size() > options_.epochs || !best_fits ||
        !learner_.fits(state)) {
      log_.warning(
          "{} belongs to another network, dataset or set of options. It is not used; training starts from the "
          "beginning.",
          path.string());
      return;
    }
    learner_.restore(state);
    history_ = std::move(checkpoint.history);
    progress_ = checkpoint.progress;
    best_parameters_ = std::move(checkpoint.best_parameters);
    best_statistics_ = std::move(checkpoint.best_statistics);
    log_.info("{}: going on after epoch {} of {}{}", graph_.name(), history_.size(), options_.epochs,
              progress_.steps > 0 ? fmt::format(" and {} steps of the next", progress_.steps) : "");
  }

  void run_epoch() {
    EpochRecord record;
    record.epoch = static_cast<std::uint32_t>(history_.size()) + 1;
    train_epoch(record);
    const auto start = Clock::now();
    validate(record);
    record.seconds = progress_.seconds + Seconds{Clock::now() - start}.count();
    history_.push_back(record);
    progress_ = {};
    const StoppingVerdict verdict = judge_history(history_, options_);
    if (verdict.best_epoch == record.epoch) keep_as_best();
    tell(record);
    if (record.epoch % options_.checkpoint_epochs == 0 || done()) save();
    if (is_first()) write_history(folder_ / files::k_history, history_);
    if (callbacks_.after_epoch) callbacks_.after_epoch(record);
    if (verdict.stop && history_.size() < options_.epochs) {
      log_.info("{}: stopped, no better {} since epoch {}", graph_.name(), name(options_.early_stopping),
                verdict.best_epoch);
    }
  }

  void tell(const EpochRecord& record) const {
    log_.info(
        "{}: epoch {} of {}: loss {:.4f}, accuracy {:.3f}; validation loss {:.4f}, balanced accuracy {:.3f}; "
        "{:.1f} images/s",
        graph_.name(), record.epoch, options_.epochs, record.training_loss, record.training_accuracy,
        record.validation_loss, record.validation_balanced_accuracy, record.images_per_second);
    if (log_.on_terminal()) log_.info("{}", curve_line(history_, curve_characters()));
    if (record.waiting > k_noticeable_wait) {
      log_.info("{:.0f} % of the training time was spent waiting for images: raise loader_workers (now {})",
                100.0 * record.waiting, options_.loader_workers);
    }
  }

  /// The weights that were just validated.
  void keep_as_best() {
    const AveragedWeights averaged{learner_, averages()};
    LearnerState state = learner_.state();
    best_parameters_ = std::move(state.parameters);
    best_statistics_ = std::move(state.statistics);
  }

  void train_epoch(EpochRecord& record) {
    const std::uint32_t epoch = record.epoch - 1;
    dataset::StreamOptions stream_options;
    stream_options.batch_size = options_.batch_size;
    stream_options.balance = options_.balanced_sampling;
    stream_options.seed = options_.seed;
    stream_options.workers = options_.loader_workers;
    stream_options.part = static_cast<std::size_t>(rank());
    stream_options.parts = processes();
    stream_options.ahead = std::max<std::size_t>(stream_options.ahead, 2 * std::size_t{options_.loader_workers});
    stream_options.change = [this, epoch](std::span<float> image, std::uint64_t position) {
      augment_(image, epoch, position);
    };
    auto start = Clock::now();
    const double waited_before = progress_.waited;
    dataset::BatchStream stream{reader_, training_, stream_options, epoch, progress_.steps};
    batches_ = stream.batches();
    Progress shown{log_, fmt::format("{} epoch {}/{}", graph_.name(), record.epoch, options_.epochs), batches_,
                   "batches"};
    shown.advance(progress_.steps);
    std::vector<double> losses;
    learner_.reset_totals();
    const auto count_up = [&] {
      add_totals();
      progress_.waited = waited_before + stream.waited().count();
      progress_.seconds += Seconds{Clock::now() - start}.count();
      start = Clock::now();
    };
    for (;;) {
      const auto batch = with_memory_advice("reading images ahead", options_.batch_size,
                                            "loader_workers and batch_size", [&] { return stream.next(); });
      if (!batch) break;
      // A last batch of one image has no variance to normalise with, and every process needs an image.
      if (batch->whole < std::max<std::size_t>(2, processes())) continue;
      // The rate at the middle of the step: neither the first nor the last step is wasted on a rate of zero.
      rate_ =
          learning_rate(options_, epoch + (static_cast<double>(progress_.steps) + 0.5) / static_cast<double>(batches_));
      with_memory_advice("a step of the training", batch->size(), "batch_size", [&] {
        learner_.step({.pixels = batch->pixels,
                       .labels = batch->labels,
                       .whole = batch->whole,
                       .first = batch->whole * static_cast<std::size_t>(rank()) / processes()},
                      rate_);
      });
      ++progress_.steps;
      if (progress_.steps % learner_.steps_between_looks() == 0) {
        const StepTotals so_far = finite_totals();
        losses.push_back((progress_.loss + so_far.loss) / static_cast<double>(progress_.images + so_far.images));
        shown.note(note(losses));
      }
      shown.advance();
      if (checkpoint_due()) {
        count_up();
        save();
        start = Clock::now();
      }
    }
    count_up();
    // Of the last step, which may have been made before this call.
    record.learning_rate =
        learning_rate(options_, epoch + (static_cast<double>(progress_.steps) - 0.5) / static_cast<double>(batches_));
    const auto images = static_cast<double>(progress_.images);
    record.training_loss = progress_.loss / images;
    record.training_accuracy = static_cast<double>(progress_.correct) / images;
    record.images_per_second = images / progress_.seconds;
    record.waiting = progress_.waited / progress_.seconds;
  }

  /// Behind the bar: the epoch's loss so far, on a terminal with the way it came.
  [[nodiscard]] std::string note(std::span<const double> losses) const {
    std::string text = fmt::format("loss {:.3f}", losses.back());
    constexpr std::size_t k_shown = 16;
    if (log_.on_terminal()) text += " " + sparkline(losses, k_shown, curve_characters());
    return text;
  }

  /// Whether to save within the epoch: not behind its last step, where the end of the epoch does.
  /// All processes come to the same answer: by the clock of the first, asked where they look at the loss anyway.
  [[nodiscard]] bool checkpoint_due() {
    if (progress_.steps >= batches_) return false;
    if (options_.checkpoint_steps > 0 && progress_.steps % options_.checkpoint_steps == 0) return true;
    if (options_.checkpoint_minutes <= 0.0 || progress_.steps % learner_.steps_between_looks() != 0) return false;
    const bool late = Seconds{Clock::now() - saved_}.count() >= 60.0 * options_.checkpoint_minutes;
    std::vector<double> votes{is_first() && late ? 1.0 : 0.0};
    learner_.sum_over_processes(votes);
    return votes[0] > 0.0;
  }

  /// Moves the learner's sums into the progress. At the same steps in a resumed training as in an undisturbed one, so
  /// that the sums are the same to the last bit.
  void add_totals() {
    const StepTotals totals = finite_totals();
    progress_.loss += totals.loss;
    progress_.correct += totals.correct;
    progress_.images += totals.images;
    learner_.reset_totals();
  }

  StepTotals finite_totals() {
    const StepTotals totals = learner_.totals();
    if (!std::isfinite(totals.loss)) fail_not_finite("the loss");
    if (!totals.gradient_finite) fail_not_finite("the gradient");
    return totals;
  }

  [[noreturn]] void fail_not_finite(const std::string& quantity) const {
    std::string remedy = fmt::format("Lower learning_rate (now {:g}), ", options_.learning_rate);
    if (options_.warmup_epochs < 1.0) remedy += "raise warmup_epochs, ";
    remedy += options_.gradient_clip > 0.0 ? "lower gradient_clip" : "set gradient_clip (1 is usual)";
    if (precision_ == Precision::bfloat16) remedy += ", or set precision = \"float32\"";
    remedy += ".";
    if (std::filesystem::exists(checkpoint_path())) {
      remedy += fmt::format(" The last good checkpoint stays in {}.", checkpoint_path().string());
    }
    const bool between = progress_.steps == 0;  // behind the epoch that was just finished
    const std::size_t epoch = between ? history_.size() : history_.size() + 1;
    throw Error{ErrorKind::failed,
                {"training diverged",
                 fmt::format("{}, epoch {}, step {} of {}, learning rate {:g}", graph_.name(), epoch,
                             between ? batches_ : progress_.steps, batches_, rate_),
                 quantity + " is no longer a finite number", remedy}};
  }

  void validate(EpochRecord& record) {
    const AveragedWeights averaged{learner_, averages()};
    const std::size_t classes = learner_.classes();
    ConfusionMatrix confusion{classes};
    double loss = 0.0;
    dataset::StreamOptions stream_options;
    stream_options.batch_size = options_.evaluation_batch_size;
    stream_options.shuffle = false;
    stream_options.workers = options_.loader_workers;
    stream_options.part = static_cast<std::size_t>(rank());
    stream_options.parts = processes();
    dataset::BatchStream stream{reader_, validation_, stream_options, 0};
    while (const auto batch = stream.next()) {
      if (batch->size() == 0) continue;
      const std::vector<float> logits = with_memory_advice("validation", batch->size(), "evaluation_batch_size", [&] {
        return learner_.logits(batch->pixels, batch->size());
      });
      loss += cross_entropy(logits, batch->labels, classes, 0.0).loss_sum;
      for (std::size_t i = 0; i < batch->size(); ++i) {
        confusion.add(static_cast<std::size_t>(batch->labels[i]),
                      best_class(std::span{logits}.subspan(i * classes, classes)));
      }
    }
    sum_over_processes(loss, confusion);
    record.validation_loss = loss / static_cast<double>(validation_.size());
    record.validation_accuracy = confusion.accuracy();
    record.validation_balanced_accuracy = confusion.balanced_accuracy();
    if (!std::isfinite(record.validation_loss)) fail_not_finite("the validation loss");
  }

  void sum_over_processes(double& loss, ConfusionMatrix& confusion) {
    if (group_ == nullptr) return;
    const std::size_t classes = confusion.classes();
    std::vector<double> numbers{loss};
    for (std::size_t i = 0; i < classes * classes; ++i) {
      numbers.push_back(static_cast<double>(confusion.count(i / classes, i % classes)));
    }
    learner_.sum_over_processes(numbers);
    loss = numbers[0];
    confusion = ConfusionMatrix{classes};
    for (std::size_t i = 0; i < classes * classes; ++i) {
      confusion.add(i / classes, i % classes, static_cast<std::uint64_t>(numbers[i + 1]));
    }
  }

  void wait_for_all() {
    std::vector<double> nothing(1, 0.0);
    learner_.sum_over_processes(nothing);
  }

  /// The network with the weights the training keeps.
  [[nodiscard]] graph::Graph trained_graph() {
    graph::Graph trained = graph_;
    if (!best_parameters_.empty()) {
      LearnerState best = learner_.state();
      best.parameters = best_parameters_;
      best.statistics = best_statistics_;
      learner_.restore(best);
      learner_.store(trained);
      return trained;
    }
    const AveragedWeights averaged{learner_, averages()};
    learner_.store(trained);
    return trained;
  }

  TrainingResult finish() {
    // The last one may have been lost, and the one before it may have been of the same epoch.
    if (is_first() && !std::filesystem::exists(checkpoint_path())) write(learner_.state());
    graph::Graph trained = trained_graph();
    // Also a checkpoint from before the last epoch's files were written leads here.
    const PredictOptions predict_options{.threads = options_.threads,
                                         .precision = Precision::float32,
                                         .batch_size = options_.evaluation_batch_size,
                                         .device = device_};
    const std::vector<float> scores = predict(trained, reader_, validation_, predict_options);
    ConfusionMatrix confusion = confusion_of(reader_, validation_, scores);
    if (is_first()) {
      write_history(folder_ / files::k_history, history_);
      write_predictions(folder_ / files::k_predictions, reader_, validation_, scores);
      write_json(folder_ / files::k_confusion, confusion.to_json(reader_.header().class_names));
      graph::save_network(trained, folder_ / files::k_weights);
    }
    wait_for_all();  // the files are there when any process returns

    TrainingResult result{.graph = std::move(trained),
                          .history = history_,
                          .confusion = std::move(confusion),
                          .precision = precision_,
                          .folder = folder_};
    const StoppingVerdict verdict = judge_history(history_, options_);
    result.kept_epoch = verdict.best_epoch > 0 ? verdict.best_epoch : static_cast<std::uint32_t>(history_.size());
    result.parameter_count = learner_.parameter_count();
    for (const EpochRecord& record : history_) result.seconds += record.seconds;
    result.checkpoint_bytes = std::filesystem::file_size(checkpoint_path());
    result.weights_bytes = std::filesystem::file_size(folder_ / files::k_weights);
    return result;
  }

  const graph::Graph& graph_;
  const dataset::DatasetReader& reader_;
  TrainingOptions options_;
  std::filesystem::path folder_;
  Log log_;
  TrainingCallbacks callbacks_;
  ProcessGroup group_;
  std::vector<std::uint64_t> training_;
  std::vector<std::uint64_t> validation_;
  Augmenter augment_;
  Device device_;
  Precision precision_;
  Learner learner_;
  std::string configuration_;
  std::vector<EpochRecord> history_;
  EpochProgress progress_;  // of the epoch after those of history_
  std::uint64_t batches_ = 0;
  double rate_ = 0.0;  // of the last step
  std::vector<float> best_parameters_;
  std::vector<float> best_statistics_;
  Clock::time_point saved_;
};

}  // namespace

TrainingResult train(const graph::Graph& graph, const dataset::DatasetReader& reader, const TrainingOptions& options,
                     const std::filesystem::path& folder, const Log& log, const TrainingCallbacks& callbacks,
                     const ProcessGroup& group) {
  require_fit(graph, reader.header());
  if (group == nullptr || rank_of(*group) == 0) {
    make_folder(folder);
    remove_partial_files(folder);
  }
  return Training{graph, reader, options, folder, log, callbacks, group}.run();
}

}  // namespace wirebench::train
