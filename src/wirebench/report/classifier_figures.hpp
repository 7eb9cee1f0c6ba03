/// \file Figures of how well a classifier does. Pure.
#pragma once

#include <string>
#include <vector>

#include "wirebench/measure/classifier_metrics.hpp"
#include "wirebench/report/figures.hpp"

namespace wirebench::report {

/// Who was judged, and on what, as captions say it.
struct JudgedClassifier {
  std::string name;          ///< for file names: "resnet50v2"
  std::string display_name;  ///< "ResNet-50 V2"
  std::string split;         ///< "validation", "test"
};

/// Efficiency against false positives of each class against the rest, with the areas. Precondition: it has curves.
[[nodiscard]] Figure roc_figure(const measure::ClassifierMetrics& metrics, const JudgedClassifier& judged,
                                std::span<const std::string> class_names);

/// Efficiency, and purity with equal classes and in the flux (where weights are known), against true neutrino energy.
/// Precondition: metrics.by_energy is not empty.
[[nodiscard]] Figure energy_figure(const measure::ClassifierMetrics& metrics, const JudgedClassifier& judged,
                                   std::span<const std::string> class_names);

/// Share of right classes against confidence, and how many events there are at each. Precondition: metrics.reliability
/// is not empty.
[[nodiscard]] Figure reliability_figure(const measure::ClassifierMetrics& metrics, const JudgedClassifier& judged);

/// Those of the three that the metrics allow.
[[nodiscard]] std::vector<Figure> classifier_figures(const measure::ClassifierMetrics& metrics,
                                                     const JudgedClassifier& judged,
                                                     std::span<const std::string> class_names);

}  // namespace wirebench::report
