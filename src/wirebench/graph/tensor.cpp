#include "wirebench/graph/tensor.hpp"

namespace wirebench::graph {

std::size_t byte_size(DataType type) noexcept {
  switch (type) {
    case DataType::int64: return 8;
    case DataType::float32:
    case DataType::int32: return 4;
    case DataType::float16:
    case DataType::int16: return 2;
    case DataType::int8:
    case DataType::uint8: return 1;
  }
  return 0;
}

std::string_view name(DataType type) noexcept {
  switch (type) {
    case DataType::float32: return "float32";
    case DataType::float16: return "float16";
    case DataType::int64: return "int64";
    case DataType::int32: return "int32";
    case DataType::int16: return "int16";
    case DataType::int8: return "int8";
    case DataType::uint8: return "uint8";
  }
  return "unknown";
}

std::int64_t element_count(const Shape& shape) noexcept {
  std::int64_t count = 1;
  for (const auto size : shape) {
    WIREBENCH_EXPECT(size >= 0);
    count *= size;
  }
  return count;
}

std::string to_string(const Shape& shape) {
  if (shape.empty()) return "scalar";
  std::string text;
  for (const auto size : shape) {
    if (!text.empty()) text += 'x';
    text += std::to_string(size);
  }
  return text;
}

ConstantData make_constant(std::span<const std::byte> bytes) {
  return std::make_shared<const std::vector<std::byte>>(bytes.begin(), bytes.end());
}

}  // namespace wirebench::graph
