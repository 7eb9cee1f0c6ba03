// Oracle: Keras 3.15.1 on TensorFlow 2.21.0 (tests/data/train/make_keras_oracle.py).
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "train/graph_maker.hpp"

#include "wirebench/core/hdf5.hpp"
#include "wirebench/train/executor.hpp"
#include "wirebench/train/loss.hpp"
#include "wirebench/train/optimizer.hpp"

namespace wirebench::train {
namespace {

class KerasParity : public testing::TestWithParam<std::string> {
 protected:
  hdf5::File file_ = hdf5::File::open(WIREBENCH_SOURCE_DIR "/tests/data/train/keras_oracle.h5");

  std::vector<float> values(const std::string& name) { return file_.dataset(name).read_all<float>(); }

  graph::TensorId weight(test::GraphMaker& g, const std::string& name) {
    const auto dataset = file_.dataset("/start/" + name);
    const graph::Shape shape{dataset.shape().begin(), dataset.shape().end()};
    return g.constant(name, shape, dataset.read_all<float>());
  }
  std::vector<graph::TensorId> with_weights(test::GraphMaker& g, graph::TensorId src, const std::string& layer,
                                            std::initializer_list<const char*> names) {
    std::vector<graph::TensorId> inputs{src};
    for (const char* name : names) inputs.push_back(weight(g, layer + "_" + name));
    return inputs;
  }

  /// The network of the script.
  graph::Graph network() {
    using graph::Padding;
    test::GraphMaker g{{1, 10, 8, 3}};
    const auto batch_norm = [&](const std::string& layer, graph::TensorId src, float momentum) {
      return g.op(layer, graph::BatchNormalization{.epsilon = 1.001e-5F, .momentum = momentum},
                  with_weights(g, src, layer, {"gamma", "beta", "moving_mean", "moving_variance"}));
    };
    const auto c1 = g.op("c1", graph::Conv2d{.stride_h = 2, .stride_w = 2, .padding = Padding::same},
                         with_weights(g, g.input(), "c1", {"kernel"}));
    const auto r1 = g.op("r1", graph::Relu{}, {batch_norm("b1", c1, 0.9F)});
    const auto z2 = g.op("z2", graph::ZeroPad2d{1, 1, 1, 1}, {r1});
    const auto c2 = g.op("c2", graph::Conv2d{}, with_weights(g, z2, "c2", {"kernel", "bias"}));
    const auto a2 = g.op("a2", graph::Add{}, {r1, c2});
    const auto d3 = g.op("d3", graph::DepthwiseConv2d{.multiplier = 2, .padding = Padding::same},
                         with_weights(g, a2, "d3", {"kernel", "bias"}));
    const auto k3 = g.op("k3", graph::Concatenation{}, {a2, d3});
    const auto r4 = g.op("r4", graph::Relu{}, {batch_norm("b4", k3, 0.8F)});
    const auto c4 = g.op("c4", graph::Conv2d{}, with_weights(g, r4, "c4", {"kernel"}));
    const auto k4 = g.op("k4", graph::Concatenation{}, {k3, c4});
    const auto m5 = g.op("m5", graph::MaxPool2d{3, 3, 2, 2, Padding::same}, {k4});
    const auto p5 = g.op("p5", graph::AveragePool2d{2, 2, 2, 2, Padding::same}, {k4});
    const auto a5 = g.op("a5", graph::Add{}, {m5, p5});
    const auto g6 = g.op("g6", graph::GlobalAveragePool{}, {a5});
    const auto f6 = g.op("f6", graph::Dense{}, with_weights(g, g6, "f6", {"kernel", "bias"}));
    return g.make(g.op("s6", graph::Softmax{}, {f6}));
  }

  /// [N, H, W, C] of the oracle as pixels [N, C, H, W].
  std::vector<float> pixels() {
    const auto nhwc = values("/images");
    std::vector<float> nchw(nhwc.size());
    for (std::size_t n = 0; n < 4; ++n) {
      for (std::size_t i = 0; i < 80; ++i) {
        for (std::size_t c = 0; c < 3; ++c) nchw[(n * 3 + c) * 80 + i] = nhwc[(n * 80 + i) * 3 + c];
      }
    }
    return nchw;
  }

  static void expect_near(std::span<const float> ours, std::span<const float> theirs, double bound,
                          const std::string& what) {
    ASSERT_EQ(ours.size(), theirs.size()) << what;
    for (std::size_t i = 0; i < ours.size(); ++i) {
      const double difference = std::abs(static_cast<double>(ours[i]) - static_cast<double>(theirs[i]));
      ASSERT_TRUE(difference <= bound) << what << "[" << i << "]: " << ours[i] << " and " << theirs[i];
    }
  }
};

TEST_P(KerasParity, ThreeStepsOfTraining) {
  const std::string rule = GetParam();
  OptimizerOptions options;
  options.kind = rule == "adam" ? OptimizerKind::adam : rule == "adamw" ? OptimizerKind::adamw : OptimizerKind::sgd;
  options.weight_decay = rule == "adamw" ? 0.1 : 0.0;
  const double rate = options.kind == OptimizerKind::sgd ? 0.05 : 0.01;

  Executor executor{network(), {.precision = Precision::float32, .threads = 2, .batch_norm_momentum = {}}};
  std::vector<std::size_t> sizes;
  for (const Parameter& p : executor.parameters()) sizes.push_back(p.values.size());
  Optimizer optimizer{options, sizes};
  const std::vector<std::int64_t> labels{0, 2, 1, 2};
  const auto losses = file_.dataset("/" + rule + "/losses").read_all<double>();

  for (std::size_t step = 0; step < 3; ++step) {
    const auto logits = executor.forward_training(pixels(), 4);
    if (step == 0) expect_near(logits, values("/" + rule + "/first_logits"), 1e-5, "logits");
    const BatchLoss loss = cross_entropy(logits, labels, 3, 0.1);
    EXPECT_NEAR(loss.loss_sum / 4.0, losses[step], 2e-5) << "step " << step;
    executor.backward(loss.gradient);
    double scale = 1.0;
    if (rule == "clipped") {
      std::vector<std::span<const float>> gradients;
      for (const Parameter& p : executor.parameters()) gradients.push_back(p.gradient);
      const double norm = gradient_norm(gradients);
      ASSERT_GT(norm, 0.5);
      scale = 0.5 / norm;
    }
    optimizer.begin_step();
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      const Parameter& p = executor.parameters()[i];
      optimizer.update(i, p.values, p.gradient, rate, scale, p.decays ? Optimizer::Decay::yes : Optimizer::Decay::no);
    }
  }
  // Adam divides by the gradient's size: where a gradient is nearly zero, rounding alone decides a part of the step.
  const double bound = options.kind == OptimizerKind::sgd ? 2e-5 : 2e-4;
  ASSERT_EQ(executor.parameters().size(), 12U);
  for (const Parameter& p : executor.parameters())
    expect_near(p.values, values("/" + rule + "/" + p.name), bound, p.name);
  ASSERT_EQ(executor.statistics().size(), 4U);
  for (const Statistic& s : executor.statistics())
    expect_near(s.values, values("/" + rule + "/" + s.name), bound, s.name);
  expect_near(executor.scores(pixels(), 4), values("/" + rule + "/scores"), 2e-4, "scores");
}

INSTANTIATE_TEST_SUITE_P(Optimizers, KerasParity, testing::Values("sgd", "adam", "adamw", "clipped"),
                         [](const auto& instance) { return instance.param; });

TEST_F(KerasParity, TensorsAndPixelsGiveTheSameScores) {
  Executor executor{network(), {.precision = Precision::float32, .threads = 1, .batch_norm_momentum = {}}};
  EXPECT_EQ(executor.scores(pixels(), 4), executor.scores_of_tensors(values("/images"), 4));
}

}  // namespace
}  // namespace wirebench::train
