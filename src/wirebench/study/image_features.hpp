/// \file A few numbers of an image: what a classifier without a network has to go on.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "wirebench/dataset/dataset.hpp"

namespace wirebench::study {

/// Of one view.
struct ViewFeatures {
  double charge = 0.0;  ///< sum of the pixel values
  double extent = 0.0;  ///< diagonal, in pixels, of the box that leaves 1 % of the charge out on each of its sides
  /// Pixels from end to end of the longest straight run of filled pixels, at any of 120 angles, in a strip three pixels
  /// wide, over gaps of one pixel. A pixel is filled above a fifth of the mean of those above 0.
  double track = 0.0;
};

/// Shape: [height, width], row-major. All 0 for a view without a value above 0; values below 0 count as 0.
[[nodiscard]] ViewFeatures view_features(std::span<const float> pixels, std::size_t height, std::size_t width);

/// Charge, extent and track of each channel, in that order. Shape: [C, H, W] -> [3 C].
[[nodiscard]] std::vector<double> image_features(std::span<const float> pixels, const dataset::ImageShape& shape);

/// Names of image_features(): "charge_0", "extent_0", "track_0", "charge_1", ...
[[nodiscard]] std::vector<std::string> feature_names(const dataset::ImageShape& shape);

/// Of the whole event: charge of all channels together, largest extent, longest track, from what image_features()
/// gives. Precondition: `of_channels` has 3 numbers a channel, of one channel or more.
[[nodiscard]] std::vector<double> event_features(std::span<const double> of_channels);

/// Names of event_features(): "charge", "extent", "track".
[[nodiscard]] std::vector<std::string> event_feature_names();

}  // namespace wirebench::study
