/// \file The innermost loops of convolutions and dense layers, and the layout of weights they want.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace wirebench::runtime::native {

/// Float weights [outputs][depth] packed as blocks [depth][16 outputs]: the loop over the outputs of a block is the
/// vector loop, so each sum runs over the depth in order whatever the width of the vectors.
class FloatWeights {
 public:
  using Element = float;
  using Sum = float;
  static constexpr std::size_t k_rows = 6;            ///< patches one multiply() takes
  static constexpr std::size_t k_block_outputs = 16;  ///< outputs one multiply() gives for each

  FloatWeights(std::span<const float> weights, std::size_t outputs);

  [[nodiscard]] std::size_t outputs() const noexcept { return outputs_; }
  [[nodiscard]] std::size_t depth() const noexcept { return depth_; }
  /// Values from one patch to the next.
  [[nodiscard]] std::size_t stride() const noexcept { return depth_; }
  [[nodiscard]] std::size_t blocks() const noexcept { return (outputs_ + k_block_outputs - 1) / k_block_outputs; }

  /// sums[row][output] = sum over depth of patches[row][depth] * weights[output][depth], for k_rows patches and the
  /// outputs of a block (0 beyond the last).
  void multiply(const float* patches, std::size_t block, float* sums) const noexcept;

 private:
  std::size_t outputs_;
  std::size_t depth_;
  std::vector<float> packed_;
};

/// Int8 weights [outputs][depth] widened to int16, the depth padded with zeros to whole vectors: the loop over the
/// depth is the vector loop (a multiply-add of pairs on every x86 and Arm), and integer sums do not depend on order.
/// Exact while |sum| < 2^31: depth up to 66,000 (255 * 127 a term).
class IntegerWeights {
 public:
  using Element = std::int16_t;
  using Sum = std::int32_t;
  static constexpr std::size_t k_rows = 2;
  static constexpr std::size_t k_block_outputs = 4;
  static constexpr std::size_t k_vector = 32;  ///< elements of the widest vector
  static constexpr std::size_t k_largest_depth = 66'000;

  IntegerWeights(std::span<const std::int8_t> weights, std::size_t outputs);

  [[nodiscard]] std::size_t outputs() const noexcept { return outputs_; }
  [[nodiscard]] std::size_t depth() const noexcept { return depth_; }
  [[nodiscard]] std::size_t stride() const noexcept { return stride_; }
  [[nodiscard]] std::size_t blocks() const noexcept { return (outputs_ + k_block_outputs - 1) / k_block_outputs; }

  void multiply(const std::int16_t* patches, std::size_t block, std::int32_t* sums) const noexcept;

 private:
  std::size_t outputs_;
  std::size_t depth_;
  std::size_t stride_;
  std::vector<std::int16_t> packed_;
};

}  // namespace wirebench::runtime::native
