#include <cmath>

#include "wirebench/core/contract.hpp"
#include "wirebench/measure/classifier_metrics.hpp"

namespace wirebench::measure {
namespace {

/// Nothing is said of what is not known.
void put(Json& object, const char* key, const Estimate& estimate) {
  if (!std::isnan(estimate.value)) object[key] = to_json(estimate);
}

Json classes_json(const std::vector<ClassMetrics>& classes, const std::vector<std::string>& names) {
  Json entries = Json::array();
  for (std::size_t c = 0; c < classes.size(); ++c) {
    Json entry{{"class", names[c]}, {"events", classes[c].events}};
    put(entry, "efficiency", classes[c].efficiency);
    put(entry, "purity", classes[c].purity);
    put(entry, "area_under_curve", classes[c].area);
    put(entry, "flux_efficiency", classes[c].flux_efficiency);
    put(entry, "flux_purity", classes[c].flux_purity);
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

Json to_json(const ClassifierMetrics& metrics, const std::vector<std::string>& class_names) {
  WIREBENCH_EXPECT(class_names.size() == metrics.classes.size());
  Json json{{"events", metrics.events}, {"confusion", metrics.confusion}};
  put(json, "accuracy", metrics.accuracy);
  put(json, "balanced_accuracy", metrics.balanced_accuracy);
  put(json, "mean_area_under_curve", metrics.mean_area);
  put(json, "calibration_error", metrics.calibration_error);
  json["classes"] = classes_json(metrics.classes, class_names);
  json["by_true_energy"] = Json::array();
  for (const EnergyBin& bin : metrics.by_energy) {
    json["by_true_energy"].push_back(
        {{"low_mev", bin.low_mev}, {"high_mev", bin.high_mev}, {"classes", classes_json(bin.classes, class_names)}});
  }
  json["reliability"] = Json::array();
  for (const ReliabilityBin& bin : metrics.reliability) {
    Json entry{{"low", bin.low}, {"high", bin.high}, {"events", bin.events}};
    if (bin.events > 0) {
      entry["confidence"] = bin.confidence;
      entry["accuracy"] = to_json(bin.accuracy);
    }
    json["reliability"].push_back(std::move(entry));
  }
  json["below_least_charge"] = {{"min_visible_charge_electrons", metrics.below.min_visible_charge},
                                {"events", metrics.below.events},
                                {"by_class", metrics.below.by_class},
                                {"right", metrics.below.right}};
  json["left_out"] = metrics.left_out;
  json["bootstrap"] = {{"resamples", metrics.bootstrap.resamples},
                       {"seed", metrics.bootstrap.seed},
                       {"strata", "true class"},
                       {"interval", "percentile, 95 %"}};
  return json;
}

}  // namespace wirebench::measure
