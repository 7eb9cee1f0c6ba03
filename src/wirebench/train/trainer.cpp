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
#include "wirebench/train/loss.hpp"
#include "wirebench/train/optimizer.hpp"
#include "wirebench/train/predict.hpp"
#include "wirebench/train/schedule.hpp"

namespace wirebench::train {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

Precision resolve(PrecisionChoice choice) {
  switch (choice) {
    case PrecisionChoice::float32: return Precision::float32;
    case PrecisionChoice::bfloat16: return Precision::bfloat16;
    case PrecisionChoice::automatic: break;
  }
  return bfloat16_fast() ? Precision::bfloat16 : Precision::float32;
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
  for (const char* key : {"threads", "loader_workers", "checkpoint_epochs"}) chosen.erase(key);
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
           std::filesystem::path folder, const Log& log)
      : graph_{graph},
        reader_{reader},
        options_{options},
        folder_{std::move(folder)},
        log_{log},
        precision_{resolve(options.precision)},
        executor_{graph,
                  {.precision = precision_,
                   .threads = options.threads,
                   .batch_norm_momentum = options.batch_norm_momentum,
                   .seed = options.seed}},
        optimizer_{options.optimizer, sizes_of(executor_.parameters())},
        training_{split_or_throw(reader, dataset::Split::training)},
        validation_{split_or_throw(reader, dataset::Split::validation)} {
    require_every_class(reader, training_);
    configuration_ = configuration_digest(graph, reader, options, precision_);
  }

  TrainingResult run(const EpochCallback& after_epoch) {
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
      if (record.epoch % options_.checkpoint_epochs == 0 || record.epoch == options_.epochs) save();
      write_history(folder_ / files::k_history, history_);
      if (after_epoch) after_epoch(record);
    }
    return finish(resumed_after);
  }

 private:
  static std::vector<std::size_t> sizes_of(std::span<const Parameter> parameters) {
    std::vector<std::size_t> sizes;
    for (const Parameter& parameter : parameters) sizes.push_back(parameter.values.size());
    return sizes;
  }

  [[nodiscard]] std::filesystem::path checkpoint_path() const { return folder_ / files::k_checkpoint; }

  void save() const {
    CheckpointView view;
    view.configuration = configuration_;
    view.optimizer_steps = optimizer_.steps();
    view.history = history_;
    for (const Parameter& parameter : executor_.parameters()) view.parameters.emplace_back(parameter.values);
    for (const Statistic& statistic : executor_.statistics()) view.statistics.emplace_back(statistic.values);
    view.moments = optimizer_.moments();
    write_checkpoint(checkpoint_path(), view);
  }

  void resume() {
    if (!std::filesystem::exists(checkpoint_path())) return;
    Outcome<Checkpoint> found = read_checkpoint(checkpoint_path());
    if (!found) {
      log_.warning("{}. It is not used; training starts from the beginning.", found.reason());
      return;
    }
    Checkpoint& checkpoint = found.value();
    if (checkpoint.configuration != configuration_ || !fits(checkpoint)) {
      log_.warning(
          "{} belongs to another network, dataset or set of options. It is not used; training starts from the "
          "beginning.",
          checkpoint_path().string());
      return;
    }
    const auto spread = [](std::span<const float> from, const auto& targets) {
      for (const auto& target : targets) {
        std::copy_n(from.begin(), target.values.size(), target.values.begin());
        from = from.subspan(target.values.size());
      }
    };
    spread(checkpoint.parameters, executor_.parameters());
    spread(checkpoint.statistics, executor_.statistics());
    optimizer_.restore(checkpoint.optimizer_steps, std::move(checkpoint.moments));
    history_ = std::move(checkpoint.history);
    log_.info("{}: going on after epoch {} of {}", graph_.name(), history_.size(), options_.epochs);
  }

  [[nodiscard]] bool fits(const Checkpoint& checkpoint) const {
    const auto total = [](const auto& parts) {
      std::size_t sum = 0;
      for (const auto& part : parts) sum += part.values.size();
      return sum;
    };
    const auto moments = optimizer_.moments();
    return checkpoint.history.size() <= options_.epochs &&
           checkpoint.parameters.size() == total(executor_.parameters()) &&
           checkpoint.statistics.size() == total(executor_.statistics()) &&
           checkpoint.moments.size() == moments.size() &&
           std::equal(moments.begin(), moments.end(), checkpoint.moments.begin(),
                      [](const auto& a, const auto& b) { return a.size() == b.size(); });
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
    dataset::BatchStream stream{reader_, training_, stream_options, epoch};
    const auto batches = static_cast<double>(stream.batches());
    Progress progress{log_, fmt::format("{} epoch {}/{}", graph_.name(), epoch + 1, options_.epochs), stream.batches(),
                      "batches"};
    double loss = 0.0;
    std::size_t correct = 0;
    std::size_t seen = 0;
    for (double step = 0.0; auto batch = stream.next(); step += 1.0) {
      if (batch->size() < 2) continue;  // a last batch of one image has no variance to normalise with
      const std::size_t pixels = executor_.image_size();
      for (std::size_t i = 0; i < batch->size(); ++i) {
        flip_at_random(std::span{batch->pixels}.subspan(i * pixels, pixels), reader_.header().shape, options_.flip,
                       options_.seed, epoch, batch->positions[i]);
      }
      // The rate at the middle of the step: neither the first nor the last step is wasted on a rate of zero.
      record.learning_rate = learning_rate(options_, epoch + (step + 0.5) / batches);
      executor_.set_step({.number = epoch * stream.batches() + static_cast<std::uint64_t>(step), .first_image = 0});
      const BatchLoss result = train_batch(*batch, record.learning_rate, epoch);
      loss += result.loss_sum;
      correct += result.correct;
      seen += batch->size();
      progress.note(fmt::format("loss {:.3f}", loss / static_cast<double>(seen)));
      progress.advance();
    }
    const auto images = static_cast<double>(seen);
    record.training_loss = loss / images;
    record.training_accuracy = static_cast<double>(correct) / images;
    record.images_per_second = images;  // divided by the time in run_epoch
  }

  BatchLoss train_batch(const dataset::Batch& batch, double rate, std::uint32_t epoch) {
    const std::vector<float> logits = executor_.forward_training(batch.pixels, batch.size());
    BatchLoss result = cross_entropy(logits, batch.labels, executor_.classes(), options_.label_smoothing);
    if (!std::isfinite(result.loss_sum)) fail_not_finite("loss", epoch);
    executor_.backward(result.gradient);

    const auto parameters = executor_.parameters();
    double scale = 1.0;
    if (options_.gradient_clip > 0.0) {
      std::vector<std::span<const float>> gradients;
      for (const Parameter& parameter : parameters) gradients.push_back(parameter.gradient);
      const double norm = gradient_norm(gradients);
      if (!std::isfinite(norm)) fail_not_finite("gradient", epoch);
      if (norm > options_.gradient_clip) scale = options_.gradient_clip / norm;
    }
    optimizer_.begin_step();
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const Parameter& parameter = parameters[i];
      if (parameter.gradient.empty()) continue;  // nothing leads from it to the result
      optimizer_.update(i, parameter.values, parameter.gradient, rate, scale,
                        parameter.decays ? Optimizer::Decay::yes : Optimizer::Decay::no);
    }
    return result;
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
    const std::size_t classes = executor_.classes();
    ConfusionMatrix confusion{classes};
    double loss = 0.0;
    dataset::StreamOptions stream_options;
    stream_options.batch_size = options_.evaluation_batch_size;
    stream_options.shuffle = false;
    stream_options.workers = options_.loader_workers;
    dataset::BatchStream stream{reader_, validation_, stream_options, 0};
    while (const auto batch = stream.next()) {
      const std::vector<float> logits = executor_.logits(batch->pixels, batch->size());
      loss += cross_entropy(logits, batch->labels, classes, 0.0).loss_sum;
      for (std::size_t i = 0; i < batch->size(); ++i) {
        confusion.add(static_cast<std::size_t>(batch->labels[i]),
                      best_class(std::span{logits}.subspan(i * classes, classes)));
      }
    }
    record.validation_loss = loss / static_cast<double>(validation_.size());
    record.validation_accuracy = confusion.accuracy();
    record.validation_balanced_accuracy = confusion.balanced_accuracy();
    if (!std::isfinite(record.validation_loss)) fail_not_finite("validation loss", record.epoch - 1);
  }

  TrainingResult finish(std::uint32_t resumed_after) {
    graph::Graph trained = graph_;
    executor_.store(trained);
    // Also a checkpoint from before the last epoch's files were written leads here.
    const PredictOptions predict_options{options_.threads, Precision::float32, options_.evaluation_batch_size};
    const std::vector<float> scores = predict(trained, reader_, validation_, predict_options);
    ConfusionMatrix confusion = confusion_of(reader_, validation_, scores);
    write_history(folder_ / files::k_history, history_);
    write_predictions(folder_ / files::k_predictions, reader_, validation_, scores);
    write_json(folder_ / files::k_confusion, confusion.to_json(reader_.header().class_names));
    graph::save_network(trained, folder_ / files::k_weights);

    TrainingResult result{.graph = std::move(trained),
                          .history = history_,
                          .confusion = std::move(confusion),
                          .precision = precision_,
                          .resumed_after = resumed_after,
                          .folder = folder_};
    for (const Parameter& parameter : executor_.parameters()) result.parameter_count += parameter.values.size();
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
  Precision precision_;
  Executor executor_;
  Optimizer optimizer_;
  std::vector<std::uint64_t> training_;
  std::vector<std::uint64_t> validation_;
  std::string configuration_;
  std::vector<EpochRecord> history_;
};

}  // namespace

TrainingResult train(const graph::Graph& graph, const dataset::DatasetReader& reader, const TrainingOptions& options,
                     const std::filesystem::path& folder, const Log& log, const EpochCallback& after_epoch) {
  require_fit(graph, reader.header());
  make_folder(folder);
  remove_partial_files(folder);
  return Training{graph, reader, options, folder, log}.run(after_epoch);
}

}  // namespace wirebench::train
