/// \file Field response and electronics in one: what an electron does to the waveforms, tick by tick.
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "wirebench/detector/readout/electronics.hpp"
#include "wirebench/detector/readout/fft.hpp"
#include "wirebench/detector/readout/field_response.hpp"
#include "wirebench/detector/readout/row_modes.hpp"

namespace wirebench::detector {

/// Voltages on the wires of a plane, after the shaper and before the AC coupling, for an electron that arrives at tick
/// 0. Impacts and wires as in PlaneFieldResponse. Column c is tick first_tick + c. Thread-safety: immutable.
class PlaneShapedResponse {
 public:
  PlaneShapedResponse(const PlaneFieldResponse& field, Time period, Time start, const ElectronicsResponse& electronics,
                      Time tick);

  [[nodiscard]] std::size_t steps() const noexcept { return steps_; }
  [[nodiscard]] std::size_t reach() const noexcept { return reach_; }
  [[nodiscard]] std::size_t wires() const noexcept { return 2 * reach_ + 1; }
  [[nodiscard]] std::size_t ticks() const noexcept { return ticks_; }
  [[nodiscard]] std::int32_t first_tick() const noexcept { return first_tick_; }
  /// Ticks, 1 to 4, between the points at which charge needs to be given: half a peaking time. The shaper passes less
  /// than 3 % of what oscillates faster than such points can describe.
  [[nodiscard]] std::int32_t charge_stride() const noexcept { return charge_stride_; }
  /// mV per electron. Shape: [ticks]; k_before zeros precede and k_after zeros follow it in memory.
  /// `impact`: 0 to steps, -1/2 to 1/2 pitch; `wire`: 0 to wires() - 1, `reach` for the wire of the region.
  [[nodiscard]] std::span<const float> row(std::size_t impact, std::size_t wire) const noexcept {
    return std::span{values_}.subspan((impact * wires() + wire) * stride_ + k_before, ticks_);
  }

  /// Largest voltage of a wire's rows, either sign; mV per electron.
  [[nodiscard]] float largest(std::size_t wire) const noexcept { return largest_[wire]; }

  /// A stretch of a row, zero outside: from column `begin` on. 16 zeros precede and 32 zeros follow it in memory.
  struct Stretch {
    std::span<const float> values;
    std::int32_t begin = 0;
    float largest = 0.0F;  ///< of the values, either sign
  };
  /// What synthesis adds up instead of row(), for less work: row(impact, wire) is far(wire) plus the sum over modes of
  /// mode_weight(impact, mode) times mode(mode, wire).
  /// An electron far away from the wires induces nearly the same at all impact positions: until these differ by 1e-2 of
  /// the plane's largest voltage, far() has their mean. What comes later is a sum of a few patterns, within 1e-2 of the
  /// largest voltage; a pattern that a wire does not need for that is empty there. Ends are left out: below 1e-4 of it
  /// of far(), below 2e-3 of patterns.
  [[nodiscard]] Stretch far(std::size_t wire) const noexcept { return stretch(far_, wire, far_extents_[wire]); }
  [[nodiscard]] std::size_t modes() const noexcept { return modes_; }
  [[nodiscard]] float mode_weight(std::size_t impact, std::size_t mode) const noexcept {
    return mode_weights_[impact * modes_ + mode];
  }
  [[nodiscard]] Stretch mode(std::size_t mode, std::size_t wire) const noexcept {
    return stretch(patterns_, mode * wires() + wire, pattern_extents_[mode * wires() + wire]);
  }

  /// Mean over the region of a wire. Shape: [wires, ticks]; mV per electron.
  [[nodiscard]] std::vector<float> average() const;
  /// The mean response in the frequency domain, for transforms of `length` ticks in which an
  /// electron arrives at tick 0 (earlier ticks wrap to the end). Shape: [wires, length / 2 + 1]; mV per electron.
  /// Precondition: `length` >= ticks().
  [[nodiscard]] std::vector<std::complex<float>> average_spectrum(std::size_t length) const;

  static constexpr std::size_t k_before = 16;
  static constexpr std::size_t k_after = 32;

 private:
  struct Extent {
    std::size_t begin = 0;
    std::size_t end = 0;
    float largest = 0.0F;
  };
  void split();
  /// Which modes a wire needs for its rows, [impacts, wires, ticks], to be within `tolerance`, largest first.
  [[nodiscard]] std::vector<bool> needed_modes(const RowModes& found, std::span<const double> rows, std::size_t wire,
                                               double tolerance) const;
  /// Empties the ends of a row where no value reaches `least`.
  static Extent trim(std::span<float> row, float least);
  [[nodiscard]] Stretch stretch(const AlignedVector<float>& from, std::size_t index, Extent extent) const noexcept {
    return {std::span{from}.subspan(index * stride_ + k_before + extent.begin, extent.end - extent.begin),
            static_cast<std::int32_t>(extent.begin), extent.largest};
  }

  std::size_t steps_;
  std::size_t reach_;
  std::size_t ticks_ = 0;
  std::size_t stride_ = 0;
  std::int32_t first_tick_ = 0;
  std::int32_t charge_stride_ = 1;
  AlignedVector<float> values_;
  std::vector<float> largest_;
  AlignedVector<float> far_;
  std::vector<Extent> far_extents_;
  std::size_t modes_ = 0;
  std::vector<float> mode_weights_;
  AlignedVector<float> patterns_;
  std::vector<Extent> pattern_extents_;
};

/// Of all planes of a field response.
[[nodiscard]] std::vector<PlaneShapedResponse> shape_response(const FieldResponse& field,
                                                              const ElectronicsResponse& electronics, Time tick);

}  // namespace wirebench::detector
