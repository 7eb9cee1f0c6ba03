#include "wirebench/measure/calibration.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "wirebench/core/contract.hpp"
#include "wirebench/measure/statistics.hpp"

namespace wirebench::measure {
namespace {

std::size_t bin_of(double confidence) {
  // (low, high]: a confidence on an edge belongs to the bin below.
  const double place = std::ceil(confidence * static_cast<double>(k_calibration_bins));
  return std::min(static_cast<std::size_t>(std::max(place, 1.0)) - 1, k_calibration_bins - 1);
}

}  // namespace

bool are_probabilities(const Predictions& predictions) {
  constexpr double tolerance = 0.05;
  for (std::size_t event = 0; event < predictions.size(); ++event) {
    double sum = 0.0;
    for (const float score : predictions.scores_of(event)) {
      if (!(score >= 0.0F && score <= 1.0F + 1e-6F)) return false;
      sum += static_cast<double>(score);
    }
    if (!(std::abs(sum - 1.0) <= tolerance)) return false;
  }
  return true;
}

Calibration::Calibration(const Predictions& predictions) : bins_(k_calibration_bins) {
  const std::vector<std::uint32_t> best = predictions.classes_predicted();
  std::array<std::uint64_t, k_calibration_bins> right{};
  std::array<double, k_calibration_bins> confidences{};
  for (std::size_t event = 0; event < predictions.size(); ++event) {
    const auto confidence = static_cast<double>(predictions.scores_of(event)[best[event]]);
    const bool is_right = best[event] == predictions.labels[event];
    const std::size_t bin = bin_of(confidence);
    events_.push_back({bin, confidence, is_right});
    ++bins_[bin].events;
    right[bin] += is_right ? 1 : 0;
    confidences[bin] += confidence;
  }
  for (std::size_t bin = 0; bin < bins_.size(); ++bin) {
    ReliabilityBin& entry = bins_[bin];
    entry.low = static_cast<double>(bin) / static_cast<double>(k_calibration_bins);
    entry.high = static_cast<double>(bin + 1) / static_cast<double>(k_calibration_bins);
    entry.confidence = entry.events > 0 ? confidences[bin] / static_cast<double>(entry.events)
                                        : std::numeric_limits<double>::quiet_NaN();
    entry.accuracy = wilson(right[bin], entry.events);
  }
}

double Calibration::error(Multiplicities multiplicities) const {
  WIREBENCH_EXPECT(multiplicities.size() == events_.size());
  std::array<double, k_calibration_bins> gaps{};  // right ones minus confidences, summed
  double events = 0.0;
  for (std::size_t i = 0; i < events_.size(); ++i) {
    const auto times = static_cast<double>(multiplicities[i]);
    gaps[events_[i].bin] += times * ((events_[i].right ? 1.0 : 0.0) - events_[i].confidence);
    events += times;
  }
  double sum = 0.0;
  for (const double gap : gaps) sum += std::abs(gap);
  return sum / events;
}

}  // namespace wirebench::measure
