#include "wirebench/study/evaluate.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "study/labelled_lines.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/measure/predictions.hpp"
#include "wirebench/train/predict.hpp"

namespace wirebench::study {
namespace {

using wirebench::test::TemporaryFolder;

TEST(JudgedSplit, IsTheTestSplitWhereThereIsOne) {
  const TemporaryFolder folder;
  test::write_labelled_lines(folder / "without.h5", 6);
  test::write_labelled_lines(folder / "with.h5", 6, 3);
  EXPECT_EQ(judged_split(dataset::DatasetReader{folder / "without.h5"}), dataset::Split::validation);
  EXPECT_EQ(judged_split(dataset::DatasetReader{folder / "with.h5"}), dataset::Split::test);
}

TEST(PredictionsOf, HoldWhatTheDatasetKnowsAndComeBackFromTheirTable) {
  const TemporaryFolder folder;
  test::write_labelled_lines(folder / "d.h5", 6);
  const dataset::DatasetReader images{folder / "d.h5"};
  const std::vector<std::uint64_t> positions{7, 2};
  const std::vector<float> scores{0.1F, 0.7F, 0.2F, 0.3F, 0.3F, 0.4F};
  const Predictions made = predictions_of(images, positions, scores);
  EXPECT_EQ(made.event_ids, (std::vector<std::uint64_t>{507, 502}));
  EXPECT_EQ(made.labels, (std::vector<std::uint32_t>{1, 2}));
  EXPECT_EQ(made.true_energy_mev, (std::vector<double>{1070, 1020}));
  EXPECT_EQ(made.visible_charge, (std::vector<double>{8000, 3000}));
  EXPECT_EQ(made.flux_weight, (std::vector<double>{1.5, 2.5}));
  train::write_predictions(folder / "p.csv", images, positions, scores);
  const Predictions read = measure::read_predictions(folder / "p.csv");
  EXPECT_EQ(read.event_ids, made.event_ids);
  EXPECT_EQ(read.labels, made.labels);
  EXPECT_EQ(read.scores, made.scores);
  EXPECT_EQ(read.true_energy_mev, made.true_energy_mev);
  EXPECT_EQ(read.visible_charge, made.visible_charge);
  EXPECT_EQ(read.flux_weight, made.flux_weight);
}

}  // namespace
}  // namespace wirebench::study
