#include "wirebench/detector/reconstruction/deconvolution_kernel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "wirebench/core/contract.hpp"
#include "wirebench/detector/reconstruction/kernel_sum.hpp"

namespace wirebench::detector {
namespace {

// Wires of the transform across them: far more than the inverse reaches.
constexpr std::size_t k_wires = 64;
// Part of the kernel's power that may be cut off.
constexpr double k_cut = 1.0e-6;
// Where the response is less than this part of its largest value (induction planes at frequency 0) nothing is made of
// it.
constexpr double k_floor = 1.0e-4;

using Complex = std::complex<double>;

}  // namespace

DeconvolutionKernel::DeconvolutionKernel(std::span<const std::complex<float>> response, std::size_t reach,
                                         std::size_t bins, double wire_filter)
    : bins_{bins}, stride_{(2 * bins + 15) / 16 * 16} {
  const std::size_t wires = 2 * reach + 1;
  WIREBENCH_EXPECT(response.size() % wires == 0 && response.size() / wires >= bins && bins > 0 && wire_filter > 0.0);
  WIREBENCH_EXPECT(reach < k_wires / 2);
  const std::size_t row = response.size() / wires;
  std::array<double, k_wires> cosines{};
  for (std::size_t i = 0; i < k_wires; ++i) {
    cosines[i] = std::cos(2.0 * std::numbers::pi * static_cast<double>(i) / k_wires);
  }
  const auto cosine = [&](std::size_t wave, std::size_t wire) { return cosines[wave * wire % k_wires]; };
  // Response by bin and wave number; that of k_wires - k is that of k.
  constexpr std::size_t waves = k_wires / 2 + 1;
  std::vector<Complex> across(bins * waves);
  std::array<double, waves> filter{};
  for (std::size_t wave = 0; wave < waves; ++wave) {
    const double cycles = static_cast<double>(wave) / (k_wires / 2);
    filter[wave] = std::exp(-0.5 * cycles * cycles / (wire_filter * wire_filter));
  }
  double largest = 0.0;
  for (std::size_t bin = 0; bin < bins; ++bin) {
    for (std::size_t wave = 0; wave < waves; ++wave) {
      Complex sum{response[reach * row + bin]};
      for (std::size_t wire = 1; wire <= reach; ++wire) {
        const Complex sides =
            Complex{response[(reach + wire) * row + bin]} + Complex{response[(reach - wire) * row + bin]};
        sum += sides * cosine(wave, wire);
      }
      across[bin * waves + wave] = sum;
      largest = std::max(largest, std::abs(sum));
    }
  }
  const double floor = k_floor * largest;
  std::vector<Complex> kernel(bins * (k_furthest + 1));
  std::vector<Complex> whole(bins);  // sum over all wires
  std::vector<double> power(k_furthest + 1, 0.0);
  for (std::size_t bin = 0; bin < bins; ++bin) {
    for (std::size_t wave = 0; wave < waves; ++wave) {
      const Complex r = across[bin * waves + wave];
      const Complex inverse = filter[wave] * std::conj(r) / (std::norm(r) + floor * floor);
      const double weight = wave == 0 || wave == k_wires / 2 ? 1.0 : 2.0;
      if (wave == 0) whole[bin] = inverse;
      for (std::size_t wire = 0; wire <= k_furthest; ++wire) {
        kernel[bin * (k_furthest + 1) + wire] += inverse * (weight * cosine(wave, wire) / static_cast<double>(k_wires));
      }
    }
    double all = 0.0;
    for (std::size_t wire = 0; wire <= k_furthest; ++wire) {
      all += (wire == 0 ? 1.0 : 2.0) * std::norm(kernel[bin * (k_furthest + 1) + wire]);
    }
    for (std::size_t wire = 0; wire <= k_furthest && all > 0.0; ++wire) {
      power[wire] = std::max(power[wire], 2.0 * std::norm(kernel[bin * (k_furthest + 1) + wire]) / all);
    }
  }
  reach_ = k_furthest;
  for (double cut = 0.0; reach_ > 0 && cut + power[reach_] < k_cut; --reach_) cut += power[reach_];

  real_.assign((reach_ + 1) * stride_, 0.0F);
  imaginary_.assign((reach_ + 1) * stride_, 0.0F);
  for (std::size_t bin = 0; bin < bins; ++bin) {
    const Complex* const values = &kernel[bin * (k_furthest + 1)];
    Complex kept = values[0];
    for (std::size_t wire = 1; wire <= reach_; ++wire) kept += 2.0 * values[wire];
    const Complex scale = std::abs(kept) > 0.0 ? whole[bin] / kept : Complex{1.0};
    for (std::size_t wire = 0; wire <= reach_; ++wire) {
      const Complex value = values[wire] * scale;
      for (std::size_t part = 0; part < 2; ++part) {
        real_[wire * stride_ + 2 * bin + part] = static_cast<float>(value.real());
        imaginary_[wire * stride_ + 2 * bin + part] = static_cast<float>(value.imag());
      }
    }
  }
}

std::vector<double> DeconvolutionKernel::power() const {
  std::vector<double> out(bins_, 0.0);
  for (std::size_t wire = 0; wire <= reach_; ++wire) {
    for (std::size_t bin = 0; bin < bins_; ++bin) {
      const double re = real_[wire * stride_ + 2 * bin];
      const double im = imaginary_[wire * stride_ + 2 * bin];
      out[bin] += (wire == 0 ? 1.0 : 2.0) * (re * re + im * im);
    }
  }
  return out;
}

void DeconvolutionKernel::add(std::span<const std::complex<float>* const> near, std::complex<float>* out) const {
  WIREBENCH_EXPECT(near.size() == 2 * reach_ + 1);
  // Pairs of floats are complex numbers by the C++ standard's layout guarantee.
  const auto floats = [](const std::complex<float>* values) { return reinterpret_cast<const float*>(values); };
  std::array<KernelPart, k_furthest + 1> parts;
  std::size_t count = 0;
  for (std::size_t wire = 0; wire <= reach_; ++wire) {
    const std::complex<float>* one = near[reach_ - wire];
    const std::complex<float>* other = wire == 0 ? nullptr : near[reach_ + wire];
    if (one == nullptr) std::swap(one, other);
    if (one == nullptr) continue;
    parts[count++] = {&real_[wire * stride_], &imaginary_[wire * stride_], floats(one),
                      other == nullptr ? nullptr : floats(other)};
  }
  add_products(std::span{parts}.first(count), 2 * bins_, reinterpret_cast<float*>(out));
}

}  // namespace wirebench::detector
