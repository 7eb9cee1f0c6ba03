#include "wirebench/convert/calibrate.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "wirebench/core/error.hpp"

namespace wirebench::convert {

void ValueRange::include(float value) noexcept {
  low = std::min(low, value);
  high = std::max(high, value);
}

void ValueRange::include(const ValueRange& other) noexcept {
  low = std::min(low, other.low);
  high = std::max(high, other.high);
}

void GlobalMinMax::observe(graph::TensorId tensor, std::span<const float> values) {
  ValueRange& range = ranges_.at(tensor.index());
  for (const float value : values) range.include(value);
}

void calibrate(const graph::Graph& graph, const CalibrationImages& images, const Executor& executor, RangeRule& rule) {
  if (images.count == 0 || !images.read || !executor) {
    throw Error{ErrorKind::usage,
                {"cannot quantise to integers", graph.name(), "there are no calibration images",
                 "Name a dataset with --calibration; its training images give the value ranges."}};
  }
  const graph::Tensor& input = graph.tensor(graph.inputs()[0]);
  std::vector<float> values(static_cast<std::size_t>(graph::element_count(input.shape)));
  for (std::size_t i = 0; i < images.count; ++i) {
    images.read(i, values);
    executor(graph, values, [&](graph::TensorId id, std::span<const float> activation) {
      if (!std::all_of(activation.begin(), activation.end(), [](float value) { return std::isfinite(value); })) {
        throw Error{
            ErrorKind::failed,
            {"calibration failed", graph.tensor(id).name, "image " + std::to_string(i) + " gives NaN or infinity there",
             "Check the training, or the calibration images."}};
      }
      rule.observe(id, activation);
    });
  }
}

Ranges calibrate(const graph::Graph& graph, const CalibrationImages& images, const Executor& executor) {
  GlobalMinMax rule{graph};
  calibrate(graph, images, executor, rule);
  return rule.ranges();
}

}  // namespace wirebench::convert
