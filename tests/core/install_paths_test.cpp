#include "wirebench/core/install_paths.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

namespace wirebench {
namespace {

/// Sets WIREBENCH_DATA for one test.
class DataFolder : public testing::Test {
 protected:
  static void choose(const std::string& folder) { ::setenv("WIREBENCH_DATA", folder.c_str(), 1); }
  void TearDown() override { ::unsetenv("WIREBENCH_DATA"); }
};

TEST_F(DataFolder, IsTheOneOfTheSourcesForAProgramThatIsNotInstalled) {
  ::unsetenv("WIREBENCH_DATA");
  EXPECT_TRUE(std::filesystem::exists(data_folder() / "detectors" / "poster.toml"));
  EXPECT_TRUE(std::filesystem::exists(data_folder() / "events_sample.h5"));
}

TEST_F(DataFolder, FollowsTheEnvironment) {
  const test::TemporaryFolder folder;
  choose(folder.path().string());
  EXPECT_EQ(data_folder(), folder.path());
}

TEST_F(DataFolder, RefusesAChosenFolderThatIsNotThere) {
  choose("/nowhere/data");
  test::expect_error([] { static_cast<void>(data_folder()); }, ErrorKind::usage, {"/nowhere/data", "WIREBENCH_DATA"});
}

}  // namespace
}  // namespace wirebench
