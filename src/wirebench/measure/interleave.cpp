#include "wirebench/measure/interleave.hpp"

#include <algorithm>
#include <stdexcept>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/measure/round_order.hpp"
#include "wirebench/measure/stopping.hpp"

namespace wirebench::measure {
namespace {

double seconds(Nanoseconds time) {
  return static_cast<double>(time.count()) * 1e-9;
}

/// One system with what it has done; every call into the system goes through here and may throw.
class Runner {
 public:
  Runner(SystemUnderTest& system, const Now& now) : system_{system}, now_{now} { raw_.system = system.name(); }

  [[nodiscard]] bool active() const noexcept { return active_; }
  [[nodiscard]] Nanoseconds latest() const noexcept { return latest_; }
  [[nodiscard]] const Done& done() const noexcept { return done_; }
  [[nodiscard]] const std::string& name() const noexcept { return raw_.system; }
  [[nodiscard]] SystemUnderTest& system() noexcept { return system_; }
  [[nodiscard]] RawSamples take() && { return std::move(raw_); }

  void query(std::uint64_t count, SampleKind kind, std::uint32_t round, std::uint32_t position) {
    if (count == 0) return;
    const Nanoseconds before = now_();
    const auto durations = system_.run(count);
    done_.busy += now_() - before;
    if (durations.size() != count) {
      throw std::runtime_error{fmt::format("{} durations came back for {} queries", durations.size(), count)};
    }
    for (const Nanoseconds duration : durations) {
      if (duration.count() < 0)
        throw std::runtime_error{fmt::format("a duration of {} ns came back", duration.count())};
      raw_.samples.push_back({round, position, kind, duration});
      latest_ = duration;
      if (kind == SampleKind::settling) continue;
      ++done_.count;
      done_.measured += duration;
    }
  }

  void start_timing() { done_ = {}; }

  void end(Ending ending, std::string reason) {
    raw_.ending = ending;
    raw_.reason = std::move(reason);
    active_ = false;
  }

 private:
  SystemUnderTest& system_;
  const Now& now_;
  RawSamples raw_;
  Done done_;
  Nanoseconds latest_{0};
  bool active_ = true;
};

/// Runs `step`; whatever it throws ends that system's measurement, not the others'.
template <class Step>
void guarded(Runner& runner, const Log& log, Step&& step) {
  std::string reason;
  try {
    step();
    return;
  } catch (const std::exception& error) {
    reason = error.what();
  } catch (...) {
    reason = "an unknown exception";
  }
  log.warning("{}: measurement failed: {}", runner.name(), reason);
  runner.end(Ending::failed, std::move(reason));
}

/// The system alone on the machine for the length of `step`; paused again also when `step` throws.
template <class Step>
void take_turn(Runner& runner, const Log& log, Step&& step) {
  guarded(runner, log, [&] {
    runner.system().resume();
    step();
  });
  const bool failed = !runner.active();
  try {
    runner.system().pause();
  } catch (const std::exception& error) {
    if (failed) return;  // a crashed worker cannot be paused; its first reason is the one to keep
    log.warning("{}: could not be paused: {}", runner.name(), error.what());
    runner.end(Ending::failed, fmt::format("could not be paused: {}", error.what()));
  }
}

void warm_up(Runner& runner, const SingleStreamOptions& options) {
  while (!warmed_up(options, runner.done())) runner.query(1, SampleKind::warmup, 0, 0);
  runner.start_timing();
}

std::string cut_off_reason(const SingleStreamOptions& options, const Done& done) {
  return fmt::format(
      "cut off after {} queries and {:.3g} s: the minimum of {} queries and {:.3g} s was not reached within {:.3g} s "
      "or {} queries",
      done.count, seconds(done.measured), options.min_count, seconds(options.min_duration),
      seconds(options.max_duration), options.max_count);
}

}  // namespace

std::vector<RawSamples> measure_interleaved(std::span<SystemUnderTest* const> systems,
                                            const SingleStreamOptions& options, const Log& log, const Now& now) {
  if (const auto bad = find_bad_option(options)) {
    throw Error{ErrorKind::usage, {"measurement option out of range", bad->name, bad->why, "Correct it."}};
  }
  std::vector<Runner> runners;
  runners.reserve(systems.size());
  for (SystemUnderTest* system : systems) {
    WIREBENCH_EXPECT(system != nullptr);
    runners.emplace_back(*system, now);
  }
  Progress progress{log, "latency", runners.size(), "systems"};
  for (Runner& runner : runners) guarded(runner, log, [&] { runner.system().pause(); });

  for (Runner& runner : runners) {
    if (!runner.active()) continue;
    progress.note("warming up " + runner.name());
    progress.advance(0);
    take_turn(runner, log, [&] { warm_up(runner, options); });
  }
  std::uint64_t ended = 0;
  const auto count_ended = [&] {
    const auto now_ended = static_cast<std::uint64_t>(
        std::count_if(runners.begin(), runners.end(), [](const Runner& r) { return !r.active(); }));
    progress.advance(now_ended - ended);
    ended = now_ended;
  };
  count_ended();

  for (std::uint32_t round = 1; ended < runners.size(); ++round) {
    const auto order = round_order(runners.size(), round - 1);
    for (std::uint32_t position = 0; position < order.size(); ++position) {
      Runner& runner = runners[order[position]];
      if (!runner.active()) continue;
      progress.note(fmt::format("round {}, {}", round, runner.name()));
      take_turn(runner, log, [&] {
        runner.query(next_settling(options, runner.latest()), SampleKind::settling, round, position);
        runner.query(next_block(options, runner.done(), runner.latest()), SampleKind::timed, round, position);
      });
      if (!runner.active()) continue;
      switch (decide(options, runner.done())) {
        case Decision::go_on: break;
        case Decision::complete: runner.end(Ending::complete, ""); break;
        case Decision::cut_off: runner.end(Ending::cut_off, cut_off_reason(options, runner.done())); break;
      }
    }
    count_ended();
  }

  std::vector<RawSamples> results;
  results.reserve(runners.size());
  for (Runner& runner : runners) {
    RawSamples raw = std::move(runner).take();
    if (raw.ending != Ending::failed) {
      try {
        runner.system().resume();
      } catch (const std::exception& error) {
        // Its samples are good; whoever uses it next will hear about it again.
        log.warning("{}: could not be resumed after the measurement: {}", raw.system, error.what());
      }
    }
    results.push_back(std::move(raw));
  }
  return results;
}

}  // namespace wirebench::measure
