#include "wirebench/runtime/native/site.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "wirebench/core/error.hpp"

namespace wirebench::runtime::native {
namespace {

bool usable(float scale) {
  return std::isfinite(scale) && scale > 0.0F;
}

}  // namespace

bool Site::has_types(std::initializer_list<graph::DataType> inputs, graph::DataType output_type) const {
  if (op_->inputs.size() < inputs.size() || op_->outputs.empty() || output().type != output_type) {
    return false;
  }
  std::size_t index = 0;
  for (const graph::DataType type : inputs) {
    if (!has_input(index) || input(index).type != type) {
      return false;
    }
    ++index;
  }
  return true;
}

void Site::refuse(const std::string& why) const {
  std::string types;
  for (std::size_t i = 0; i < op_->inputs.size(); ++i) {
    types += i == 0 ? "" : ", ";
    types += has_input(i) ? graph::name(input(i).type) : "none";
  }
  types += " -> ";
  types += op_->outputs.empty() ? "none" : graph::name(output().type);
  throw Error(ErrorKind::failed,
              {"the native engine cannot run this operator",
               fmt::format("{} '{}' ({}) of '{}'", graph::kind_name(op_->attributes), op_->name, types, graph_->name()),
               why, "Run the model on another runtime, or convert it again with wirebench."});
}

Site::PerTensor Site::per_tensor(const graph::Tensor& tensor) const {
  const graph::QuantParams& q = tensor.quantization;
  if (q.scale.size() != 1 || q.zero_point.size() > 1) {
    refuse(fmt::format("tensor '{}' must have one scale and one zero point", tensor.name));
  }
  if (!usable(q.scale[0])) {
    refuse(fmt::format("tensor '{}' has scale {}, which is not a positive number", tensor.name, q.scale[0]));
  }
  const std::int64_t zero_point = q.zero_point.empty() ? 0 : q.zero_point[0];
  const bool is_signed = tensor.type == graph::DataType::int8;
  if (zero_point < (is_signed ? -128 : 0) || zero_point > (is_signed ? 127 : 255)) {
    refuse(fmt::format("tensor '{}' has zero point {}, outside its type", tensor.name, zero_point));
  }
  return {q.scale[0], static_cast<std::int32_t>(zero_point)};
}

void Site::expect_same_quantization(std::size_t index) const {
  const PerTensor in = per_tensor(input(index));
  const PerTensor out = dst_quantization();
  if (in.scale != out.scale || in.zero_point != out.zero_point) {
    refuse(
        fmt::format("input {} (scale {}, zero point {}) and output (scale {}, zero point {}) must be quantised alike",
                    index, in.scale, in.zero_point, out.scale, out.zero_point));
  }
}

std::vector<float> Site::weight_scales(std::size_t outputs, std::int32_t dimension) const {
  const graph::Tensor& weights = input(1);
  const graph::QuantParams& q = weights.quantization;
  if (q.scale.size() != 1 && q.scale.size() != outputs) {
    refuse(fmt::format("weights '{}' have {} scales for {} outputs", weights.name, q.scale.size(), outputs));
  }
  if (q.per_axis() && q.quantized_dimension != dimension) {
    refuse(fmt::format("weights '{}' are quantised along axis {} instead of {}", weights.name, q.quantized_dimension,
                       dimension));
  }
  for (const std::int64_t zero_point : q.zero_point) {
    if (zero_point != 0) {
      refuse(fmt::format("weights '{}' have zero point {}, but int8 weights are symmetric", weights.name, zero_point));
    }
  }
  for (const float scale : q.scale) {
    if (!usable(scale)) {
      refuse(fmt::format("weights '{}' have scale {}, which is not a positive number", weights.name, scale));
    }
  }
  return q.scale.size() == outputs ? q.scale : std::vector<float>(outputs, q.scale[0]);
}

void Site::expect_constant(std::size_t index, graph::DataType type) const {
  if (!has_input(index)) {
    refuse(fmt::format("input {} is missing", index));
  }
  const graph::Tensor& tensor = input(index);
  if (!tensor.is_constant()) {
    refuse(fmt::format("input {} ('{}') must be a constant", index, tensor.name));
  }
  if (tensor.type != type) {
    refuse(fmt::format("input {} ('{}') must be {}", index, tensor.name, graph::name(type)));
  }
}

std::size_t element_count(const graph::Tensor& tensor) {
  return to_size(graph::element_count(tensor.shape));
}

std::size_t last_axis(const graph::Tensor& tensor) {
  return tensor.shape.empty() ? 1 : to_size(tensor.shape.back());
}

}  // namespace wirebench::runtime::native
