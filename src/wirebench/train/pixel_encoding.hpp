/// \file How the pixels of a dataset stand for charge.
#pragma once

#include "wirebench/core/outcome.hpp"
#include "wirebench/dataset/dataset.hpp"

namespace wirebench::train {

/// From pixel values to electrons and back, by the formulas the images were made with (docs/components/imaging.md):
/// full scale F, reference Q0, v the pixel's part of full scale,
///   linear: v = Q / F;   log: v = ln(1 + Q / Q0) / ln(1 + F / Q0);   clip: v = ceil(255 Q / F) / 255;
/// each between 0 and 1, and 255 v as a whole number in uint8 datasets. Thread-safety: immutable.
class PixelEncoding {
 public:
  /// From the image settings in the dataset's configuration. Absent, with the reason, when it has none (imported
  /// images) or none this version knows.
  [[nodiscard]] static Outcome<PixelEncoding> of(const dataset::DatasetHeader& header);

  /// Electrons a pixel stands for. Of values that stand for a range (clip), its middle; 255 stands for full scale,
  /// though the charge was at least that.
  [[nodiscard]] double charge(float pixel) const noexcept;
  /// The pixel of a charge, as the dataset would hold it; 0 for less than nothing.
  [[nodiscard]] float pixel(double electrons) const noexcept;

 private:
  enum class Scaling { linear, log, clip };
  PixelEncoding(Scaling scaling, dataset::PixelType type, double full_scale, double reference) noexcept;

  Scaling scaling_;
  dataset::PixelType type_;
  double full_scale_;
  double reference_;
  double log_of_full_scale_;
};

}  // namespace wirebench::train
