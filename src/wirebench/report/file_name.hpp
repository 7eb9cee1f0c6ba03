/// \file Names of files made from names people chose.
#pragma once

#include <string>
#include <string_view>

namespace wirebench::report {

/// `text` with everything but ASCII letters, digits, '-', '_' and '.' replaced by '_'; never empty, never starting
/// with a dot.
[[nodiscard]] inline std::string file_name_part(std::string_view text) {
  std::string part;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '_' || (c == '.' && !part.empty());
    part += plain ? c : '_';
  }
  return part.empty() ? "_" : part;
}

}  // namespace wirebench::report
