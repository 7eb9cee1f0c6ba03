/// \file Accuracy of predicted classes, with intervals. Knows labels and scores, no images and no model.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "wirebench/measure/result.hpp"

namespace wirebench::measure {

/// counts[true class][predicted class]
using ConfusionMatrix = std::vector<std::vector<std::uint64_t>>;

/// Class of the best score of each image; the lowest class wins a tie.
/// Shape: scores [images, classes], row-major -> [images].
/// Errors: Error(failed) when the size is no multiple of `classes` or a score is not finite (naming the image).
[[nodiscard]] std::vector<std::uint32_t> best_classes(std::span<const float> scores, std::size_t classes);

/// Shape: labels [images], predictions [images] -> [classes, classes].
/// Errors: Error(failed) when the sizes differ or a class is out of range.
[[nodiscard]] ConfusionMatrix confusion_matrix(std::span<const std::uint32_t> labels,
                                               std::span<const std::uint32_t> predictions, std::size_t classes);

/// Share of images both put in the same class. Errors: Error(failed) when the sizes differ or there are none.
[[nodiscard]] double agreement(std::span<const std::uint32_t> predictions, std::span<const std::uint32_t> reference);

/// Probability that a score of `signal` is above one of `background`, equal ones counting half: the area under the
/// curve of efficiency against false positives (Mann-Whitney; Hanley, McNeil, Radiology 143 (1982) 29). 0.5 is
/// guessing. Errors: Error(failed) when either is empty or a score is not finite.
[[nodiscard]] double area_under_curve(std::span<const double> signal, std::span<const double> background);

/// Accuracy with Wilson interval, balanced accuracy (mean over the classes that have images) with the interval of
/// mean_of_proportions. `agreement_with_trainer` is left 1 (a matrix does not know it).
/// Errors: Error(failed) when the matrix is not square or empty of images.
[[nodiscard]] AccuracySummary summarise_accuracy(const ConfusionMatrix& confusion);

/// All of it; `trainer` holds the classes the trained network gave the same images, empty for the trainer itself.
[[nodiscard]] AccuracySummary summarise_accuracy(std::span<const std::uint32_t> labels,
                                                 std::span<const std::uint32_t> predictions,
                                                 std::span<const std::uint32_t> trainer, std::size_t classes);

}  // namespace wirebench::measure
