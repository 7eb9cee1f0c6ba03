/// \file Field response and electronics in one: what an electron does to the waveforms, tick by tick.
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "wirebench/detector/readout/coupling.hpp"
#include "wirebench/detector/readout/electronics.hpp"
#include "wirebench/detector/readout/fft.hpp"
#include "wirebench/detector/readout/field_response.hpp"

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
  /// mV per electron. Shape: [ticks]; k_before zeros precede and k_after zeros follow it in memory.
  /// `impact`: 0 to steps, -1/2 to 1/2 pitch; `wire`: 0 to wires() - 1, `reach` for the wire of the region.
  [[nodiscard]] std::span<const float> row(std::size_t impact, std::size_t wire) const noexcept {
    return std::span{values_}.subspan((impact * wires() + wire) * stride_ + k_before, ticks_);
  }

  /// Mean over the region of a wire. Shape: [wires, ticks]; mV per electron.
  [[nodiscard]] std::vector<float> average() const;
  /// The mean response with the AC coupling in the frequency domain, for transforms of `length` ticks in which an
  /// electron arrives at tick 0 (earlier ticks wrap to the end). Shape: [wires, length / 2 + 1]; mV per electron.
  /// Precondition: `length` >= ticks().
  [[nodiscard]] std::vector<std::complex<float>> average_spectrum(const AcCoupling& coupling, std::size_t length) const;

  static constexpr std::size_t k_before = 16;
  static constexpr std::size_t k_after = 32;

 private:
  std::size_t steps_;
  std::size_t reach_;
  std::size_t ticks_ = 0;
  std::size_t stride_ = 0;
  std::int32_t first_tick_ = 0;
  AlignedVector<float> values_;
};

/// Of all planes of a field response.
[[nodiscard]] std::vector<PlaneShapedResponse> shape_response(const FieldResponse& field,
                                                              const ElectronicsResponse& electronics, Time tick);

}  // namespace wirebench::detector
