/// \file Charge at the wires of one face, on a grid of impact positions and ticks of which only the occupied part
/// exists.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "wirebench/detector/electron_cloud.hpp"
#include "wirebench/detector/geometry/anode.hpp"
#include "wirebench/detector/readout/readout_window.hpp"

namespace wirebench::detector {

/// Rows of impact positions: node n is n / steps pitches from wire 0, its row holds electrons by time from the first to
/// the last point that has any. Times are counted in strides of some ticks: what the shaper lets pass needs no more.
class OccupiedGrid {
 public:
  struct Row {
    std::int32_t first = 0;  ///< strides
    std::size_t size = 0;    ///< strides; a multiple of 4
    std::size_t begin = 0;
  };

  /// The charge of `clouds`, those of `face` only. `steps`: nodes in a pitch; `stride`: ticks. Ticks outside [earliest,
  /// latest] are left out, as are nodes beyond the outer wires' cells; both are counted in electrons_outside().
  OccupiedGrid(std::span<const ElectronCloud> clouds, std::uint32_t face, const FacePlane& plane, std::size_t steps,
               std::int32_t stride, const ReadoutWindow& window, std::int32_t earliest, std::int32_t latest);

  [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }
  /// Nodes first_node() to last_node() have rows, some of which may be empty.
  [[nodiscard]] std::int32_t first_node() const noexcept { return first_node_; }
  [[nodiscard]] std::int32_t last_node() const noexcept {
    return first_node_ + static_cast<std::int32_t>(rows_.size()) - 1;
  }
  [[nodiscard]] const Row& row(std::int32_t node) const noexcept {
    return rows_[static_cast<std::size_t>(node - first_node_)];
  }
  [[nodiscard]] const float* charge(const Row& row) const noexcept { return charge_.data() + row.begin; }
  [[nodiscard]] double electrons() const noexcept { return electrons_; }
  [[nodiscard]] double electrons_outside() const noexcept { return electrons_outside_; }

 private:
  std::int32_t first_node_ = 0;
  std::vector<Row> rows_;
  std::vector<float> charge_;
  double electrons_ = 0.0;
  double electrons_outside_ = 0.0;
};

}  // namespace wirebench::detector
