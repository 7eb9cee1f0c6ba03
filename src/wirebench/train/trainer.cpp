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
#include "wirebench/core/digest.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/graph/weights_file.hpp"
#include "wirebench/train/checkpoint.hpp"
#include "wirebench/train/flip.hpp"
#include "wirebench/train/learner.hpp"
#include "wirebench/train/loss.hpp"
#include "wirebench/train/predict.hpp"
#include "wirebench/train/schedule.hpp"

namespace wirebench::train {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

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

void require_every_class(const dataset::DatasetReader& reader, std::span<const std::uint64_t> positions) {
  const auto& names = reader.header().class_names;
  std::vector<std::uint64_t> counts(names.size(), 0);
  for (const std::uint64_t position : positions) ++counts[reader.events()[position].label];
  for (std::size_t k = 0; k < names.size(); ++k) {
    if (counts[k] > 0) continue;
    throw Error{ErrorKind::usage,
                {"a class without training images", names[k], "a network cannot learn a class it never sees",
                 "Add events of this class to the training split, or leave the class out of the dataset."}};
  }
}

std::string_view bytes_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Digest of all that decides the result at one number of threads: options, network with its first weights, images.
std::string configuration_digest(const graph::Graph& graph, const dataset::DatasetReader& reader,
                                 const TrainingOptions& options, Precision precision) {
  Digest digest;
  Json chosen = to_json(options);
  // These change the time a training takes, not (threads: beyond rounding) what comes out.
  for (const char* key : {"threads", "loader_workers", "checkpoint_epochs", "device"}) chosen.erase(key);
  chosen["precision"] = name(precision);
  digest.add(chosen.dump());

  digest.add(graph.name());
  for (const graph::Operator& op : graph.operators()) {
    std::string line = op.name + " " + std::string{graph::kind_name(op.attributes)};
    for (const auto id : op.inputs) line += fmt::format(" {}", id.index());
    digest.add(line);
  }
  for (const graph::Tensor& tensor : graph.tensors()) {
    digest.add(tensor.name).add(graph::to_string(tensor.shape));
    if (tensor.is_constant()) digest.add(bytes_of(*tensor.data));
  }

  const auto& header = reader.header();
  digest.add(fmt::format("{}x{}x{}", header.shape.channels, header.shape.height, header.shape.width));
  digest.add(header.configuration.dump());
  for (const std::string& class_name : header.class_names) digest.add(class_name);
  for (const auto& event : reader.events()) {
    digest.add(fmt::format("{} {} {}", event.event_id, event.label, static_cast<unsigned>(event.split)));
  }
  // A sample of the images stands for all of them: reading every one would take as long as an epoch.
  constexpr std::size_t k_sampled = 16;
  std::vector<float> pixels(header.shape.pixels());
  const std::size_t events = reader.events().size();
  for (std::size_t i = 0; i < std::min(k_sampled, events); ++i) {
    reader.read(i * events / std::min(k_sampled, events), pixels);
    digest.add(bytes_of(std::as_bytes(std::span{pixels})));
  }
  return std::move(digest).hexadecimal();
}

class Training {
 public:
  Training(const graph::Graph& graph, const dataset::DatasetReader& reader, const TrainingOptions& options,
           std::filesystem::path folder, const Log& log, ProcessGroup group)
      : graph_{graph},
        reader_{reader},
        options_{options},
        folder_{std::move(folder)},
        log_{log},
        group_{std::move(group)},
        device_{group_ == nullptr ? choose_device(options.device) : device_of(*group_)},
        precision_{resolve(options.precision, device_)},
        learner_{graph, learner_options()},
        training_{split_or_throw(reader, dataset::Split::training)},
        validation_{split_or_throw(reader, dataset::Split::validation)} {
    require_every_class(reader, training_);
    configuration_ = configuration_digest(graph, reader, options, precision_);
  }

  TrainingResult run(const EpochCallback& after_epoch) {
    log_.info("{}: training on {} in {}", graph_.name(), describe(device_), name(precision_));
    resume();
    const auto resumed_after = static_cast<std::uint32_t>(history_.size());
    while (history_.size() < options_.epochs) {
      const EpochRecord record = run_epoch(static_cast<std::uint32_t>(history_.size()));
      history_.push_back(record);
      log_.info(
          "{}: epoch {} of {}: loss {:.4f}, accuracy {:.3f}; validation loss {:.4f}, balanced accuracy {:.3f}; "
          "{:.1f} images/s",
          graph_.name(), record.epoch, options_.epochs, record.training_loss, record.training_accuracy,
          record.validation_loss, record.validation_balanced_accuracy, record.images_per_second);
      if (is_first()) {
        if (record.epoch % options_.checkpoint_epochs == 0 || record.epoch == options_.epochs) save();
        write_history(folder_ / files::k_history, history_);
      }
      if (after_epoch) after_epoch(record);
    }
    return finish(resumed_after);
  }

 private:
  [[nodiscard]] LearnerOptions learner_options() const {
    LearnerOptions o;
    o.executor.precision = precision_;
    o.executor.threads = options_.threads;
    o.executor.batch_norm_momentum = options_.batch_norm_momentum;
    o.executor.seed = options_.seed;
    o.executor.device = device_;
    o.executor.group = group_.get();
    o.optimizer = options_.optimizer;
    o.label_smoothing = options_.label_smoothing;
    o.gradient_clip = options_.gradient_clip;
    return o;
  }

  [[nodiscard]] std::filesystem::path checkpoint_path() const { return folder_ / files::k_checkpoint; }

  [[nodiscard]] int rank() const { return group_ == nullptr ? 0 : rank_of(*group_); }
  [[nodiscard]] std::size_t processes() const {
    return group_ == nullptr ? 1 : static_cast<std::size_t>(size_of(*group_));
  }
  /// The first process speaks and writes for all.
  [[nodiscard]] bool is_first() const { return rank() == 0; }

  void save() const {
    const LearnerState state = learner_.state();
    CheckpointView view;
    view.configuration = configuration_;
    view.optimizer_steps = state.steps;
    view.history = history_;
    view.parameters = {state.parameters};
    view.statistics = {state.statistics};
    view.moments = state.moments;
    write_checkpoint(checkpoint_path(), view);
  }

  /// Goes on from the checkpoint. Every process reads it: they must see the same one.
  void resume() {
    read_state();
    if (group_ == nullptr) return;
    const auto epochs = static_cast<double>(history_.size());
    std::vector<double> sum{epochs};
    learner_.sum_over_processes(sum);
    if (sum[0] == epochs * static_cast<double>(processes())) return;
    throw Error{ErrorKind::failed,
                {"the processes of the training see different checkpoints", checkpoint_path().string(),
                 fmt::format("rank {} found {} epochs, others more or fewer", rank(), history_.size()),
                 "Give a folder on a file system that all processes see."}};
  }

  void read_state() {
    if (!std::filesystem::exists(checkpoint_path())) return;
    Outcome<Checkpoint> found = read_checkpoint(checkpoint_path());
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
    if (checkpoint.configuration != configuration_ || checkpoint.history.size() > options_.epochs ||
        !learner_.fits(state)) {
      log_.warning(
          "{} belongs to another network, dataset or set of options. It is not used; training starts from the "
          "beginning.",
          checkpoint_path().string());
      return;
    }
    learner_.restore(state);
    history_ = std::move(checkpoint.history);
    log_.info("{}: going on after epoch {} of {}", graph_.name(), history_.size(), options_.epochs);
  }

  EpochRecord run_epoch(std::uint32_t epoch) {
    EpochRecord record;
    record.epoch = epoch + 1;
    const auto start = Clock::now();
    train_epoch(epoch, record);
    record.images_per_second /= Seconds{Clock::now() - start}.count();
    validate(record);
    record.seconds = Seconds{Clock::now() - start}.count();
    return record;
  }

  void train_epoch(std::uint32_t epoch, EpochRecord& record) {
    dataset::StreamOptions stream_options;
    stream_options.batch_size = options_.batch_size;
    stream_options.balance = options_.balanced_sampling;
    stream_options.seed = options_.seed;
    stream_options.workers = options_.loader_workers;
    stream_options.part = static_cast<std::size_t>(rank());
    stream_options.parts = processes();
    dataset::BatchStream stream{reader_, training_, stream_options, epoch};
    const auto batches = static_cast<double>(stream.batches());
    Progress progress{log_, fmt::format("{} epoch {}/{}", graph_.name(), epoch + 1, options_.epochs), stream.batches(),
                      "batches"};
    learner_.reset_totals();
    std::uint64_t steps = 0;
    for (auto batch = stream.next(); batch; batch = stream.next()) {
      // A last batch of one image has no variance to normalise with, and every process needs an image.
      if (batch->whole < std::max<std::size_t>(2, processes())) continue;
      const std::size_t pixels = learner_.image_size();
      for (std::size_t i = 0; i < batch->size(); ++i) {
        flip_at_random(std::span{batch->pixels}.subspan(i * pixels, pixels), reader_.header().shape, options_.flip,
                       options_.seed, epoch, batch->positions[i]);
      }
      // The rate at the middle of the step: neither the first nor the last step is wasted on a rate of zero.
      record.learning_rate = learning_rate(options_, epoch + (static_cast<double>(steps) + 0.5) / batches);
      learner_.step({.pixels = batch->pixels,
                     .labels = batch->labels,
                     .whole = batch->whole,
                     .first = batch->whole * static_cast<std::size_t>(rank()) / processes()},
                    record.learning_rate);
      if (++steps % learner_.steps_between_looks() == 0) {
        const StepTotals so_far = finite_totals(epoch);
        progress.note(fmt::format("loss {:.3f}", so_far.loss / static_cast<double>(so_far.images)));
      }
      progress.advance();
    }
    const StepTotals totals = finite_totals(epoch);
    const auto images = static_cast<double>(totals.images);
    record.training_loss = totals.loss / images;
    record.training_accuracy = static_cast<double>(totals.correct) / images;
    record.images_per_second = images;  // divided by the time in run_epoch
  }

  StepTotals finite_totals(std::uint32_t epoch) {
    const StepTotals totals = learner_.totals();
    if (!std::isfinite(totals.loss)) fail_not_finite("loss", epoch);
    if (!totals.gradient_finite) fail_not_finite("gradient", epoch);
    return totals;
  }

  void wait_for_all() {
    std::vector<double> nothing(1, 0.0);
    learner_.sum_over_processes(nothing);
  }

  [[noreturn]] void fail_not_finite(const std::string& quantity, std::uint32_t epoch) const {
    std::string remedy = fmt::format("Lower learning_rate (now {:g}), ", options_.learning_rate);
    if (options_.warmup_epochs < 1.0) remedy += "raise warmup_epochs, ";
    remedy += options_.gradient_clip > 0.0 ? "lower gradient_clip" : "set gradient_clip (1 is usual)";
    if (precision_ == Precision::bfloat16) remedy += ", or set precision = \"float32\"";
    throw Error{ErrorKind::failed,
                {"training diverged", fmt::format("{}, epoch {}", graph_.name(), epoch + 1),
                 "the " + quantity + " is no longer a finite number", remedy + "."}};
  }

  void validate(EpochRecord& record) {
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
      const std::vector<float> logits = learner_.logits(batch->pixels, batch->size());
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
    if (!std::isfinite(record.validation_loss)) fail_not_finite("validation loss", record.epoch - 1);
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

  TrainingResult finish(std::uint32_t resumed_after) {
    graph::Graph trained = graph_;
    learner_.store(trained);
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
                          .resumed_after = resumed_after,
                          .folder = folder_};
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
  ProcessGroup group_;
  Device device_;
  Precision precision_;
  Learner learner_;
  std::vector<std::uint64_t> training_;
  std::vector<std::uint64_t> validation_;
  std::string configuration_;
  std::vector<EpochRecord> history_;
};

}  // namespace

TrainingResult train(const graph::Graph& graph, const dataset::DatasetReader& reader, const TrainingOptions& options,
                     const std::filesystem::path& folder, const Log& log, const EpochCallback& after_epoch,
                     const ProcessGroup& group) {
  require_fit(graph, reader.header());
  if (group == nullptr || rank_of(*group) == 0) {
    make_folder(folder);
    remove_partial_files(folder);
  }
  return Training{graph, reader, options, folder, log, group}.run(after_epoch);
}

}  // namespace wirebench::train
