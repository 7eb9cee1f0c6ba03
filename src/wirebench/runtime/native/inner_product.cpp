#include "wirebench/runtime/native/inner_product.hpp"

#include <algorithm>

#include "wirebench/core/contract.hpp"
#include "wirebench/runtime/native/aligned_buffer.hpp"
#include "wirebench/runtime/native/multiversion.hpp"

namespace wirebench::runtime::native {
namespace {

constexpr std::size_t k_lanes = FloatWeights::k_block_outputs;

// Six separate arrays, not one of two dimensions: GCC 12 keeps these in registers, and leaves the other in memory
// (25 times slower).
WIREBENCH_MULTIVERSION
void multiply_floats(const float* __restrict x, std::size_t depth, const float* __restrict w, float* __restrict sums) {
  float a0[k_lanes] = {};
  float a1[k_lanes] = {};
  float a2[k_lanes] = {};
  float a3[k_lanes] = {};
  float a4[k_lanes] = {};
  float a5[k_lanes] = {};
  for (std::size_t i = 0; i < depth; ++i, w += k_lanes) {
    const float x0 = x[i];
    const float x1 = x[depth + i];
    const float x2 = x[2 * depth + i];
    const float x3 = x[3 * depth + i];
    const float x4 = x[4 * depth + i];
    const float x5 = x[5 * depth + i];
    for (std::size_t o = 0; o < k_lanes; ++o) {
      a0[o] += x0 * w[o];
      a1[o] += x1 * w[o];
      a2[o] += x2 * w[o];
      a3[o] += x3 * w[o];
      a4[o] += x4 * w[o];
      a5[o] += x5 * w[o];
    }
  }
  for (std::size_t o = 0; o < k_lanes; ++o) {
    sums[o] = a0[o];
    sums[k_lanes + o] = a1[o];
    sums[2 * k_lanes + o] = a2[o];
    sums[3 * k_lanes + o] = a3[o];
    sums[4 * k_lanes + o] = a4[o];
    sums[5 * k_lanes + o] = a5[o];
  }
}

WIREBENCH_MULTIVERSION
void multiply_integers(const std::int16_t* __restrict x, std::size_t stride, const std::int16_t* __restrict w,
                       std::int32_t* __restrict sums) {
  // Said again so that the compiler sees whole vectors and writes no loop for a remainder.
  const std::size_t n = stride / IntegerWeights::k_vector * IntegerWeights::k_vector;
  std::int32_t a0 = 0;
  std::int32_t a1 = 0;
  std::int32_t a2 = 0;
  std::int32_t a3 = 0;
  std::int32_t b0 = 0;
  std::int32_t b1 = 0;
  std::int32_t b2 = 0;
  std::int32_t b3 = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const std::int32_t xa = x[i];
    const std::int32_t xb = x[n + i];
    a0 += xa * w[i];
    a1 += xa * w[n + i];
    a2 += xa * w[2 * n + i];
    a3 += xa * w[3 * n + i];
    b0 += xb * w[i];
    b1 += xb * w[n + i];
    b2 += xb * w[2 * n + i];
    b3 += xb * w[3 * n + i];
  }
  sums[0] = a0;
  sums[1] = a1;
  sums[2] = a2;
  sums[3] = a3;
  sums[4] = b0;
  sums[5] = b1;
  sums[6] = b2;
  sums[7] = b3;
}

}  // namespace

FloatWeights::FloatWeights(std::span<const float> weights, std::size_t outputs)
    : outputs_{outputs}, depth_{outputs == 0 ? 0 : weights.size() / outputs} {
  WIREBENCH_EXPECT(outputs > 0 && weights.size() == outputs * depth_);
  packed_.assign(blocks() * depth_ * k_lanes, 0.0F);
  for (std::size_t o = 0; o < outputs_; ++o) {
    float* block = packed_.data() + o / k_lanes * depth_ * k_lanes;
    for (std::size_t i = 0; i < depth_; ++i) {
      block[i * k_lanes + o % k_lanes] = weights[o * depth_ + i];
    }
  }
}

void FloatWeights::multiply(const float* patches, std::size_t block, float* sums) const noexcept {
  multiply_floats(patches, depth_, packed_.data() + block * depth_ * k_lanes, sums);
}

IntegerWeights::IntegerWeights(std::span<const std::int8_t> weights, std::size_t outputs)
    : outputs_{outputs}, depth_{outputs == 0 ? 0 : weights.size() / outputs}, stride_{round_up(depth_, k_vector)} {
  WIREBENCH_EXPECT(outputs > 0 && weights.size() == outputs * depth_ && depth_ <= k_largest_depth);
  packed_.assign(blocks() * k_block_outputs * stride_, 0);
  for (std::size_t o = 0; o < outputs_; ++o) {
    std::copy_n(weights.data() + o * depth_, depth_, packed_.data() + o * stride_);
  }
}

void IntegerWeights::multiply(const std::int16_t* patches, std::size_t block, std::int32_t* sums) const noexcept {
  multiply_integers(patches, stride_, packed_.data() + block * k_block_outputs * stride_, sums);
}

}  // namespace wirebench::runtime::native
