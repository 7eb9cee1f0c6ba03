#include "wirebench/generator/files/event_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "wirebench/core/error.hpp"

namespace wirebench::generator {
namespace {

constexpr std::size_t k_most_kinds = 400;

}  // namespace

EventFile::EventFile(LineReader lines, EventFileOptions options)
    : lines_{std::move(lines)}, options_{std::move(options)} {}

std::optional<NeutrinoEvent> EventFile::next() {
  bool searching = false;
  while (!ended_) {
    try {
      if (std::exchange(searching, false)) resynchronize();
      auto event = read_event();
      if (!event) finish();
      return event;
    } catch (const EventProblem& problem) {
      if (!options_.skip_bad_events) {
        ended_ = true;
        throw to_error(problem);
      }
      ++skipped_;
      record(Severity::error, problem.convention, problem.what, problem.why);
      if (problem.ends_stream) finish();
      searching = true;
    } catch (...) {
      ended_ = true;
      throw;
    }
  }
  return std::nullopt;
}

Error EventFile::to_error(const EventProblem& problem) const {
  std::string where = fmt::format("{}:{}", name(), lines_.line_number());
  if (const auto number = event_number()) where += fmt::format(", event {}", *number);
  std::string why = problem.why;
  if (!problem.convention.empty()) why += (why.empty() ? "" : "; ") + ("NuHepMC " + problem.convention);
  return {ErrorKind::failed,
          {problem.what, where, why,
           problem.ends_stream ? "Make or copy the file again."
                               : "Mend the file, or leave such events out with --skip-bad-events."}};
}

void EventFile::warn(std::string_view convention, std::string_view what, const std::string& detail) {
  record(Severity::warning, convention, what, detail);
}

void EventFile::record(Severity severity, std::string_view convention, std::string_view what,
                       const std::string& detail) {
  const std::string kind = fmt::format("{}|{}", convention, what);
  const auto known = std::find(kinds_.begin(), kinds_.end(), kind);
  if (known != kinds_.end()) {
    ++violations_[static_cast<std::size_t>(known - kinds_.begin())].count;
    return;
  }
  if (kinds_.size() >= k_most_kinds) return;
  std::string message{what};
  if (!detail.empty()) message += fmt::format(" ({})", detail);
  kinds_.push_back(kind);
  violations_.push_back({severity, std::string{convention}, message, lines_.line_number(), 1});
  options_.log.warning("{}:{}: {}{}{}", name(), lines_.line_number(),
                       severity == Severity::error ? "event left out: " : "", message,
                       convention.empty() ? "" : fmt::format(", NuHepMC {}", convention));
}

void EventFile::finish() {
  if (std::exchange(ended_, true)) return;
  for (const Violation& violation : violations_) {
    if (violation.count > 1) options_.log.warning("{}: {} times: {}", name(), violation.count, violation.message);
  }
  if (skipped_ > 0) options_.log.warning("{}: {} events left out", name(), skipped_);
}

}  // namespace wirebench::generator
