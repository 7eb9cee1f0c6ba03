/// \file Displacement of the apparent origin of charge by slow ions in the argon (space charge).
#pragma once

#include <array>
#include <filesystem>
#include <vector>

#include "wirebench/core/units.hpp"

namespace wirebench::detector {

/// Map of displacements: electrons set free at a true place arrive as if they came from that place plus the
/// displacement. Between the points of the grid trilinear; beyond its edge the value at the edge.
///
/// File: HDF5 with the datasets
///   /drift, /vertical, /beam   [n], floating point, mm: coordinates of the grid, 2 to 10,000 of them, ascending and
///                              evenly spaced; those of the preset's geometry (before input_origin_mm)
///   /displacement              [drift, vertical, beam, 3], floating point, mm: (drift, vertical, beam)
/// Thread-safety: immutable.
class SpaceChargeMap {
 public:
  /// Evenly spaced coordinates of a grid.
  struct GridAxis {
    double first = 0.0;  ///< mm
    double step = 1.0;   ///< mm, above 0
    std::size_t points = 2;
  };
  using Vector = std::array<double, 3>;  ///< drift, vertical, beam in mm

  /// `displacements` by grid point, beam fastest. Precondition: as many as the axes have points together.
  SpaceChargeMap(std::array<GridAxis, 3> axes, std::vector<std::array<float, 3>> displacements);

  /// Errors: Error(usage) for a missing file; Error(failed), naming file and dataset, for one without these datasets,
  /// of other shapes or types, too large, uneven, or with numbers that are not finite or beyond 10 m.
  [[nodiscard]] static SpaceChargeMap read(const std::filesystem::path& path);

  /// Displacement at a true place.
  [[nodiscard]] Vector operator()(const Vector& place) const noexcept;

 private:
  std::array<GridAxis, 3> axes_;
  std::vector<std::array<float, 3>> displacements_;
};

}  // namespace wirebench::detector
