#include "wirebench/measure/stopping.hpp"

#include <algorithm>

namespace wirebench::measure {

Decision decide(const SingleStreamOptions& options, const Done& done) noexcept {
  if (done.count >= options.min_count && done.measured >= options.min_duration) return Decision::complete;
  if (done.count < options.floor_count) return Decision::go_on;
  // busy covers what the latencies leave out (messages, a worker that idles between queries).
  const bool out_of_time = std::max(done.busy, done.measured) >= options.max_duration;
  return out_of_time || done.count >= options.max_count ? Decision::cut_off : Decision::go_on;
}

bool warmed_up(const SingleStreamOptions& options, const Done& done) noexcept {
  if (done.count == 0) return false;
  if (done.count >= options.warmup_count && done.measured >= options.warmup_duration) return true;
  return std::max(done.busy, done.measured) >= options.max_duration / 4 || done.count >= options.max_count;
}

std::uint64_t next_block(const SingleStreamOptions& options, const Done& done, Nanoseconds latest) noexcept {
  std::uint64_t block = options.block;
  if (latest.count() > 0) {
    block = std::min(block, static_cast<std::uint64_t>(std::max<Nanoseconds::rep>(options.max_turn / latest, 1)));
  }
  const std::uint64_t left = options.max_count > done.count ? options.max_count - done.count : 1;
  return std::max<std::uint64_t>(std::min(block, left), 1);
}

std::uint64_t next_settling(const SingleStreamOptions& options, Nanoseconds latest) noexcept {
  return latest > options.max_turn ? 0 : options.settle_count;
}

}  // namespace wirebench::measure
