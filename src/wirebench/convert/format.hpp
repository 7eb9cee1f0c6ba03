/// \file The file forms a network is converted to.
#pragma once

#include <span>
#include <string_view>

namespace wirebench::convert {

enum class Format { tflite_float32, tflite_dynamic, tflite_float16, tflite_int8, savedmodel };

/// Every format, in the order tables list them.
[[nodiscard]] std::span<const Format> formats() noexcept;

/// The command line's name: "tflite-int8".
[[nodiscard]] std::string_view name(Format format) noexcept;

/// Errors: Error(usage) for an unknown name, with the nearest known one.
[[nodiscard]] Format parse_format(std::string_view text);

/// Element type of a quantised model's input and output.
enum class IoType { uint8, int8, float32 };

[[nodiscard]] std::string_view name(IoType type) noexcept;

/// Errors: Error(usage) for an unknown name, with the nearest known one.
[[nodiscard]] IoType parse_io_type(std::string_view text);

}  // namespace wirebench::convert
