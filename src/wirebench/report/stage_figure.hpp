/// \file A figure of an event at each stage of its simulation.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "wirebench/report/gnuplot.hpp"

namespace wirebench::report {

enum class ColourScale {
  charge,     ///< white at zero, then viridis to the 99.5th percentile of the cells above zero
  both_signs  ///< blue below zero, white, red above; ends at the 99.7th percentile of the absolute values on both sides
};

/// A picture of cells in even steps. Cells that are not finite stay blank.
/// Shape: `values` [rows, columns], row 0 at the smallest y.
struct HeatMap {
  std::string title;
  std::string x_label;  ///< with its unit
  std::string y_label;
  std::string value_label;
  double x_low = 0.0;  ///< edge of the first column
  double x_step = 1.0;
  double y_low = 0.0;
  double y_step = 1.0;
  std::size_t columns = 0;
  std::size_t rows = 0;
  std::vector<float> values;
  ColourScale scale = ColourScale::charge;
};

/// Panels in rows of three, each with its own axes and colour bar. Precondition: a multiple of three, none empty.
[[nodiscard]] FigureScript stage_figure(const std::string& stem, const std::string& title,
                                        std::span<const HeatMap> panels);

}  // namespace wirebench::report
