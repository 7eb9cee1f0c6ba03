/// \file Class scores of a dataset's images from a runtime session.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "wirebench/core/log.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/graph/graph.hpp"
#include "wirebench/measure/predictions.hpp"
#include "wirebench/runtime/runtime.hpp"

namespace wirebench::study {

using measure::Predictions;

/// The images a model is judged on: those of the test split where the dataset has one, since the validation split may
/// have been used to stop a training or to choose; else those of the validation split.
[[nodiscard]] dataset::Split judged_split(const dataset::DatasetReader& images);

/// Predictions of the images at `positions` from their scores, with what the dataset knows of each event.
/// Precondition: one row of scores a position.
[[nodiscard]] Predictions predictions_of(const dataset::DatasetReader& images, std::span<const std::uint64_t> positions,
                                         std::vector<float> scores);

/// Runs every image at `positions` through the session, a few at a time. Errors: those of Session::infer; Error(usage)
/// when image size or number of classes do not fit the model.
[[nodiscard]] Predictions evaluate(runtime::Session& session, const dataset::DatasetReader& images,
                                   std::span<const std::uint64_t> positions, const graph::Preprocessing& preprocessing,
                                   const Log& log, const std::string& label);

}  // namespace wirebench::study
