/// \file A row with every field set to something of its own.
#pragma once

#include <limits>

#include "wirebench/measure/result.hpp"

namespace wirebench::measure {

inline ResultRow example_row() {
  ResultRow row;
  row.network = "resnet50v2";
  row.form = "tflite-int8";
  row.target = "litert:cpu@2";
  row.scenario = "single-stream";
  row.status = RowStatus::measured;
  row.reason = "a \"note\"\nwith lines";
  row.runtime_version = "LiteRT 2.3.0";
  row.implementation = "XNNPACK delegate";
  row.model_file = "models/resnet50v2/int8.tflite";
  row.model_sha256 = "0123abcd";
  row.model_bytes = 24'230'001;
  row.input_shape = "1x224x224x3";
  row.load_ms = 12.5;
  row.first_ms = 31.25;
  row.peak_memory_mb = 111.5;
  LatencySummary latency;
  latency.samples = 97;
  latency.median = {11.2, 11.1, 11.35};
  latency.mean = {11.4, 11.2, 11.6};
  latency.p90 = {12.2, 12.0, 12.9};
  latency.p99 = {14.0, 12.8, std::numeric_limits<double>::infinity()};
  latency.minimum = 10.9;
  latency.maximum = 15.5;
  latency.standard_deviation = 0.44;
  row.latency = latency;
  AccuracySummary accuracy;
  accuracy.images = 150;
  accuracy.accuracy = {0.64, 0.56, 0.71};
  accuracy.balanced_accuracy = {0.63, 0.55, 0.70};
  accuracy.confusion = {{30, 15, 5}, {10, 33, 7}, {9, 8, 33}};
  accuracy.agreement_with_trainer = 0.97;
  row.accuracy = accuracy;
  row.accuracy_input_shape = "1x64x64x3";
  row.samples_file = "samples/resnet50v2-tflite-int8-litert_cpu_2.csv";
  return row;
}

}  // namespace wirebench::measure
