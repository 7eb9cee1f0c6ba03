#include "wirebench/detector/readout/coupling_kernel.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "wirebench/detector/readout/coupling_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace wirebench::detector::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Which lane comes to each lane when all move up by `step`.
std::array<std::int32_t, 16> lanes_before(std::size_t step) {
  std::array<std::int32_t, 16> from{};
  for (std::size_t lane = step; lane < from.size(); ++lane) from[lane] = static_cast<std::int32_t>(lane - step);
  return from;
}

void couple_kernel(std::span<float> samples, float decay) {
  const hn::CappedTag<float, 16> d;
  const std::size_t lanes = hn::Lanes(d);
  std::array<float, 17> powers{1.0F};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * decay;
  // The state before each lane's sample is that before the first lane's, decayed, plus what the lanes between have put
  // in: a sum over lanes, by doubling steps. Only the state itself goes from one vector to the next.
  const auto decays = hn::LoadU(d, powers.data());
  const auto fall = hn::Set(d, decay - 1.0F);
  const auto whole = hn::Set(d, powers[lanes]);
  const auto lane = hn::Iota(d, 0.0F);
  const auto from_1 = hn::SetTableIndices(d, lanes_before(1).data());
  const auto from_2 = hn::SetTableIndices(d, lanes_before(lanes > 2 ? 2 : 0).data());
  const auto from_4 = hn::SetTableIndices(d, lanes_before(lanes > 4 ? 4 : 0).data());
  const auto from_8 = hn::SetTableIndices(d, lanes_before(lanes > 8 ? 8 : 0).data());
  // Lanes moved up by `step`; zeros come in.
  const auto moved = [&](auto v, auto from, float step) {
    return hn::IfThenElseZero(hn::Ge(lane, hn::Set(d, step)), hn::TableLookupLanes(v, from));
  };
  auto state = hn::Zero(d);
  std::size_t i = 0;
  for (; i + lanes <= samples.size(); i += lanes) {
    const auto x = hn::LoadU(d, samples.data() + i);
    auto put_in = x;
    if (lanes > 1) put_in = hn::MulAdd(hn::Set(d, powers[1]), moved(put_in, from_1, 1.0F), put_in);
    if (lanes > 2) put_in = hn::MulAdd(hn::Set(d, powers[2]), moved(put_in, from_2, 2.0F), put_in);
    if (lanes > 4) put_in = hn::MulAdd(hn::Set(d, powers[4]), moved(put_in, from_4, 4.0F), put_in);
    if (lanes > 8) put_in = hn::MulAdd(hn::Set(d, powers[8]), moved(put_in, from_8, 8.0F), put_in);
    const auto before = hn::MulAdd(decays, state, moved(put_in, from_1, 1.0F));
    hn::StoreU(hn::MulAdd(fall, before, x), d, samples.data() + i);
    state = hn::MulAdd(whole, state, hn::Set(d, hn::ExtractLane(put_in, lanes - 1)));
  }
  float last = hn::GetLane(state);
  for (; i < samples.size(); ++i) {
    const float x = samples[i];
    samples[i] = x + (decay - 1.0F) * last;
    last = decay * last + x;
  }
}

}  // namespace wirebench::detector::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wirebench::detector {

HWY_EXPORT(couple_kernel);

void couple(std::span<float> samples, float decay) {
  HWY_DYNAMIC_DISPATCH(couple_kernel)(samples, decay);
}

}  // namespace wirebench::detector
#endif
