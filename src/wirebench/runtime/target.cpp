#include <algorithm>
#include <charconv>

#include "wirebench/core/config.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/runtime/runtime.hpp"

namespace wirebench::runtime {
namespace {

constexpr unsigned k_most_threads = 1024;

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

[[noreturn]] void bad_target(std::string_view text, const std::string& why) {
  throw Error{ErrorKind::usage,
              {"not a target", "'" + std::string{text} + "'", why,
               "A target is runtime[:device][@threads], for example native:cpu@2 or litert."}};
}

}  // namespace

Target parse_target(std::string_view text) {
  Target target;
  std::string_view rest = text;
  if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
    const std::string_view digits = rest.substr(at + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), target.threads);
    if (error != std::errc{} || end != digits.data() + digits.size() || target.threads < 1 ||
        target.threads > k_most_threads) {
      bad_target(text, "after @ there must be a number of threads from 1 to 1024");
    }
    rest = rest.substr(0, at);
  }
  if (const std::size_t colon = rest.find(':'); colon != std::string_view::npos) {
    target.device = rest.substr(colon + 1);
    if (!is_word(target.device)) bad_target(text, "after : there must be a device such as cpu");
    rest = rest.substr(0, colon);
  }
  if (!is_word(rest)) bad_target(text, "it must begin with the name of a runtime");
  target.runtime = rest;
  const std::vector<std::string> known = runtime_names();
  if (std::find(known.begin(), known.end(), target.runtime) == known.end()) {
    std::string names;
    for (const std::string& name : known) names += (names.empty() ? "" : ", ") + name;
    const auto close = nearest(target.runtime, known);
    throw Error{ErrorKind::usage,
                {"unknown runtime", "'" + target.runtime + "'", "known are " + names,
                 close ? "Did you mean '" + *close + "'?" : "Choose one of them."}};
  }
  return target;
}

std::string to_string(const Target& target) {
  std::string text = target.runtime + ':' + target.device;
  if (target.threads != 0) text += '@' + std::to_string(target.threads);
  return text;
}

}  // namespace wirebench::runtime
