/// \file Running float graphs to look at their activations.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "wirebench/graph/graph.hpp"

namespace wirebench::runtime::native {

/// Runs a graph of float32 activations once (all cores) and returns its output. Precondition: `input` has the size of
/// the graph's input. Errors: as Engine.
[[nodiscard]] std::vector<float> run_float(const graph::Graph& graph, std::span<const float> input);

/// Called with each float32 activation, the graph's input first; the values are valid during the call only.
using FloatObserver = std::function<void(graph::TensorId, std::span<const float>)>;

/// Runs one image and shows every float32 activation. Precondition: as run_float().
using CalibrationExecutor =
    std::function<void(const graph::Graph&, std::span<const float> input, const FloatObserver& observe)>;

/// An executor that keeps its engine as long as it is called with the same graph (the same operators and the same
/// constants), so that many images pay for one construction. Copies share the engine; one call at a time.
/// `threads` = 0: all cores.
[[nodiscard]] CalibrationExecutor make_calibration_executor(unsigned threads);

}  // namespace wirebench::runtime::native
