/// \file A judged classifier as a study with weights, energies and charges gives it.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "wirebench/core/random.hpp"
#include "wirebench/measure/classifier_metrics.hpp"

namespace wirebench::report {

/// 600 events of three classes between 1 and 4 GeV, recognised the better the higher the energy.
inline measure::Predictions example_predictions(double skill) {
  measure::Predictions p;
  p.classes = 3;
  RandomStream random{3, RandomStage::test, static_cast<std::uint64_t>(1000 * skill)};
  constexpr std::array weights{0.9, 2.08, 0.02};
  for (std::uint32_t event = 0; event < 600; ++event) {
    const std::uint32_t label = event % 3;
    const double energy = 1000 + 3000 * std::fmod(0.618 * event, 1.0);
    std::array<double, 3> scores{};
    for (double& score : scores) score = std::exp(random.normal());
    scores[label] *= std::exp(skill * energy / 2500);
    const double sum = scores[0] + scores[1] + scores[2];
    for (const double score : scores) p.scores.push_back(static_cast<float>(score / sum));
    p.event_ids.push_back(event);
    p.labels.push_back(label);
    p.true_energy_mev.push_back(energy);
    p.flux_weight.push_back(weights[label]);
    p.visible_charge.push_back(100.0 * event);
  }
  return p;
}

inline measure::ClassifierMetrics example_metrics(double skill = 1.5) {
  return measure::judge(example_predictions(skill), {.bootstrap = {.resamples = 300, .seed = 1}});
}

}  // namespace wirebench::report
