/// \file The inner loop of the deconvolution.
#pragma once

#include <cstddef>
#include <span>

namespace wirebench::detector {

/// Factors of the spectra of two waveforms on either side of a wire, each number twice: real and imaginary parts.
struct KernelPart {
  const float* real = nullptr;
  const float* imaginary = nullptr;
  const float* one = nullptr;
  const float* other = nullptr;  ///< null: there is none
};

/// out += the sum over parts of (real + i imaginary) (one + other), complex numbers as pairs of floats. `count`:
/// floats, even. Vector code for the machine it runs on.
void add_products(std::span<const KernelPart> parts, std::size_t count, float* out);

}  // namespace wirebench::detector
