#include "wirebench/train/fake_quantization.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <variant>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::train {
namespace {

constexpr double k_least_width = 2e-6;  // convert::activation_params() has the same: both must agree on empty ranges

[[noreturn]] void refuse(const std::string& tensor, const std::string& why, const std::string& remedy) {
  throw Error{ErrorKind::usage, {"this tensor cannot be quantised in training", tensor, why, remedy}};
}

void require_range(const FakeQuantization& wanted, const std::string& name, std::size_t channels) {
  if (wanted.low.size() != channels || wanted.high.size() != channels) {
    refuse(name, fmt::format("{} low and {} high ends are given", wanted.low.size(), wanted.high.size()),
           fmt::format("Give {} of each.", channels));
  }
  for (std::size_t i = 0; i < channels; ++i) {
    if (std::isfinite(wanted.low[i]) && std::isfinite(wanted.high[i]) && wanted.low[i] <= wanted.high[i]) continue;
    refuse(name, fmt::format("its range {} is from {} to {}", i, wanted.low[i], wanted.high[i]),
           "Give two finite numbers, the lower one first.");
  }
}

}  // namespace

QuantizationGrid quantization_grid(float low, float high, QuantizationScheme scheme, int bits) {
  WIREBENCH_EXPECT(std::isfinite(low) && std::isfinite(high) && low <= high && bits >= 2 && bits <= 16);
  QuantizationGrid grid;
  grid.highest = (1 << (bits - 1)) - 1;
  if (scheme == QuantizationScheme::symmetric) {
    grid.lowest = -grid.highest;
    const double largest = std::max(std::abs(static_cast<double>(low)), std::abs(static_cast<double>(high)));
    grid.scale = largest > 0.0 ? static_cast<float>(largest / grid.highest) : 1.0F;
    if (grid.scale == 0.0F) grid.scale = 1.0F;  // less than float32 can say
    return grid;
  }
  grid.lowest = -(1 << (bits - 1));
  const double first = std::min(static_cast<double>(low), 0.0);
  const double last = std::max({static_cast<double>(high), 0.0, first + k_least_width});
  const double scale = (last - first) / (grid.highest - grid.lowest);
  grid.scale = static_cast<float>(scale);
  grid.zero_point =
      std::clamp(static_cast<std::int32_t>(std::lround(grid.lowest - first / scale)), grid.lowest, grid.highest);
  return grid;
}

void require_quantizable(const graph::Graph& graph, std::span<const FakeQuantization> wanted) {
  std::set<std::size_t> seen;
  for (const FakeQuantization& one : wanted) {
    WIREBENCH_EXPECT(one.tensor.index() < graph.tensors().size());
    const graph::Tensor& tensor = graph.tensor(one.tensor);
    if (!seen.insert(one.tensor.index()).second) refuse(tensor.name, "it is named twice", "Name it once.");
    if (one.bits < 2 || one.bits > 16) refuse(tensor.name, fmt::format("{} bits", one.bits), "Give 2 to 16 bits.");
    if (!(one.momentum >= 0.0 && one.momentum < 1.0)) {
      refuse(tensor.name, fmt::format("momentum {}", one.momentum), "Give at least 0 and less than 1.");
    }
    std::size_t channels = 1;
    if (one.axis) {
      if (!tensor.is_constant()) refuse(tensor.name, "an activation has one range", "Leave the axis out.");
      if (*one.axis < 0 || static_cast<std::size_t>(*one.axis) >= tensor.shape.size()) {
        refuse(tensor.name, fmt::format("it has no axis {}", *one.axis),
               "Give an axis of " + graph::to_string(tensor.shape) + ".");
      }
      channels = static_cast<std::size_t>(tensor.shape[static_cast<std::size_t>(*one.axis)]);
    }
    if (one.rule == RangeRule::given) require_range(one, tensor.name, channels);
    for (const graph::Operator& op : graph.operators()) {
      if (std::holds_alternative<graph::Softmax>(op.attributes) && op.outputs[0] == one.tensor &&
          graph.outputs()[0] == one.tensor) {
        refuse(tensor.name, "the loss is computed from what the final softmax reads",
               "Wrap the softmax' input instead.");
      }
    }
  }
}

}  // namespace wirebench::train
