/// \file The inner loop of deconvolution.
#pragma once

#include <cstddef>

namespace wirebench::detector {

/// out += k (one + other) for arrays of complex numbers as (real, imaginary) pairs; `other` may be null. `real` and
/// `imaginary` hold the parts of k, each value twice. Vector code for the machine it runs on. `count`: floats, even.
void add_products(const float* real, const float* imaginary, const float* one, const float* other, std::size_t count,
                  float* out);

}  // namespace wirebench::detector
