#include "wirebench/train/checkpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/temporary_folder.hpp"

#include "wirebench/core/hdf5.hpp"
#include "wirebench/core/log.hpp"

namespace wirebench::train {
namespace {

using testing::HasSubstr;

class CheckpointFile : public testing::Test {
 protected:
  CheckpointFile() : path_{folder_ / "checkpoint.h5"} {
    CheckpointView view;
    view.configuration = "abc";
    view.optimizer_steps = 38;
    view.history = history_;
    view.parameters = {first_, second_};
    view.statistics = {first_};
    view.moments = moments_;
    view.progress = progress_;
    view.average = second_;
    view.best_parameters = first_;
    view.best_statistics = second_;
    write_checkpoint(path_, view);
  }

  test::TemporaryFolder folder_;
  std::filesystem::path path_;
  EpochProgress progress_{.steps = 12, .loss = 0.1, .correct = 3, .images = 4, .seconds = 1.5, .waited = 0.25};
  std::vector<EpochRecord> history_{{.epoch = 1, .training_loss = 0.1, .seconds = 2.5}, {.epoch = 2}};
  std::vector<float> first_{1, 2, 3};
  std::vector<float> second_{4.5F};
  std::vector<std::vector<float>> moments_{{1, 2, 3, 4}, {5, 6, 7, 8}};
};

TEST_F(CheckpointFile, ComesBack) {
  const auto found = read_checkpoint(path_);
  ASSERT_TRUE(found);
  const Checkpoint& c = found.value();
  EXPECT_EQ(c.configuration, "abc");
  EXPECT_EQ(c.optimizer_steps, 38U);
  EXPECT_EQ(c.parameters, (std::vector<float>{1, 2, 3, 4.5F}));
  EXPECT_EQ(c.statistics, first_);
  EXPECT_EQ(c.moments, moments_);
  EXPECT_EQ(c.progress, progress_);
  EXPECT_EQ(c.average, second_);
  EXPECT_EQ(c.best_parameters, first_);
  EXPECT_EQ(c.best_statistics, second_);
  ASSERT_EQ(c.history.size(), 2U);
  EXPECT_EQ(c.history[0].training_loss, 0.1);
  EXPECT_EQ(c.history[0].seconds, 2.5);
  EXPECT_EQ(c.history[1].epoch, 2U);
}

TEST_F(CheckpointFile, MissingIsAbsent) {
  EXPECT_THAT(read_checkpoint(folder_ / "none.h5").reason(), HasSubstr("no checkpoint"));
}

TEST_F(CheckpointFile, TruncatedIsNotTrusted) {
  std::filesystem::resize_file(path_, std::filesystem::file_size(path_) / 2);
  const auto found = read_checkpoint(path_);
  ASSERT_FALSE(found);
  EXPECT_THAT(found.reason(), HasSubstr("damaged"));
}

TEST_F(CheckpointFile, OneChangedNumberIsNotTrusted) {
  // 4.5F is stored once, in little-endian bytes.
  std::fstream file{path_, std::ios::in | std::ios::out | std::ios::binary};
  const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
  const auto place = bytes.find(std::string{"\0\0\x90\x40", 4});
  ASSERT_NE(place, std::string::npos);
  file.clear();
  file.seekp(static_cast<std::streamoff>(place));
  file.put('\x01');
  file.close();
  const auto found = read_checkpoint(path_);
  ASSERT_FALSE(found);
  EXPECT_THAT(found.reason(), HasSubstr("damaged: its content does not match its digest"));
}

TEST_F(CheckpointFile, TheOneBeforeStaysAndTakesOver) {
  EXPECT_EQ(previous_checkpoint("a/checkpoint.h5"), "a/checkpoint.previous.h5");
  EXPECT_FALSE(std::filesystem::exists(previous_checkpoint(path_)));
  CheckpointView next;
  next.configuration = "next";
  next.parameters = {first_};
  next.statistics = {second_};
  next.moments = moments_;
  write_checkpoint(path_, next);
  const Log log = Log::silent();
  EXPECT_EQ(read_last_checkpoint(path_, log).value().configuration, "next");
  EXPECT_TRUE(read_last_checkpoint(path_, log).value().average.empty());
  EXPECT_EQ(read_checkpoint(previous_checkpoint(path_)).value().configuration, "abc");

  std::filesystem::resize_file(path_, std::filesystem::file_size(path_) - 10);
  EXPECT_EQ(read_last_checkpoint(path_, log).value().configuration, "abc");
  // The damaged one is gone: it would have pushed the whole one out at the next write.
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_EQ(read_last_checkpoint(path_, log).value().configuration, "abc");
  write_checkpoint(path_, next);
  EXPECT_EQ(read_checkpoint(previous_checkpoint(path_)).value().configuration, "abc");

  std::filesystem::resize_file(path_, 10);
  std::filesystem::resize_file(previous_checkpoint(path_), 10);
  EXPECT_THAT(read_last_checkpoint(path_, log).reason(), HasSubstr("damaged"));
  EXPECT_TRUE(std::filesystem::exists(path_));  // nothing takes its place
}

TEST_F(CheckpointFile, OtherFilesAreNotCheckpoints) {
  const auto other = folder_ / "other.h5";
  hdf5::File::create(other).close();
  EXPECT_THAT(read_checkpoint(other).reason(), HasSubstr("not a checkpoint"));
  std::ofstream{folder_ / "text.h5"} << "hello";
  EXPECT_THAT(read_checkpoint(folder_ / "text.h5").reason(), HasSubstr("damaged"));
}

}  // namespace
}  // namespace wirebench::train
