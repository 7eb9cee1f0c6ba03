/// \file How a training goes, in a line of text.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "wirebench/train/history.hpp"

namespace wirebench::train {

enum class CurveCharacters {
  blocks,  ///< eighths of a block, U+2581 to U+2588, in UTF-8
  ascii,   ///< seven marks from '_' to '#'
};

/// Blocks where the environment (LC_ALL, LC_CTYPE, LANG, the first that is set) says UTF-8.
[[nodiscard]] CurveCharacters curve_characters();

/// One character a value, from the lowest to the highest of them; of more than `width` values, each character is the
/// mean of those that fall to it. Equal values stand in the middle. Values that are no numbers are '?'. Precondition:
/// width > 0.
[[nodiscard]] std::string sparkline(std::span<const double> values, std::size_t width, CurveCharacters characters);

/// Training loss, validation loss and balanced accuracy over the epochs, each as a curve with its last value, and the
/// best epoch by balanced accuracy. Empty for an empty history. At most 115 columns.
[[nodiscard]] std::string curve_line(std::span<const EpochRecord> history, CurveCharacters characters);

}  // namespace wirebench::train
