/// \file A study file, read and checked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "wirebench/convert/format.hpp"
#include "wirebench/core/config.hpp"
#include "wirebench/core/json.hpp"
#include "wirebench/dataset/split.hpp"
#include "wirebench/detector/detector_preset.hpp"
#include "wirebench/detector/imaging/image_options.hpp"
#include "wirebench/detector/overlay.hpp"
#include "wirebench/measure/classifier_metrics.hpp"
#include "wirebench/measure/scenario.hpp"
#include "wirebench/runtime/runtime.hpp"
#include "wirebench/study/simulation_options.hpp"
#include "wirebench/train/training_options.hpp"

namespace wirebench::study {

/// One `[[network]]`.
struct NetworkChoice {
  std::string name;                 ///< "resnet50v2"
  std::string title;                ///< "ResNet-50 V2"
  std::filesystem::path file;       ///< describes the network; empty: a built-in one
  double width = 1.0;               ///< width multiplier
  std::filesystem::path weights;    ///< pretrained `.weights.h5`; empty = train
  train::TrainingOptions training;  ///< [training], with the network's own [network.training] on top

  /// What make_network() takes.
  [[nodiscard]] std::string source() const { return file.empty() ? name : file.string(); }
};

/// One `[[processing_unit]]`: what a device costs to buy and run.
struct ProcessingUnitPrice {
  std::string name;
  double tdp_w = 0.0;
  double price_usd = 0.0;
};

/// `[evaluation]`: how classifiers are judged.
struct EvaluationOptions {
  double min_visible_charge = 0.0;  ///< electrons, mean of the planes; events with less are counted apart
  std::uint32_t resamples = 2000;   ///< of the bootstrap
  bool boosted_trees = false;       ///< train boosted trees to compare the networks with

  /// With the seed of the study.
  [[nodiscard]] measure::JudgeOptions judging(std::uint64_t seed) const {
    return {.bootstrap = {.resamples = resamples, .seed = seed}, .min_visible_charge = min_visible_charge};
  }
};

/// Reads an `[evaluation]` table.
[[nodiscard]] EvaluationOptions read_evaluation_options(ConfigTable table);

/// No default constructor: a study has a detector.
struct StudyOptions {
  std::string name;
  std::uint64_t seed = 1;
  SimulationOptions events;
  detector::DetectorPreset detector;
  detector::OverlayOptions overlay;  ///< its file empty: none
  detector::ImageOptions image;      ///< images the networks are trained and judged on
  dataset::SplitCounts counts;       ///< the classes in equal parts
  std::vector<NetworkChoice> networks;
  EvaluationOptions evaluation;
  std::uint64_t calibration_images = 100;
  std::vector<convert::Format> formats;
  std::vector<runtime::Target> targets;
  std::int64_t latency_size = 224;  ///< height and width of the timed input
  measure::SingleStreamOptions measurement;
  std::vector<ProcessingUnitPrice> processing_units;
  Json resolved;  ///< everything, defaults included and paths whole: written to the run directory
};

/// Reads a study file. Paths in it are relative to its folder.
/// Errors: Error(usage) with file, line and key; the file names that are referred to are checked to exist.
[[nodiscard]] StudyOptions read_study(const std::filesystem::path& path, std::span<const std::string> overrides = {});

}  // namespace wirebench::study
