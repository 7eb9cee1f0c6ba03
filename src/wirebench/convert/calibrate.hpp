/// \file Ranges of a network's activations.
#pragma once

#include <limits>
#include <span>
#include <vector>

#include "wirebench/convert/calibration_images.hpp"
#include "wirebench/convert/executor.hpp"
#include "wirebench/graph/graph.hpp"

namespace wirebench::convert {

/// Closed interval of real values. A default one is empty and widens with the first value.
struct ValueRange {
  float low = std::numeric_limits<float>::infinity();
  float high = -std::numeric_limits<float>::infinity();

  [[nodiscard]] bool empty() const noexcept { return !(low <= high); }
  void include(float value) noexcept;
  void include(const ValueRange& other) noexcept;
  bool operator==(const ValueRange&) const = default;
};

/// One range per tensor of the graph it was made for, in tensor order; constants stay empty.
using Ranges = std::vector<ValueRange>;

/// The rule that turns a stream of observed activations into ranges. Other rules (percentile, entropy) are other
/// classes behind this one.
class RangeRule {
 public:
  virtual ~RangeRule() = default;
  virtual void observe(graph::TensorId tensor, std::span<const float> values) = 0;
  [[nodiscard]] virtual Ranges ranges() const = 0;
};

/// Smallest and largest value over all images, as TensorFlow Lite's converter does it.
class GlobalMinMax final : public RangeRule {
 public:
  explicit GlobalMinMax(const graph::Graph& graph) : ranges_(graph.tensors().size()) {}
  void observe(graph::TensorId tensor, std::span<const float> values) override;
  [[nodiscard]] Ranges ranges() const override { return ranges_; }

 private:
  Ranges ranges_;
};

/// Runs every calibration image through `graph` and shows all activations to `rule`.
/// Errors: Error(usage) without images or executor; Error(failed) naming the tensor for NaN or infinite activations.
void calibrate(const graph::Graph& graph, const CalibrationImages& images, const Executor& executor, RangeRule& rule);

/// The same with GlobalMinMax.
[[nodiscard]] Ranges calibrate(const graph::Graph& graph, const CalibrationImages& images, const Executor& executor);

}  // namespace wirebench::convert
