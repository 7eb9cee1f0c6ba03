#include "wirebench/core/error.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace wirebench {
namespace {

TEST(Error, RendersAllPartsInOrder) {
  EXPECT_EQ(render({"unknown key", "quick.toml:3: training.epoch", "known are epochs", "Did you mean 'epochs'?"}),
            "unknown key: quick.toml:3: training.epoch (known are epochs). Did you mean 'epochs'?");
}

TEST(Error, LeavesOutEmptyParts) {
  EXPECT_EQ(render({"it failed", "", "", ""}), "it failed.");
}

TEST(Error, ExitCodesFollowTheCommandLine) {
  EXPECT_EQ(exit_code(ErrorKind::failed), 1);
  EXPECT_EQ(exit_code(ErrorKind::usage), 2);
  EXPECT_EQ(exit_code(ErrorKind::missing), 3);
}

TEST(Error, FullDiskSaysWhatToDo) {
  const Error error = file_error("cannot write", "a.h5", ENOSPC);
  EXPECT_EQ(error.kind(), ErrorKind::failed);
  EXPECT_NE(std::string{error.what()}.find("Free space"), std::string::npos);
}

}  // namespace
}  // namespace wirebench
