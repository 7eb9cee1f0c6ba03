#include "wirebench/runtime/runtime.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>

#include <array>
#include <fstream>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/runtime/processors.hpp"

namespace wirebench::runtime {
namespace {

using testing::HasSubstr;

class RuntimeTest : public testing::Test {
 protected:
  RuntimeTest() {
    paths_ = default_paths();
    paths_.environments = folder_ / "environments";
    model_ = folder_ / "model.tflite";
    std::ofstream{model_} << "x";
  }
  test::TemporaryFolder folder_;
  RuntimePaths paths_;
  std::filesystem::path model_;
};

TEST_F(RuntimeTest, WhatIsNotInstalledIsAbsentWithTheCommandThatInstallsIt) {
  for (const auto& [name, title, set] :
       std::vector<std::array<std::string, 3>>{{"tensorflow", "TensorFlow", "tensorflow"},
                                               {"tensorflow-predict", "TensorFlow", "tensorflow"},
                                               {"litert", "LiteRT", "litert"},
                                               {"litert-plain", "LiteRT", "litert"}}) {
    SCOPED_TRACE(name);
    const auto runtime = make_runtime(name, paths_);
    const auto session = runtime->open(model_, parse_target(name));
    ASSERT_FALSE(session.present());
    EXPECT_EQ(session.reason(), title + " is not installed. Run `wirebench runtimes install " + set + "`.");
    EXPECT_FALSE(runtime->available().present());
  }
}

TEST_F(RuntimeTest, AnUnknownDeviceIsAbsent) {
  const auto session = make_runtime("litert", paths_)->open(model_, parse_target("litert:gpu"));
  ASSERT_FALSE(session.present());
  EXPECT_THAT(session.reason(), HasSubstr("no device 'gpu'"));
}

TEST_F(RuntimeTest, AMissingModelIsAMistake) {
  test::expect_error(
      [&] { static_cast<void>(make_runtime("litert", paths_)->open(folder_ / "none", parse_target("litert"))); },
      ErrorKind::usage, {"no such model", "none"});
}

TEST_F(RuntimeTest, AMissingNativeWorkerIsAbsent) {
  paths_.native_worker = folder_ / "nothing";
  const auto session = make_runtime("native", paths_)->open(model_, parse_target("native"));
  ASSERT_FALSE(session.present());
  EXPECT_THAT(session.reason(), HasSubstr("WIREBENCH_NATIVE_WORKER"));
}

TEST_F(RuntimeTest, AnUnknownNameIsAMistake) {
  test::expect_error([&] { static_cast<void>(make_runtime("tensorflo", paths_)); }, ErrorKind::usage,
                     {"Did you mean 'tensorflow'?"});
}

TEST(Processors, FollowTheAffinityMask) {
  cpu_set_t before;
  CPU_ZERO(&before);
  ASSERT_EQ(::sched_getaffinity(0, sizeof(before), &before), 0);
  EXPECT_EQ(usable_processors(), static_cast<unsigned>(CPU_COUNT(&before)));
  cpu_set_t one;
  CPU_ZERO(&one);
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &before)) {
      CPU_SET(cpu, &one);
      break;
    }
  }
  ASSERT_EQ(::sched_setaffinity(0, sizeof(one), &one), 0);
  EXPECT_EQ(usable_processors(), 1U);
  ASSERT_EQ(::sched_setaffinity(0, sizeof(before), &before), 0);
}

}  // namespace
}  // namespace wirebench::runtime
