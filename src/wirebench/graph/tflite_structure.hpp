/// \file The checks a `.tflite` file must pass before anything is built from it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace wirebench::tflite {
struct Model;
struct Operator;
struct OperatorCode;
struct Tensor;
}  // namespace wirebench::tflite

namespace wirebench::graph {

/// Verifies structure, identifier, version, indices, buffer sizes, data order and operator versions, as TensorFlow
/// Lite's own verifier does, and that there is one subgraph. The model refers to `bytes`.
/// `source` names the bytes in errors. Preconditions: `bytes` are aligned to 16.
/// Errors: Error(failed). Source: tflite/core/tools/verifier.cc.
[[nodiscard]] const tflite::Model& verified_model(std::span<const std::byte> bytes, const std::string& source);

/// Builtin operator number: the larger of the old 8-bit and the new 32-bit field.
[[nodiscard]] std::int32_t builtin_code(const tflite::OperatorCode& code);

/// "CONV_2D"; "operator 250" for a number without a name; the custom operator's own name.
[[nodiscard]] std::string operator_name(const tflite::OperatorCode& code);

/// Constant bytes of a tensor; empty when it has none.
[[nodiscard]] std::span<const std::byte> constant_bytes(const tflite::Model& model, const tflite::Tensor& tensor);

/// Throws the error all `.tflite` reading uses.
[[noreturn]] void refuse_tflite(const std::string& source, const std::string& where, const std::string& why);

}  // namespace wirebench::graph
