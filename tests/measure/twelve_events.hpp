/// \file Twelve events of three classes, with scores that are whole sixteenths, for comparison with scikit-learn.
///
/// The values tests expect of them were computed by scikit-learn 1.9.1 (recall_score, precision_score with and without
/// sample_weight, roc_auc_score, roc_curve, calibration_curve with 15 uniform bins) from the numbers below.
#pragma once

#include "wirebench/measure/predictions.hpp"

namespace wirebench::measure {

inline Predictions twelve_events() {
  Predictions p;
  p.classes = 3;
  p.labels = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2};
  for (const int sixteenths : {10, 4, 2, 6, 7,  3, 8, 8, 0,  3, 3, 10, 1, 14, 1, 5, 6, 5,
                               9,  4, 3, 2, 12, 2, 0, 2, 14, 4, 4, 8,  7, 3,  6, 1, 1, 14}) {
    p.scores.push_back(static_cast<float>(sixteenths) / 16.0F);
  }
  p.flux_weight = {2.0, 1.5, 2.5, 1.0, 0.75, 0.5, 1.25, 1.0, 0.05, 0.1, 0.15, 0.2};
  p.true_energy_mev = {1100, 1900, 2100, 2900, 1200, 1300, 2500, 2900, 1999, 2000, 2700, 2800};
  p.visible_charge = {9e5, 1e5, 8e5, 2e4, 9e5, 3e4, 7e5, 8e5, 9e5, 5e5, 6e5, 7e5};
  for (std::uint64_t id = 0; id < 12; ++id) p.event_ids.push_back(100 + id);
  return p;
}

}  // namespace wirebench::measure
