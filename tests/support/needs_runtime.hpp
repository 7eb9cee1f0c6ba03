/// \file What a test does where the runtime it compares with is not installed.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "wirebench/runtime/runtime.hpp"

namespace wirebench::test {

/// Why the runtime cannot run here, with the command that installs it; empty when it can.
inline std::string missing_runtime(std::string_view name) {
  const auto available = runtime::make_runtime(name, runtime::default_paths())->available();
  return available ? "" : std::string{name} + " is " + available.reason();
}

/// Set by scripts/test, which installs all runtimes: there a missing one is a failure.
inline bool runtimes_required() {
  const char* value = std::getenv("WIREBENCH_REQUIRE_RUNTIMES");
  return value != nullptr && std::string_view{value} == "1";
}

}  // namespace wirebench::test

/// Ends the test (or its SetUp) where the runtime `name` is missing: skipped with the reason, or failed where
/// WIREBENCH_REQUIRE_RUNTIMES is 1.
#define WIREBENCH_NEEDS_RUNTIME(name)                                     \
  do {                                                                    \
    const std::string missing = ::wirebench::test::missing_runtime(name); \
    if (missing.empty()) break;                                           \
    if (::wirebench::test::runtimes_required()) GTEST_FAIL() << missing;  \
    GTEST_SKIP() << missing;                                              \
  } while (false)
