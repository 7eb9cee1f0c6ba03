#include "wirebench/measure/scenario.hpp"

#include <fmt/format.h>

#include <string>

#include "wirebench/core/error.hpp"

namespace wirebench::measure {
namespace {

void require(bool good, const std::string& option, const std::string& why) {
  if (good) return;
  throw Error{ErrorKind::usage, {"measurement option out of range", option, why, "Correct it in [measurement]."}};
}

}  // namespace

void validate(const SingleStreamOptions& o) {
  require(o.min_count >= 1, fmt::format("min_count = {}", o.min_count), "at least one timed query is needed");
  require(o.block >= 1, fmt::format("block = {}", o.block), "a turn has at least one query");
  require(o.floor_count >= 1, fmt::format("floor_count = {}", o.floor_count), "at least one timed query is needed");
  require(o.max_count >= o.min_count, fmt::format("max_count = {}", o.max_count),
          fmt::format("it is below min_count = {}", o.min_count));
  require(o.max_count >= o.floor_count, fmt::format("max_count = {}", o.max_count),
          fmt::format("it is below floor_count = {}", o.floor_count));
  require(o.warmup_duration.count() >= 0, "warmup_duration", "it is negative");
  require(o.min_duration.count() >= 0, "min_duration", "it is negative");
  require(o.max_turn.count() > 0, "max_turn", "it must be positive");
  require(o.max_duration.count() > 0 && o.max_duration >= o.min_duration, "max_duration",
          "it must be positive and not below min_duration");
}

}  // namespace wirebench::measure
