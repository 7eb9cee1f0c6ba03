/// \file Batch normalisation (with the ReLU that usually follows) over rows of channels: the memory-bound part of these
/// networks, in one pass forward and two passes backward, for float32 and bfloat16 activations.
///
/// Why not the library's: before libtorch 2 its bfloat16 batch normalisation needs every operand in bfloat16, its
/// running variance is the unbiased one (Keras keeps the biased one), and the ReLU costs two more passes.
///
/// Shapes: activations are `rows` rows of `channels` values, `stride` values apart; per-channel arrays hold `channels`
/// floats. bfloat16 values are the upper 16 bits of a float32. Thread-safety: pure functions of their arguments.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wirebench::train::normalization {

using Bfloat16 = std::uint16_t;

enum class Rectify { no, yes };        ///< whether a ReLU follows
enum class Write { replace, add_to };  ///< what happens to the destination

/// One block of rows.
struct Extent {
  std::size_t rows = 0;
  std::size_t channels = 0;
};

/// Read-only or writable rows.
template <class T>
struct Rows {
  T* data = nullptr;
  std::size_t stride = 0;
};

/// Sums over the rows of (src - shift) and of its square. The shift keeps the difference of squares accurate.
void moments(Extent extent, Rows<const float> src, const float* shift, float* sum, float* square);
void moments(Extent extent, Rows<const Bfloat16> src, const float* shift, float* sum, float* square);

/// dst = (src - mean) * scale + beta, then the ReLU.
struct Affine {
  const float* mean = nullptr;
  const float* scale = nullptr;  ///< gamma / sqrt(variance + epsilon)
  const float* beta = nullptr;
  Rectify rectify = Rectify::no;
};
void normalize(Extent extent, Rows<const float> src, Rows<float> dst, const Affine& affine);
void normalize(Extent extent, Rows<const Bfloat16> src, Rows<Bfloat16> dst, const Affine& affine);

/// Sums over the rows of d and of d * (src - mean), where d = diff_dst where the ReLU let the value pass, else 0.
void gradient_sums(Extent extent, Rows<const float> src, Rows<const float> diff_dst, const Affine& affine, float* sum,
                   float* product);
void gradient_sums(Extent extent, Rows<const Bfloat16> src, Rows<const Bfloat16> diff_dst, const Affine& affine,
                   float* sum, float* product);

/// diff_src (+)= scale * d + slope * (src - mean) + constant, with d as above.
struct GradientTerms {
  const float* slope = nullptr;
  const float* constant = nullptr;
  Write write = Write::replace;
};
void gradient(Extent extent, Rows<const float> src, Rows<const float> diff_dst, Rows<float> diff_src,
              const Affine& affine, const GradientTerms& terms);
void gradient(Extent extent, Rows<const Bfloat16> src, Rows<const Bfloat16> diff_dst, Rows<Bfloat16> diff_src,
              const Affine& affine, const GradientTerms& terms);

}  // namespace wirebench::train::normalization
