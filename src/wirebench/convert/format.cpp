#include "wirebench/convert/format.hpp"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "wirebench/core/config.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::convert {
namespace {

constexpr std::array k_formats{Format::tflite_float32, Format::tflite_dynamic, Format::tflite_float16,
                               Format::tflite_int8, Format::savedmodel};
constexpr std::array k_io_types{IoType::uint8, IoType::int8, IoType::float32};

template <class Choices>
auto parse(std::string_view text, const Choices& choices, const std::string& what) {
  std::vector<std::string> known;
  std::string list;
  for (const auto choice : choices) {
    if (name(choice) == text) return choice;
    known.emplace_back(name(choice));
    list += (list.empty() ? "" : ", ") + known.back();
  }
  const std::optional<std::string> suggestion = nearest(text, known);
  throw Error{ErrorKind::usage,
              {"unknown " + what, "'" + std::string{text} + "'", "known: " + list,
               suggestion ? "Did you mean '" + *suggestion + "'?" : "Choose one of these."}};
}

}  // namespace

std::span<const Format> formats() noexcept {
  return k_formats;
}

std::string_view name(Format format) noexcept {
  switch (format) {
    case Format::tflite_float32: return "tflite-float32";
    case Format::tflite_dynamic: return "tflite-dynamic";
    case Format::tflite_float16: return "tflite-float16";
    case Format::tflite_int8: return "tflite-int8";
    case Format::savedmodel: return "savedmodel";
  }
  return "?";
}

Format parse_format(std::string_view text) {
  return parse(text, k_formats, "model format");
}

std::string_view name(IoType type) noexcept {
  switch (type) {
    case IoType::uint8: return "uint8";
    case IoType::int8: return "int8";
    case IoType::float32: return "float32";
  }
  return "?";
}

IoType parse_io_type(std::string_view text) {
  return parse(text, k_io_types, "input and output type");
}

}  // namespace wirebench::convert
