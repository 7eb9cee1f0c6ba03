#include "wirebench/train/fake_quantizer.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "wirebench/core/contract.hpp"

namespace wirebench::train {

FakeQuantizer::FakeQuantizer(FakeQuantization wanted, std::size_t channels)
    : wanted_{std::move(wanted)}, channels_{channels} {
  range_.assign(channels, std::numeric_limits<float>::infinity());
  range_.resize(2 * channels, -std::numeric_limits<float>::infinity());
  if (wanted_.rule == RangeRule::given) {
    std::copy(wanted_.low.begin(), wanted_.low.end(), range_.begin());
    std::copy(wanted_.high.begin(), wanted_.high.end(), range_.begin() + static_cast<std::ptrdiff_t>(channels));
  }
}

bool FakeQuantizer::has_range() const {
  return range_[0] <= range_[channels_];
}

void FakeQuantizer::look_at(const at::Tensor& values) {
  at::Tensor low;
  at::Tensor high;
  if (wanted_.axis) {
    std::vector<std::int64_t> others;
    for (std::int64_t d = 0; d < values.dim(); ++d) {
      if (d != *wanted_.axis) others.push_back(d);
    }
    low = others.empty() ? values : at::amin(values, others);
    high = others.empty() ? values : at::amax(values, others);
  } else {
    low = values.min().reshape({1});
    high = values.max().reshape({1});
  }
  const at::Tensor both = at::cat({low, high}).to(at::kFloat).to(at::kCPU).contiguous();
  const std::span<const float> found{both.data_ptr<float>(), range_.size()};
  if (wanted_.rule == RangeRule::current || !has_range()) {
    std::copy(found.begin(), found.end(), range_.begin());
    return;
  }
  for (std::size_t i = 0; i < range_.size(); ++i) {
    range_[i] = static_cast<float>(wanted_.momentum * static_cast<double>(range_[i]) +
                                   (1.0 - wanted_.momentum) * static_cast<double>(found[i]));
  }
}

at::Tensor FakeQuantizer::per_channel(std::span<const float> numbers, const at::Tensor& like) const {
  std::vector<std::int64_t> shape(static_cast<std::size_t>(like.dim()), 1);
  if (wanted_.axis) shape[static_cast<std::size_t>(*wanted_.axis)] = static_cast<std::int64_t>(numbers.size());
  at::Tensor tensor = at::empty(shape, at::kFloat);
  std::copy(numbers.begin(), numbers.end(), tensor.data_ptr<float>());
  return tensor.to(like.device());
}

at::Tensor FakeQuantizer::forward(const at::Tensor& values, Mode mode) {
  if (wanted_.rule == RangeRule::current || (wanted_.rule == RangeRule::moving && mode == Mode::training)) {
    look_at(values);
  }
  // Not a number anywhere: nothing to round, and the loss must show it.
  const bool usable =
      has_range() && std::all_of(range_.begin(), range_.end(), [](float end) { return std::isfinite(end); });
  if (!usable) {
    inside_ = at::Tensor{};
    return values;
  }
  std::vector<float> scales;
  std::vector<float> zero_points;
  QuantizationGrid grid;
  for (std::size_t c = 0; c < channels_; ++c) {
    grid = quantization_grid(range_[c], range_[channels_ + c], wanted_.scheme, wanted_.bits);
    scales.push_back(grid.scale);
    zero_points.push_back(static_cast<float>(grid.zero_point));
  }
  const at::Tensor scale = per_channel(scales, values);
  const at::Tensor zero_point = per_channel(zero_points, values);
  const at::Tensor codes = at::round(values.to(at::kFloat) / scale) + zero_point;
  if (mode == Mode::training) {
    inside_ = at::logical_and(codes >= static_cast<double>(grid.lowest), codes <= static_cast<double>(grid.highest));
  }
  const at::Tensor clamped = at::clamp(codes, grid.lowest, grid.highest);
  return ((clamped - zero_point) * scale).to(values.scalar_type());
}

at::Tensor FakeQuantizer::backward(const at::Tensor& gradient) {
  const at::Tensor inside = std::exchange(inside_, at::Tensor{});
  return inside.defined() ? gradient * inside.to(gradient.scalar_type()) : gradient;
}

graph::QuantParams FakeQuantizer::params() const {
  graph::QuantParams params;
  if (!has_range()) return params;
  for (std::size_t c = 0; c < channels_; ++c) {
    const QuantizationGrid grid = quantization_grid(range_[c], range_[channels_ + c], wanted_.scheme, wanted_.bits);
    params.scale.push_back(grid.scale);
    params.zero_point.push_back(grid.zero_point);
  }
  params.quantized_dimension = wanted_.axis.value_or(0);
  return params;
}

void FakeQuantizeLayer::forward(Workspace& work, Mode mode) {
  const graph::TensorId id = quantizer_.wanted().tensor;
  work.write(id, quantizer_.forward(work.value(id), mode));
}

void FakeQuantizeLayer::backward(Workspace& work) {
  const graph::TensorId id = quantizer_.wanted().tensor;
  const at::Tensor gradient = work.take_gradient(id);
  if (gradient.defined()) work.add_gradient(id, quantizer_.backward(gradient), Ownership::owned);
}

}  // namespace wirebench::train
