/// \file The images quantisation ranges are taken from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "wirebench/dataset/reader.hpp"
#include "wirebench/graph/graph.hpp"

namespace wirebench::convert {

/// `count` preprocessed images; `read(i, values)` fills one in the layout of the network's input, [H,W,C].
struct CalibrationImages {
  std::size_t count = 0;
  std::function<void(std::size_t index, std::span<float> values)> read;
};

enum class Fit {
  exact,    ///< images must have the network's input size
  centred,  ///< smaller images are put into the middle of a blank one (pixel 0)
};

struct CalibrationChoice {
  std::size_t count = 100;  ///< at most; > 0
  std::uint64_t seed = 1;
  Fit fit = Fit::exact;
};

/// A choice of training images of `reader`, preprocessed as `network` says. The same arguments give the same images.
/// `reader` must outlive the result.
/// Errors: Error(usage) when the training split is empty or the image does not fit the network (both shapes named).
[[nodiscard]] CalibrationImages calibration_images(const dataset::DatasetReader& reader, const graph::Graph& network,
                                                   const CalibrationChoice& choice);

}  // namespace wirebench::convert
