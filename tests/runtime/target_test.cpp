#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/expect_error.hpp"

#include "wirebench/runtime/runtime.hpp"

namespace wirebench::runtime {
namespace {

using test::expect_error;

TEST(Target, TakesRuntimeDeviceAndThreads) {
  EXPECT_EQ(parse_target("native:cpu@2"), (Target{"native", "cpu", 2}));
  EXPECT_EQ(parse_target("litert"), (Target{"litert", "cpu", 0}));
  EXPECT_EQ(parse_target("tensorflow-predict@16"), (Target{"tensorflow-predict", "cpu", 16}));
  EXPECT_EQ(parse_target("litert:gpu"), (Target{"litert", "gpu", 0}));
}

TEST(Target, IsWrittenInFull) {
  EXPECT_EQ(to_string(Target{"native", "cpu", 2}), "native:cpu@2");
  EXPECT_EQ(to_string(parse_target("litert-plain")), "litert-plain:cpu");
}

TEST(Target, NamesTheNearestRuntime) {
  expect_error([] { static_cast<void>(parse_target("litrt:cpu")); }, ErrorKind::usage,
               {"'litrt'", "Did you mean 'litert'?", "tensorflow-predict"});
}

TEST(Target, RefusesBadGrammar) {
  for (const char* text : {"", ":cpu", "@2", "native:", "native@", "native@0", "native@-1", "native@2x", "native@2000",
                           "native:cpu:1", "native@2@3", "Native", "native: cpu", "native@99999999999999999999"}) {
    SCOPED_TRACE(text);
    expect_error([text] { static_cast<void>(parse_target(text)); }, ErrorKind::usage, {});
  }
}

TEST(RuntimeNames, KeepTheOrderOfTheTables) {
  EXPECT_THAT(runtime_names(),
              testing::ElementsAre("tensorflow", "tensorflow-predict", "litert", "litert-plain", "native"));
}

TEST(Port, CountsItsBytes) {
  EXPECT_EQ((Port{"image", graph::DataType::float32, {1, 224, 224, 3}, {}}.bytes()), 602112U);
  EXPECT_EQ((Port{"scores", graph::DataType::uint8, {1, 3}, {}}.bytes()), 3U);
}

}  // namespace
}  // namespace wirebench::runtime
