#include "wirebench/core/json.hpp"

#include <string>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench {

Json parse_json(std::string_view text, std::string_view source) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    throw Error{ErrorKind::usage,
                {"not valid JSON", std::string{source}, "byte " + std::to_string(error.byte) + ": " + error.what(),
                 "The file may be truncated; make it again."}};
  }
}

Json read_json(const std::filesystem::path& path) {
  return parse_json(read_file(path), path.string());
}

void write_json(const std::filesystem::path& path, const Json& value) {
  write_text_atomically(path, value.dump(2, ' ', false, Json::error_handler_t::replace) + '\n');
}

}  // namespace wirebench
