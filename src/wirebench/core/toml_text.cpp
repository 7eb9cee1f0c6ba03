#include <algorithm>

#include "wirebench/core/config.hpp"

namespace wirebench {
namespace {

bool is_table_list(const Json& value) {
  return value.is_array() && !value.empty() &&
         std::all_of(value.begin(), value.end(), [](const Json& entry) { return entry.is_object(); });
}

std::string key_text(const std::string& key) {
  const bool bare = !key.empty() && key.find_first_not_of(
                                        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                        "0123456789_-") == std::string::npos;
  return bare ? key : Json(key).dump();
}

std::string scalar_text(const Json& value) {
  if (value.is_number_float()) {
    std::string text = value.dump();
    return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
  }
  if (value.is_array()) {
    std::string text = "[";
    for (const Json& entry : value) text += (text.size() > 1 ? ", " : "") + scalar_text(entry);
    return text + ']';
  }
  return value.dump();  // JSON strings, integers and booleans are TOML too
}

void write_table(const Json& object, const std::string& path, std::string& out) {
  for (const auto& [key, value] : object.items()) {
    if (value.is_object() || is_table_list(value) || value.is_null()) continue;
    out += key_text(key) + " = " + scalar_text(value) + '\n';
  }
  for (const auto& [key, value] : object.items()) {
    const std::string name = path.empty() ? key_text(key) : path + '.' + key_text(key);
    if (value.is_object()) {
      out += "\n[" + name + "]\n";
      write_table(value, name, out);
    } else if (is_table_list(value)) {
      for (const Json& entry : value) {
        out += "\n[[" + name + "]]\n";
        write_table(entry, name, out);
      }
    }
  }
}

}  // namespace

std::string to_toml(const Json& object) {
  std::string out;
  write_table(object, "", out);
  return out;
}

}  // namespace wirebench
