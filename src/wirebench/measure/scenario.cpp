#include "wirebench/measure/scenario.hpp"

#include <fmt/format.h>

#include <array>

namespace wirebench::measure {
namespace {

std::string in_seconds(Nanoseconds duration) {
  return fmt::format("{:g} s", std::chrono::duration<double>{duration}.count());
}

}  // namespace

std::optional<BadOption> find_bad_option(const SingleStreamOptions& o) {
  struct Rule {
    bool broken;
    BadOption option;
  };
  const auto below = [](const auto& value, const char* other, const auto& least) {
    return fmt::format("{} is below {}, {}", value, other, least);
  };
  const auto negative = [](Nanoseconds value) { return in_seconds(value) + " is negative"; };
  const char* const none = "0 is none: at least one query is needed";
  const std::array rules{
      Rule{o.min_count == 0, {"min_count", none}},
      Rule{o.block == 0, {"block", none}},
      Rule{o.floor_count == 0, {"floor_count", none}},
      Rule{o.max_count < o.min_count, {"max_count", below(o.max_count, "min_count", o.min_count)}},
      Rule{o.max_count < o.floor_count, {"max_count", below(o.max_count, "floor_count", o.floor_count)}},
      Rule{o.warmup_duration.count() < 0, {"warmup_duration", negative(o.warmup_duration)}},
      Rule{o.min_duration.count() < 0, {"min_duration", negative(o.min_duration)}},
      Rule{o.max_turn.count() <= 0, {"max_turn", in_seconds(o.max_turn) + " is not positive"}},
      Rule{o.max_duration.count() <= 0, {"max_duration", in_seconds(o.max_duration) + " is not positive"}},
      Rule{o.max_duration < o.min_duration,
           {"max_duration", below(in_seconds(o.max_duration), "min_duration", in_seconds(o.min_duration))}},
  };
  for (const Rule& rule : rules) {
    if (rule.broken) return rule.option;
  }
  return std::nullopt;
}

}  // namespace wirebench::measure
