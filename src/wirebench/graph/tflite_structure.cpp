#include "wirebench/graph/tflite_structure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/graph/tflite_schema_generated.h"

namespace wirebench::graph {
namespace {

constexpr std::uint32_t k_schema_version = 3;
constexpr std::int64_t k_largest_count = 2'147'483'647;
constexpr std::size_t k_alignment = 16;

struct HighestVersion {
  tflite::BuiltinOperator code;
  std::int32_t version;
};

// Versions tflite/core/kernels/register.cc registers (2026-08-21), for the operators wirebench reads.
constexpr std::array k_highest_versions{HighestVersion{tflite::BuiltinOperator::ADD, 6},
                                        HighestVersion{tflite::BuiltinOperator::AVERAGE_POOL_2D, 3},
                                        HighestVersion{tflite::BuiltinOperator::CONCATENATION, 7},
                                        HighestVersion{tflite::BuiltinOperator::CONV_2D, 8},
                                        HighestVersion{tflite::BuiltinOperator::DEPTHWISE_CONV_2D, 7},
                                        HighestVersion{tflite::BuiltinOperator::DEQUANTIZE, 9},
                                        HighestVersion{tflite::BuiltinOperator::FULLY_CONNECTED, 14},
                                        HighestVersion{tflite::BuiltinOperator::LOGISTIC, 3},
                                        HighestVersion{tflite::BuiltinOperator::MAX_POOL_2D, 3},
                                        HighestVersion{tflite::BuiltinOperator::MEAN, 3},
                                        HighestVersion{tflite::BuiltinOperator::MUL, 8},
                                        HighestVersion{tflite::BuiltinOperator::PAD, 6},
                                        HighestVersion{tflite::BuiltinOperator::QUANTIZE, 6},
                                        HighestVersion{tflite::BuiltinOperator::RELU, 3},
                                        HighestVersion{tflite::BuiltinOperator::RESHAPE, 1},
                                        HighestVersion{tflite::BuiltinOperator::SOFTMAX, 4}};

/// Bytes of one element; 0 for types wirebench does not read.
std::size_t element_size(tflite::TensorType type) {
  switch (type) {
    case tflite::TensorType::INT64: return 8;
    case tflite::TensorType::FLOAT32:
    case tflite::TensorType::INT32: return 4;
    case tflite::TensorType::FLOAT16:
    case tflite::TensorType::INT16: return 2;
    case tflite::TensorType::INT8:
    case tflite::TensorType::UINT8: return 1;
    default: return 0;
  }
}

std::string text(const flatbuffers::String* string) {
  return string == nullptr ? std::string{} : string->str();
}

template <class T>
std::size_t count(const flatbuffers::Vector<T>* vector) {
  return vector == nullptr ? 0 : vector->size();
}

/// Element `i` of a vector of tables.
template <class T>
const T& element(const flatbuffers::Vector<flatbuffers::Offset<T>>& vector, std::size_t i) {
  return *vector.Get(static_cast<flatbuffers::uoffset_t>(i));
}

class Structure {
 public:
  Structure(const tflite::Model& model, const std::string& source) : model_{model}, source_{source} {}

  void check() const {
    if (model_.version() != k_schema_version) {
      refuse("model", fmt::format("schema version {} instead of {}", model_.version(), k_schema_version));
    }
    if (count(model_.subgraphs()) != 1) {
      refuse("model", fmt::format("{} subgraphs; wirebench reads files with exactly one", count(model_.subgraphs())));
    }
    if (model_.buffers() == nullptr || count(model_.operator_codes()) == 0) {
      refuse("model", "it has no buffers or no operator codes");
    }
    for (std::size_t i = 0; i < model_.buffers()->size(); ++i) {
      // Offsets 0 and 1 mean that the data is here.
      if (element(*model_.buffers(), i).offset() > 1) {
        refuse(fmt::format("buffer {}", i), "its data lies outside the flatbuffer (a file above 2 GB)");
      }
    }
    const auto& subgraph = element(*model_.subgraphs(), 0);
    if (count(subgraph.tensors()) == 0 || count(subgraph.operators()) == 0) {
      refuse("subgraph", "it has no tensors or no operators");
    }
    if (count(subgraph.inputs()) == 0 || count(subgraph.outputs()) == 0) {
      refuse("subgraph", "it has no inputs or no outputs");
    }
    check_tensors(subgraph);
    check_order(subgraph);
    check_metadata(subgraph);
  }

 private:
  [[noreturn]] void refuse(const std::string& where, const std::string& why) const {
    refuse_tflite(source_, where, why);
  }

  void check_tensors(const tflite::SubGraph& subgraph) const {
    for (std::size_t i = 0; i < subgraph.tensors()->size(); ++i) {
      const auto& tensor = element(*subgraph.tensors(), i);
      const auto where = fmt::format("tensor {} '{}'", i, text(tensor.name()));
      const auto size = element_size(tensor.type());
      std::int64_t elements = 1;
      for (std::size_t d = 0; d < count(tensor.shape()); ++d) {
        const std::int64_t extent = tensor.shape()->Get(static_cast<flatbuffers::uoffset_t>(d));
        if (extent < 0) refuse(where, fmt::format("a dimension of {}", extent));
        elements *= extent;
        if (elements > k_largest_count) refuse(where, "2^31 elements or more");
      }
      if (tensor.is_variable()) refuse(where, "a variable; wirebench reads networks without state");
      if (tensor.sparsity() != nullptr) refuse(where, "a sparse tensor; wirebench reads dense ones");
      if (tensor.buffer() >= model_.buffers()->size()) {
        refuse(where, fmt::format("buffer {} of {}", tensor.buffer(), model_.buffers()->size()));
      }
      const auto bytes = constant_bytes(model_, tensor);
      // Types without a size are refused where an operator uses them.
      if (!bytes.empty() && size != 0 && bytes.size() != static_cast<std::size_t>(elements) * size) {
        refuse(where, fmt::format("{} constant bytes where its shape and type need {}", bytes.size(),
                                  static_cast<std::size_t>(elements) * size));
      }
    }
  }

  void check_order(const tflite::SubGraph& subgraph) const {
    const auto tensors = subgraph.tensors()->size();
    std::vector<bool> ready(tensors);
    for (std::size_t i = 0; i < tensors; ++i) {
      ready[i] = !constant_bytes(model_, element(*subgraph.tensors(), i)).empty();
    }
    const auto require_index = [&](std::int32_t index, const std::string& where) {
      if (index < 0 || static_cast<std::size_t>(index) >= tensors) {
        refuse(where, fmt::format("it names tensor {} of {}", index, tensors));
      }
    };
    for (const auto index : *subgraph.inputs()) {
      require_index(index, "inputs");
      if (ready[static_cast<std::size_t>(index)]) {
        refuse("inputs", fmt::format("tensor {} is a constant or named twice", index));
      }
      ready[static_cast<std::size_t>(index)] = true;
    }
    for (std::size_t i = 0; i < subgraph.operators()->size(); ++i) {
      const auto& op = element(*subgraph.operators(), i);
      const auto where = check_code(op, i);
      for (std::size_t k = 0; k < count(op.inputs()); ++k) {
        const auto index = op.inputs()->Get(static_cast<flatbuffers::uoffset_t>(k));
        if (index == -1) continue;  // an optional input left out
        require_index(index, where);
        if (!ready[static_cast<std::size_t>(index)]) {
          refuse(where, fmt::format("it reads tensor {} before anything wrote it", index));
        }
      }
      for (std::size_t k = 0; k < count(op.outputs()); ++k) {
        const auto index = op.outputs()->Get(static_cast<flatbuffers::uoffset_t>(k));
        require_index(index, where);
        if (ready[static_cast<std::size_t>(index)]) {
          refuse(where, fmt::format("it writes tensor {}, a constant, an input or written before", index));
        }
        ready[static_cast<std::size_t>(index)] = true;
      }
    }
    for (const auto index : *subgraph.outputs()) {
      require_index(index, "outputs");
      if (!ready[static_cast<std::size_t>(index)]) refuse("outputs", fmt::format("nothing writes tensor {}", index));
    }
  }

  /// Operator code in range and of a version that exists. Returns how errors name the operator.
  [[nodiscard]] std::string check_code(const tflite::Operator& op, std::size_t index) const {
    const auto codes = model_.operator_codes()->size();
    if (op.opcode_index() >= codes) {
      refuse(fmt::format("operator {}", index), fmt::format("operator code {} of {}", op.opcode_index(), codes));
    }
    const auto& code = element(*model_.operator_codes(), op.opcode_index());
    const auto where = fmt::format("operator {} ({})", index, operator_name(code));
    const auto* const known = std::ranges::find(
        k_highest_versions, static_cast<tflite::BuiltinOperator>(builtin_code(code)), &HighestVersion::code);
    if (known != k_highest_versions.end() && (code.version() < 1 || code.version() > known->version)) {
      refuse(where, fmt::format("version {}, where 1 to {} exist", code.version(), known->version));
    }
    return where;
  }

  void check_metadata(const tflite::SubGraph& subgraph) const {
    for (std::size_t i = 0; i < count(model_.metadata()); ++i) {
      const auto& entry = element(*model_.metadata(), i);
      if (entry.buffer() >= model_.buffers()->size()) {
        refuse(fmt::format("metadata '{}'", text(entry.name())),
               fmt::format("buffer {} of {}", entry.buffer(), model_.buffers()->size()));
      }
    }
    for (std::size_t i = 0; i < count(model_.signature_defs()); ++i) {
      const auto& signature = element(*model_.signature_defs(), i);
      const auto where = fmt::format("signature {} '{}'", i, text(signature.signature_key()));
      if (signature.signature_key() == nullptr) refuse(where, "it has no key");
      if (signature.subgraph_index() != 0) refuse(where, "it names a subgraph that is not there");
      for (const auto* maps : {signature.inputs(), signature.outputs()}) {
        for (std::size_t k = 0; k < count(maps); ++k) {
          if (element(*maps, k).tensor_index() >= subgraph.tensors()->size()) {
            refuse(where, "it names a tensor that is not there");
          }
        }
      }
    }
  }

  const tflite::Model& model_;
  const std::string& source_;
};

}  // namespace

const tflite::Model& verified_model(std::span<const std::byte> bytes, const std::string& source) {
  WIREBENCH_EXPECT(reinterpret_cast<std::uintptr_t>(bytes.data()) % k_alignment == 0);
  const auto* const data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  constexpr std::size_t smallest = 8;  // offset of the root table, identifier
  constexpr auto largest = static_cast<std::size_t>(FLATBUFFERS_MAX_BUFFER_SIZE);
  if (bytes.size() < smallest || bytes.size() >= largest) {
    refuse_tflite(source, fmt::format("{} bytes", bytes.size()), "no model has this size");
  }
  if (!tflite::ModelBufferHasIdentifier(data)) {
    refuse_tflite(source, "bytes 4 to 7", "the identifier TFL3 is not there: this is not a TensorFlow Lite file");
  }
  flatbuffers::Verifier verifier{data, bytes.size()};
  if (!tflite::VerifyModelBuffer(verifier)) {
    refuse_tflite(source, "flatbuffer", "its offsets or sizes lead outside the file: it is damaged or cut short");
  }
  const auto& model = *tflite::GetModel(data);
  Structure{model, source}.check();
  return model;
}

std::int32_t builtin_code(const tflite::OperatorCode& code) {
  return std::max<std::int32_t>(code.deprecated_builtin_code(), static_cast<std::int32_t>(code.builtin_code()));
}

std::string operator_name(const tflite::OperatorCode& code) {
  const auto number = builtin_code(code);
  if (number == static_cast<std::int32_t>(tflite::BuiltinOperator::CUSTOM)) {
    return fmt::format("custom operator '{}'", text(code.custom_code()));
  }
  const std::string name = tflite::EnumNameBuiltinOperator(static_cast<tflite::BuiltinOperator>(number));
  return name.empty() ? fmt::format("operator number {}", number) : name;
}

std::span<const std::byte> constant_bytes(const tflite::Model& model, const tflite::Tensor& tensor) {
  // Buffer 0 is the empty one, by convention.
  if (tensor.buffer() == 0 || model.buffers() == nullptr || tensor.buffer() >= model.buffers()->size()) return {};
  const auto* const data = model.buffers()->Get(tensor.buffer())->data();
  if (data == nullptr) return {};
  return std::as_bytes(std::span{data->data(), data->size()});
}

void refuse_tflite(const std::string& source, const std::string& where, const std::string& why) {
  throw Error{ErrorKind::failed,
              {.what = "cannot use the TensorFlow Lite file",
               .where = fmt::format("{}: {}", source, where),
               .why = why,
               .remedy = "Make the file again, or convert the network with `wirebench convert`."}};
}

}  // namespace wirebench::graph
