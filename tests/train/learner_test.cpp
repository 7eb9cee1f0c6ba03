// The host's form is compared with Keras in keras_parity_test.cpp. Here: the tensors' form, which CUDA uses, against
// it, and several processes against one.
#include "wirebench/train/learner.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <thread>

#include "train/branching_network.hpp"
#include "train/thread_collective.hpp"

#include "wirebench/core/random.hpp"
#include "wirebench/train/learner_form.hpp"

namespace wirebench::train {
namespace {

constexpr std::size_t k_images = 10;

struct Images {
  std::vector<float> pixels;
  std::vector<std::int64_t> labels;

  /// Noise of the kind a batch would be; whole numbers where `bytes`, as most datasets have.
  Images(std::size_t image_size, bool bytes) {
    RandomStream random{5, RandomStage::test, 1};
    pixels.resize(k_images * image_size);
    for (float& pixel : pixels) {
      pixel = bytes ? static_cast<float>(random.below(256)) / 64.0F : static_cast<float>(random.normal());
    }
    for (std::size_t i = 0; i < k_images; ++i) labels.push_back(static_cast<std::int64_t>(i % 3));
  }
  [[nodiscard]] StepBatch part(std::size_t first, std::size_t count) const {
    const std::size_t size = pixels.size() / k_images;
    return {.pixels = std::span{pixels}.subspan(first * size, count * size),
            .labels = std::span{labels}.subspan(first, count),
            .whole = k_images,
            .first = first};
  }
};

LearnerOptions everything_on(OptimizerKind kind) {
  LearnerOptions o;
  o.executor.threads = 1;
  o.executor.batch_norm_momentum = 0.8;
  o.optimizer.kind = kind;
  // A bias before a normalisation has a gradient of rounding errors only; a small epsilon would make steps of them.
  o.optimizer.epsilon = 1e-3;
  o.optimizer.weight_decay = kind == OptimizerKind::adam ? 0.0 : 0.05;
  o.label_smoothing = 0.1;
  o.class_weights = {0.5, 1.0, 2.0};
  o.gradient_clip = 0.5;
  o.average_decay = 0.9;
  return o;
}

double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  EXPECT_EQ(a.size(), b.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const double difference = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    if (!(difference <= largest)) largest = difference;  // also keeps a NaN
  }
  return largest;
}

void expect_near(const LearnerState& a, const LearnerState& b, double tolerance) {
  EXPECT_EQ(a.steps, b.steps);
  EXPECT_LE(largest_difference(a.parameters, b.parameters), tolerance);
  EXPECT_LE(largest_difference(a.statistics, b.statistics), tolerance);
  EXPECT_LE(largest_difference(a.average, b.average), tolerance);
  ASSERT_EQ(a.moments.size(), b.moments.size());
  for (std::size_t i = 0; i < a.moments.size(); ++i) {
    EXPECT_LE(largest_difference(a.moments[i], b.moments[i]), tolerance);
  }
}

class LearnerForms : public testing::TestWithParam<OptimizerKind> {};

void expect_agreement(const graph::Graph& graph, const LearnerOptions& options) {
  const auto host = make_host_form(graph, options);
  const auto tensors = make_tensor_form(graph, options);
  const Images images{host->image_size(), true};
  const LearnerState start = host->state();
  for (int step = 0; step < 3; ++step) {
    host->step(images.part(0, k_images), 0.02);
    tensors->step(images.part(0, k_images), 0.02);
  }
  expect_near(host->state(), tensors->state(), 2e-4);
  EXPECT_GT(largest_difference(host->state().parameters, start.parameters), 0.01);
  const StepTotals a = host->totals();
  const StepTotals b = tensors->totals();
  EXPECT_NEAR(a.loss, b.loss, 1e-3);
  EXPECT_EQ(a.correct, b.correct);
  EXPECT_EQ(a.images, 3 * k_images);
  EXPECT_EQ(b.images, 3 * k_images);
  EXPECT_EQ(host->parameter_count(), tensors->parameter_count());
  const StepBatch all = images.part(0, k_images);
  EXPECT_LE(largest_difference(host->logits(all.pixels, k_images), tensors->logits(all.pixels, k_images)), 2e-3);
}

TEST_P(LearnerForms, AgreeAfterThreeSteps) {
  expect_agreement(test::branching_network(), everything_on(GetParam()));
  expect_agreement(test::gated_network(), everything_on(GetParam()));  // with dropout
}

TEST_P(LearnerForms, GoOnFromAStateOfTheOtherForm) {
  const auto graph = test::branching_network();
  const LearnerOptions options = everything_on(GetParam());
  const auto host = make_host_form(graph, options);
  const Images images{host->image_size(), false};
  host->step(images.part(0, k_images), 0.02);
  const auto tensors = make_tensor_form(graph, options);
  tensors->restore(host->state());
  expect_near(host->state(), tensors->state(), 0.0);
  host->step(images.part(0, k_images), 0.02);
  tensors->step(images.part(0, k_images), 0.02);
  expect_near(host->state(), tensors->state(), 2e-4);
  const auto again = make_host_form(graph, options);
  again->restore(tensors->state());
  expect_near(again->state(), tensors->state(), 0.0);
}

/// The state after two steps on `ranks` processes, of which each has its part of every batch; and the totals.
std::pair<LearnerState, StepTotals> trained_by(int ranks, const graph::Graph& graph, const LearnerOptions& options) {
  test::ThreadMeeting meeting{ranks};
  std::optional<std::pair<LearnerState, StepTotals>> result;
  std::vector<std::jthread> threads;
  for (int rank = 0; rank < ranks; ++rank) {
    threads.emplace_back([&, rank] {
      test::ThreadCollective group{meeting, rank};
      LearnerOptions own = options;
      if (ranks > 1) own.executor.group = &group;
      Learner learner{graph, own};
      const Images images{learner.image_size(), false};
      // Parts of different size: 3 and 7 of 10.
      const std::size_t first = ranks == 1 ? 0 : rank == 0 ? 0 : 3;
      const std::size_t count = ranks == 1 ? k_images : rank == 0 ? 3 : k_images - 3;
      for (int step = 0; step < 2; ++step) learner.step(images.part(first, count), 0.02);
      const StepTotals totals = learner.totals();
      if (rank == 0) result = {learner.state(), totals};
    });
  }
  threads.clear();
  return *result;
}

TEST_P(LearnerForms, TwoProcessesTrainAsOne) {
  const LearnerOptions options = everything_on(GetParam());
  for (const auto& graph : {test::branching_network(), test::gated_network()}) {
    const auto [one, one_totals] = trained_by(1, graph, options);
    const auto [two, two_totals] = trained_by(2, graph, options);
    expect_near(one, two, 2e-4);
    EXPECT_NEAR(one_totals.loss, two_totals.loss, 1e-3);
    EXPECT_EQ(one_totals.correct, two_totals.correct);
    EXPECT_EQ(one_totals.images, two_totals.images);
  }
}

INSTANTIATE_TEST_SUITE_P(Optimizers, LearnerForms,
                         testing::Values(OptimizerKind::sgd, OptimizerKind::adam, OptimizerKind::adamw),
                         [](const auto& made) { return std::string{name(made.param)}; });

/// Parameters, then statistics.
std::vector<float> both(const LearnerState& state) {
  std::vector<float> values = state.parameters;
  values.insert(values.end(), state.statistics.begin(), state.statistics.end());
  return values;
}

class BothForms : public testing::TestWithParam<bool> {
 protected:
  static std::unique_ptr<Learner::Form> make(const LearnerOptions& options) {
    return GetParam() ? make_host_form(test::branching_network(), options)
                      : make_tensor_form(test::branching_network(), options);
  }
};

TEST_P(BothForms, SwapTheAverageInAndOut) {
  const auto form = make(everything_on(OptimizerKind::adamw));
  const Images images{form->image_size(), false};
  form->step(images.part(0, k_images), 0.05);
  const LearnerState before = form->state();
  EXPECT_NE(both(before), before.average);
  form->swap_average();
  EXPECT_EQ(both(form->state()), before.average);
  EXPECT_EQ(form->state().average, both(before));
  form->swap_average();
  EXPECT_EQ(both(form->state()), both(before));
}

// After the first step 2 / 11 of the average is what was before; moving statistics belong to the weights they were
// gathered with, and are averaged like them.
TEST_P(BothForms, AverageTheMovingStatisticsToo) {
  const auto form = make(everything_on(OptimizerKind::adamw));
  const std::vector<float> first = both(form->state());
  const Images images{form->image_size(), false};
  form->step(images.part(0, k_images), 0.05);
  const LearnerState after = form->state();
  const std::vector<float> values = both(after);
  ASSERT_FALSE(after.statistics.empty());
  ASSERT_EQ(after.average.size(), values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double expected = 2.0 / 11.0 * static_cast<double>(first[i]) + 9.0 / 11.0 * static_cast<double>(values[i]);
    EXPECT_NEAR(static_cast<double>(after.average[i]), expected, 1e-6) << i;
  }
}

TEST_P(BothForms, GoOnFromAState) {
  const LearnerOptions options = everything_on(OptimizerKind::adamw);
  const auto one = make(options);
  const auto other = make(options);
  const Images images{one->image_size(), false};
  one->step(images.part(0, k_images), 0.05);
  other->restore(one->state());
  one->step(images.part(0, k_images), 0.05);
  other->step(images.part(0, k_images), 0.05);
  EXPECT_EQ(both(one->state()), both(other->state()));
  EXPECT_EQ(one->state().average, other->state().average);
}

TEST_P(BothForms, ShowALossThatIsNoNumber) {
  const auto form = make(everything_on(OptimizerKind::sgd));
  Images images{form->image_size(), false};
  images.pixels[7] = std::numeric_limits<float>::quiet_NaN();
  form->step(images.part(0, k_images), 0.01);
  EXPECT_TRUE(std::isnan(form->totals().loss));
  form->reset_totals();
  EXPECT_EQ(form->totals().loss, 0.0);
  EXPECT_EQ(form->totals().images, 0U);
}

INSTANTIATE_TEST_SUITE_P(Forms, BothForms, testing::Bool(),
                         [](const auto& made) { return made.param ? "Host" : "Tensors"; });

TEST(Learner, KnowsStatesThatAreNotItsOwn) {
  LearnerOptions options = everything_on(OptimizerKind::adamw);
  Learner learner{test::branching_network(), options};
  LearnerState state = learner.state();
  EXPECT_TRUE(learner.fits(state));
  state.moments.pop_back();
  EXPECT_FALSE(learner.fits(state));
  options.average_decay = 0.0;
  const Learner without_average{test::branching_network(), options};
  EXPECT_FALSE(learner.fits(without_average.state()));
}

}  // namespace
}  // namespace wirebench::train
