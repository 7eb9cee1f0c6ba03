/// \file Changes of training images that leave the event what it was.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "wirebench/core/config.hpp"
#include "wirebench/core/json.hpp"
#include "wirebench/dataset/dataset.hpp"
#include "wirebench/train/flip.hpp"
#include "wirebench/train/pixel_encoding.hpp"

namespace wirebench::train {

/// Of images [C, H, W]: H is the drift coordinate, W the wire number, C the planes. There are no rotations: the beam
/// has a direction, and drift and wires are measured by different means. Valid for the ranges in the comments.
struct AugmentationOptions {
  Flip flip = Flip::height;
  std::uint32_t shift_drift =
      0;  ///< pixels, 0 to 4095 and less than the height: along the drift, up to so many each way
  std::uint32_t shift_wires =
      0;  ///< pixels, 0 to 4095 and less than the width: along the beam, in each plane what its wires see of that
  double charge_scale = 0.0;     ///< 0 to 0.5: all charge times a factor between 1 - this and 1 + this
  double gain_jitter = 0.0;      ///< 0 to 0.5: the charge of each column times 1 + this times a normal number
  double noise_electrons = 0.0;  ///< 0 to 1e6: each pixel's charge plus noise, of a deviation from 0 to this an event
  double wire_dropout = 0.0;     ///< 0 to 0.5: probability that a column of a plane reads nothing
};

/// Reads the keys of that name. Does not finish the table. Errors: Error(usage) with file and line.
[[nodiscard]] AugmentationOptions read_augmentation_options(ConfigTable& table, const AugmentationOptions& defaults);
/// Adds them to `json`, under the same names.
void add_to_json(Json& json, const AugmentationOptions& options);

/// Changes images for one training. In the order of the detector: the event is moved (flip, shifts; what comes in from
/// outside is empty), its charge scaled, each column's gain changed, noise added, dead columns silenced. Charge is
/// changed in electrons, through the encoding of the dataset; uint8 images keep whole numbers. All numbers follow from
/// (seed, epoch, position) alone; what one change draws does not depend on which others are on. Thread-safety:
/// immutable. Valid for: epoch and position below 2^32.
class Augmenter {
 public:
  /// Errors: Error(usage) when a shift is as large as the images, or when charge is to be changed and the dataset does
  /// not say how its pixels stand for it.
  Augmenter(const AugmentationOptions& options, const dataset::DatasetHeader& header, std::uint64_t seed);

  /// Changes one image in place. Precondition: the size of the dataset's images.
  void operator()(std::span<float> image, std::uint64_t epoch, std::uint64_t position) const;

 private:
  void move(std::span<float> plane, std::int64_t down, std::int64_t right) const;
  [[nodiscard]] bool changes_columns() const noexcept;

  AugmentationOptions options_;
  dataset::ImageShape shape_;
  std::vector<double> along_beam_;  // by plane: pixels it moves by when the event moves by one along the beam
  std::uint64_t seed_;
  std::optional<PixelEncoding> encoding_;  ///< where charge is changed
};

}  // namespace wirebench::train
