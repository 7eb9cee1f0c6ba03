#include "wirebench/study/stage_cache.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/provenance.hpp"

namespace wirebench::study {
namespace {

class StageCacheTest : public testing::Test {
 protected:
  void SetUp() override {
    write_text_atomically(folder_ / "out.txt", "result");
    StageCache cache{folder_.path()};
    const std::vector<std::filesystem::path> outputs{"out.txt"};
    cache.record("images", "key-1", outputs, {{"images", 750}});
  }
  test::TemporaryFolder folder_;
};

TEST_F(StageCacheTest, KnowsAFinishedStageAfterReopening) {
  StageCache cache{folder_.path()};
  EXPECT_TRUE(cache.done("images", "key-1"));
  EXPECT_EQ(cache.facts("images")["images"], 750);
  EXPECT_TRUE(cache.warning().empty());
}

TEST_F(StageCacheTest, AnotherKeyOrStageIsNotDone) {
  StageCache cache{folder_.path()};
  EXPECT_FALSE(cache.done("images", "key-2"));
  EXPECT_FALSE(cache.done("train", "key-1"));
  EXPECT_TRUE(cache.facts("train").is_null());
}

TEST_F(StageCacheTest, AChangedOrMissingOutputIsNotDone) {
  write_text_atomically(folder_ / "out.txt", "altered");
  EXPECT_FALSE(StageCache{folder_.path()}.done("images", "key-1"));
  std::filesystem::remove(folder_ / "out.txt");
  EXPECT_FALSE(StageCache{folder_.path()}.done("images", "key-1"));
}

TEST_F(StageCacheTest, AFolderIsAnOutputToo) {
  write_text_atomically(folder_.path() / "model" / "saved_model.pb", "graph");
  StageCache cache{folder_.path()};
  const std::vector<std::filesystem::path> outputs{"model"};
  cache.record("convert", "key", outputs);
  EXPECT_TRUE(cache.done("convert", "key"));
  write_text_atomically(folder_.path() / "model" / "saved_model.pb", "other");
  EXPECT_FALSE(cache.done("convert", "key"));
}

TEST_F(StageCacheTest, EveryRecordSaysWhichBuildMadeIt) {
  Json manifest = read_json(folder_ / "manifest.json");
  EXPECT_EQ(manifest["stages"]["images"]["build"], build_stamp());
  const Json older{{"version", "0.1.0"}, {"commit", "feedbeef"}, {"dirty", false}};
  manifest["stages"]["images"]["build"] = older;
  manifest["stages"]["stale"] = manifest["stages"]["images"];
  manifest["stages"]["unsaid"] = {{"key", "key-1"}, {"outputs", Json::object()}};
  write_json(folder_ / "manifest.json", manifest);

  StageCache cache{folder_.path()};
  EXPECT_TRUE(cache.done("images", "key-1"));
  EXPECT_FALSE(cache.done("train", "key-1"));  // this build will
  EXPECT_FALSE(cache.done("stale", "key-2"));  // this build makes it again
  EXPECT_TRUE(cache.done("unsaid", "key-1"));  // recorded before builds were
  const Json expected = Json::array({{{"build", older}, {"stages", {"images"}}},
                                     {{"build", build_stamp()}, {"stages", {"train", "stale"}}},
                                     {{"build", nullptr}, {"stages", {"unsaid"}}}});
  EXPECT_EQ(cache.builds(), expected);
}

TEST_F(StageCacheTest, ADamagedManifestCountsAsEmptyAndSaysSo) {
  write_text_atomically(folder_ / "manifest.json", R"({"stages": {"images")");
  StageCache cache{folder_.path()};
  EXPECT_FALSE(cache.done("images", "key-1"));
  EXPECT_FALSE(cache.warning().empty());
}

TEST_F(StageCacheTest, AForeignManifestCountsAsEmpty) {
  for (const char* text : {"[]", "{}", R"({"stages": 3})", R"({"stages": {"images": 3}})"}) {
    write_text_atomically(folder_ / "manifest.json", text);
    EXPECT_FALSE(StageCache{folder_.path()}.done("images", "key-1")) << text;
  }
}

}  // namespace
}  // namespace wirebench::study
