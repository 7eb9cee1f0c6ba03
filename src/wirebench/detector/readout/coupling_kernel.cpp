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

/// Moves lanes up by `step`; zeros come in.
template <class D>
class LaneShift {
 public:
  LaneShift(D d, std::size_t step) : d_{d} {
    std::array<std::int32_t, 16> from{};
    for (std::size_t lane = step; lane < hn::Lanes(d); ++lane) from[lane] = static_cast<std::int32_t>(lane - step);
    from_ = hn::SetTableIndices(d, from.data());
    moved_ = hn::Ge(hn::Iota(d, 0.0F), hn::Set(d, static_cast<float>(step)));
  }
  hn::Vec<D> operator()(hn::Vec<D> v) const { return hn::IfThenElseZero(moved_, hn::TableLookupLanes(v, from_)); }

 private:
  D d_;
  decltype(hn::SetTableIndices(D{}, static_cast<const std::int32_t*>(nullptr))) from_;
  hn::Mask<D> moved_;
};

void couple_kernel(std::span<float> samples, float decay) {
  const hn::CappedTag<float, 16> d;
  const std::size_t lanes = hn::Lanes(d);
  std::array<float, 17> powers{1.0F};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * decay;
  // The state before each lane's sample is that before the first lane's, decayed, plus what the lanes between have put
  // in: a sum over lanes, by doubling steps. Only the state itself goes from one vector to the next.
  const auto decays = hn::LoadU(d, powers.data());
  const auto rise = hn::Set(d, decay - 1.0F);
  const auto whole = hn::Set(d, powers[lanes]);
  const LaneShift by_1{d, 1};
  const LaneShift by_2{d, 2};
  const LaneShift by_4{d, 4};
  const LaneShift by_8{d, 8};
  auto state = hn::Zero(d);
  std::size_t i = 0;
  for (; i + lanes <= samples.size(); i += lanes) {
    const auto x = hn::LoadU(d, samples.data() + i);
    auto put_in = x;
    if (lanes > 1) put_in = hn::MulAdd(hn::Set(d, powers[1]), by_1(put_in), put_in);
    if (lanes > 2) put_in = hn::MulAdd(hn::Set(d, powers[2]), by_2(put_in), put_in);
    if (lanes > 4) put_in = hn::MulAdd(hn::Set(d, powers[4]), by_4(put_in), put_in);
    if (lanes > 8) put_in = hn::MulAdd(hn::Set(d, powers[8]), by_8(put_in), put_in);
    const auto before = hn::MulAdd(decays, state, by_1(put_in));
    hn::StoreU(hn::MulAdd(rise, before, x), d, samples.data() + i);
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
