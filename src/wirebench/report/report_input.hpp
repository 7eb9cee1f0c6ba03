/// \file Everything a report is made of. The study fills it from a run directory; nothing else is read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "wirebench/core/json.hpp"
#include "wirebench/measure/classifier_metrics.hpp"
#include "wirebench/measure/result.hpp"
#include "wirebench/report/published.hpp"

namespace wirebench::report {

/// One epoch. Accuracies are shares (0 to 1); NaN where a value was not taken.
struct HistoryPoint {
  unsigned epoch = 0;
  double training_loss = 0.0;
  double training_accuracy = 0.0;
  double validation_loss = 0.0;
  double validation_accuracy = 0.0;
  double validation_balanced_accuracy = 0.0;
};

struct NetworkInput {
  std::string name;          ///< as in result rows: "resnet50v2"
  std::string display_name;  ///< "ResNet-50 V2"
  std::vector<HistoryPoint> history;
  std::optional<measure::AccuracySummary> trainer_accuracy;  ///< of the trained network, by the trainer
  std::uint64_t checkpoint_bytes = 0;                        ///< weights and optimiser state; 0 = not kept
  double training_seconds = 0.0;
  std::uint64_t training_images = 0;
  std::uint64_t validation_images = 0;
  unsigned image_size = 0;                              ///< pixels along one side of a training image
  std::optional<measure::ClassifierMetrics> metrics;    ///< of the trained network
  std::string judged_split = "validation";              ///< whose images it was judged on
  std::optional<measure::Estimate> lead_over_baseline;  ///< in balanced accuracy
};

/// What can be had without a network, judged on the same images.
struct BaselineInput {
  std::string name;          ///< "boosted-trees"
  std::string display_name;  ///< "boosted trees"
  std::string settings;      ///< a sentence: library, settings, what it is given
  std::string reason;        ///< why it was not judged; empty where it was
  std::optional<measure::ClassifierMetrics> metrics;
};

/// One event as the wire planes see it.
struct EventPicture {
  std::uint32_t label = 0;  ///< index into ReportInput::class_names
  std::string truth;        ///< one line: "nu_mu CC, 2.1 GeV"
  std::string event_id;     ///< as in the dataset
  std::size_t height = 0, width = 0;
  /// Shape: [3, height, width], row-major; rows along the drift, columns across the wires. Values at or below zero are
  /// drawn blank.
  std::vector<float> pixels;
  double pixel_mm = 0.0;                ///< side of a pixel
  std::vector<std::string> view_names;  ///< three
  std::string value_unit;               ///< of the pixels: "ionisation electrons", "pixel value (0 to 255)"
};

/// What one build of wirebench made or measured of a run.
struct BuildShare {
  std::string build;                ///< build_name()
  std::vector<std::string> stages;  ///< "train resnet50v2", "measure resnet50v2 tflite-int8"
};

struct ReportInput {
  std::string title;
  std::string study_name;
  std::uint64_t seed = 0;
  std::vector<measure::ResultRow> rows;
  std::vector<NetworkInput> networks;
  std::optional<BaselineInput> baseline;  ///< absent: the study has none
  std::vector<EventPicture> events;
  std::vector<std::string> class_names;
  std::string detector_preset;
  Json host;                       ///< host_description() of the machine that measured
  std::vector<BuildShare> builds;  ///< everything in the run is of one of these; empty: the run does not say
  Json provenance;                 ///< provenance() of the program that writes the report, with the run's configuration
  PublishedStudy published;
  std::vector<ProcessingUnit> processing_units;  ///< of this run, as the study file names them
};

/// Errors: Error(failed) naming the first part that does not fit the others (a row of an unknown network, a picture of
/// the wrong size, a label without a name).
void validate(const ReportInput& input);

}  // namespace wirebench::report
