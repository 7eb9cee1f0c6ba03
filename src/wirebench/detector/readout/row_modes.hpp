/// \file The few patterns that many similar rows are made of.
#pragma once

#include <cstddef>
#include <vector>

namespace wirebench::detector {

/// Rows as sums of patterns: row i is the sum over modes of weights[i, mode] times patterns[mode].
struct RowModes {
  std::size_t modes = 0;
  std::vector<double> weights;   ///< [rows, modes]
  std::vector<double> patterns;  ///< [modes, columns]
};

/// The fewest modes that give every entry of `matrix` [rows, columns] within `tolerance`: the first ones of its
/// singular value decomposition, from the eigenvectors of the rows' products (Jacobi rotations). For some tens of rows.
[[nodiscard]] RowModes find_row_modes(const std::vector<double>& matrix, std::size_t rows, double tolerance);

}  // namespace wirebench::detector
