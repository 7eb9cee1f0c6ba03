#include "wirebench/train/executor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "support/expect_error.hpp"
#include "train/branching_network.hpp"
#include "train/graph_maker.hpp"

#include "wirebench/graph/networks.hpp"
#include "wirebench/train/loss.hpp"

namespace wirebench::train {
namespace {

using graph::Padding;
using testing::ElementsAre;
using testing::FloatEq;
using testing::Pointwise;

ExecutorOptions one_thread() {
  return {.precision = Precision::float32, .threads = 1, .batch_norm_momentum = {}};
}

/// The activation `make` builds from the input, flattened to scores in the graph's order (NHWC).
template <class Make>
std::vector<float> run(const graph::Shape& input, const std::vector<float>& nhwc, const Make& make) {
  test::GraphMaker g{input};
  const auto result = make(g);
  const auto shape = g.make(result).tensor(result).shape;
  auto graph = g.make(g.reshape("flat", result, {1, graph::element_count(shape)}));
  return Executor{graph, one_thread()}.scores_of_tensors(nhwc, 1);
}

const std::vector<float> k_one_to_nine{1, 2, 3, 4, 5, 6, 7, 8, 9};  // 3x3, one channel

TEST(Operators, ConvolutionWithSamePaddingPutsTheOddCellAfter) {
  // Ones 2x2, stride 1 on 3x3: the padding is one row below and one column to the right.
  const auto scores = run({1, 3, 3, 1}, k_one_to_nine, [](test::GraphMaker& g) {
    return g.op("c", graph::Conv2d{.padding = Padding::same}, {g.input(), g.constant("w", {1, 2, 2, 1}, {1, 1, 1, 1})});
  });
  EXPECT_THAT(scores, ElementsAre(12, 16, 9, 24, 28, 15, 15, 17, 9));
}

TEST(Operators, ConvolutionWeightsAreOutHeightWidthIn) {
  // 1x1 image of two channels, two outputs: y0 = 1*3 + 10*4, y1 = 100*3 + 1000*4, plus bias, then ReLU6.
  const auto plain = [](graph::Activation activation) {
    return run({1, 1, 1, 2}, {3, 4}, [activation](test::GraphMaker& g) {
      return g.op("c", graph::Conv2d{.activation = activation},
                  {g.input(), g.constant("w", {2, 1, 1, 2}, {1, 10, 100, 1000}), g.constant("b", {2}, {-40, -5000})});
    });
  };
  EXPECT_THAT(plain(graph::Activation::none), ElementsAre(3, -700));
  EXPECT_THAT(plain(graph::Activation::relu), ElementsAre(3, 0));
  EXPECT_THAT(run({1, 1, 1, 1}, {9},
                  [](test::GraphMaker& g) {
                    return g.op("c", graph::Conv2d{.activation = graph::Activation::relu6},
                                {g.input(), g.constant("w", {1, 1, 1, 1}, {1})});
                  }),
              ElementsAre(6));
}

TEST(Operators, DilatedConvolution) {
  // Two taps two cells apart: x[0] + 10 x[2].
  const auto scores = run({1, 1, 3, 1}, {1, 2, 3}, [](test::GraphMaker& g) {
    return g.op("c", graph::Conv2d{.dilation_w = 2}, {g.input(), g.constant("w", {1, 1, 2, 1}, {1, 10})});
  });
  EXPECT_THAT(scores, ElementsAre(31));
}

TEST(Operators, DepthwiseConvolutionNumbersItsOutputsChannelFirst) {
  // Channel c, multiplier j: output c * 2 + j.
  const auto scores = run({1, 1, 1, 2}, {1, 10}, [](test::GraphMaker& g) {
    return g.op("d", graph::DepthwiseConv2d{.multiplier = 2},
                {g.input(), g.constant("w", {1, 1, 1, 4}, {2, 3, 4, 5}), g.constant("b", {4}, {0, 0, 0, 100})});
  });
  EXPECT_THAT(scores, ElementsAre(2, 3, 40, 150));
}

TEST(Operators, MaxPoolIgnoresCellsOutside) {
  // All values negative: a padding of zeros would win.
  std::vector<float> negative;
  for (const float x : k_one_to_nine) negative.push_back(-x);
  const auto scores = run({1, 3, 3, 1}, negative, [](test::GraphMaker& g) {
    return g.op("m", graph::MaxPool2d{2, 2, 2, 2, Padding::same}, {g.input()});
  });
  EXPECT_THAT(scores, ElementsAre(-1, -3, -7, -9));
}

TEST(Operators, AveragePoolCountsValidCellsOnly) {
  const auto scores = run({1, 3, 3, 1}, k_one_to_nine, [](test::GraphMaker& g) {
    return g.op("a", graph::AveragePool2d{2, 2, 2, 2, Padding::same}, {g.input()});
  });
  EXPECT_THAT(scores, ElementsAre(3, 4.5, 7.5, 9));
}

TEST(Operators, BatchNormalizationUsesTheMovingStatistics) {
  // (5 - 3) / sqrt(3 + 1) * 2 + 1 = 3
  const auto scores = run({1, 1, 1, 1}, {5}, [](test::GraphMaker& g) {
    return g.op("b", graph::BatchNormalization{.epsilon = 1.0F, .momentum = 0.9F},
                {g.input(), g.constant("gamma", {1}, {2}), g.constant("beta", {1}, {1}), g.constant("mean", {1}, {3}),
                 g.constant("variance", {1}, {3})});
  });
  EXPECT_THAT(scores, ElementsAre(3));
}

TEST(Operators, ZeroPadThenMaxPoolSeesTheZeros) {
  const auto scores = run({1, 1, 1, 1}, {-5}, [](test::GraphMaker& g) {
    const auto padded = g.op("z", graph::ZeroPad2d{0, 1, 0, 1}, {g.input()});
    return g.op("m", graph::MaxPool2d{2, 2, 2, 2, Padding::valid}, {padded});
  });
  EXPECT_THAT(scores, ElementsAre(0));
}

TEST(Operators, ZeroPadBeforeSamePaddedConvolution) {
  // 1x2 padded to 1x4 (0 1 2 0); SAME with two taps adds one cell after: sums 1, 3, 2, 0.
  const auto scores = run({1, 1, 2, 1}, {1, 2}, [](test::GraphMaker& g) {
    const auto padded = g.op("z", graph::ZeroPad2d{0, 0, 1, 1}, {g.input()});
    return g.op("c", graph::Conv2d{.padding = Padding::same}, {padded, g.constant("w", {1, 1, 2, 1}, {1, 1})});
  });
  EXPECT_THAT(scores, ElementsAre(1, 3, 2, 0));
}

TEST(Operators, AddAndMultiplyWithAConstantPerChannel) {
  const auto scores = run({1, 1, 2, 2}, {1, 2, 3, 4}, [](test::GraphMaker& g) {
    const auto sum =
        g.op("a", graph::Add{.activation = graph::Activation::relu}, {g.input(), g.constant("c", {2}, {-2, 10})});
    return g.op("m", graph::Multiply{}, {g.constant("d", {2}, {3, 0.5}), sum});
  });
  EXPECT_THAT(scores, ElementsAre(0, 6, 3, 7));
}

TEST(Operators, ConcatenationAlongHeightAndChannels) {
  const auto joined = [](std::int32_t axis) {
    return run({1, 1, 2, 2}, {1, 2, 3, 4}, [axis](test::GraphMaker& g) {
      const auto twice = g.op("t", graph::Add{}, {g.input(), g.input()});
      return g.op("k", graph::Concatenation{axis}, {g.input(), twice});
    });
  };
  EXPECT_THAT(joined(1), ElementsAre(1, 2, 3, 4, 2, 4, 6, 8));
  EXPECT_THAT(joined(2), ElementsAre(1, 2, 3, 4, 2, 4, 6, 8));
  EXPECT_THAT(joined(3), ElementsAre(1, 2, 2, 4, 3, 4, 6, 8));
}

TEST(Operators, GlobalAverageAndDense) {
  const auto scores = run({1, 2, 1, 2}, {1, 2, 3, 6}, [](test::GraphMaker& g) {
    const auto mean = g.op("g", graph::GlobalAveragePool{}, {g.input()});  // 2, 4
    return g.op("f", graph::Dense{},
                {mean, g.constant("w", {3, 2}, {1, 0, 0, 1, 1, 1}), g.constant("b", {3}, {0, 0, 9})});
  });
  EXPECT_THAT(scores, ElementsAre(2, 4, 15));
}

TEST(Operators, SoftmaxOfTheOutput) {
  test::GraphMaker g{{1, 1, 1, 2}};
  const auto flat = g.reshape("flat", g.input(), {1, 2});
  auto graph = g.make(g.op("s", graph::Softmax{}, {flat}));
  // e^0 : e^ln3 = 1 : 3
  EXPECT_THAT((Executor{graph, one_thread()}.scores_of_tensors(std::vector<float>{0.0F, std::log(3.0F)}, 1)),
              ElementsAre(FloatEq(0.25F), FloatEq(0.75F)));
}

TEST(Executor, AppliesThePreprocessingPerChannel) {
  test::GraphMaker g{{1, 1, 2, 3}};
  auto graph = g.make(g.reshape("flat", g.input(), {1, 6}));
  graph.set_preprocessing({.scale = {1.0F, 2.0F, 3.0F}, .offset = {0.5F, 0.0F, -1.0F}});
  // Pixels are channel-major: (1, 2), (3, 4), (5, 6).
  EXPECT_THAT((Executor{graph, one_thread()}.scores(std::vector<float>{1, 2, 3, 4, 5, 6}, 1)),
              ElementsAre(1.5F, 6, 14, 2.5F, 8, 17));
}

TEST(Executor, MovingStatisticsKeepTheBiasedVariance) {
  test::GraphMaker g{{1, 1, 1, 1}};
  const auto normal = g.op("b", graph::BatchNormalization{.epsilon = 1e-3F, .momentum = 0.99F},
                           {g.input(), g.constant("gamma", {1}, {1}), g.constant("beta", {1}, {0}),
                            g.constant("mean", {1}, {10}), g.constant("variance", {1}, {20})});
  Executor executor{g.make(g.reshape("flat", normal, {1, 1})),
                    {.precision = Precision::float32, .threads = 1, .batch_norm_momentum = 0.5}};
  // Batch 1, 5: mean 3, biased variance 4 (the unbiased one would be 8).
  const auto logits = executor.forward_training(std::vector<float>{1, 5}, 2);
  EXPECT_NEAR(logits[0], -2.0 / std::sqrt(4.001), 1e-6);
  EXPECT_THAT(executor.statistics()[0].values, ElementsAre(6.5F));
  EXPECT_THAT(executor.statistics()[1].values, ElementsAre(12.0F));
}

void expect_gradients_of_finite_differences(const graph::Graph& graph) {
  Executor executor{graph, one_thread()};
  RandomStream stream{1, RandomStage::test, 0};
  std::vector<float> images(5 * executor.image_size());
  for (float& pixel : images) pixel = static_cast<float>(stream.normal());
  const std::vector<std::int64_t> labels{0, 1, 2, 1, 0};
  const auto loss = [&] {
    executor.set_step({.number = 3, .first_image = 0});  // the same dropout each time
    return cross_entropy(executor.forward_training(images, 5), labels, 3, 0.0);
  };
  executor.backward(loss().gradient);
  std::vector<std::vector<float>> gradients;
  for (const Parameter& p : executor.parameters()) gradients.emplace_back(p.gradient.begin(), p.gradient.end());

  std::size_t checked = 0;
  std::size_t kinks = 0;
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    const Parameter p = executor.parameters()[i];
    ASSERT_EQ(gradients[i].size(), p.values.size()) << p.name;
    for (std::size_t k = 0; k < p.values.size(); k += 3) {
      const float value = p.values[k];
      const auto at = [&](float shift) {
        p.values[k] = value + shift;
        const double sum = loss().loss_sum / 5.0;
        p.values[k] = value;
        return sum;
      };
      constexpr float k_step = 4e-3F;
      const double wide = (at(k_step) - at(-k_step)) / (2.0 * static_cast<double>(k_step));
      const double narrow = (at(k_step / 2) - at(-k_step / 2)) / static_cast<double>(k_step);
      ++checked;
      // Two step lengths that disagree straddle the kink of a ReLU or a change of a maximum.
      if (!(std::abs(wide - narrow) <= 1e-3)) {
        ++kinks;
        continue;
      }
      // A kink closer than the narrow step still moves both differences a little; a wrong gradient is off by far more.
      EXPECT_TRUE(std::abs(narrow - static_cast<double>(gradients[i][k])) <= 5e-3 + 0.01 * std::abs(narrow))
          << p.name << "[" << k << "]: " << narrow << " and " << gradients[i][k];
    }
  }
  EXPECT_GT(checked, 40U);
  EXPECT_LT(kinks, checked / 5);
}

TEST(Executor, GradientsAgreeWithFiniteDifferences) {
  expect_gradients_of_finite_differences(test::branching_network());
}

TEST(Executor, GradientsOfGatedBranchesAgreeWithFiniteDifferences) {
  expect_gradients_of_finite_differences(test::gated_network());
}

/// input [1,1,1,C] -> dropout -> flat.
graph::Graph dropout_alone(std::int64_t channels, const graph::Dropout& dropout) {
  test::GraphMaker g{{1, 2, 1, channels}};
  return g.make(g.reshape("flat", g.op("d", dropout, {g.input()}), {1, 2 * channels}));
}

TEST(Dropout, KeepsTheRightShareAndTheMean) {
  Executor executor{dropout_alone(500, {.rate = 0.25F, .whole_images = false}), one_thread()};
  const std::vector<float> ones(20 * 1000, 1.0F);
  const auto values = executor.forward_training(ones, 20);
  std::size_t zeros = 0;
  for (const float value : values) {
    zeros += value == 0.0F ? 1U : 0U;
    EXPECT_TRUE(value == 0.0F || std::abs(value - 4.0F / 3.0F) < 1e-6F) << value;
  }
  // 20,000 draws: four deviations of sqrt(n p (1 - p)) = 61.
  EXPECT_NEAR(static_cast<double>(zeros), 5000.0, 245.0);
  EXPECT_EQ(executor.scores(ones, 20), ones) << "nothing happens at inference";
}

TEST(Dropout, OfWholeImagesTakesAllOrNothing) {
  Executor executor{dropout_alone(3, {.rate = 0.5F, .whole_images = true}), one_thread()};
  const auto values = executor.forward_training(std::vector<float>(64 * 6, 1.0F), 64);
  std::size_t kept = 0;
  for (std::size_t image = 0; image < 64; ++image) {
    const float first = values[image * 6];
    for (std::size_t i = 1; i < 6; ++i) EXPECT_EQ(values[image * 6 + i], first);
    kept += first == 2.0F ? 1U : 0U;
  }
  EXPECT_GT(kept, 16U);
  EXPECT_LT(kept, 48U);
}

TEST(Dropout, IsDrawnFromSeedStepAndPlaceOfTheImage) {
  const auto graph = dropout_alone(40, {.rate = 0.5F, .whole_images = false});
  const std::vector<float> two(2 * 80, 1.0F);
  const std::vector<float> one(80, 1.0F);
  Executor executor{graph, one_thread()};
  const auto first = executor.forward_training(two, 2);
  const auto second = executor.forward_training(two, 2);
  EXPECT_NE(first, second) << "each step has its own draws";
  executor.set_step({.number = 0, .first_image = 0});
  EXPECT_EQ(executor.forward_training(two, 2), first) << "a resumed training goes on with the draws it would have had";
  // The second image alone, as the second of two processes has it.
  executor.set_step({.number = 0, .first_image = 1});
  const auto alone = executor.forward_training(one, 1);
  EXPECT_TRUE(std::equal(alone.begin(), alone.end(), first.begin() + 80));
  Executor other{graph, {.precision = Precision::float32, .threads = 1, .batch_norm_momentum = {}, .seed = 1}};
  EXPECT_NE(other.forward_training(two, 2), first);
}

TEST(Operators, LogisticAndSwish) {
  const auto scores = [](const graph::Attributes& attributes) {
    return run({1, 1, 1, 3}, {0.0F, std::log(3.0F), -std::log(3.0F)},
               [&](test::GraphMaker& g) { return g.op("a", attributes, {g.input()}); });
  };
  // 1 / (1 + 1/3) = 3/4
  EXPECT_THAT(scores(graph::Logistic{}), ElementsAre(0.5F, FloatEq(0.75F), FloatEq(0.25F)));
  EXPECT_THAT(scores(graph::Swish{}),
              ElementsAre(0.0F, FloatEq(0.75F * std::log(3.0F)), FloatEq(-0.25F * std::log(3.0F))));
}

TEST(Operators, RescaleUsesTheLastNumberForFurtherChannels) {
  const auto scores = run({1, 1, 1, 4}, {1, 2, 3, 4}, [](test::GraphMaker& g) {
    return g.op("r", graph::Rescale{.scale = {1.0F, 10.0F, 100.0F}, .offset = {0.5F, 0.0F, -1.0F}}, {g.input()});
  });
  EXPECT_THAT(scores, ElementsAre(1.5F, 20, 299, 399));
}

TEST(Operators, BatchNormalizationWithoutGamma) {
  // (5 - 3) / sqrt(3 + 1) + 1 = 2
  const auto scores = run({1, 1, 1, 1}, {5}, [](test::GraphMaker& g) {
    return g.op(
        "b", graph::BatchNormalization{.epsilon = 1.0F, .momentum = 0.9F},
        {g.input(), g.constant("beta", {1}, {1}), g.constant("mean", {1}, {3}), g.constant("variance", {1}, {3})});
  });
  EXPECT_THAT(scores, ElementsAre(2));
}

TEST(Executor, ResultsDoNotDependOnTheRun) {
  const auto graph = test::branching_network();
  const auto once = [&graph] {
    Executor executor{graph, {.precision = Precision::float32, .threads = 2, .batch_norm_momentum = {}}};
    std::vector<float> images(4 * executor.image_size());
    for (std::size_t i = 0; i < images.size(); ++i) images[i] = static_cast<float>(i % 13) - 6.0F;
    const auto logits = executor.forward_training(images, 4);
    executor.backward(cross_entropy(logits, std::vector<std::int64_t>{0, 1, 2, 0}, 3, 0.0).gradient);
    std::vector<float> all{logits};
    for (const Parameter& p : executor.parameters()) all.insert(all.end(), p.gradient.begin(), p.gradient.end());
    return all;
  };
  EXPECT_EQ(once(), once());
}

TEST(Executor, Bfloat16IsNearFloat32) {
  if (!bfloat16_possible()) GTEST_SKIP() << "no AVX-512";
  const auto graph = test::branching_network();
  std::vector<std::vector<float>> logits;
  std::vector<std::vector<float>> gradients;
  for (const Precision precision : {Precision::float32, Precision::bfloat16}) {
    Executor executor{graph, {.precision = precision, .threads = 1, .batch_norm_momentum = {}}};
    RandomStream stream{1, RandomStage::test, 0};
    std::vector<float> images(8 * executor.image_size());
    for (float& pixel : images) pixel = static_cast<float>(stream.normal());
    logits.push_back(executor.forward_training(images, 8));
    executor.backward(cross_entropy(logits.back(), std::vector<std::int64_t>{0, 1, 2, 0, 1, 2, 0, 1}, 3, 0.0).gradient);
    gradients.emplace_back();
    for (const Parameter& p : executor.parameters()) {
      gradients.back().insert(gradients.back().end(), p.gradient.begin(), p.gradient.end());
    }
  }
  double difference = 0.0;
  double norm = 0.0;
  for (std::size_t i = 0; i < gradients[0].size(); ++i) {
    difference += std::pow(static_cast<double>(gradients[0][i]) - static_cast<double>(gradients[1][i]), 2);
    norm += std::pow(static_cast<double>(gradients[0][i]), 2);
  }
  EXPECT_NE(gradients[0], gradients[1]);
  // Eight bits of mantissa, a dozen layers, and maxima that may change places.
  EXPECT_TRUE(std::sqrt(difference / norm) <= 0.1) << std::sqrt(difference / norm);
  for (std::size_t i = 0; i < logits[0].size(); ++i) {
    EXPECT_NEAR(logits[0][i], logits[1][i], 0.05 + 0.01 * std::abs(logits[0][i]));
  }
}

TEST(Executor, StoresWhatItHolds) {
  auto graph = test::branching_network();
  Executor executor{graph, one_thread()};
  executor.parameters()[0].values[1] = 42.0F;
  executor.statistics()[0].values[0] = 7.0F;
  executor.store(graph);
  EXPECT_EQ(graph.tensor(executor.parameters()[0].tensor).values<float>()[1], 42.0F);
  EXPECT_EQ(graph.tensor(executor.statistics()[0].tensor).values<float>()[0], 7.0F);
}

TEST(Executor, TrainsTheParametersKerasCallsTrainable) {
  // keras.applications at three classes, sizes of trainable_weights and non_trainable_weights (the moving statistics):
  // together 23,570,947, 12,647,875, 21,808,931 and 5,923,155.
  const auto count = [](const char* name) {
    const auto size = graph::smallest_size(name);
    Executor executor{graph::make_network(name, {.height = size, .width = size}), one_thread()};
    std::size_t trainable = 0;
    std::size_t statistics = 0;
    for (const Parameter& p : executor.parameters()) trainable += p.values.size();
    for (const Statistic& s : executor.statistics()) statistics += s.values.size();
    return std::pair{trainable, statistics};
  };
  EXPECT_EQ(count("resnet50v2"), (std::pair<std::size_t, std::size_t>{23'525'507, 45'440}));
  EXPECT_EQ(count("densenet169"), (std::pair<std::size_t, std::size_t>{12'489'475, 158'400}));
  EXPECT_EQ(count("inceptionv3"), (std::pair<std::size_t, std::size_t>{21'774'499, 34'432}));
  EXPECT_EQ(count("efficientnetv2b0"), (std::pair<std::size_t, std::size_t>{5'862'547, 60'608}));
}

TEST(Executor, RefusesWhatItCannotTrain) {
  test::GraphMaker g{{1, 2, 2, 1}};
  auto graph = g.make(g.reshape("flat", g.input(), {1, 4}));
  graph.tensor(g.input()).type = graph::DataType::int8;
  test::expect_error([&] { Executor{graph, one_thread()}; }, ErrorKind::usage, {"cannot be trained", "input", "int8"});

  test::GraphMaker no_vector{{1, 2, 2, 1}};
  test::expect_error([&] { Executor(no_vector.make(no_vector.input()), one_thread()); }, ErrorKind::usage,
                     {"cannot be trained", "1x2x2x1"});
}

}  // namespace
}  // namespace wirebench::train
