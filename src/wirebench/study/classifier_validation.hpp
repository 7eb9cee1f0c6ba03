/// \file What a classifier makes of an engine: whether one trained on its events works on the reference's, and whether
/// one can be trained to tell the two apart.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "wirebench/core/log.hpp"
#include "wirebench/study/paired_images.hpp"
#include "wirebench/train/training_options.hpp"
#include "wirebench/validation/comparison.hpp"

namespace wirebench::study {

struct ClassifierChoice {
  std::string network = "resnet50v2";
  double width = 0.25;  ///< narrow: enough for images of this size, and quick
  train::TrainingOptions training;
};

/// Trains two networks in `folder` (an interrupted training goes on there) and judges them on the events that trained
/// neither, a third of the reference's. Rows:
/// - accuracy, on the reference's images and on the engine's, of a network trained on the engine's classes;
/// - area under the curve of a network trained to tell the two kinds of images apart, beside the 0.5 of guessing.
/// Errors are of the difference, the events being the same on both sides: leaving out one of 32 groups of events at a
/// time. They do not hold how much another training of the same network would differ.
/// Errors: those of make_paired_images() and train::train(); Error(failed) when the classifier did not learn to do
/// better than guessing; Error(missing) in a build without libtorch.
[[nodiscard]] std::vector<validation::Comparison> validate_classifier(const PairedImagesJob& job,
                                                                      const transport::Engine& engine,
                                                                      const ClassifierChoice& choice,
                                                                      const std::filesystem::path& folder,
                                                                      const Log& log);

}  // namespace wirebench::study
