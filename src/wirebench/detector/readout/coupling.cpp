#include "wirebench/detector/readout/coupling.hpp"

#include <array>
#include <cmath>

#include "wirebench/core/contract.hpp"
#include "wirebench/detector/readout/coupling_kernel.hpp"

namespace wirebench::detector {
namespace {

// Each sample of a row waits for the one before: rows that take turns fill the time.
constexpr std::size_t k_together = 8;

/// The inverse: s[n] = a s[n - 1] + x[n] = s[n - 1] + y[n]. In double precision, because it adds up.
template <std::size_t k_rows>
void undo_rows(float* first_row, std::size_t ticks, double decay) {
  const double rise = 1.0 - decay;
  std::array<double, k_rows> state{};
  for (std::size_t tick = 0; tick < ticks; ++tick) {
    for (std::size_t i = 0; i < k_rows; ++i) {
      float& value = first_row[i * ticks + tick];
      const double in = static_cast<double>(value);
      value = static_cast<float>(in + rise * state[i]);
      state[i] += in;
    }
  }
}

}  // namespace

AcCoupling::AcCoupling(Time rc_constant, int stages, Time tick)
    : decay_{std::exp(-(tick / rc_constant))}, stages_{stages} {
  WIREBENCH_EXPECT(rc_constant.value() > 0.0 && tick.value() > 0.0 && stages >= 0 && stages <= 2);
}

void AcCoupling::filter(std::span<float> samples, std::size_t ticks) const {
  if (ticks == 0) return;
  WIREBENCH_EXPECT(samples.size() % ticks == 0);
  for (int stage = 0; stage < stages_; ++stage) {
    for (std::size_t begin = 0; begin < samples.size(); begin += ticks) {
      couple(samples.subspan(begin, ticks), static_cast<float>(decay_));
    }
  }
}

void AcCoupling::undo(std::span<float> samples, std::size_t ticks) const {
  if (ticks == 0) return;
  WIREBENCH_EXPECT(samples.size() % ticks == 0);
  const std::size_t rows = samples.size() / ticks;
  for (int stage = 0; stage < stages_; ++stage) {
    std::size_t row = 0;
    for (; row + k_together <= rows; row += k_together) {
      undo_rows<k_together>(samples.data() + row * ticks, ticks, decay_);
    }
    for (; row < rows; ++row) undo_rows<1>(samples.data() + row * ticks, ticks, decay_);
  }
}

AcCoupling AcCoupling::every(std::size_t samples) const {
  AcCoupling slower = *this;
  slower.decay_ = std::pow(decay_, static_cast<double>(samples));
  return slower;
}

}  // namespace wirebench::detector
