#include "wirebench/core/scratch_folder.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "wirebench/core/error.hpp"

namespace wirebench {
namespace {

TEST(ScratchFolder, IsEmptyItsOwnAndRemovedWithItsContent) {
  std::filesystem::path path;
  {
    const ScratchFolder one;
    const ScratchFolder other;
    path = one.path();
    EXPECT_NE(path, other.path());
    EXPECT_TRUE(std::filesystem::is_empty(path));
    std::filesystem::create_directory(path / "deeper");
    std::ofstream{path / "deeper" / "file"} << "x";
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(ScratchFolder, SaysThatTheTemporaryFolderIsMissing) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {  // the environment of this process stays as it is
    ::setenv("TMPDIR", "/nonexistent-folder", 1);
    try {
      const ScratchFolder folder;
    } catch (const Error& error) {
      const std::string text = error.what();
      const bool clear =
          text.find("/nonexistent-folder") != std::string::npos && text.find("Set TMPDIR") != std::string::npos;
      ::_exit(clear && error.kind() == ErrorKind::usage ? 42 : 43);
    }
    ::_exit(44);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 42);
}

}  // namespace
}  // namespace wirebench
