#include "wirebench/study/make_deposits.hpp"

#include <algorithm>
#include <optional>
#include <thread>

#include "wirebench/core/in_order.hpp"
#include "wirebench/study/event_supply.hpp"
#include "wirebench/transport/segments_writer.hpp"

namespace wirebench::study {

DepositCounts make_deposits(const DepositJob& job, const std::filesystem::path& out, const Log& log) {
  Ranks alone;
  return make_deposits(job, out, log, alone);
}

DepositCounts make_deposits(const DepositJob& job, const std::filesystem::path& out, const Log& log, Ranks& ranks) {
  const unsigned threads = job.threads != 0 ? job.threads : std::max(1U, std::thread::hardware_concurrency());
  const EventShare share = open_share({.events = job.events,
                                       .most = job.count,
                                       .source = job.source,
                                       .keep = {.tracks = job.trajectories, .primary_steps = false},
                                       .threads = threads},
                                      log, ranks);
  if (share.is_empty()) return {.bad_events = share.bad_events};
  transport::SegmentsWriter writer{out,
                                   {.trajectories = job.trajectories,
                                    .primary_steps = false,
                                    .threads = threads,
                                    .engine = engine_name(job.events.engine),
                                    .configuration = job.configuration}};
  const std::uint64_t most = share.range ? share.range->count : job.count;  // 0: all there are
  Progress progress{log, "simulating" + share_name(ranks), most, "events"};
  std::uint64_t given = 0;
  run_in_order(
      threads,
      [&]() -> std::optional<EventSupply::Task> {
        ranks.check();
        if (most != 0 && given == most) return std::nullopt;
        ++given;
        return share.supply->next();
      },
      [](EventSupply::Task&& make) { return make(); },
      [&](const SuppliedEvent& made) {
        writer.add(made.event, made.primaries, made.interaction ? &*made.interaction : nullptr);
        progress.advance();
      });
  const DepositCounts counts{writer.events(), writer.segments(),
                             ranks.alone() ? share.supply->bad_events() : share.bad_events};
  if (counts.events == 0) throw no_events(job.events, counts.bad_events);
  writer.finish();
  return counts;
}

}  // namespace wirebench::study
