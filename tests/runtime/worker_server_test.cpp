#include "wirebench/runtime/worker_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <thread>

#include "support/expect_error.hpp"

#include "wirebench/core/json.hpp"
#include "wirebench/runtime/line_channel.hpp"
#include "wirebench/runtime/shared_memory.hpp"

namespace wirebench::runtime {
namespace {

using namespace std::chrono_literals;

/// Adds one to three bytes.
class AddOne final : public Session {
 public:
  [[nodiscard]] const Port& input() const override { return port_; }
  [[nodiscard]] const Port& output() const override { return port_; }
  [[nodiscard]] const LoadReport& load_report() const override { return report_; }
  void infer(std::span<const std::byte> inputs, std::span<std::byte> outputs) override {
    if (inputs[0] == std::byte{255}) throw std::runtime_error{"cannot count further"};
    for (std::size_t i = 0; i < inputs.size(); ++i) outputs[i] = std::byte(std::to_integer<int>(inputs[i]) + 1);
  }
  [[nodiscard]] std::vector<std::chrono::nanoseconds> time(std::span<const std::byte> input,
                                                           std::size_t count) override {
    return std::vector<std::chrono::nanoseconds>(count, std::chrono::nanoseconds{std::to_integer<int>(input[0])});
  }
  void pause() override {}
  void resume() override {}
  [[nodiscard]] std::uint64_t peak_memory() override { return 0; }

 private:
  Port port_{"bytes", graph::DataType::uint8, {1, 3}, {{0.5F}, {3}, 0}};
  LoadReport report_{1ns, "1", "by hand"};
};

Outcome<std::unique_ptr<Session>> open(const std::filesystem::path& model, unsigned threads) {
  if (model == "folder") return Absent{"no folders"};
  if (model == "damaged") throw std::runtime_error{"damaged file"};
  EXPECT_EQ(threads, 4U);
  return std::unique_ptr<Session>{std::make_unique<AddOne>()};
}

/// A server in a thread, and the host's end of its socket.
class WorkerServerTest : public testing::Test {
 protected:
  WorkerServerTest() : memory_{SharedMemory::create()} {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    channel_ = std::make_unique<LineChannel>(Descriptor{ends[0]});
    memory_.grow(8192);
    thread_ = std::thread{[this, far = ends[1], memory = ::dup(memory_.descriptor())] {
      WorkerServer server{Descriptor{far}, Descriptor{memory}, "adder 1", open};
      try {
        server.serve();
      } catch (const std::exception& error) {
        thrown_ = error.what();
      }
    }};
  }
  ~WorkerServerTest() override { end(); }

  void end() {
    channel_.reset();  // what a dead host looks like
    if (thread_.joinable()) thread_.join();
  }

  std::string ask(const std::string& line) {
    const auto deadline = std::chrono::steady_clock::now() + 5s;
    channel_->send(line, deadline);
    return channel_->receive(deadline);
  }

  SharedMemory memory_;
  std::unique_ptr<LineChannel> channel_;
  std::thread thread_;
  std::string thrown_;
};

constexpr const char* k_load = R"({"id":2,"request":"load","model":"good","threads":4})";

TEST_F(WorkerServerTest, AnswersAsDocumented) {
  EXPECT_EQ(ask(R"({"id":1,"request":"hello","protocol":1})"), R"({"id":1,"ok":{"protocol":1,"version":"adder 1"}})");
  const Json loaded = Json::parse(ask(k_load));
  EXPECT_EQ(loaded["ok"]["implementation"], "by hand");
  EXPECT_GT(loaded["ok"]["load_ns"], 0);
  EXPECT_EQ(loaded["ok"]["input"].dump(),
            R"({"name":"bytes","type":"uint8","shape":[1,3],"scale":[0.5],"zero_point":[3]})");
  for (int i = 0; i < 6; ++i) memory_.bytes()[static_cast<std::size_t>(i)] = std::byte(10 * i);
  EXPECT_EQ(ask(R"({"id":3,"request":"infer","count":2,"input_offset":0,"output_offset":4096,"memory":8192})"),
            R"({"id":3,"ok":{"count":2,"output_bytes":6}})");
  EXPECT_EQ(memory_.bytes()[4096 + 5], std::byte{51});
  memory_.bytes()[0] = std::byte{77};
  EXPECT_EQ(ask(R"({"id":4,"request":"time","count":3,"input_offset":0,"output_offset":4096,"memory":8192})"),
            R"({"id":4,"ok":{"durations_ns":[77,77,77]}})");
  EXPECT_EQ(ask(R"({"id":5,"request":"close"})"), R"({"id":5,"ok":{}})");
}

TEST_F(WorkerServerTest, ReportsWhatItDoesNotReadAndWhatFails) {
  EXPECT_EQ(ask(R"({"id":1,"request":"load","model":"folder","threads":1})"),
            R"({"id":1,"error":{"kind":"unsupported","message":"no folders"}})");
  EXPECT_EQ(ask(R"({"id":2,"request":"load","model":"damaged","threads":1})"),
            R"({"id":2,"error":{"kind":"failed","message":"damaged file"}})");
  static_cast<void>(ask(k_load));
  memory_.bytes()[0] = std::byte{255};
  EXPECT_EQ(ask(R"({"id":3,"request":"infer","count":1,"input_offset":0,"output_offset":4096,"memory":8192})"),
            R"({"id":3,"error":{"kind":"failed","message":"cannot count further"}})");
}

TEST_F(WorkerServerTest, StaysWithinTheSharedMemory) {
  static_cast<void>(ask(k_load));
  for (const char* request :
       {R"({"id":3,"request":"infer","count":1,"input_offset":8190,"output_offset":0,"memory":8192})",
        R"({"id":3,"request":"infer","count":5000,"input_offset":0,"output_offset":0,"memory":8192})",
        R"({"id":3,"request":"infer","count":18446744073709551615,"input_offset":0,"output_offset":0,"memory":8192})",
        R"({"id":3,"request":"infer","count":1,"input_offset":0,"output_offset":0,"memory":1000000})",
        R"({"id":3,"request":"infer","count":-1,"input_offset":0,"output_offset":0,"memory":8192})"}) {
    SCOPED_TRACE(request);
    EXPECT_THAT(ask(request), testing::HasSubstr(R"("kind":"failed")"));
  }
}

TEST_F(WorkerServerTest, RunningBeforeLoadingFails) {
  EXPECT_THAT(ask(R"({"id":3,"request":"infer","count":1,"input_offset":0,"output_offset":0,"memory":8192})"),
              testing::HasSubstr("no model is loaded"));
}

TEST_F(WorkerServerTest, EndsWhenTheHostIsGone) {
  end();
  EXPECT_EQ(thrown_, "");
}

TEST_F(WorkerServerTest, EndsWithAnErrorWhenTheHostTalksNonsense) {
  channel_->send("hello?", std::nullopt);
  thread_.join();
  EXPECT_THAT(thrown_, testing::HasSubstr("the host broke the worker protocol"));
}

TEST(WorkerArguments, AreTwoDescriptors) {
  const std::array<const char*, 4> good{"--socket", "3", "--memory", "4"};
  EXPECT_EQ(parse_worker_arguments(good).socket, 3);
  EXPECT_EQ(parse_worker_arguments(good).memory, 4);
  const std::array<const char*, 4> bad{"--socket", "three", "--memory", "4"};
  test::expect_error([&] { static_cast<void>(parse_worker_arguments(bad)); }, ErrorKind::usage, {"--socket N"});
  test::expect_error([] { static_cast<void>(parse_worker_arguments({})); }, ErrorKind::usage, {});
}

}  // namespace
}  // namespace wirebench::runtime
