#include "wirebench/train/trainer.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <thread>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"
#include "train/graph_maker.hpp"
#include "train/thread_collective.hpp"
#include "train/toy_dataset.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/graph/networks.hpp"
#include "wirebench/graph/weights_file.hpp"
#include "wirebench/train/checkpoint.hpp"

namespace wirebench::train {
namespace {

/// The narrowest real network: its weights can be saved and loaded by name.
graph::Graph narrow_network() {
  return graph::make_network("resnet50v2", {.height = 32, .width = 32, .width_multiplier = 0.125, .seed = 4});
}

/// A few layers, for trainings that end early: save_network() knows only the layouts of make_network().
graph::Graph tiny_network() {
  test::GraphMaker g{{1, 12, 12, 3}};
  const auto c1 = g.op("c1", graph::Conv2d{}, {g.input(), g.random("c1_w", {8, 5, 5, 3}, 0, 0.15)});
  const auto b1 = g.op(
      "b1", graph::BatchNormalization{},
      {c1, g.constant("gamma", {8}, std::vector<float>(8, 1.0F)), g.constant("beta", {8}, std::vector<float>(8, 0.0F)),
       g.constant("mean", {8}, std::vector<float>(8, 0.0F)), g.constant("variance", {8}, std::vector<float>(8, 1.0F))});
  const auto m1 = g.op("m1", graph::MaxPool2d{8, 8, 8, 8, graph::Padding::valid}, {g.op("r1", graph::Relu{}, {b1})});
  const auto g1 = g.op("g1", graph::GlobalAveragePool{}, {m1});
  const auto f1 = g.op("f1", graph::Dense{}, {g1, g.random("f1_w", {3, 8}, 0, 0.4), g.random("f1_b", {3}, 0, 0.01)});
  auto graph = g.make(g.op("s1", graph::Softmax{}, {f1}));
  graph.set_preprocessing({.scale = {1 / 255.F, 1 / 255.F, 1 / 255.F}, .offset = {}});
  return graph;
}

TrainingOptions quick_options() {
  TrainingOptions o;
  o.epochs = 6;
  o.batch_size = 16;
  o.learning_rate = 0.01;
  o.threads = 1;  // more would spin for each other where tests run side by side
  o.augmentation.flip = Flip::both;
  o.precision = PrecisionChoice::float32;
  return o;
}

/// Weights and statistics as the executor would load them: what has to be equal bit for bit.
std::vector<std::byte> constants(const graph::Graph& graph) {
  std::vector<std::byte> bytes;
  for (const auto& tensor : graph.tensors()) {
    if (tensor.is_constant()) bytes.insert(bytes.end(), tensor.data->begin(), tensor.data->end());
  }
  return bytes;
}

std::string without_timing(const std::filesystem::path& history) {
  std::ifstream file{history};
  std::string text;
  for (std::string line; std::getline(file, line);) {
    for (int column = 0; column < 3; ++column) line.resize(line.rfind(','));
    text += line + '\n';
  }
  return text;
}

class Trainer : public testing::Test {
 protected:
  Trainer() {
    test::write_toy_dataset(folder_ / "toy.h5", 150, 60);
    reader_.emplace(folder_ / "toy.h5");
  }
  TrainingResult run(const std::string& name, const TrainingOptions& options, const TrainingCallbacks& callbacks = {}) {
    return train(graph_, *reader_, options, folder_ / name, Log::silent(), callbacks);
  }

  test::TemporaryFolder folder_;
  std::optional<dataset::DatasetReader> reader_;
  graph::Graph graph_ = tiny_network();
};

struct Interrupted : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class NetworkTrainer : public testing::Test {
 protected:
  NetworkTrainer() {
    // 12x12 toy images set into 32x32: the least the networks take.
    dataset::DatasetHeader header;
    header.shape = {3, 32, 32};
    header.configuration = Json::object();
    test::write_toy_dataset(folder_ / "toy.h5", 240, 60);
    const dataset::DatasetReader toy{folder_ / "toy.h5"};
    dataset::DatasetWriter writer{folder_ / "wide.h5", header};
    std::vector<float> small(3 * 144);
    for (std::size_t i = 0; i < toy.events().size(); ++i) {
      toy.read(i, small);
      std::vector<std::uint8_t> image(3 * 32 * 32, 0);
      for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t y = 0; y < 24; ++y) {
          for (std::size_t x = 0; x < 24; ++x) {
            image[(c * 32 + y + 4) * 32 + x + 4] = static_cast<std::uint8_t>(small[(c * 12 + y / 2) * 12 + x / 2]);
          }
        }
      }
      writer.append(std::span<const std::uint8_t>{image}, toy.events()[i]);
    }
    writer.close();
    reader_.emplace(folder_ / "wide.h5");
  }

  TrainingResult run(const std::string& name, const TrainingOptions& options, const TrainingCallbacks& callbacks = {}) {
    return train(graph_, *reader_, options, folder_ / name, Log::silent(), callbacks);
  }
  std::string file(const std::string& name, const char* which) { return read_file(folder_ / name / which); }

  test::TemporaryFolder folder_;
  std::optional<dataset::DatasetReader> reader_;
  graph::Graph graph_ = narrow_network();
};

TEST_F(NetworkTrainer, LearnsASeparableProblem) {
  TrainingOptions options = quick_options();
  options.epochs = 12;
  options.augmentation.flip = Flip::none;
  const TrainingResult result = run("a", options);
  // Chance is 1/3; 60 images scatter by 0.06.
  EXPECT_GT(result.confusion.balanced_accuracy(), 0.8);
  EXPECT_EQ(result.confusion.total(), 60U);
  ASSERT_EQ(result.history.size(), 12U);
  EXPECT_LT(result.history.back().training_loss, 0.7 * result.history.front().training_loss);
  EXPECT_GT(result.history.back().images_per_second, 0.0);
  EXPECT_EQ(result.resumed_after, 0U);
  // Weights, statistics and two moments of each weight, 4 bytes each.
  EXPECT_GT(result.checkpoint_bytes, 12 * result.parameter_count);
  EXPECT_LT(result.checkpoint_bytes, 13 * result.parameter_count + 100'000);

  // The files say the same as the result.
  const graph::Graph loaded = graph::load_network(folder_ / "a" / files::k_weights);
  EXPECT_EQ(constants(loaded), constants(result.graph));
  EXPECT_EQ(Json::parse(file("a", files::k_confusion)).at("n"), 60);
  const std::string predictions = file("a", files::k_predictions);
  EXPECT_EQ(std::count(predictions.begin(), predictions.end(), '\n'), 61);
  const std::string history = file("a", files::k_history);
  EXPECT_EQ(std::count(history.begin(), history.end(), '\n'), 13);
}

TEST_F(NetworkTrainer, InterruptedAnywhereEndsInTheSameBits) {
  TrainingOptions options = quick_options();
  options.epochs = 3;
  const TrainingResult whole = run("whole", options);

  for (std::uint32_t stop = 1; stop <= 3; ++stop) {
    const std::string name = "stopped" + std::to_string(stop);
    const auto stop_here = [stop](const EpochRecord& record) {
      if (record.epoch == stop) throw Interrupted{"stopped"};
    };
    EXPECT_THROW(run(name, options, {.after_epoch = stop_here}), Interrupted);
    EXPECT_FALSE(std::filesystem::exists(folder_ / name / files::k_weights));
    const TrainingResult resumed = run(name, options);
    EXPECT_EQ(resumed.resumed_after, stop);
    EXPECT_EQ(constants(resumed.graph), constants(whole.graph));
    EXPECT_EQ(file(name, files::k_predictions), file("whole", files::k_predictions));
    EXPECT_EQ(without_timing(folder_ / name / files::k_history), without_timing(folder_ / "whole" / files::k_history));
  }
}

/// Everything whose state a checkpoint has to carry: moments, average, best weights, augmentation, class weights.
TrainingOptions full_options() {
  TrainingOptions o = quick_options();
  o.epochs = 3;
  o.average_decay = 0.9;
  o.class_weighting = ClassWeighting::listed;
  o.class_weights = {0.5, 1.0, 1.5};
  o.early_stopping = EarlyStopping::validation_loss;
  o.augmentation.shift_drift = 3;
  o.augmentation.shift_wires = 3;
  o.augmentation.wire_dropout = 0.05;
  o.checkpoint_steps = 4;  // 15 steps an epoch: after 4, 8 and 12, and after the epoch
  return o;
}

TEST_F(NetworkTrainer, KilledWithinAnEpochEndsInTheSameBits) {
  const TrainingOptions options = full_options();
  const TrainingResult whole = run("whole", options);
  for (const auto& [epochs, steps] : {std::pair{0U, 8U}, std::pair{1U, 12U}, std::pair{2U, 4U}}) {
    const std::string name = fmt::format("killed-{}-{}", epochs, steps);
    // A process of its own, so that it can die as by `kill -9`: nothing is unwound, nothing written.
    const pid_t child = ::fork();
    ASSERT_NE(child, -1);
    if (child == 0) {
      const auto kill_here = [&](std::uint32_t epochs_done, std::uint64_t steps_done) {
        if (epochs_done == epochs && steps_done == steps) ::kill(::getpid(), SIGKILL);
      };
      static_cast<void>(run(name, options, {.after_checkpoint = kill_here}));
      ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    EXPECT_FALSE(std::filesystem::exists(folder_ / name / files::k_weights));

    const TrainingResult resumed = run(name, options);
    EXPECT_EQ(resumed.resumed_after, epochs);
    EXPECT_EQ(resumed.resumed_steps, steps);
    EXPECT_EQ(resumed.kept_epoch, whole.kept_epoch);
    EXPECT_EQ(constants(resumed.graph), constants(whole.graph));
    EXPECT_EQ(file(name, files::k_predictions), file("whole", files::k_predictions));
    EXPECT_EQ(without_timing(folder_ / name / files::k_history), without_timing(folder_ / "whole" / files::k_history));
  }
}

TEST_F(NetworkTrainer, ATruncatedCheckpointFallsBackToTheOneBefore) {
  const TrainingOptions options = full_options();
  const TrainingResult whole = run("whole", options);
  const auto stop_here = [](std::uint32_t epochs, std::uint64_t steps) {
    if (epochs == 1 && steps == 8) throw Interrupted{"stopped"};
  };
  EXPECT_THROW(run("a", options, {.after_checkpoint = stop_here}), Interrupted);
  const auto checkpoint = folder_ / "a" / files::k_checkpoint;
  std::filesystem::resize_file(checkpoint, std::filesystem::file_size(checkpoint) / 2);
  const TrainingResult resumed = run("a", options);
  EXPECT_EQ(resumed.resumed_after, 1U);
  EXPECT_EQ(resumed.resumed_steps, 4U);
  EXPECT_EQ(constants(resumed.graph), constants(whole.graph));
}

TEST_F(NetworkTrainer, LoaderThreadsDoNotChangeTheBits) {
  TrainingOptions options = full_options();
  options.epochs = 1;
  const TrainingResult one = run("one", options);
  options.loader_workers = 4;
  EXPECT_EQ(constants(run("four", options).graph), constants(one.graph));
}

TEST_F(NetworkTrainer, KeepsTheBestEpochAndStops) {
  TrainingOptions options = quick_options();
  options.epochs = 12;
  options.early_stopping = EarlyStopping::balanced_accuracy;
  options.patience = 2;
  // Nothing can be better by so much, so the first epoch stays the best and the third is the last.
  options.minimum_improvement = 1.0;
  const TrainingResult result = run("a", options);
  EXPECT_EQ(result.history.size(), 3U);
  EXPECT_EQ(result.kept_epoch, 1U);
  // The weights are those of one epoch: of a training that is stopped there.
  const auto stop_here = [](const EpochRecord&) { throw Interrupted{"stopped"}; };
  EXPECT_THROW(run("b", options, {.after_epoch = stop_here}), Interrupted);
  const auto checkpoint = read_checkpoint(folder_ / "b" / files::k_checkpoint);
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint.value().best_parameters, checkpoint.value().parameters);
  EXPECT_DOUBLE_EQ(result.confusion.balanced_accuracy(), result.history[0].validation_balanced_accuracy);
  // Nothing is left to do for the same call.
  const TrainingResult again = run("a", options);
  EXPECT_EQ(again.resumed_after, 3U);
  EXPECT_EQ(constants(again.graph), constants(result.graph));
}

TEST_F(NetworkTrainer, TheAverageIsEvaluatedAndSaved) {
  TrainingOptions options = quick_options();
  options.epochs = 2;
  const TrainingResult plain = run("plain", options);
  options.average_decay = 0.9;
  const TrainingResult averaged = run("averaged", options);
  // The steps are the same, what is kept of them is not.
  EXPECT_EQ(averaged.history[1].training_loss, plain.history[1].training_loss);
  EXPECT_NE(averaged.history[1].validation_loss, plain.history[1].validation_loss);
  EXPECT_NE(constants(averaged.graph), constants(plain.graph));
  const auto checkpoint = read_checkpoint(folder_ / "averaged" / files::k_checkpoint);
  ASSERT_TRUE(checkpoint);
  EXPECT_NE(checkpoint.value().average, checkpoint.value().parameters);
  EXPECT_DOUBLE_EQ(averaged.confusion.accuracy(), averaged.history[1].validation_accuracy);
}

TEST_F(NetworkTrainer, TwoProcessesTrainAsOne) {
  TrainingOptions options = quick_options();
  options.epochs = 2;
  options.batch_size = 20;  // seven and a half batches
  // Steps so small that rounding does not grow: a deep network on random weights multiplies it by some ten each step.
  // That steps of any size are the same is in learner_test.cpp, with a network that is well behaved.
  options.optimizer.kind = OptimizerKind::sgd;
  options.learning_rate = 1e-6;
  const TrainingResult one = run("one", options);
  test::ThreadMeeting meeting{2};
  std::array<std::optional<TrainingResult>, 2> two;
  {
    std::vector<std::jthread> threads;
    for (int rank = 0; rank < 2; ++rank) {
      threads.emplace_back([&, rank] {
        two.at(static_cast<std::size_t>(rank)) = train(graph_, *reader_, options, folder_ / "two", Log::silent(), {},
                                                       std::make_shared<test::ThreadCollective>(meeting, rank));
      });
    }
  }
  for (const auto& result : two) {
    ASSERT_TRUE(result.has_value());
    ASSERT_EQ(result->history.size(), one.history.size());
    for (std::size_t i = 0; i < one.history.size(); ++i) {
      EXPECT_NEAR(result->history[i].training_loss, one.history[i].training_loss, 0.01);
      EXPECT_NEAR(result->history[i].validation_loss, one.history[i].validation_loss, 0.01);
      EXPECT_NEAR(result->history[i].training_accuracy, one.history[i].training_accuracy, 0.02);
    }
    EXPECT_EQ(result->confusion.total(), 60U);
  }
  EXPECT_EQ(constants(two[0]->graph), constants(two[1]->graph));
  EXPECT_EQ(constants(graph::load_network(folder_ / "two" / files::k_weights)), constants(two[0]->graph));
}

TEST_F(NetworkTrainer, DamagedOrForeignCheckpointsAreNotUsed) {
  TrainingOptions options = quick_options();
  options.epochs = 1;
  const TrainingResult first = run("a", options);

  const auto checkpoint = folder_ / "a" / files::k_checkpoint;
  std::filesystem::resize_file(checkpoint, std::filesystem::file_size(checkpoint) - 1000);
  const TrainingResult again = run("a", options);
  EXPECT_EQ(again.resumed_after, 0U);
  EXPECT_EQ(constants(again.graph), constants(first.graph));

  options.learning_rate *= 2.0;
  const TrainingResult other = run("a", options);
  EXPECT_EQ(other.resumed_after, 0U);
  EXPECT_NE(constants(other.graph), constants(first.graph));

  // What does not change the result does not make a checkpoint foreign.
  options.loader_workers = 3;
  EXPECT_EQ(run("a", options).resumed_after, 1U);
}

TEST_F(Trainer, DivergenceSaysWhatToChange) {
  TrainingOptions options = quick_options();
  options.optimizer.kind = OptimizerKind::sgd;
  options.learning_rate = 100.0;
  options.warmup_epochs = 0.0;
  graph_.set_preprocessing({.scale = {1e38F, 1e38F, 1e38F}, .offset = {}});
  test::expect_error([&] { static_cast<void>(run("a", options)); }, ErrorKind::failed,
                     {"training diverged", "epoch 1, step 1 of 10, learning rate", "learning_rate (now 100)",
                      "gradient_clip", "warmup_epochs"});
  EXPECT_FALSE(std::filesystem::exists(folder_ / "a" / files::k_checkpoint));
}

/// A rate that grows from nothing to 100: good at first, but from 2 on each step's decay makes the weights larger,
/// until they are no numbers.
TrainingOptions diverging_options() {
  TrainingOptions options = quick_options();
  options.optimizer.kind = OptimizerKind::sgd;
  options.optimizer.weight_decay = 1.0;
  options.learning_rate = 100.0;
  options.epochs = 60;
  options.warmup_epochs = 60.0;
  return options;
}

TEST_F(Trainer, DivergenceKeepsTheLastGoodCheckpoint) {
  TrainingOptions options = diverging_options();
  options.checkpoint_steps = 3;
  std::uint32_t epochs = 0;
  std::uint64_t steps = 0;
  const auto remember = [&](std::uint32_t e, std::uint64_t s) {
    epochs = e;
    steps = s;
  };
  test::expect_error([&] { static_cast<void>(run("a", options, {.after_checkpoint = remember})); }, ErrorKind::failed,
                     {"training diverged", "epoch", "step", "last good checkpoint stays", files::k_checkpoint});
  const auto checkpoint = read_checkpoint(folder_ / "a" / files::k_checkpoint);
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint.value().history.size(), epochs);
  EXPECT_EQ(checkpoint.value().progress.steps, steps);
  for (const float value : checkpoint.value().parameters) ASSERT_TRUE(std::isfinite(value));
}

TEST_F(Trainer, EveryProcessSaysThatTheTrainingDiverged) {
  TrainingOptions options = diverging_options();
  options.checkpoint_steps = 1;  // then the weights are looked at after each step, by the process that saves them
  test::ThreadMeeting meeting{2};
  std::array<std::string, 2> said;
  {
    std::vector<std::jthread> threads;
    for (int rank = 0; rank < 2; ++rank) {
      threads.emplace_back([&, rank] {
        try {
          static_cast<void>(train(graph_, *reader_, options, folder_ / "two", Log::silent(), {},
                                  std::make_shared<test::ThreadCollective>(meeting, rank)));
        } catch (const Error& error) {
          said.at(static_cast<std::size_t>(rank)) = error.what();
        }
      });
    }
  }
  EXPECT_THAT(said[0], testing::HasSubstr("a weight is no longer a finite number"));
  EXPECT_EQ(said[1], said[0]);
}

TEST_F(Trainer, ClassWeightsMustBeAsManyAsClasses) {
  TrainingOptions options = quick_options();
  options.class_weighting = ClassWeighting::listed;
  options.class_weights = {1.0, 2.0};
  test::expect_error([&] { static_cast<void>(run("a", options)); }, ErrorKind::usage,
                     {"class_weights", "2 numbers", "3 classes", "nue CC"});
}

TEST_F(Trainer, ImagesOfAnotherSizeAreRefused) {
  const graph::Graph wide = narrow_network();
  test::expect_error([&] { static_cast<void>(train(wide, *reader_, quick_options(), folder_ / "a", Log::silent())); },
                     ErrorKind::usage, {"images and network do not fit", "12", "32"});
}

TEST_F(Trainer, TooLittleMemorySaysWhatToReduce) {
  // A layer whose result would be 2^20 x 12 x 12 numbers an image: more than any machine's memory for a batch. The
  // limit makes the failure certain where memory is promised without being there.
  test::GraphMaker g{{1, 12, 12, 3}};
  const auto wide = g.op("wide", graph::Conv2d{},
                         {g.input(), g.constant("w", {1 << 20, 1, 1, 3}, std::vector<float>(3 << 20, 0.01F))});
  const auto pooled = g.op("pool", graph::GlobalAveragePool{}, {wide});
  const auto scores =
      g.op("f", graph::Dense{}, {pooled, g.constant("f_w", {3, 1 << 20}, std::vector<float>(3 << 20, 0.01F))});
  const graph::Graph graph = g.make(g.op("s", graph::Softmax{}, {scores}));
  TrainingOptions options = quick_options();
  options.batch_size = 128;
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_AS, &before), 0);
  rlimit limited = before;
  limited.rlim_cur = rlim_t{32} << 30U;
  ASSERT_EQ(::setrlimit(RLIMIT_AS, &limited), 0);
  test::expect_error([&] { static_cast<void>(train(graph, *reader_, options, folder_ / "a", Log::silent())); },
                     ErrorKind::failed, {"memory does not suffice", "128 images", "Lower batch_size"});
  ASSERT_EQ(::setrlimit(RLIMIT_AS, &before), 0);
}

TEST_F(Trainer, ASplitOrClassWithoutImagesIsNamed) {
  test::write_toy_dataset(folder_ / "untested.h5", 3, 0);
  const dataset::DatasetReader no_validation{folder_ / "untested.h5"};
  test::expect_error(
      [&] { static_cast<void>(train(graph_, no_validation, quick_options(), folder_ / "a", Log::silent())); },
      ErrorKind::usage, {"validation split"});
  test::write_toy_dataset(folder_ / "two.h5", 2, 4);
  const dataset::DatasetReader two_classes{folder_ / "two.h5"};
  test::expect_error(
      [&] { static_cast<void>(train(graph_, two_classes, quick_options(), folder_ / "a", Log::silent())); },
      ErrorKind::usage, {"nue CC", "training"});
}

}  // namespace
}  // namespace wirebench::train
