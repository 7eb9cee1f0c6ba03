#include "wirebench/core/descriptor.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <utility>

namespace wirebench {
namespace {

int open_one() {
  return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}
bool is_open(int number) {
  return ::fcntl(number, F_GETFD) >= 0;
}

TEST(Descriptor, ClosesWhenItGoes) {
  const int number = open_one();
  {
    const Descriptor owner{number};
    EXPECT_TRUE(owner.valid());
    EXPECT_TRUE(is_open(number));
  }
  EXPECT_FALSE(is_open(number));
}

TEST(Descriptor, MovesItsOwnership) {
  const int first = open_one();
  const int second = open_one();
  Descriptor from{first};
  Descriptor to{second};
  to = std::move(from);
  EXPECT_FALSE(from.valid());  // NOLINT(bugprone-use-after-move): what is left is documented
  EXPECT_EQ(to.get(), first);
  EXPECT_TRUE(is_open(first));
  EXPECT_FALSE(is_open(second));
}

TEST(Descriptor, ClosingSaysHowItWentAndHappensOnce) {
  const int number = open_one();
  Descriptor owner{number};
  EXPECT_EQ(owner.close(), 0);
  EXPECT_FALSE(owner.valid());
  EXPECT_EQ(owner.close(), 0);
  Descriptor stale{number};  // closed before: close(2) fails
  EXPECT_EQ(stale.close(), -1);
}

}  // namespace
}  // namespace wirebench
