#include "wirebench/measure/roc.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "wirebench/core/contract.hpp"

namespace wirebench::measure {

ScoreRanking::ScoreRanking(const Predictions& predictions, std::uint32_t signal) {
  WIREBENCH_EXPECT(signal < predictions.classes);
  const auto score = [&](std::uint32_t event) { return predictions.scores_of(event)[signal]; };
  std::vector<std::uint32_t> order(predictions.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return score(a) < score(b); });
  ascending_.reserve(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    ascending_.push_back(
        {order[i], predictions.labels[order[i]] == signal, i == 0 || score(order[i - 1]) < score(order[i])});
  }
}

double ScoreRanking::area(Multiplicities multiplicities) const {
  WIREBENCH_EXPECT(multiplicities.size() == ascending_.size());
  double signal_in_group = 0.0;
  double others_in_group = 0.0;
  double signal = 0.0;
  double others = 0.0;  // below the group
  double pairs = 0.0;   // in order
  const auto close_group = [&] {
    pairs += signal_in_group * (others + 0.5 * others_in_group);
    signal += signal_in_group;
    others += others_in_group;
    signal_in_group = others_in_group = 0.0;
  };
  for (const Ranked& ranked : ascending_) {
    if (ranked.starts_group) close_group();
    (ranked.signal ? signal_in_group : others_in_group) += multiplicities[ranked.event];
  }
  close_group();
  return signal > 0.0 && others > 0.0 ? pairs / signal / others : std::numeric_limits<double>::quiet_NaN();
}

std::vector<RocPoint> ScoreRanking::curve() const {
  const auto signal = static_cast<double>(
      std::count_if(ascending_.begin(), ascending_.end(), [](const Ranked& ranked) { return ranked.signal; }));
  const double others = static_cast<double>(ascending_.size()) - signal;
  if (signal == 0.0 || others == 0.0) return {};
  struct Count {
    double others;
    double signal;
  };
  std::vector<Count> counts{{0.0, 0.0}};
  Count taken{0.0, 0.0};
  for (auto ranked = ascending_.rbegin(); ranked != ascending_.rend(); ++ranked) {
    (ranked->signal ? taken.signal : taken.others) += 1.0;
    if (!ranked->starts_group) continue;
    if (counts.size() >= 2) {
      // The point before goes when it lies on the straight line from the one before it: counts are whole numbers, so
      // the cross product is exact.
      const Count& before = counts[counts.size() - 2];
      const Count& last = counts.back();
      const double cross = (last.others - before.others) * (taken.signal - last.signal) -
                           (last.signal - before.signal) * (taken.others - last.others);
      if (cross == 0.0) counts.pop_back();
    }
    counts.push_back(taken);
  }
  std::vector<RocPoint> points;
  points.reserve(counts.size());
  for (const Count& count : counts) points.push_back({count.others / others, count.signal / signal});
  return points;
}

}  // namespace wirebench::measure
