#include "wirebench/train/normalization.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "wirebench/train/vectorize.hpp"

namespace wirebench::train::normalization {
namespace {

// Channels handled at once: their sums stay in registers while the rows go by.
constexpr std::size_t k_tile = 64;

WIREBENCH_INLINED float load(float value) {
  return value;
}
WIREBENCH_INLINED float load(Bfloat16 value) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(value) << 16U);
}

WIREBENCH_INLINED void store(float value, float& out) {
  out = value;
}
WIREBENCH_INLINED void store(float value, Bfloat16& out) {
  // Round to nearest even; a NaN must not be rounded up into a number.
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t rounded = (bits + 0x7fffU + ((bits >> 16U) & 1U)) >> 16U;
  const std::uint32_t quiet_nan = (bits >> 16U) | 0x40U;
  out = static_cast<Bfloat16>((bits & 0x7fffffffU) > 0x7f800000U ? quiet_nan : rounded);
}

template <class T>
WIREBENCH_INLINED void moments_of(Extent extent, Rows<const T> src, const float* shift, float* sum, float* square) {
  for (std::size_t first = 0; first < extent.channels; first += k_tile) {
    const std::size_t width = std::min(k_tile, extent.channels - first);
    float s[k_tile] = {};
    float q[k_tile] = {};
    if (width == k_tile) {
      for (std::size_t row = 0; row < extent.rows; ++row) {
        const T* x = src.data + row * src.stride + first;
        for (std::size_t c = 0; c < k_tile; ++c) {
          const float d = load(x[c]) - shift[first + c];
          s[c] += d;
          q[c] += d * d;
        }
      }
    } else {
      for (std::size_t row = 0; row < extent.rows; ++row) {
        const T* x = src.data + row * src.stride + first;
        for (std::size_t c = 0; c < width; ++c) {
          const float d = load(x[c]) - shift[first + c];
          s[c] += d;
          q[c] += d * d;
        }
      }
    }
    std::copy_n(s, width, sum + first);
    std::copy_n(q, width, square + first);
  }
}

template <class T>
WIREBENCH_INLINED void normalize_of(Extent extent, Rows<const T> src, Rows<T> dst, const Affine& affine) {
  const float* const mean = affine.mean;
  const float* const scale = affine.scale;
  const float* const beta = affine.beta;
  const float floor = affine.rectify == Rectify::yes ? 0.0F : -std::numeric_limits<float>::infinity();
  for (std::size_t row = 0; row < extent.rows; ++row) {
    const T* x = src.data + row * src.stride;
    T* __restrict y = dst.data + row * dst.stride;
    for (std::size_t c = 0; c < extent.channels; ++c) {
      const float value = (load(x[c]) - mean[c]) * scale[c] + beta[c];
      store(value < floor ? floor : value, y[c]);  // this way round a NaN stays a NaN
    }
  }
}

template <class T>
WIREBENCH_INLINED void gradient_sums_of(Extent extent, Rows<const T> src, Rows<const T> diff_dst, const Affine& affine,
                                        float* sum, float* product) {
  const float threshold = affine.rectify == Rectify::yes ? 0.0F : -std::numeric_limits<float>::infinity();
  for (std::size_t first = 0; first < extent.channels; first += k_tile) {
    const std::size_t width = std::min(k_tile, extent.channels - first);
    const float* const mean = affine.mean + first;
    const float* const scale = affine.scale + first;
    const float* const beta = affine.beta + first;
    float s[k_tile] = {};
    float p[k_tile] = {};
    const auto add = [&](std::size_t row, std::size_t c) __attribute__((always_inline)) {
      const float centred = load(src.data[row * src.stride + first + c]) - mean[c];
      const float passed = load(diff_dst.data[row * diff_dst.stride + first + c]);
      const float d = centred * scale[c] + beta[c] > threshold ? passed : 0.0F;
      s[c] += d;
      p[c] += d * centred;
    };
    if (width == k_tile) {
      for (std::size_t row = 0; row < extent.rows; ++row) {
        for (std::size_t c = 0; c < k_tile; ++c) add(row, c);
      }
    } else {
      for (std::size_t row = 0; row < extent.rows; ++row) {
        for (std::size_t c = 0; c < width; ++c) add(row, c);
      }
    }
    std::copy_n(s, width, sum + first);
    std::copy_n(p, width, product + first);
  }
}

template <class T, Write write>
WIREBENCH_INLINED void gradient_of(Extent extent, Rows<const T> src, Rows<const T> diff_dst, Rows<T> diff_src,
                                   const Affine& affine, const GradientTerms& terms) {
  const float threshold = affine.rectify == Rectify::yes ? 0.0F : -std::numeric_limits<float>::infinity();
  const float* const mean = affine.mean;
  const float* const scale = affine.scale;
  const float* const beta = affine.beta;
  const float* const slope = terms.slope;
  const float* const constant = terms.constant;
  for (std::size_t row = 0; row < extent.rows; ++row) {
    const T* x = src.data + row * src.stride;
    const T* dy = diff_dst.data + row * diff_dst.stride;
    T* __restrict dx = diff_src.data + row * diff_src.stride;
    for (std::size_t c = 0; c < extent.channels; ++c) {
      const float centred = load(x[c]) - mean[c];
      const float passed = load(dy[c]);
      const float d = centred * scale[c] + beta[c] > threshold ? passed : 0.0F;
      float value = scale[c] * d + slope[c] * centred + constant[c];
      if constexpr (write == Write::add_to) value += load(dx[c]);
      store(value, dx[c]);
    }
  }
}

}  // namespace

WIREBENCH_VECTORIZED void moments(Extent extent, Rows<const float> src, const float* shift, float* sum, float* square) {
  moments_of(extent, src, shift, sum, square);
}
WIREBENCH_VECTORIZED void moments(Extent extent, Rows<const Bfloat16> src, const float* shift, float* sum,
                                  float* square) {
  moments_of(extent, src, shift, sum, square);
}

WIREBENCH_VECTORIZED void normalize(Extent extent, Rows<const float> src, Rows<float> dst, const Affine& affine) {
  normalize_of(extent, src, dst, affine);
}
WIREBENCH_VECTORIZED void normalize(Extent extent, Rows<const Bfloat16> src, Rows<Bfloat16> dst, const Affine& affine) {
  normalize_of(extent, src, dst, affine);
}

WIREBENCH_VECTORIZED void gradient_sums(Extent extent, Rows<const float> src, Rows<const float> diff_dst,
                                        const Affine& affine, float* sum, float* product) {
  gradient_sums_of(extent, src, diff_dst, affine, sum, product);
}
WIREBENCH_VECTORIZED void gradient_sums(Extent extent, Rows<const Bfloat16> src, Rows<const Bfloat16> diff_dst,
                                        const Affine& affine, float* sum, float* product) {
  gradient_sums_of(extent, src, diff_dst, affine, sum, product);
}

WIREBENCH_VECTORIZED void gradient(Extent extent, Rows<const float> src, Rows<const float> diff_dst,
                                   Rows<float> diff_src, const Affine& affine, const GradientTerms& terms) {
  if (terms.write == Write::add_to) {
    gradient_of<float, Write::add_to>(extent, src, diff_dst, diff_src, affine, terms);
  } else {
    gradient_of<float, Write::replace>(extent, src, diff_dst, diff_src, affine, terms);
  }
}
WIREBENCH_VECTORIZED void gradient(Extent extent, Rows<const Bfloat16> src, Rows<const Bfloat16> diff_dst,
                                   Rows<Bfloat16> diff_src, const Affine& affine, const GradientTerms& terms) {
  if (terms.write == Write::add_to) {
    gradient_of<Bfloat16, Write::add_to>(extent, src, diff_dst, diff_src, affine, terms);
  } else {
    gradient_of<Bfloat16, Write::replace>(extent, src, diff_dst, diff_src, affine, terms);
  }
}

}  // namespace wirebench::train::normalization
