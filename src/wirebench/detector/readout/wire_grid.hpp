/// \file Electrostatics of parallel wire planes in two dimensions: the drift field and the weighting potentials.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "wirebench/core/units.hpp"

namespace wirebench::detector {

/// One plane of wires in the two-dimensional picture, in which all planes' wires are parallel and have one pitch.
struct GridPlane {
  double distance = 0.0;  ///< mm in front of the collection plane, towards the cathode; 0 is the collection plane
  double bias = 0.0;      ///< V
};

/// Geometry and voltages of a set of wire planes between two conducting sheets: one in front, through which the
/// electrons enter (it stands for the undisturbed drift volume), and one behind (a mesh, or the cryostat's wall).
struct WireGridGeometry {
  double pitch = 3.0;             ///< mm, the same for all planes
  double wire_radius = 0.075;     ///< mm, much less than the pitch
  double backing = 10.0;          ///< mm from the collection plane to the grounded sheet behind it
  double front = 100.0;           ///< mm from the collection plane to the sheet the electrons enter through
  std::vector<GridPlane> planes;  ///< from the cathode's side to the collection plane
};

/// A point of the plane perpendicular to the wires.
struct GridPoint {
  double across = 0.0;  ///< mm from the wires above which the picture is centred
  double height = 0.0;  ///< mm in front of the collection plane
};

/// The electric field between infinitely many wires at their biases, for thin wires (each a line of charge).
/// Method: the potential of a row of line charges with period s is -q ln(2 cosh(2 pi y / s) - 2 cos(2 pi x / s)); the
/// charges of the planes follow from the biases, the field far in front and the grounded backing. Thin-wire
/// approximation, good to (radius / pitch) squared. Source: Buneman, Cranshaw, Harvey, Can. J. Res. A27 (1949) 191 (row
/// of wires); Blum, Riegler, Rolandi, "Particle Detection with Drift Chambers", 2nd ed., chapter 3.
/// Thread-safety: immutable.
class DriftFieldGrid {
 public:
  /// `drift_field`: V/mm far in front of the wires.
  DriftFieldGrid(const WireGridGeometry& geometry, double drift_field);

  /// V; relative to the ground of the backing.
  [[nodiscard]] double potential(GridPoint point) const noexcept;
  /// Gradient of the potential, V/mm: the direction electrons move in, times the field's strength.
  [[nodiscard]] GridPoint gradient(GridPoint point) const noexcept;

 private:
  double wave_number_;
  std::vector<double> heights_;
  std::vector<double> charges_;
  double offset_ = 0.0;
  double slope_ = 0.0;
};

/// The weighting potential of a single wire in each plane: the potential with this wire at 1 and all other conductors
/// at 0. By the theorem of Shockley and Ramo a charge that moves from a to b induces its charge times the difference of
/// the weighting potentials. The wires on either side are truncated at `side_wires`, between two grounded sheets (the
/// potential of a line charge between two sheets in closed form).
/// Thread-safety: immutable.
class WeightingPotential {
 public:
  WeightingPotential(const WireGridGeometry& geometry, std::size_t side_wires);

  /// Potentials at `point` of the wires `offset` pitches from the centre, offset -reach..reach, of every plane:
  /// Shape: [planes, 2 reach + 1], row-major. `reach` + 1 must be below the number of side wires.
  void evaluate(GridPoint point, std::size_t reach, std::vector<double>& out) const;

 private:
  [[nodiscard]] double line(double across, double height, double source_height) const noexcept;

  WireGridGeometry geometry_;
  std::size_t side_wires_;
  std::size_t per_plane_;
  double gap_;                   // mm between the sheets
  std::vector<double> charges_;  // [wanted plane, plane, wire]
};

}  // namespace wirebench::detector
