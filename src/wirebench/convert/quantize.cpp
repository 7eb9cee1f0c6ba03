#include "wirebench/convert/quantize.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "wirebench/convert/graph_draft.hpp"
#include "wirebench/convert/quant_params.hpp"
#include "wirebench/convert/scale_groups.hpp"
#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::convert {
namespace {

using graph::DataType;
using graph::QuantParams;
using graph::TensorId;

/// What TensorFlow Lite prescribes for results in [0, 1]: softmax and logistic.
constexpr float k_unit_scale = 1.0F / 256.0F;
constexpr std::int64_t k_unit_zero_point = -128;
/// XNNPACK takes requantisation factors below 256; half of it leaves room for its float32 product.
constexpr double k_largest_factor = 128.0;
/// Biases stay below half of the int32 range, so that adding products to them cannot overflow.
constexpr double k_largest_bias = 1073741823.0;
/// A channel of zeros gets this requantisation factor: its bias is then exact to 1/1024 of an output step.
constexpr double k_zero_channel_factor = 1.0 / 1024.0;
/// Below this a bias scale would approach the subnormal floats that runtimes refuse.
constexpr double k_least_bias_scale = 1e-30;
constexpr int k_widening_rounds = 64;

ChannelAxis axis_of(const graph::Operator& op) {
  if (std::holds_alternative<graph::Conv2d>(op.attributes)) return ChannelAxis::first;
  if (std::holds_alternative<graph::DepthwiseConv2d>(op.attributes)) return ChannelAxis::last;
  return ChannelAxis::none;
}

graph::Tensor integer_constant(const graph::Tensor& like, DataType type, QuantParams params,
                               std::span<const std::byte> bytes) {
  graph::Tensor constant = like;
  constant.type = type;
  constant.quantization = std::move(params);
  constant.data = graph::make_constant(bytes);
  return constant;
}

class Quantizer {
 public:
  Quantizer(const graph::Graph& inference, const Ranges& ranges, const QuantizeOptions& options)
      : draft_{inference}, ranges_{ranges}, options_{options}, groups_{0} {
    WIREBENCH_EXPECT(ranges.size() == inference.tensors().size());
    WIREBENCH_EXPECT(inference.inputs().size() == 1 && inference.outputs().size() == 1);
  }

  [[nodiscard]] QuantizedNetwork run() {
    take_constant_ranges();
    separate_fixed_operands();
    groups_ = scale_groups(draft_);
    choose_params();
    widen_outputs();
    for (graph::Operator& op : draft_.operators) {
      if (has_weights(op)) quantize_weighted(op);
    }
    quantize_activations();
    wrap_ends();
    return {draft_.finish(), report_};
  }

 private:
  /// Constant operands of elementwise operators are quantised like activations.
  void take_constant_ranges() {
    for (const graph::Operator& op : draft_.operators) {
      if (has_weights(op)) continue;
      for (const TensorId id : op.inputs) {
        const graph::Tensor& tensor = draft_.tensor(id);
        if (!tensor.is_constant()) continue;
        for (const float value : tensor.values<float>()) ranges_[id.index()].include(value);
      }
    }
  }

  /// Parameters an operator or the caller prescribes for a tensor.
  [[nodiscard]] std::optional<QuantParams> fixed(const ScaleGroups& groups, TensorId id) const {
    if (options_.input && groups.find(id) == groups.find(draft_.inputs[0])) return options_.input;
    for (const graph::Operator& op : draft_.operators) {
      const bool unit = std::holds_alternative<graph::Softmax>(op.attributes) ||
                        std::holds_alternative<graph::Logistic>(op.attributes);
      if (unit && groups.find(op.outputs[0]) == groups.find(id)) {
        return fixed_params(k_unit_scale, k_unit_zero_point);
      }
    }
    return std::nullopt;
  }

  /// A concatenation cannot impose its scale on a tensor whose scale is prescribed: such an operand is requantised.
  void separate_fixed_operands() {
    ScaleGroups copies{draft_.tensors.size()};
    for (const graph::Operator& op : draft_.operators) {
      if (copies_codes(op)) copies.unite(op.inputs[0], op.outputs[0]);
    }
    std::vector<graph::Operator> result;
    for (graph::Operator op : std::vector<graph::Operator>{draft_.operators}) {
      if (std::holds_alternative<graph::Concatenation>(op.attributes)) {
        for (TensorId& operand : op.inputs) {
          if (!fixed(copies, operand)) continue;
          graph::Tensor rescaled = draft_.tensor(operand);
          rescaled.name += "/rescaled";
          const TensorId id = draft_.add_tensor(std::move(rescaled));
          const ValueRange range = ranges_[operand.index()];  // push_back may move the vector
          ranges_.push_back(range);
          result.push_back({op.name + "/rescale", graph::Quantize{}, {operand}, {id}});
          operand = id;
          ++report_.requantizations;
        }
      }
      result.push_back(std::move(op));
    }
    draft_.operators = std::move(result);
  }

  void choose_params() {
    std::vector<ValueRange> joint(draft_.tensors.size());
    for (std::size_t i = 0; i < draft_.tensors.size(); ++i) {
      if (!ranges_[i].empty()) joint[groups_.find(TensorId{i})].include(ranges_[i]);
    }
    params_.resize(draft_.tensors.size());
    is_fixed_.resize(draft_.tensors.size(), false);
    const auto choose = [&](TensorId id) {
      const std::size_t group = groups_.find(id);
      if (params_[group].quantized()) return;
      if (const auto prescribed = fixed(groups_, id)) {
        params_[group] = *prescribed;
        is_fixed_[group] = true;
        return;
      }
      if (joint[group].empty()) {
        throw Error{ErrorKind::failed,
                    {"cannot quantise to integers", draft_.tensor(id).name, "calibration gave no range for it",
                     "This is a fault of the engine calibration ran on: it must show every activation."}};
      }
      params_[group] = activation_params(joint[group]);
    };
    choose(draft_.inputs[0]);
    for (const graph::Operator& op : draft_.operators) {
      WIREBENCH_EXPECT(!std::holds_alternative<graph::BatchNormalization>(op.attributes));
      choose(op.outputs[0]);
      if (has_weights(op)) continue;
      for (const TensorId id : op.inputs) choose(id);
    }
  }

  [[nodiscard]] const QuantParams& params(TensorId id) const { return params_[groups_.find(id)]; }
  [[nodiscard]] double scale(TensorId id) const { return double{params(id).scale[0]}; }

  /// Weight scales of one operator with all guards applied; counts them into `report` when given.
  [[nodiscard]] std::vector<float> guarded_scales(const graph::Operator& op, QuantizationReport* report) const {
    const graph::Tensor& weights = draft_.tensor(op.inputs[1]);
    const auto bias = draft_.tensor(op.inputs[2]).values<float>();
    const double in = scale(op.inputs[0]);
    const double out = scale(op.outputs[0]);
    std::vector<float> scales = weight_scales(weights.values<float>(), weights.shape, axis_of(op));
    for (std::size_t c = 0; c < scales.size(); ++c) {
      const bool zero = !(double{scales[c]} * in > k_least_bias_scale);
      if (zero) scales[c] = static_cast<float>(k_zero_channel_factor * out / in);
      // One scale for the whole tensor has to fit every bias, one per channel its own.
      double largest = 0.0;
      for (std::size_t b = 0; b < bias.size(); ++b) {
        if (scales.size() == 1 || b == c) largest = std::max(largest, std::fabs(double{bias[b]}));
      }
      const double least = largest / (k_largest_bias * in);
      const bool raise = double{scales[c]} < least;
      if (raise) scales[c] = std::nextafter(static_cast<float>(least), std::numeric_limits<float>::infinity());
      if (report != nullptr) {
        ++report->weight_channels;
        report->zero_channels += zero ? 1U : 0U;
        report->raised_channels += raise ? 1U : 0U;
      }
    }
    return scales;
  }

  /// Raises output scales until every requantisation factor is one that all runtimes take. Raising one scale raises the
  /// factors of its readers, hence the rounds.
  void widen_outputs() {
    for (int round = 0; round < k_widening_rounds; ++round) {
      bool changed = false;
      for (const graph::Operator& op : draft_.operators) {
        if (!has_weights(op)) continue;
        const auto scales = guarded_scales(op, nullptr);
        const double least =
            double{*std::max_element(scales.begin(), scales.end())} * scale(op.inputs[0]) / k_largest_factor;
        if (!(scale(op.outputs[0]) < least)) continue;
        const std::size_t group = groups_.find(op.outputs[0]);
        if (is_fixed_[group]) continue;
        // The zero point keeps its place: the range grows on both sides in proportion.
        params_[group].scale[0] = static_cast<float>(least * 1.0001);
        ++report_.widened_outputs;
        changed = true;
      }
      if (!changed) return;
    }
    throw Error{
        ErrorKind::failed,
        {"cannot quantise to integers", "", "no scales exist for which all layers stay within 256 output steps",
         "The network's weights are many orders of magnitude larger than its activations; check the training."}};
  }

  void quantize_weighted(graph::Operator& op) {
    const graph::Tensor weights = draft_.tensor(op.inputs[1]);
    const graph::Tensor bias = draft_.tensor(op.inputs[2]);
    const auto values = bias.values<float>();
    QuantizedWeights quantized =
        quantize_weights(weights.values<float>(), weights.shape, axis_of(op), guarded_scales(op, &report_));

    QuantParams bias_params;
    for (const float s : quantized.params.scale) {
      bias_params.scale.push_back(static_cast<float>(scale(op.inputs[0]) * double{s}));
      bias_params.zero_point.push_back(0);
    }
    std::vector<std::int32_t> codes(values.size());
    for (std::size_t c = 0; c < codes.size(); ++c) {
      const double s = double{bias_params.scale[bias_params.per_axis() ? c : 0]};
      codes[c] = quantize_value(values[c], s, 0, -std::numeric_limits<std::int32_t>::max(),
                                std::numeric_limits<std::int32_t>::max());
    }
    const auto weight_bytes = std::as_bytes(std::span{quantized.codes});
    op.inputs[1] =
        draft_.add_tensor(integer_constant(weights, DataType::int8, std::move(quantized.params), weight_bytes));
    op.inputs[2] = draft_.add_tensor(
        integer_constant(bias, DataType::int32, std::move(bias_params), std::as_bytes(std::span{codes})));
  }

  void quantize_activations() {
    const auto convert = [&](TensorId id) {
      graph::Tensor& tensor = draft_.tensor(id);
      if (tensor.type != DataType::float32) return;
      if (tensor.is_constant()) {
        std::vector<std::int8_t> codes;
        for (const float value : tensor.values<float>()) {
          codes.push_back(
              static_cast<std::int8_t>(quantize_value(value, scale(id), params(id).zero_point[0], -128, 127)));
        }
        tensor = integer_constant(tensor, DataType::int8, params(id), std::as_bytes(std::span{codes}));
        return;
      }
      tensor.type = DataType::int8;
      tensor.quantization = params(id);
    };
    convert(draft_.inputs[0]);
    for (const graph::Operator& op : draft_.operators) {
      convert(op.outputs[0]);
      if (has_weights(op)) continue;
      for (const TensorId id : op.inputs) convert(id);
    }
  }

  /// The tensor the outside sees for the int8 tensor `inner`; takes over its name.
  [[nodiscard]] TensorId outer_tensor(TensorId inner) {
    graph::Tensor outer = draft_.tensor(inner);
    draft_.tensor(inner).name += "/int8";
    if (options_.io == IoType::uint8) {
      outer.type = DataType::uint8;
      outer.quantization.zero_point[0] += 128;
    } else {
      outer.type = DataType::float32;
      outer.quantization = {};
    }
    return draft_.add_tensor(std::move(outer));
  }

  void wrap_ends() {
    if (options_.io == IoType::int8) return;
    const TensorId input = draft_.inputs[0];
    const TensorId output = draft_.outputs[0];
    draft_.inputs[0] = outer_tensor(input);
    draft_.operators.insert(draft_.operators.begin(),
                            {"quantize_input", graph::Quantize{}, {draft_.inputs[0]}, {input}});
    draft_.outputs[0] = outer_tensor(output);
    const graph::Attributes last =
        options_.io == IoType::uint8 ? graph::Attributes{graph::Quantize{}} : graph::Attributes{graph::Dequantize{}};
    draft_.operators.push_back({"quantize_output", last, {output}, {draft_.outputs[0]}});
  }

  GraphDraft draft_;
  Ranges ranges_;
  QuantizeOptions options_;
  ScaleGroups groups_;
  std::vector<QuantParams> params_;  // by group
  std::vector<bool> is_fixed_;       // by group
  QuantizationReport report_;
};

}  // namespace

QuantizedNetwork quantize(const graph::Graph& inference, const Ranges& ranges, const QuantizeOptions& options) {
  return Quantizer{inference, ranges, options}.run();
}

}  // namespace wirebench::convert
