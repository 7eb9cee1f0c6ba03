#include "wirebench/detector/reconstruction/deconvolution_kernel.hpp"

#include <gtest/gtest.h>

#include <complex>
#include <vector>

namespace wirebench::detector {
namespace {

using Complex = std::complex<float>;

// A plane whose wires see 1 of their own charge and 1/4 of either neighbour's, at every frequency but for a phase.
std::vector<Complex> response(std::size_t bins) {
  std::vector<Complex> out(3 * bins);
  for (std::size_t bin = 0; bin < bins; ++bin) {
    const Complex phase = std::polar(1.0F, 0.3F * static_cast<float>(bin));
    out[bin] = 0.25F * phase;
    out[bins + bin] = phase;
    out[2 * bins + bin] = 0.25F * phase;
  }
  return out;
}

TEST(DeconvolutionKernel, GivesBackTheChargeOfSingleWires) {
  constexpr std::size_t bins = 9;
  const std::vector<Complex> seen = response(bins);
  // Without a filter across the wires the inverse is exact.
  const DeconvolutionKernel kernel{seen, 1, bins, 1.0e3};
  const std::size_t wires = 2 * kernel.reach() + 1;
  ASSERT_GT(kernel.reach(), 2U);
  // 1000 electrons on the middle wire, 400 on the next.
  std::vector<std::vector<Complex>> measured(3 * wires, std::vector<Complex>(bins));
  const std::size_t middle = wires + kernel.reach();
  for (std::size_t bin = 0; bin < bins; ++bin) {
    for (std::size_t d = 0; d < 3; ++d) {
      measured[middle - 1 + d][bin] += 1000.0F * seen[d * bins + bin];
      measured[middle + d][bin] += 400.0F * seen[d * bins + bin];
    }
  }
  for (int shift = -2; shift <= 3; ++shift) {
    std::vector<const Complex*> near;
    for (std::size_t wire = 0; wire < wires; ++wire) {
      near.push_back(measured[wires + wire + static_cast<std::size_t>(shift + 2) - 2].data());
    }
    std::vector<Complex> charge(bins);
    kernel.add(near, charge.data());
    const float expected = shift == 0 ? 1000.0F : shift == 1 ? 400.0F : 0.0F;
    for (const Complex value : charge) {
      EXPECT_NEAR(value.real(), expected, 2.0F) << "wire " << shift;
      EXPECT_NEAR(value.imag(), 0.0F, 2.0F) << "wire " << shift;
    }
  }
}

TEST(DeconvolutionKernel, AFilterSpreadsChargeAndKeepsIt) {
  constexpr std::size_t bins = 4;
  const DeconvolutionKernel kernel{response(bins), 1, bins, 0.423};
  const std::vector<Complex> seen = response(bins);
  const std::size_t wires = 2 * kernel.reach() + 1;
  // The same charge on all wires gives itself.
  std::vector<Complex> everywhere(bins);
  for (std::size_t bin = 0; bin < bins; ++bin) everywhere[bin] = 1.5F * 700.0F * seen[bins + bin];
  const std::vector<const Complex*> near(wires, everywhere.data());
  std::vector<Complex> charge(bins);
  kernel.add(near, charge.data());
  for (const Complex value : charge) EXPECT_NEAR(std::abs(value - Complex{700.0F}), 0.0F, 0.1F);
}

TEST(DeconvolutionKernel, MissingWiresCountAsEmpty) {
  constexpr std::size_t bins = 5;
  const DeconvolutionKernel kernel{response(bins), 1, bins, 1.7};
  const std::size_t wires = 2 * kernel.reach() + 1;
  const std::vector<Complex> empty(bins);
  std::vector<Complex> one(bins, Complex{2.0F, -1.0F});
  std::vector<const Complex*> with_empty(wires, empty.data());
  std::vector<const Complex*> with_none(wires, nullptr);
  for (const std::size_t place : {kernel.reach(), kernel.reach() - 1, kernel.reach() + 2}) {
    with_empty[place] = one.data();
    with_none[place] = one.data();
  }
  std::vector<Complex> a(bins);
  std::vector<Complex> b(bins);
  kernel.add(with_empty, a.data());
  kernel.add(with_none, b.data());
  for (std::size_t bin = 0; bin < bins; ++bin) EXPECT_NEAR(std::abs(a[bin] - b[bin]), 0.0F, 1.0e-5F);
}

TEST(DeconvolutionKernel, GivesNothingWhereThePlaneSeesNothing) {
  std::vector<Complex> blind = response(6);
  for (std::size_t d = 0; d < 3; ++d) blind[d * 6] = Complex{};
  const DeconvolutionKernel kernel{blind, 1, 6, 1.7};
  EXPECT_EQ(kernel.power()[0], 0.0);
  EXPECT_GT(kernel.power()[1], 0.0);
}

}  // namespace
}  // namespace wirebench::detector
