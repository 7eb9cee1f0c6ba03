#include "wirebench/study/event_share.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wirebench::study {
namespace {

using Labels = std::vector<std::optional<std::uint8_t>>;

/// One byte a label; classes are few.
constexpr char k_no_label = '\xff';

std::string to_text(const Labels& labels) {
  std::string text;
  for (const auto& label : labels) text += label ? static_cast<char>(*label) : k_no_label;
  return text;
}

/// The labels of all ranks and, as `range`, which of them are this rank's; without those behind the `most`-th that has
/// one.
void gather_labels(const Labels& own, std::uint64_t most, Ranks& ranks, EventShare& share) {
  const auto parts = ranks.gather(to_text(own));
  EventRange range;
  std::uint64_t labelled = 0;
  for (std::size_t part = 0; part < parts.size(); ++part) {
    if (part == static_cast<std::size_t>(ranks.rank())) range.first = share.labels.size();
    for (const char label : parts[part]) {
      if (most != 0 && labelled == most) break;
      const bool none = label == k_no_label;
      share.labels.push_back(none ? std::nullopt : std::optional{static_cast<std::uint8_t>(label)});
      labelled += none ? 0 : 1;
    }
    if (part == static_cast<std::size_t>(ranks.rank())) range.count = share.labels.size() - range.first;
  }
  share.range = range;
}

/// Of the generator: any event can be made at once.
EventShare share_generated(const ShareOptions& options, const SupplyOptions& supply, const Log& log, Ranks& ranks) {
  EventShare share;
  const EventRange range = part_of(options.most, ranks.rank(), ranks.size());
  Labels own;
  if (range.count > 0) {
    SupplyOptions part = supply;
    part.generated = range;
    share.supply = open_supply(options.events, part, log);
    if (options.with_labels) own = share.supply->labels(0, log);
  }
  share.range = range;
  if (options.with_labels) gather_labels(own, 0, ranks, share);
  return share;
}

/// Of a file that all ranks read: each goes past the events of those before it.
EventShare share_file(const ShareOptions& options, const SupplyOptions& supply, const Log& log, Ranks& ranks) {
  EventShare share;
  share.supply = open_supply(options.events, supply, log);
  share.labels = share.supply->labels(options.most, log);
  if (share.labels.empty()) throw no_events(options.events, share.supply->bad_events());
  if (ranks.is_first()) share.bad_events = share.supply->bad_events();
  std::uint64_t all = share.labels.size();
  if (!options.with_labels && options.most != 0) all = std::min(all, options.most);
  share.range = part_of(all, ranks.rank(), ranks.size());
  for (std::uint64_t event = 0; event < share.range->first; ++event) share.supply->skip();
  if (share.range->count == 0) share.supply.reset();
  return share;
}

}  // namespace

EventShare open_share(const ShareOptions& options, const Log& log, Ranks& ranks) {
  const SupplyOptions supply{.generated = {0, options.most}, .keep = options.keep, .threads = options.threads};
  if (!ranks.alone() && options.source == RankSource::shared) {
    return are_generated(options.events) ? share_generated(options, supply, log, ranks)
                                         : share_file(options, supply, log, ranks);
  }
  EventShare share;
  if (options.source != RankSource::none) share.supply = open_supply(options.events, supply, log);
  if (!options.with_labels) return share;
  if (ranks.alone()) {
    share.labels = share.supply->labels(options.most, log);
    share.range = EventRange{0, share.labels.size()};
    share.bad_events = share.supply->bad_events();
    return share;
  }
  gather_labels(share.supply ? share.supply->labels(0, log) : Labels{}, options.most, ranks, share);
  return share;
}

std::string share_name(const Ranks& ranks) {
  return ranks.alone() ? std::string{} : fmt::format(" (rank {} of {})", ranks.rank(), ranks.size());
}

}  // namespace wirebench::study
