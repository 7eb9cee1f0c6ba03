#include "wirebench/train/terminal_curve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string_view>
#include <vector>

#include "wirebench/core/contract.hpp"

namespace wirebench::train {
namespace {

constexpr std::size_t k_width = 15;  // characters a curve: three with their values stay below 115 columns

constexpr std::array<std::string_view, 8> k_blocks{"\u2581", "\u2582", "\u2583", "\u2584",
                                                   "\u2585", "\u2586", "\u2587", "\u2588"};
constexpr std::array<std::string_view, 7> k_ascii{"_", ".", "-", "=", "+", "*", "#"};

std::span<const std::string_view> marks(CurveCharacters characters) {
  return characters == CurveCharacters::blocks ? std::span<const std::string_view>{k_blocks}
                                               : std::span<const std::string_view>{k_ascii};
}

/// Means of `width` runs of values as equal in length as they can be.
std::vector<double> joined(std::span<const double> values, std::size_t width) {
  if (values.size() <= width) return {values.begin(), values.end()};
  std::vector<double> means;
  for (std::size_t i = 0; i < width; ++i) {
    const std::size_t first = i * values.size() / width;
    const std::size_t last = (i + 1) * values.size() / width;
    double sum = 0.0;
    for (std::size_t k = first; k < last; ++k) sum += values[k];
    means.push_back(sum / static_cast<double>(last - first));
  }
  return means;
}

template <class Get>
std::string curve(std::span<const EpochRecord> history, CurveCharacters characters, const Get& get) {
  std::vector<double> values;
  for (const EpochRecord& record : history) values.push_back(get(record));
  return sparkline(values, k_width, characters);
}

}  // namespace

CurveCharacters curve_characters() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* const set = std::getenv(name);
    if (set == nullptr || *set == '\0') continue;
    std::string text{set};
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool utf8 = text.find("utf-8") != std::string::npos || text.find("utf8") != std::string::npos;
    return utf8 ? CurveCharacters::blocks : CurveCharacters::ascii;
  }
  return CurveCharacters::ascii;
}

std::string sparkline(std::span<const double> values, std::size_t width, CurveCharacters characters) {
  WIREBENCH_EXPECT(width > 0);
  const std::vector<double> shown = joined(values, width);
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const double value : shown) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  const auto levels = marks(characters);
  std::string line;
  for (const double value : shown) {
    if (!std::isfinite(value)) {
      line += '?';
      continue;
    }
    const auto steps = static_cast<double>(levels.size());
    const double height = high > low ? (value - low) / (high - low) * steps : steps / 2.0;
    line += levels[std::min(static_cast<std::size_t>(height), levels.size() - 1)];
  }
  return line;
}

std::string curve_line(std::span<const EpochRecord> history, CurveCharacters characters) {
  if (history.empty()) return {};
  const auto best = std::max_element(history.begin(), history.end(), [](const auto& a, const auto& b) {
    return a.validation_balanced_accuracy < b.validation_balanced_accuracy;
  });
  const EpochRecord& last = history.back();
  return fmt::format(
      "loss {} {:.3f}  validation {} {:.3f}  accuracy {} {:.1f} % (best {:.1f} %, epoch {})",
      curve(history, characters, [](const EpochRecord& r) { return r.training_loss; }), last.training_loss,
      curve(history, characters, [](const EpochRecord& r) { return r.validation_loss; }), last.validation_loss,
      curve(history, characters, [](const EpochRecord& r) { return r.validation_balanced_accuracy; }),
      100.0 * last.validation_balanced_accuracy, 100.0 * best->validation_balanced_accuracy, best->epoch);
}

}  // namespace wirebench::train
