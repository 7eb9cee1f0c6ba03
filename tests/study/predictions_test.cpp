#include <gtest/gtest.h>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/study/evaluate.hpp"

namespace wirebench::study {
namespace {

const std::vector<std::string> k_names{"NC", "numu CC", "nue CC"};

Predictions example() {
  Predictions predictions;
  predictions.classes = 3;
  predictions.event_ids = {11, 12};
  predictions.labels = {2, 0};
  predictions.scores = {0.1F, 0.2F, 0.7F, 0.4F, 0.5F, 0.1F};
  return predictions;
}

TEST(Predictions, RoundTripKeepsEveryBit) {
  const test::TemporaryFolder folder;
  Predictions predictions = example();
  predictions.scores[0] = 0.1000000089F;
  write_predictions(predictions, k_names, folder / "p.csv");
  const Predictions read = read_predictions(folder / "p.csv");
  EXPECT_EQ(read.event_ids, predictions.event_ids);
  EXPECT_EQ(read.labels, predictions.labels);
  EXPECT_EQ(read.scores, predictions.scores);
  EXPECT_EQ(read.classes_predicted(), (std::vector<std::uint32_t>{2, 1}));
}

TEST(Predictions, TheTableReadsAsDocumented) {
  const test::TemporaryFolder folder;
  write_predictions(example(), k_names, folder / "p.csv");
  EXPECT_EQ(read_file(folder / "p.csv"),
            "event,label,prediction,score NC,score numu CC,score nue CC\n11,2,2,0.1,0.2,0.7\n12,0,1,0.4,0.5,0.1\n");
}

TEST(Predictions, DamagedTablesAreNamedWithTheirLine) {
  const test::TemporaryFolder folder;
  const std::string header = "event,label,prediction,score NC,score numu CC,score nue CC\n";
  for (const auto& [text, part] :
       std::vector<std::pair<std::string, std::string>>{{"a,b\n", ":1"},
                                                        {header + "1,2,2,0.1,0.2\n", ":2"},
                                                        {header + "1,2,2,0.1,0.2,0.7\n1,x,2,0.1,0.2,0.7\n", ":3"}}) {
    write_text_atomically(folder / "p.csv", text);
    test::expect_error([&] { (void)read_predictions(folder / "p.csv"); }, ErrorKind::failed, {"p.csv" + part});
  }
}

}  // namespace
}  // namespace wirebench::study
