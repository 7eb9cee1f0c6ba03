#include "wirebench/study/training_stage.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/study/run_layout.hpp"

namespace wirebench::study {
namespace {

/// Key of the training stage of a one-network study with these lines in its [study] and [training].
std::string key_with(const std::string& study, const std::string& training) {
  const test::TemporaryFolder folder;
  const auto sample = std::filesystem::absolute(WIREBENCH_SOURCE_DIR) / "data/events_sample.h5";
  write_text_atomically(folder / "s.toml", "[study]\n" + study + "\n[training]\n" + training +
                                               "\n[transport]\ninput = '" + sample.string() +
                                               "'\n[dataset]\ntraining = 30\nvalidation = 12\n"
                                               "[[network]]\nname = 'resnet50v2'\n[[target]]\nname = 'native:cpu'\n");
  const StudyOptions options = read_study(folder / "s.toml");
  write_text_atomically(folder.path() / layout::images(), "images");
  StageCache cache{folder.path()};
  const Log log = Log::silent();
  const RunContext run{options, folder.path(), cache, {}, log};
  return training_stage_key(run, options.networks[0]);
}

TEST(TrainingStage, TheKeyFollowsTheSeedThatTrains) {
  EXPECT_EQ(key_with("seed = 5", ""), key_with("seed = 6", "seed = 5"));
  EXPECT_NE(key_with("seed = 5", ""), key_with("seed = 6", ""));
  EXPECT_NE(key_with("seed = 5", "seed = 5"), key_with("seed = 5", "seed = 6"));
}

}  // namespace
}  // namespace wirebench::study
