/// \file Everything a classifier is judged by, each number with a bootstrap interval. What `wirebench evaluate`, a
/// study and its report show is made here and nowhere else. Choices and their reasons: docs/components/evaluation.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "wirebench/core/json.hpp"
#include "wirebench/measure/bootstrap.hpp"
#include "wirebench/measure/calibration.hpp"
#include "wirebench/measure/predictions.hpp"
#include "wirebench/measure/result.hpp"
#include "wirebench/measure/roc.hpp"

namespace wirebench::measure {

struct JudgeOptions {
  BootstrapOptions bootstrap;
  /// Events with fewer electrons in the image (mean of the planes) are counted apart and judged by nothing else. 0: all
  /// are judged.
  double min_visible_charge = 0.0;
};

/// Of one class. Shares and areas 0 to 1; NaN: not known, or no such events.
struct ClassMetrics {
  std::uint64_t events = 0;  ///< of this true class
  Estimate efficiency;       ///< share of the class's events that were recognised
  Estimate purity;           ///< share of the class in what is called it, every class weighing the same
  Estimate area;             ///< under the curve of this class against the rest; only of the whole sample
  Estimate flux_efficiency;  ///< efficiency with events weighted to the flux
  Estimate flux_purity;      ///< purity with events weighted to the flux
};

/// The events whose true energy is in [low, high).
struct EnergyBin {
  double low_mev = 0.0;
  double high_mev = 0.0;
  std::vector<ClassMetrics> classes;
};

/// Events below the least visible charge.
struct CountedApart {
  double min_visible_charge = 0.0;  ///< electrons; 0: none are counted apart
  std::uint64_t events = 0;
  std::vector<std::uint64_t> by_class;
  std::uint64_t right = 0;  ///< that the classifier recognised all the same
};

struct ClassifierMetrics {
  std::uint64_t events = 0;                           ///< that were judged
  std::vector<std::vector<std::uint64_t>> confusion;  ///< [true][predicted]
  Estimate accuracy;
  Estimate balanced_accuracy;  ///< mean efficiency of the classes with events
  Estimate mean_area;          ///< mean area under the curves of the classes
  Estimate calibration_error;  ///< NaN where the scores are no probabilities
  std::vector<ClassMetrics> classes;
  std::vector<EnergyBin> by_energy;           ///< empty where true energies are not known
  std::vector<ReliabilityBin> reliability;    ///< empty where the scores are no probabilities
  std::vector<std::vector<RocPoint>> curves;  ///< of each class against the rest
  CountedApart below;
  std::vector<std::string> left_out;  ///< what could not be had and why, a sentence each
  BootstrapOptions bootstrap;         ///< as the intervals were made
};

/// Intervals: 95 %, resampling the events of each true class; percentiles, for the calibration error reflected ones. A
/// share that is 0 or 1 in the sample is so in every resample: it gets Wilson's interval of its counts instead (the
/// balanced accuracy that of mean_of_proportions()). Deterministic.
/// Errors: Error(failed) when there are no events, a label is out of range or a score is not finite; Error(usage) when
/// a least charge is asked for and an event's is not known, or no event reaches it.
[[nodiscard]] ClassifierMetrics judge(const Predictions& predictions, const JudgeOptions& options = {});

/// Balanced accuracy of `one` less that of `other` on the same events, with the interval of paired resamples: both are
/// judged on each. Errors: those of judge(); Error(failed) when the events differ.
[[nodiscard]] Estimate balanced_accuracy_lead(const Predictions& one, const Predictions& other,
                                              const JudgeOptions& options = {});

/// Accuracy, balanced accuracy and confusion matrix as a result row has them.
[[nodiscard]] AccuracySummary summary_of(const ClassifierMetrics& metrics);

/// All but the curves, which are made from the predictions again. Keys: docs/components/evaluation.md.
[[nodiscard]] Json to_json(const ClassifierMetrics& metrics, const std::vector<std::string>& class_names);

}  // namespace wirebench::measure
