#include "wirebench/runtime/worker_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cmath>
#include <cstring>
#include <future>
#include <numeric>
#include <thread>

#include "runtime/fake_worker.hpp"
#include "support/process_facts.hpp"
#include "support/expect_error.hpp"

#include "wirebench/core/json.hpp"

namespace wirebench::runtime {
namespace {

using namespace std::chrono_literals;
using test::expect_error;
using test::fake_worker;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

std::unique_ptr<Session> open(const std::string& mode, const WorkerLimits& limits = {}) {
  auto opened = open_worker_session(fake_worker(mode), "model.bin", 2, limits);
  EXPECT_TRUE(opened.present());
  return std::move(opened).value();
}

std::vector<float> infer(Session& session, const std::vector<float>& values) {
  std::vector<float> result(values.size(), -1.0F);
  session.infer(std::as_bytes(std::span{values}), std::as_writable_bytes(std::span{result}));
  return result;
}

const std::vector<float> k_image{1, 2, 3, 4};

TEST(WorkerSession, RunsAModelInAnotherProcess) {
  const auto session = open("good");
  EXPECT_EQ(session->load_report().version, "Doubler 1.0");
  EXPECT_EQ(session->load_report().implementation, "doubling");
  EXPECT_EQ(session->load_report().load, 5000ns);
  EXPECT_EQ(session->input().bytes(), 16U);
  EXPECT_THAT(infer(*session, k_image), ElementsAre(2, 4, 6, 8));
  EXPECT_THAT(infer(*session, {}), testing::IsEmpty());
  EXPECT_THAT(session->time(std::as_bytes(std::span{k_image}), 3), ElementsAre(1us, 1us, 1us));
}

TEST(WorkerSession, SplitsManyImagesOverRequestsInOrder) {
  const auto session = open("good");
  std::vector<float> values(std::size_t{4} * 1'100'000);  // more than one request holds
  std::iota(values.begin(), values.end(), 0.0F);
  const std::vector<float> result = infer(*session, values);
  for (std::size_t i = 0; i < values.size(); i += 997) ASSERT_EQ(result[i], 2 * values[i]) << i;
  EXPECT_EQ(result.back(), 2 * values.back());
}

TEST(WorkerSession, GivesTheWorkerItsThreadsAndNothingOfTheHost) {
  const auto session = open("report");
  const Json report = Json::parse(session->load_report().implementation);
  EXPECT_EQ(report["threads"], 2);
  EXPECT_EQ(report["omp"], "3");
  EXPECT_TRUE(report["pythonpath"].is_null());
  EXPECT_EQ(report["leader"], true);
  EXPECT_EQ(report["model"], (std::filesystem::current_path() / "model.bin").string());
  // 0-2, socket, memory, and the one listing the folder.
  EXPECT_EQ(report["descriptors"], Json::parse("[0, 1, 2, 3, 4, 5]"));
}

TEST(WorkerSession, AnUnsupportedFileIsAbsentNotAnError) {
  const auto opened = open_worker_session(fake_worker("unsupported"), "model.bin", 2, {});
  ASSERT_FALSE(opened.present());
  EXPECT_EQ(opened.reason(), "only doubles here");
}

TEST(WorkerSession, ACrashTellsSignalLastWordsAndRemedy) {
  expect_error([] { open("crash"); }, ErrorKind::failed,
               {"Doubler worker ended unexpectedly", "model.bin", "'load'", "signal 11 (Segmentation fault)",
                "about to fall", "Buy a new one."});
}

TEST(WorkerSession, AnEarlyExitTellsItsCode) {
  expect_error([] { open("exit"); }, ErrorKind::failed, {"exit code 3", "no such thing"});
}

TEST(WorkerSession, AHangIsEndedAfterTheTimeLimit) {
  WorkerLimits limits;
  limits.load = 300ms;
  expect_error([&] { open("hang", limits); }, ErrorKind::failed, {"hangs", "no answer within 0.3", "Buy a new one."});
}

TEST(WorkerSession, AWorkerThatHangsUpIsEnded) {
  expect_error([] { open("leave"); }, ErrorKind::failed, {"closed its connection but kept running"});
}

TEST(WorkerSession, NonsenseIsAnError) {
  for (const auto& [mode, part] :
       std::vector<std::pair<std::string, std::string>>{{"nonsense", "not JSON"},
                                                        {"wrong-id", "'id' is 99"},
                                                        {"old-protocol", "protocol 2"},
                                                        {"negative-shape", "'shape' is -4"},
                                                        {"huge-shape", "larger than 1 GiB"},
                                                        {"missing-key", "lacks the key 'output'"},
                                                        {"unknown-key", "unknown key 'speed'"}}) {
    SCOPED_TRACE(mode);
    expect_error([&name = mode] { open(name); }, ErrorKind::failed, {"Doubler worker answers nonsense", part});
  }
}

TEST(WorkerSession, WrongAmountsAreNonsenseToo) {
  const auto sized = open("wrong-size");
  expect_error([&] { infer(*sized, k_image); }, ErrorKind::failed, {"1 images in 15 bytes instead of 1 in 16"});
  for (const std::string mode : {"zero-time", "impossible-time", "few-times"}) {
    SCOPED_TRACE(mode);
    const auto session = open(mode);
    expect_error([&] { static_cast<void>(session->time(std::as_bytes(std::span{k_image}), 2)); }, ErrorKind::failed,
                 {"answers nonsense"});
  }
}

TEST(WorkerSession, AFailedSessionStaysFailed) {
  const auto session = open("crash-later");
  expect_error([&] { infer(*session, k_image); }, ErrorKind::failed, {"signal 6"});
  expect_error([&] { infer(*session, k_image); }, ErrorKind::failed, {"is gone"});
  expect_error([&] { session->pause(); }, ErrorKind::failed, {"is gone"});
  expect_error([&] { static_cast<void>(session->peak_memory()); }, ErrorKind::failed, {"is gone"});
}

TEST(WorkerSession, AReportedFailureLeavesTheSessionUsable) {
  const auto session = open("sorry");
  expect_error([&] { infer(*session, k_image); }, ErrorKind::failed, {"Doubler failed", "out of paper"});
  EXPECT_THAT(infer(*session, k_image), ElementsAre(2, 4, 6, 8));
}

TEST(WorkerSession, OldResultsCannotPassForNewOnes) {
  const auto session = open("lazy");  // writes its first result only
  EXPECT_THAT(infer(*session, k_image), ElementsAre(2, 4, 6, 8));
  EXPECT_THAT(infer(*session, k_image), Each(testing::IsNan()));
}

TEST(WorkerSession, ATalkativeWorkerDoesNotBlock) {
  const auto session = open("noisy");  // 5 MB on standard error
  EXPECT_THAT(infer(*session, k_image), ElementsAre(2, 4, 6, 8));
}

TEST(WorkerSession, TakesGrandchildrenAlong) {
  auto session = open("grandchild");
  const pid_t grandchild = std::stoi(session->load_report().implementation);
  EXPECT_FALSE(test::gone(grandchild));
  session.reset();
  EXPECT_TRUE(test::gone_within(grandchild, 2s));
}

TEST(WorkerSession, ReadsThePeakMemoryOfTheWorkerAlsoAfterItWasFreed) {
  const auto small = open("good");
  const auto large = open("large");  // held 300 MB for a moment
  EXPECT_GT(small->peak_memory(), 1'000'000U);
  EXPECT_LT(small->peak_memory(), 100'000'000U);
  EXPECT_GT(large->peak_memory(), 300'000'000U);
}

/// A host of its own process, so that it can be killed.
class Host {
 public:
  explicit Host(const std::string& how) {
    const WorkerProgram worker = fake_worker("good");
    Command command{WIREBENCH_DYING_HOST, {how, worker.command.program}, {}, {}};
    command.arguments.insert(command.arguments.end(), worker.command.arguments.begin(), worker.command.arguments.end());
    process_ = std::make_unique<ChildProcess>(command, [this](std::string_view) { line_.set_value(); });
    line_.get_future().wait();
    workers_ = test::children_of(process_->pid());
  }

  void kill() const { ::kill(process_->pid(), SIGKILL); }
  [[nodiscard]] const std::vector<pid_t>& workers() const { return workers_; }

 private:
  std::promise<void> line_;
  std::unique_ptr<ChildProcess> process_;
  std::vector<pid_t> workers_;
};

class HostDeath : public testing::TestWithParam<std::string> {};

TEST_P(HostDeath, LeavesNoWorker) {
  const Host host{GetParam()};
  ASSERT_EQ(host.workers().size(), 1U);
  const pid_t worker = host.workers()[0];
  // A worker that was not paused sleeps or runs, as the scheduler has it.
  EXPECT_EQ(test::state(worker) == 'T', GetParam() == "paused");
  host.kill();
  EXPECT_TRUE(test::gone_within(worker, 2s));
}

INSTANTIATE_TEST_SUITE_P(WorkerSession, HostDeath, testing::Values("running", "paused"));

TEST(WorkerSession, APausedWorkerUsesNoProcessorTime) {
  const auto session = open("spin");
  const std::vector<pid_t> workers = test::children_of(::getpid());
  ASSERT_EQ(workers.size(), 1U);
  const pid_t worker = workers[0];
  session->pause();
  session->pause();  // twice is the same
  EXPECT_EQ(test::state(worker), 'T');
  const long before = test::cpu_ticks(worker);
  std::this_thread::sleep_for(300ms);
  EXPECT_EQ(test::cpu_ticks(worker), before);
  session->resume();
  std::this_thread::sleep_for(300ms);
  EXPECT_GT(test::cpu_ticks(worker), before);
  session->pause();
  EXPECT_THAT(infer(*session, k_image), ElementsAre(2, 4, 6, 8)) << "a request resumes a paused session";
}

}  // namespace
}  // namespace wirebench::runtime
