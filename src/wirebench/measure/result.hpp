/// \file One row of results: network, form, target, scenario, with status, numbers and provenance.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "wirebench/core/json.hpp"

namespace wirebench::measure {

enum class RowStatus {
  measured,      ///< all numbers are there
  not_measured,  ///< declared absent: runtime or device missing, or the form does not apply; see reason
  failed,        ///< was tried and failed; see reason
};

/// A number with its 95 % confidence interval.
struct Estimate {
  double value = 0.0;
  double low = 0.0;
  double high = 0.0;
};

/// Latency of single-stream queries, milliseconds.
struct LatencySummary {
  std::uint64_t samples = 0;
  Estimate median, mean, p90, p99;
  double minimum = 0.0, maximum = 0.0, standard_deviation = 0.0;
};

/// Accuracy of one file on one target.
struct AccuracySummary {
  std::uint64_t images = 0;
  Estimate accuracy;                                  ///< intervals: classifier_metrics.hpp; of a matrix: accuracy.hpp
  Estimate balanced_accuracy;                         ///< mean of the per-class efficiencies
  std::vector<std::vector<std::uint64_t>> confusion;  ///< [true][predicted]
  double agreement_with_trainer = 0.0;                ///< share of images put in the same class as the trained network
};

struct ResultRow {
  std::string network;   ///< "resnet50v2"
  std::string form;      ///< "tensorflow", "tflite-float32", "tflite-dynamic", "tflite-float16", "tflite-int8"
  std::string target;    ///< "litert:cpu@2"
  std::string scenario;  ///< "single-stream"
  RowStatus status = RowStatus::not_measured;
  std::string reason;  ///< for every status but measured; there a note when the minimum was not reached
  std::string runtime_version;
  std::string implementation;
  std::string model_file;    ///< relative to the run directory
  std::string model_sha256;  ///< of the timed file
  std::uint64_t model_bytes = 0;
  std::string input_shape;  ///< of the timed file: "1x224x224x3"
  double load_ms = 0.0;
  double first_ms = 0.0;  ///< first inference after loading
  double peak_memory_mb = 0.0;
  std::optional<LatencySummary> latency;
  std::optional<AccuracySummary> accuracy;
  std::string accuracy_input_shape;
  std::string samples_file;  ///< raw latencies, relative to the run directory
};

/// {"value", "low", "high"}, null where a number is not finite.
[[nodiscard]] Json to_json(const Estimate& estimate);

[[nodiscard]] Json to_json(const ResultRow& row);
/// Errors: Error(failed) naming the key that is missing or wrong.
[[nodiscard]] ResultRow result_row_from_json(const Json& object);

/// The same for an accuracy summary alone (the trainer's own).
[[nodiscard]] Json accuracy_to_json(const AccuracySummary& summary);
[[nodiscard]] AccuracySummary accuracy_from_json(const Json& object);

}  // namespace wirebench::measure
