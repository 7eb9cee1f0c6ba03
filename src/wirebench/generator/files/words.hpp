/// \file Words and numbers of a line of text.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wirebench::generator {

/// Takes one word after the other from a line; words are separated by blanks and tabs.
class Words {
 public:
  explicit Words(std::string_view line) noexcept : rest_{line} {}

  /// Empty behind the last one.
  [[nodiscard]] std::string_view next() noexcept;
  /// What has not been taken, without blanks at its start.
  [[nodiscard]] std::string_view rest() noexcept;

 private:
  std::string_view rest_;
};

/// The whole word as a number; nothing when it is not one, is not finite or does not fit. A leading '+' is understood.
[[nodiscard]] std::optional<double> to_number(std::string_view word) noexcept;
template <class Integer>
[[nodiscard]] std::optional<Integer> to_integer(std::string_view word) noexcept {
  if (word.size() > 1 && word.front() == '+' && word[1] != '-') word.remove_prefix(1);
  Integer value{};
  const auto [end, failed] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (failed != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return value;
}

/// A piece of a file as it can be shown in a message: quoted, unprintable characters as '?', at most 40 characters.
[[nodiscard]] std::string shown(std::string_view text);

}  // namespace wirebench::generator
