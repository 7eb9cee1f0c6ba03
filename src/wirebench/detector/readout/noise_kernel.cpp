#include "wirebench/detector/readout/noise_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "wirebench/detector/readout/noise_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace wirebench::detector::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <int k_left, class V>
V rotate(V value) {
  return hn::Or(hn::ShiftLeft<k_left>(value), hn::ShiftRight<32 - k_left>(value));
}

void fill_random_spectrum_kernel(NoiseRandomState& state, const float* shape, float shaped, float white,
                                 std::size_t count, float* out) {
  const hn::CappedTag<std::uint32_t, 16> du;
  const hn::RebindToSigned<decltype(du)> di;
  const hn::RebindToFloat<decltype(du)> df;
  const std::size_t lanes = hn::Lanes(du);
  const auto bytes = hn::Set(du, 0x00ff00ffU);
  const auto low = hn::Set(du, 0xffffU);
  const auto mean = hn::Set(di, 510);
  // Four bytes: variance 4 (256^2 - 1) / 12.
  const auto scale = hn::Set(df, 0.0067658510F);
  const auto shaped_scale = hn::Set(df, shaped);
  const auto white_scale = hn::Set(df, white);
  for (std::size_t part = 0; part < 16; part += lanes) {
    auto a = hn::Load(du, state.words[0].data() + part);
    auto b = hn::Load(du, state.words[1].data() + part);
    auto c = hn::Load(du, state.words[2].data() + part);
    auto d = hn::Load(du, state.words[3].data() + part);
    for (std::size_t i = part; i < count; i += 16) {
      const auto word = hn::Add(rotate<7>(hn::Add(a, d)), a);
      const auto shifted = hn::ShiftLeft<9>(b);
      c = hn::Xor(c, a);
      d = hn::Xor(d, b);
      b = hn::Xor(b, c);
      a = hn::Xor(a, d);
      c = hn::Xor(c, shifted);
      d = rotate<11>(d);
      const auto pairs = hn::Add(hn::And(word, bytes), hn::And(hn::ShiftRight<8>(word), bytes));
      const auto sum = hn::Add(hn::And(pairs, low), hn::ShiftRight<16>(pairs));
      const auto z = hn::Mul(hn::ConvertTo(df, hn::Sub(hn::BitCast(di, sum), mean)), scale);
      const auto power = hn::MulAdd(shaped_scale, hn::Load(df, shape + i), white_scale);
      hn::Store(hn::Mul(z, hn::Sqrt(power)), df, out + i);
    }
    hn::Store(a, du, state.words[0].data() + part);
    hn::Store(b, du, state.words[1].data() + part);
    hn::Store(c, du, state.words[2].data() + part);
    hn::Store(d, du, state.words[3].data() + part);
  }
}

}  // namespace wirebench::detector::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wirebench::detector {

HWY_EXPORT(fill_random_spectrum_kernel);

void fill_random_spectrum(NoiseRandomState& state, const float* shape, float shaped, float white, std::size_t count,
                          float* out) {
  HWY_DYNAMIC_DISPATCH(fill_random_spectrum_kernel)(state, shape, shaped, white, count, out);
}

}  // namespace wirebench::detector
#endif
