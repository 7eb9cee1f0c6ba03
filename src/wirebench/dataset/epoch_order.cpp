#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/random.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/dataset/shuffle.hpp"

namespace wirebench::dataset {
namespace {

using Positions = std::vector<std::uint64_t>;

/// `wanted` members of one class: whole passes, then a part of one; each pass in an order of its own when shuffling.
Positions repeat_class(const Positions& members, std::size_t wanted, bool shuffled, RandomStream& random) {
  Positions drawn;
  drawn.reserve(wanted);
  while (drawn.size() < wanted) {
    Positions pass = members;
    if (shuffled) shuffle(std::span{pass}, random);
    pass.resize(std::min(pass.size(), wanted - drawn.size()));
    drawn.insert(drawn.end(), pass.begin(), pass.end());
  }
  return drawn;
}

}  // namespace

Positions epoch_order(std::span<const EventRecord> events, std::span<const std::uint64_t> positions,
                      const StreamOptions& options, std::uint64_t epoch) {
  RandomStream random{options.seed, RandomStage::shuffle, epoch};
  Positions order{positions.begin(), positions.end()};
  if (options.balance) {
    std::map<std::uint8_t, Positions> by_class;
    for (const std::uint64_t position : positions) {
      WIREBENCH_EXPECT(position < events.size());
      by_class[events[position].label].push_back(position);
    }
    std::size_t most = 0;
    for (const auto& [label, members] : by_class) most = std::max(most, members.size());
    std::vector<Positions> drawn;
    for (const auto& [label, members] : by_class) {
      drawn.push_back(repeat_class(members, most, options.shuffle, random));
    }
    // Class after class in turn: also without shuffling no batch holds one class alone.
    order.clear();
    order.reserve(most * drawn.size());
    for (std::size_t i = 0; i < most; ++i) {
      for (const Positions& of_class : drawn) order.push_back(of_class[i]);
    }
  }
  if (options.shuffle) shuffle(std::span{order}, random);
  return order;
}

}  // namespace wirebench::dataset
