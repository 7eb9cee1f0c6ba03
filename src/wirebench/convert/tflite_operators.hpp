/// \file TensorFlow Lite's operator codes and the lowest version that means what a graph operator means.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "wirebench/graph/graph.hpp"

namespace wirebench::convert {

/// Operator code (number in TensorFlow Lite's schema) and version, as the interpreter's resolver looks them up.
struct TfliteCode {
  std::int32_t code = 0;
  std::int32_t version = 1;

  auto operator<=>(const TfliteCode&) const = default;
};

/// The lowest version whose kernels take this operator's types. Precondition: `op` belongs to `graph`.
/// Errors: Error(failed) for BatchNormalization, Swish, Rescale and Dropout, which have none (see inference_graph()).
/// Source: TensorFlow Lite converter, operator versions.
[[nodiscard]] TfliteCode tflite_code(const graph::Graph& graph, const graph::Operator& op);

/// First release of the TensorFlow Lite runtime.
struct RuntimeVersion {
  std::int32_t major = 1, minor = 5, patch = 0;

  auto operator<=>(const RuntimeVersion&) const = default;
};

[[nodiscard]] std::string to_string(const RuntimeVersion& version);

/// Oldest runtime that knows this operator in this version. Source: TensorFlow Lite converter, runtime versions.
[[nodiscard]] RuntimeVersion oldest_runtime(const TfliteCode& code);

}  // namespace wirebench::convert
