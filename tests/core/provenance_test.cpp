#include "wirebench/core/provenance.hpp"

#include <gtest/gtest.h>

namespace wirebench {
namespace {

TEST(BuildName, OfAStamp) {
  const std::string hash = "0123456789abcdef0123456789abcdef01234567";
  EXPECT_EQ(build_name({{"version", "0.2.0"}, {"commit", hash}, {"dirty", false}}),
            "wirebench 0.2.0 (commit 0123456789ab)");
  EXPECT_EQ(build_name({{"version", "0.2.0"}, {"commit", "unknown"}, {"dirty", true}}),
            "wirebench 0.2.0 (commit unknown, changed)");
  EXPECT_TRUE(build_name(build_stamp()).starts_with("wirebench " + build_info().version));
}

TEST(BuildName, OfAnythingElse) {
  for (const Json& stamp :
       {Json{}, Json("0.1.0"), Json{{"version", "0.1.0"}}, Json{{"version", 1}, {"commit", "a"}, {"dirty", false}}}) {
    EXPECT_EQ(build_name(stamp), "a build that was not recorded") << stamp;
  }
}

}  // namespace
}  // namespace wirebench
