/// \file Tensors of a graph: element type, shape, quantisation, constant data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/id.hpp"

namespace wirebench::graph {

using TensorId = Id<struct Tensor_>;
using OperatorId = Id<struct Operator_>;

enum class DataType { float32, float16, int64, int32, int16, int8, uint8 };

[[nodiscard]] std::size_t byte_size(DataType type) noexcept;
[[nodiscard]] std::string_view name(DataType type) noexcept;

/// Sizes, outermost first. Activations are NHWC with a batch of 1 unless said otherwise; convolution weights OHWI;
/// depthwise weights [1, H, W, C * multiplier]; dense weights [out, in].
using Shape = std::vector<std::int64_t>;

/// Product of the sizes; 1 for a scalar. Precondition: no size is negative.
[[nodiscard]] std::int64_t element_count(const Shape& shape) noexcept;
/// "1x224x224x3".
[[nodiscard]] std::string to_string(const Shape& shape);

/// real = scale * (stored - zero_point). Empty scale: not quantised. One scale: per tensor. More: one per slice of
/// `quantized_dimension`. Source: TensorFlow Lite 8-bit quantisation specification.
struct QuantParams {
  std::vector<float> scale;
  std::vector<std::int64_t> zero_point;
  std::int32_t quantized_dimension = 0;

  [[nodiscard]] bool quantized() const noexcept { return !scale.empty(); }
  [[nodiscard]] bool per_axis() const noexcept { return scale.size() > 1; }
  bool operator==(const QuantParams&) const = default;
};

/// Bytes of a constant, shared between copies of a graph and never changed in place.
using ConstantData = std::shared_ptr<const std::vector<std::byte>>;

[[nodiscard]] ConstantData make_constant(std::span<const std::byte> bytes);
template <class T>
[[nodiscard]] ConstantData make_constant(std::span<const T> values) {
  return make_constant(std::as_bytes(values));
}

struct Tensor {
  std::string name;
  DataType type = DataType::float32;
  Shape shape;
  QuantParams quantization;
  ConstantData data;  ///< null for activations

  [[nodiscard]] bool is_constant() const noexcept { return data != nullptr; }
  /// The constant's values. Precondition: is_constant() and sizeof(T) fits the type.
  template <class T>
  [[nodiscard]] std::span<const T> values() const {
    WIREBENCH_EXPECT(data != nullptr && sizeof(T) == byte_size(type));
    return {reinterpret_cast<const T*>(data->data()), data->size() / sizeof(T)};  // allocator-aligned
  }
};

}  // namespace wirebench::graph
