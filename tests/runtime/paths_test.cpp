#include <gtest/gtest.h>

#include "runtime/variable.hpp"

#include "wirebench/runtime/runtime.hpp"

namespace wirebench::runtime {
namespace {

using test::Variable;

TEST(RuntimePaths, FollowTheEnvironment) {
  const Variable environments{"WIREBENCH_ENVIRONMENTS", "/e"};
  const Variable workers{"WIREBENCH_WORKERS", "/w"};
  const Variable native{"WIREBENCH_NATIVE_WORKER", "/n"};
  const RuntimePaths paths = default_paths();
  EXPECT_EQ(paths.environments, "/e");
  EXPECT_EQ(paths.workers, "/w");
  EXPECT_EQ(paths.native_worker, "/n");
}

TEST(RuntimePaths, AreOtherwiseTheUsersDataFolderAndTheBuildTree) {
  const Variable environments{"WIREBENCH_ENVIRONMENTS", std::nullopt};
  const Variable workers{"WIREBENCH_WORKERS", std::nullopt};
  const Variable native{"WIREBENCH_NATIVE_WORKER", std::nullopt};
  const Variable home{"HOME", "/home/ada"};
  {
    const Variable data{"XDG_DATA_HOME", "/data"};
    EXPECT_EQ(default_paths().environments, "/data/wirebench/environments");
  }
  const Variable data{"XDG_DATA_HOME", "relative"};
  const RuntimePaths paths = default_paths();
  EXPECT_EQ(paths.environments, "/home/ada/.local/share/wirebench/environments");
  EXPECT_TRUE(std::filesystem::is_regular_file(paths.workers / "worker_protocol.py")) << paths.workers;
  EXPECT_TRUE(std::filesystem::is_regular_file(paths.workers / "requirements-litert.txt"));
  EXPECT_EQ(paths.native_worker.filename(), "wirebench-native-worker");
}

}  // namespace
}  // namespace wirebench::runtime
