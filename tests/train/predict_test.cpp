#include "wirebench/train/predict.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"
#include "train/graph_maker.hpp"
#include "train/toy_dataset.hpp"

#include "wirebench/core/atomic_file.hpp"

namespace wirebench::train {
namespace {

/// Scores: mean of channel 0, of channel 1, and a constant 30.
graph::Graph mean_network(std::int64_t size = 12, std::int64_t classes = 3) {
  test::GraphMaker g{{1, size, size, 3}};
  const auto mean = g.op("g", graph::GlobalAveragePool{}, {g.input()});
  std::vector<float> weights(static_cast<std::size_t>(classes) * 3, 0.0F);
  weights[0] = weights[4] = 1.0F;
  std::vector<float> bias(static_cast<std::size_t>(classes), 0.0F);
  bias.back() = 30.0F;
  return g.make(
      g.op("f", graph::Dense{}, {mean, g.constant("w", {classes, 3}, weights), g.constant("b", {classes}, bias)}));
}

class Predict : public testing::Test {
 protected:
  Predict() { test::write_toy_dataset(folder_ / "toy.h5", 5, 6); }
  test::TemporaryFolder folder_;
};

TEST_F(Predict, GivesOneRowAPositionInTheOrderAsked) {
  const dataset::DatasetReader reader{folder_ / "toy.h5"};
  const std::vector<std::uint64_t> positions{7, 0, 3};
  std::vector<float> expected;
  for (const std::uint64_t position : positions) {
    std::vector<float> image(3 * 144);
    reader.read(position, image);
    for (std::size_t c = 0; c < 2; ++c) {
      double sum = 0.0;
      for (std::size_t i = 0; i < 144; ++i) sum += image[c * 144 + i];
      expected.push_back(static_cast<float>(sum / 144.0));
    }
    expected.push_back(30.0F);
  }
  for (const std::size_t batch : {1U, 2U, 50U}) {
    PredictOptions options;
    options.threads = 1;
    options.batch_size = batch;
    const auto scores = predict(mean_network(), reader, positions, options);
    ASSERT_EQ(scores.size(), 9U);
    for (std::size_t i = 0; i < 9; ++i) EXPECT_NEAR(scores[i], expected[i], 1e-3) << i;
  }
}

TEST_F(Predict, CountsAndWritesWhatItPredicts) {
  const dataset::DatasetReader reader{folder_ / "toy.h5"};
  const std::vector<std::uint64_t> positions{1, 5};  // labels 1 and 2
  const std::vector<float> scores{0.25F, 0.75F, 0.0F, 0.1F, 0.7F, 0.2F};
  const ConfusionMatrix confusion = confusion_of(reader, positions, scores);
  EXPECT_EQ(confusion.count(1, 1), 1U);
  EXPECT_EQ(confusion.count(2, 1), 1U);
  write_predictions(folder_ / "p.csv", reader, positions, scores);
  EXPECT_EQ(read_file(folder_ / "p.csv"),
            "event,label,prediction,NC,numu CC,nue CC,true_energy_mev,visible_charge_electrons,flux_weight\n"
            "101,1,1,0.25,0.75,0,,,\n"
            "105,2,1,0.100000001,0.699999988,0.200000003,,,\n");
}

TEST_F(Predict, RefusesImagesAndNetworksThatDoNotFit) {
  const dataset::DatasetReader reader{folder_ / "toy.h5"};
  const std::vector<std::uint64_t> positions{0};
  test::expect_error([&] { static_cast<void>(predict(mean_network(16), reader, positions)); }, ErrorKind::usage,
                     {"1x12x12x3", "1x16x16x3"});
  test::expect_error([&] { static_cast<void>(predict(mean_network(12, 4), reader, positions)); }, ErrorKind::usage,
                     {"3 classes", "1x4"});
}

}  // namespace
}  // namespace wirebench::train
