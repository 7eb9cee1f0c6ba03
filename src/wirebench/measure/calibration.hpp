/// \file Whether a classifier is right as often as it says.
#pragma once

#include <cstdint>
#include <vector>

#include "wirebench/measure/bootstrap.hpp"
#include "wirebench/measure/predictions.hpp"
#include "wirebench/measure/result.hpp"

namespace wirebench::measure {

/// Bins of equal width over the confidences 0 to 1; what C. Guo et al. (ICML 2017, arXiv:1706.04599) take.
inline constexpr std::size_t k_calibration_bins = 15;

/// One bin of a reliability diagram: the events whose best score is in (low, high], 0 belonging to the first bin.
struct ReliabilityBin {
  double low = 0.0;
  double high = 0.0;
  std::uint64_t events = 0;
  double confidence = 0.0;  ///< mean of the best scores; NaN without events
  Estimate accuracy;        ///< share of right classes, Wilson interval; NaN without events
};

/// Confidence and outcome of each event, put into bins once.
class Calibration {
 public:
  /// Precondition: are_probabilities(predictions).
  explicit Calibration(const Predictions& predictions);

  [[nodiscard]] const std::vector<ReliabilityBin>& bins() const noexcept { return bins_; }

  /// Expected calibration error of a resample: mean over the events of |accuracy - mean confidence| of their bin
  /// (M. P. Naeini, G. F. Cooper, M. Hauskrecht, AAAI 2015; Guo et al., equation 3). 0 to 1. A sample's is above 0 even
  /// where the classifier is right exactly as often as it says, the more so the fewer events there are.
  [[nodiscard]] double error(Multiplicities multiplicities) const;

 private:
  struct Judged {
    std::size_t bin;
    double confidence;
    bool right;
  };
  std::vector<Judged> events_;
  std::vector<ReliabilityBin> bins_;
};

/// Whether the scores of every event are between 0 and 1 and add up to 1 within 0.05 (those of integer networks are
/// rounded to 1/256).
[[nodiscard]] bool are_probabilities(const Predictions& predictions);

}  // namespace wirebench::measure
