#include "wirebench/core/philox_blocks.hpp"

#include <Random123/philox.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "wirebench/core/contract.hpp"

namespace wirebench::philox {
namespace {

void fill_with_random123(std::uint64_t first, std::uint64_t event, std::uint64_t key, Words& words) noexcept {
  const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
  const auto high = [](std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32U); };
  const r123::Philox4x32::key_type keys{{low(key), high(key)}};
  for (unsigned i = 0; i < k_blocks; ++i) {
    const r123::Philox4x32::ctr_type counter{{low(first + i), high(first + i), low(event), high(event)}};
    const auto block = r123::Philox4x32{}(counter, keys);
    for (unsigned word = 0; word < 4; ++word) words[4 * i + word] = block[word];
  }
}

#if defined(__x86_64__)

constexpr long long k_multiplier_0 = 0xD2511F53;
constexpr long long k_multiplier_1 = 0xCD9E8D57;
constexpr std::uint32_t k_key_step_0 = 0x9E3779B9;
constexpr std::uint32_t k_key_step_1 = 0xBB67AE85;
constexpr int k_rounds = 10;

// Both functions have the words of a block in the lower halves of 64-bit lanes, one block a lane. What the upper halves
// hold does not matter: the multiplication takes the lower halves only, and its product is the next round's low word
// as it is and the high word one shift away.

void fill_with_sse2(std::uint64_t first, std::uint64_t event, std::uint64_t key, Words& words) noexcept {
  constexpr unsigned vectors = k_blocks / 2;
  const auto all = [](std::uint64_t x) { return _mm_set1_epi64x(static_cast<long long>(x)); };
  __m128i c0[vectors], c1[vectors], c2[vectors], c3[vectors];
  for (unsigned v = 0; v < vectors; ++v) {
    const __m128i number = _mm_add_epi64(all(first + 2 * v), _mm_set_epi64x(1, 0));
    c0[v] = number;
    c1[v] = _mm_srli_epi64(number, 32);
    c2[v] = all(event);
    c3[v] = all(event >> 32U);
  }
  const __m128i m0 = _mm_set1_epi64x(k_multiplier_0);
  const __m128i m1 = _mm_set1_epi64x(k_multiplier_1);
  auto k0 = static_cast<std::uint32_t>(key);
  auto k1 = static_cast<std::uint32_t>(key >> 32U);
  for (int round = 0; round < k_rounds; ++round) {
    const __m128i key0 = all(k0);
    const __m128i key1 = all(k1);
    for (unsigned v = 0; v < vectors; ++v) {
      const __m128i p0 = _mm_mul_epu32(c0[v], m0);
      const __m128i p1 = _mm_mul_epu32(c2[v], m1);
      c0[v] = _mm_xor_si128(_mm_xor_si128(_mm_srli_epi64(p1, 32), c1[v]), key0);
      c1[v] = p1;
      c2[v] = _mm_xor_si128(_mm_xor_si128(_mm_srli_epi64(p0, 32), c3[v]), key1);
      c3[v] = p0;
    }
    k0 += k_key_step_0;
    k1 += k_key_step_1;
  }
  const __m128i lower = all(0xffffffffU);
  for (unsigned v = 0; v < vectors; ++v) {
    const __m128i front = _mm_or_si128(_mm_and_si128(c0[v], lower), _mm_slli_epi64(c1[v], 32));
    const __m128i back = _mm_or_si128(_mm_and_si128(c2[v], lower), _mm_slli_epi64(c3[v], 32));
    auto* out = reinterpret_cast<__m128i*>(words.data() + 8 * v);
    _mm_storeu_si128(out, _mm_unpacklo_epi64(front, back));
    _mm_storeu_si128(out + 1, _mm_unpackhi_epi64(front, back));
  }
}

__attribute__((target("avx2"))) void fill_with_avx2(std::uint64_t first, std::uint64_t event, std::uint64_t key,
                                                    Words& words) noexcept {
  constexpr unsigned vectors = k_blocks / 4;
  __m256i c0[vectors], c1[vectors], c2[vectors], c3[vectors];
  for (unsigned v = 0; v < vectors; ++v) {
    const __m256i number =
        _mm256_add_epi64(_mm256_set1_epi64x(static_cast<long long>(first + 4 * v)), _mm256_set_epi64x(3, 2, 1, 0));
    c0[v] = number;
    c1[v] = _mm256_srli_epi64(number, 32);
    c2[v] = _mm256_set1_epi64x(static_cast<long long>(event));
    c3[v] = _mm256_set1_epi64x(static_cast<long long>(event >> 32U));
  }
  const __m256i m0 = _mm256_set1_epi64x(k_multiplier_0);
  const __m256i m1 = _mm256_set1_epi64x(k_multiplier_1);
  auto k0 = static_cast<std::uint32_t>(key);
  auto k1 = static_cast<std::uint32_t>(key >> 32U);
  for (int round = 0; round < k_rounds; ++round) {
    const __m256i key0 = _mm256_set1_epi64x(k0);
    const __m256i key1 = _mm256_set1_epi64x(k1);
    for (unsigned v = 0; v < vectors; ++v) {
      const __m256i p0 = _mm256_mul_epu32(c0[v], m0);
      const __m256i p1 = _mm256_mul_epu32(c2[v], m1);
      c0[v] = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(p1, 32), c1[v]), key0);
      c1[v] = p1;
      c2[v] = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(p0, 32), c3[v]), key1);
      c3[v] = p0;
    }
    k0 += k_key_step_0;
    k1 += k_key_step_1;
  }
  for (unsigned v = 0; v < vectors; ++v) {
    const __m256i front = _mm256_blend_epi32(c0[v], _mm256_slli_epi64(c1[v], 32), 0xaa);
    const __m256i back = _mm256_blend_epi32(c2[v], _mm256_slli_epi64(c3[v], 32), 0xaa);
    const __m256i even = _mm256_unpacklo_epi64(front, back);  // blocks 0 and 2
    const __m256i odd = _mm256_unpackhi_epi64(front, back);   // blocks 1 and 3
    auto* out = reinterpret_cast<__m256i*>(words.data() + 16 * v);
    _mm256_storeu_si256(out, _mm256_permute2x128_si256(even, odd, 0x20));
    _mm256_storeu_si256(out + 1, _mm256_permute2x128_si256(even, odd, 0x31));
  }
}

#endif

}  // namespace

#if defined(__x86_64__)

bool is_possible(Way way) noexcept {
  return way != Way::avx2 || __builtin_cpu_supports("avx2");
}

void fill(Way way, std::uint64_t first, std::uint64_t event, std::uint64_t key, Words& words) noexcept {
  WIREBENCH_EXPECT(is_possible(way));
  switch (way) {
    case Way::random123: return fill_with_random123(first, event, key, words);
    case Way::sse2: return fill_with_sse2(first, event, key, words);
    case Way::avx2: return fill_with_avx2(first, event, key, words);
  }
}

void fill(std::uint64_t first, std::uint64_t event, std::uint64_t key, Words& words) noexcept {
  if (__builtin_cpu_supports("avx2")) {
    fill_with_avx2(first, event, key, words);
  } else {
    fill_with_sse2(first, event, key, words);
  }
}

#else

bool is_possible(Way way) noexcept {
  return way == Way::random123;
}

void fill(Way way, std::uint64_t first, std::uint64_t event, std::uint64_t key, Words& words) noexcept {
  WIREBENCH_EXPECT(is_possible(way));
  fill_with_random123(first, event, key, words);
}

void fill(std::uint64_t first, std::uint64_t event, std::uint64_t key, Words& words) noexcept {
  fill_with_random123(first, event, key, words);
}

#endif

}  // namespace wirebench::philox
