#include <gtest/gtest.h>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/study/evaluate.hpp"

namespace wirebench::study {
namespace {

TEST(Predictions, ReadsWhatTrainingAndEvaluationWrite) {
  const test::TemporaryFolder folder;
  // A class name with a comma is quoted in the header.
  write_text_atomically(
      folder / "p.csv",
      "event,label,prediction,NC,\"numu, CC\",nue CC\n11,2,2,0.1,0.2,0.7\n12,0,1,0.4,0.5,0.100000009\n");
  const Predictions read = read_predictions(folder / "p.csv");
  EXPECT_EQ(read.classes, 3U);
  EXPECT_EQ(read.event_ids, (std::vector<std::uint64_t>{11, 12}));
  EXPECT_EQ(read.labels, (std::vector<std::uint32_t>{2, 0}));
  EXPECT_EQ(read.scores, (std::vector<float>{0.1F, 0.2F, 0.7F, 0.4F, 0.5F, 0.100000009F}));
  EXPECT_EQ(read.classes_predicted(), (std::vector<std::uint32_t>{2, 1}));
}

TEST(Predictions, DamagedTablesAreNamedWithTheirLine) {
  const test::TemporaryFolder folder;
  const std::string header = "event,label,prediction,score NC,score numu CC,score nue CC\n";
  for (const auto& [text, part] :
       std::vector<std::pair<std::string, std::string>>{{"a,b\n", ":1"},
                                                        {header + "1,2,2,0.1\n", ":2"},
                                                        {header + "1,2,2,0.1,0.2,0.7\n1,2,2,0.1,0.2\n", ":3"},
                                                        {header + "1,2,2,0.1,0.2,0.7\n1,x,2,0.1,0.2,0.7\n", ":3"}}) {
    write_text_atomically(folder / "p.csv", text);
    test::expect_error([&] { (void)read_predictions(folder / "p.csv"); }, ErrorKind::failed, {"p.csv" + part});
  }
}

}  // namespace
}  // namespace wirebench::study
