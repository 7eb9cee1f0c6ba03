/// \file Charge at the wires of one face by wire and time, of which only the occupied part exists.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "wirebench/detector/electron_cloud.hpp"
#include "wirebench/detector/geometry/anode.hpp"
#include "wirebench/detector/readout/readout_window.hpp"
#include "wirebench/detector/readout/shaped_response.hpp"

namespace wirebench::detector {

/// The charge in the regions of the wires (half a pitch on either side), as the response needs it: all of it, and
/// weighted by impact position for each of the response's patterns. By time in strides of some ticks (what the shaper
/// lets pass needs no more), in stretches between which there is none.
class ArrivedCharge {
 public:
  /// A stretch of time in the region of a wire.
  struct Stretch {
    std::int32_t wire = 0;
    std::int32_t first = 0;  ///< strides
    std::uint32_t size = 0;  ///< strides; a multiple of 4
    float electrons = 0.0F;
    std::size_t begin = 0;
  };

  /// The charge of `clouds`, those of `face` only. Ticks outside [earliest, latest] are left out, as is what arrives
  /// beyond the outer wires' cells; both are counted in electrons_outside().
  ArrivedCharge(std::span<const ElectronCloud> clouds, std::uint32_t face, const FacePlane& plane,
                const PlaneShapedResponse& response, const ReadoutWindow& window, std::int32_t earliest,
                std::int32_t latest);

  /// By wire, then time.
  [[nodiscard]] std::span<const Stretch> stretches() const noexcept { return stretches_; }
  /// Those of the wires first to last; wires beyond the plane have none.
  [[nodiscard]] std::span<const Stretch> stretches(std::int32_t first, std::int32_t last) const noexcept;
  /// Charges of each stride of a stretch, kinds() of them: electrons, then the same weighted for each pattern of the
  /// response, then zeros. Shape: [stretch.size, kinds()].
  [[nodiscard]] const float* charge(const Stretch& stretch) const noexcept { return charge_.data() + stretch.begin; }
  [[nodiscard]] std::size_t kinds() const noexcept { return kinds_; }
  [[nodiscard]] double electrons() const noexcept { return electrons_; }
  [[nodiscard]] double electrons_outside() const noexcept { return electrons_outside_; }

 private:
  std::vector<Stretch> stretches_;
  std::vector<std::uint32_t> begins_;  // of the stretches of each wire, and the end
  std::size_t kinds_;
  std::vector<float> charge_;
  double electrons_ = 0.0;
  double electrons_outside_ = 0.0;
};

}  // namespace wirebench::detector
