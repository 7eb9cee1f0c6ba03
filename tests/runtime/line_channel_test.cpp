#include "wirebench/runtime/line_channel.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

namespace wirebench::runtime {
namespace {

using namespace std::chrono_literals;

LineChannel::Deadline within(std::chrono::milliseconds limit) {
  return std::chrono::steady_clock::now() + limit;
}

struct Pair {
  Pair() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    near = Descriptor{ends[0]};
    far = Descriptor{ends[1]};
  }
  Descriptor near;
  Descriptor far;
};

Fault fault_of(LineChannel& channel, LineChannel::Deadline deadline) {
  try {
    static_cast<void>(channel.receive(deadline));
  } catch (const ChannelFault& fault) {
    return fault.fault();
  }
  ADD_FAILURE() << "no fault";
  return Fault::reported;
}

TEST(LineChannel, SplitsTheStreamIntoLines) {
  Pair pair;
  ASSERT_EQ(::write(pair.far.get(), "one\ntw", 6), 6);
  LineChannel channel{std::move(pair.near)};
  EXPECT_EQ(channel.receive(within(1s)), "one");
  ASSERT_EQ(::write(pair.far.get(), "o\n\n", 3), 3);
  EXPECT_EQ(channel.receive(within(1s)), "two");
  EXPECT_EQ(channel.receive(within(1s)), "");
}

TEST(LineChannel, CarriesLinesLargerThanTheSocketBuffer) {
  Pair pair;
  LineChannel sender{std::move(pair.near)};
  LineChannel receiver{std::move(pair.far)};
  const std::string line(5'000'000, 'a');
  std::thread other{[&] { sender.send(line, within(10s)); }};
  EXPECT_EQ(receiver.receive(within(10s)), line);
  other.join();
}

TEST(LineChannel, GivesUpAfterTheTimeLimit) {
  Pair pair;
  LineChannel channel{std::move(pair.near)};
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(fault_of(channel, within(50ms)), Fault::silent);
  EXPECT_GE(std::chrono::steady_clock::now() - start, 50ms);
}

TEST(LineChannel, NoticesTheEndInTheMiddleOfALine) {
  Pair pair;
  ASSERT_EQ(::write(pair.far.get(), "half", 4), 4);
  pair.far.close();
  LineChannel channel{std::move(pair.near)};
  EXPECT_EQ(fault_of(channel, within(1s)), Fault::ended);
}

TEST(LineChannel, SendingToNobodyIsAFaultAndNoSignal) {
  Pair pair;
  pair.far.close();
  LineChannel channel{std::move(pair.near)};
  EXPECT_THROW(channel.send("hello", within(1s)), ChannelFault);
}

}  // namespace
}  // namespace wirebench::runtime
