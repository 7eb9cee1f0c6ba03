#include "wirebench/runtime/shared_memory.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>

#include "support/expect_error.hpp"

namespace wirebench::runtime {
namespace {

TEST(SharedMemory, KeepsItsContentWhenItGrows) {
  SharedMemory memory = SharedMemory::create();
  memory.grow(4096);
  memory.bytes()[7] = std::byte{42};
  memory.grow(1 << 20U);
  EXPECT_EQ(memory.bytes().size(), std::size_t{1} << 20U);
  EXPECT_EQ(memory.bytes()[7], std::byte{42});
  EXPECT_EQ(memory.bytes()[4096], std::byte{0});
}

TEST(SharedMemory, IsOneMemoryForBothSides) {
  SharedMemory host = SharedMemory::create();
  host.grow(8192);
  SharedMemory worker = SharedMemory::adopt(Descriptor{::dup(host.descriptor())});
  worker.map(8192);
  worker.bytes()[8191] = std::byte{9};
  EXPECT_EQ(host.bytes()[8191], std::byte{9});
}

TEST(SharedMemory, CannotBeTakenAwayByTheOtherSide) {
  SharedMemory memory = SharedMemory::create();
  memory.grow(8192);
  EXPECT_EQ(::ftruncate(memory.descriptor(), 0), -1);
  EXPECT_EQ(errno, EPERM);
}

TEST(SharedMemory, RefusesToMapMoreThanThereIs) {
  SharedMemory host = SharedMemory::create();
  host.grow(4096);
  SharedMemory worker = SharedMemory::adopt(Descriptor{::dup(host.descriptor())});
  test::expect_error([&] { worker.map(8192); }, ErrorKind::failed, {"shorter than announced"});
}

}  // namespace
}  // namespace wirebench::runtime
