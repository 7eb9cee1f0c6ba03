#include "wirebench/detector/readout/convolution_kernel.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace wirebench::detector {
namespace {

constexpr std::size_t k_before = 16;
constexpr std::size_t k_after = 32;

/// A response with the zeros around it that the kernel may read.
std::vector<float> padded(std::size_t length) {
  std::vector<float> values(k_before + length + k_after, 0.0F);
  for (std::size_t i = 0; i < length; ++i) {
    values[k_before + i] = static_cast<float>(std::sin(0.7 * static_cast<double>(i) + 0.2));
  }
  return values;
}

// Against the sums written out, for lengths around those of vectors, every stride, and gaps without charge.
TEST(AddResponses, AreTheSumsOfTheirCharges) {
  constexpr std::size_t kinds = 4;
  constexpr std::size_t points = 16;
  constexpr std::ptrdiff_t first = 40;  // so that a response may begin before its charge
  for (std::size_t stride = 1; stride <= 4; ++stride) {
    for (const std::size_t length : {1U, 7U, 8U, 27U, 33U, 80U}) {
      std::vector<float> charge(kinds * points, 0.0F);
      for (std::size_t point = 0; point < points; ++point) {
        if (point / 4 == 1 || point == 9) continue;
        for (std::size_t kind = 0; kind < kinds; ++kind) {
          charge[kinds * point + kind] = static_cast<float>(100 + 10 * point + kind);
        }
      }
      const std::vector<float> one = padded(length);
      const std::vector<float> other = padded(length / 2 + 1);
      const std::vector<ChargeResponse> responses{{0, one.data() + k_before, length, 5, 1.0F},
                                                  {2, other.data() + k_before, length / 2 + 1, -31, 1.0F}};
      std::vector<double> expected(first + 4 * points + length + 64, 3.0);
      for (const ChargeResponse& response : responses) {
        for (std::size_t point = 0; point < points; ++point) {
          for (std::size_t j = 0; j < response.length; ++j) {
            const auto at = static_cast<std::size_t>(first + response.begin) + stride * point + j;
            expected[at] +=
                static_cast<double>(charge[kinds * point + response.kind]) * static_cast<double>(response.response[j]);
          }
        }
      }
      std::vector<float> out(expected.size(), 3.0F);
      add_responses(charge.data(), kinds, points, stride, responses, out.data() + first);
      for (std::size_t i = 0; i < out.size(); ++i) {
        ASSERT_NEAR(static_cast<double>(out[i]), expected[i], 0.02) << stride << ' ' << length << ' ' << i;
      }
    }
  }
}

}  // namespace
}  // namespace wirebench::detector
