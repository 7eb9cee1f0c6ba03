#include "wirebench/study/make_deposits.hpp"

#include <algorithm>
#include <optional>
#include <thread>

#include "wirebench/core/in_order.hpp"
#include "wirebench/study/event_supply.hpp"
#include "wirebench/transport/segments_writer.hpp"

namespace wirebench::study {

DepositCounts make_deposits(const DepositJob& job, const std::filesystem::path& out, const Log& log) {
  const unsigned threads = job.threads != 0 ? job.threads : std::max(1U, std::thread::hardware_concurrency());
  const auto supply = open_supply(job.events, job.count, {.tracks = job.trajectories, .primary_steps = false}, log);
  transport::SegmentsWriter writer{out,
                                   {.trajectories = job.trajectories,
                                    .primary_steps = false,
                                    .threads = threads,
                                    .engine = engine_name(job.events.engine),
                                    .configuration = job.configuration}};
  Progress progress{log, "simulating", job.count, "events"};
  std::uint64_t given = 0;
  run_in_order(
      threads,
      [&]() -> std::optional<EventSupply::Task> {
        if (job.count != 0 && given == job.count) return std::nullopt;
        ++given;
        return supply->next();
      },
      [](EventSupply::Task&& make) { return make(); },
      [&](const SuppliedEvent& made) {
        writer.add(made.event, made.primaries, made.interaction ? &*made.interaction : nullptr);
        progress.advance();
      });
  const DepositCounts counts{writer.events(), writer.segments(), supply->bad_events()};
  if (counts.events == 0) throw no_events(job.events, counts.bad_events);
  writer.finish();
  return counts;
}

}  // namespace wirebench::study
