#include "wirebench/generator/files/words.hpp"

#include <cmath>

namespace wirebench::generator {
namespace {

constexpr std::string_view k_blanks = " \t";

}  // namespace

std::string_view Words::rest() noexcept {
  const std::size_t begin = rest_.find_first_not_of(k_blanks);
  rest_ = begin == std::string_view::npos ? std::string_view{} : rest_.substr(begin);
  return rest_;
}

std::string_view Words::next() noexcept {
  const std::string_view from = rest();
  const std::size_t length = from.find_first_of(k_blanks);
  const std::string_view word = from.substr(0, length);
  rest_ = length == std::string_view::npos ? std::string_view{} : from.substr(length);
  return word;
}

std::optional<double> to_number(std::string_view word) noexcept {
  if (word.size() > 1 && word.front() == '+' && word[1] != '-') word.remove_prefix(1);
  double value = 0.0;
  const auto [end, failed] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (failed != std::errc{} || end != word.data() + word.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::string shown(std::string_view text) {
  constexpr std::size_t longest = 40;
  std::string result{"'"};
  for (const char c : text.substr(0, longest)) result += c >= ' ' && c <= '~' ? c : '?';
  result += text.size() > longest ? "...'" : "'";
  return result;
}

}  // namespace wirebench::generator
