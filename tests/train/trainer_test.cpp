#include "wirebench/train/trainer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
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
  o.flip = Flip::both;
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
    for (int column = 0; column < 2; ++column) line.resize(line.rfind(','));
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
  TrainingResult run(const std::string& name, const TrainingOptions& options, const EpochCallback& after = {}) {
    return train(graph_, *reader_, options, folder_ / name, Log::silent(), after);
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

  TrainingResult run(const std::string& name, const TrainingOptions& options, const EpochCallback& after = {}) {
    return train(graph_, *reader_, options, folder_ / name, Log::silent(), after);
  }
  std::string file(const std::string& name, const char* which) { return read_file(folder_ / name / which); }

  test::TemporaryFolder folder_;
  std::optional<dataset::DatasetReader> reader_;
  graph::Graph graph_ = narrow_network();
};

TEST_F(NetworkTrainer, LearnsASeparableProblem) {
  TrainingOptions options = quick_options();
  options.epochs = 12;
  options.flip = Flip::none;
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
    EXPECT_THROW(run(name, options, stop_here), Interrupted);
    EXPECT_FALSE(std::filesystem::exists(folder_ / name / files::k_weights));
    const TrainingResult resumed = run(name, options);
    EXPECT_EQ(resumed.resumed_after, stop);
    EXPECT_EQ(constants(resumed.graph), constants(whole.graph));
    EXPECT_EQ(file(name, files::k_predictions), file("whole", files::k_predictions));
    EXPECT_EQ(without_timing(folder_ / name / files::k_history), without_timing(folder_ / "whole" / files::k_history));
  }
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
                     {"training diverged", "epoch 1", "learning_rate (now 100)", "gradient_clip", "warmup_epochs"});
  EXPECT_FALSE(std::filesystem::exists(folder_ / "a" / files::k_checkpoint));
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
