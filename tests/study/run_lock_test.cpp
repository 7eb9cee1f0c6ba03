#include "wirebench/study/run_lock.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

namespace wirebench::study {
namespace {

TEST(RunLock, OneAtATimeAndFreeAgainAfterwards) {
  const test::TemporaryFolder folder;
  std::optional<RunLock> first{folder.path()};
  test::expect_error([&] { const RunLock second{folder.path()}; }, ErrorKind::failed, {"in use"});
  first.reset();
  EXPECT_NO_THROW(RunLock{folder.path()});
}

}  // namespace
}  // namespace wirebench::study
