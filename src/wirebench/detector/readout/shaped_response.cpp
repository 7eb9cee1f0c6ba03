#include "wirebench/detector/readout/shaped_response.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {
namespace {

// Sub-samples of a tick in the convolution: a tenth of a microsecond, where the shaper's answer is straight.
constexpr std::size_t k_fine = 5;
// In shares of the plane's largest voltage: what may be left out of how a response goes with the impact position, and
// where the ends of rows and patterns are cut off.
constexpr float k_impact_tolerance = 1.0e-2F;
constexpr float k_end = 1.0e-4F;
constexpr float k_pattern_end = 2.0e-3F;

}  // namespace

PlaneShapedResponse::PlaneShapedResponse(const PlaneFieldResponse& field, Time period, Time start,
                                         const ElectronicsResponse& electronics, Time tick)
    : steps_{field.steps}, reach_{field.reach} {
  WIREBENCH_EXPECT(period.value() > 0.0 && tick.value() > 0.0 && field.samples > 0);
  WIREBENCH_EXPECT(field.current.size() == field.impacts() * field.wires() * field.samples);
  charge_stride_ = std::clamp(static_cast<std::int32_t>(0.5 * (electronics.peaking_time() / tick)), 1, 4);
  const double fine = tick.value() / k_fine;
  const double first = std::floor(start / tick);
  const double end = start.value() + static_cast<double>(field.samples) * period.value();
  first_tick_ = static_cast<std::int32_t>(first);
  const auto bins = static_cast<std::size_t>(std::ceil((end - first * tick.value()) / fine));
  const auto answer = static_cast<std::size_t>(std::ceil(electronics.length().value() / fine)) + 1;
  ticks_ = (bins + answer) / k_fine + 1;
  stride_ = (k_before + ticks_ + k_after + 15) / 16 * 16;
  values_.assign(field.impacts() * field.wires() * stride_, 0.0F);

  // mV per electron, (m + 1/2) fine steps after its charge: charges are at the middle of their bin.
  std::vector<double> shape(answer);
  for (std::size_t m = 0; m < answer; ++m) {
    shape[m] = electronics(Time{(static_cast<double>(m) + 0.5) * fine}) / k_electrons_per_fc;
  }
  std::vector<double> charge(bins);
  for (std::size_t impact = 0; impact < field.impacts(); ++impact) {
    for (std::size_t wire = 0; wire < wires(); ++wire) {
      // The charge that has flowed by a time is a straight line between the samples' edges: no charge is lost.
      const float* const current = field.row(impact, wire);
      double flowed = 0.0;  // up to the sample's beginning
      double previous = 0.0;
      std::size_t sample = 0;
      for (std::size_t bin = 0; bin < bins; ++bin) {
        const double time = first * tick.value() + static_cast<double>(bin + 1) * fine - start.value();
        while (sample < field.samples && static_cast<double>(sample + 1) * period.value() <= time) {
          flowed += period.value() * static_cast<double>(current[sample++]);
        }
        double now = flowed;
        const double into = time - static_cast<double>(sample) * period.value();
        if (sample < field.samples && into > 0.0) now += into * static_cast<double>(current[sample]);
        charge[bin] = now - previous;
        previous = now;
      }
      float* const out = values_.data() + (impact * wires() + wire) * stride_ + k_before;
      for (std::size_t column = 0; column < ticks_; ++column) {
        const std::size_t now = column * k_fine;
        double sum = 0.0;
        const std::size_t from = now > answer ? now - answer : 0;
        for (std::size_t bin = from; bin < std::min(bins, now); ++bin) sum += charge[bin] * shape[now - bin - 1];
        out[column] = static_cast<float>(sum);
      }
    }
  }
  split();
}

PlaneShapedResponse::Extent PlaneShapedResponse::trim(std::span<float> row, float least) {
  const auto counts = [&](float value) { return std::abs(value) > least; };
  const auto first = std::find_if(row.begin(), row.end(), counts);
  const auto last = std::find_if(row.rbegin(), std::make_reverse_iterator(first), counts).base();
  std::fill(row.begin(), first, 0.0F);
  std::fill(last, row.end(), 0.0F);
  float largest = 0.0F;
  for (const float value : row) largest = std::max(largest, std::abs(value));
  return {static_cast<std::size_t>(first - row.begin()), static_cast<std::size_t>(last - row.begin()), largest};
}

void PlaneShapedResponse::split() {
  largest_.assign(wires(), 0.0F);
  for (std::size_t wire = 0; wire < wires(); ++wire) {
    for (std::size_t impact = 0; impact <= steps_; ++impact) {
      for (const float value : row(impact, wire)) largest_[wire] = std::max(largest_[wire], std::abs(value));
    }
  }
  const float largest = *std::max_element(largest_.begin(), largest_.end());
  const std::vector<float> mean = average();
  far_.assign(wires() * stride_, 0.0F);
  far_extents_.resize(wires());
  const std::size_t impacts = steps_ + 1;
  std::vector<double> near(impacts * wires() * ticks_);
  for (std::size_t wire = 0; wire < wires(); ++wire) {
    const auto differs = [&](std::size_t tick) {
      for (std::size_t impact = 0; impact < impacts; ++impact) {
        if (std::abs(row(impact, wire)[tick] - mean[wire * ticks_ + tick]) > k_impact_tolerance * largest) return true;
      }
      return false;
    };
    std::size_t from = 0;
    while (from < ticks_ && !differs(from)) ++from;
    std::copy_n(mean.begin() + static_cast<std::ptrdiff_t>(wire * ticks_), from,
                far_.begin() + static_cast<std::ptrdiff_t>(wire * stride_ + k_before));
    far_extents_[wire] = trim(std::span{far_}.subspan(wire * stride_ + k_before, ticks_), k_end * largest);
    for (std::size_t impact = 0; impact < impacts; ++impact) {
      const auto values = row(impact, wire);
      std::copy(values.begin() + static_cast<std::ptrdiff_t>(from), values.end(),
                near.begin() + static_cast<std::ptrdiff_t>((impact * wires() + wire) * ticks_ + from));
    }
  }
  const RowModes found = find_row_modes(near, impacts, static_cast<double>(k_impact_tolerance * largest));
  modes_ = found.modes;
  mode_weights_.assign(found.weights.begin(), found.weights.end());
  patterns_.assign(modes_ * wires() * stride_, 0.0F);
  pattern_extents_.resize(modes_ * wires());
  for (std::size_t wire = 0; wire < wires(); ++wire) {
    const std::vector<bool> needed = needed_modes(found, near, wire, static_cast<double>(k_impact_tolerance * largest));
    for (std::size_t mode = 0; mode < modes_; ++mode) {
      const std::size_t index = mode * wires() + wire;
      if (!needed[mode]) continue;
      const std::span<float> pattern = std::span{patterns_}.subspan(index * stride_ + k_before, ticks_);
      for (std::size_t tick = 0; tick < ticks_; ++tick) {
        pattern[tick] = static_cast<float>(found.patterns[index * ticks_ + tick]);
      }
      pattern_extents_[index] = trim(pattern, k_pattern_end * largest);
    }
  }
}

std::vector<bool> PlaneShapedResponse::needed_modes(const RowModes& found, std::span<const double> rows,
                                                    std::size_t wire, double tolerance) const {
  const std::size_t impacts = steps_ + 1;
  const auto pattern = [&](std::size_t mode) { return found.patterns.data() + (mode * wires() + wire) * ticks_; };
  std::vector<double> rest(impacts * ticks_);
  for (std::size_t impact = 0; impact < impacts; ++impact) {
    std::copy_n(rows.begin() + static_cast<std::ptrdiff_t>((impact * wires() + wire) * ticks_), ticks_,
                rest.begin() + static_cast<std::ptrdiff_t>(impact * ticks_));
  }
  std::vector<std::size_t> order(modes_);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<double> power(modes_);
  for (std::size_t mode = 0; mode < modes_; ++mode) {
    power[mode] = std::inner_product(pattern(mode), pattern(mode) + ticks_, pattern(mode), 0.0);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return power[a] > power[b]; });
  std::vector<bool> needed(modes_, false);
  for (const std::size_t mode : order) {
    if (std::all_of(rest.begin(), rest.end(), [&](double value) { return std::abs(value) <= tolerance; })) break;
    needed[mode] = true;
    for (std::size_t impact = 0; impact < impacts; ++impact) {
      const double weight = found.weights[impact * modes_ + mode];
      for (std::size_t tick = 0; tick < ticks_; ++tick) rest[impact * ticks_ + tick] -= weight * pattern(mode)[tick];
    }
  }
  return needed;
}

std::vector<float> PlaneShapedResponse::average() const {
  std::vector<float> out(wires() * ticks_, 0.0F);
  for (std::size_t impact = 0; impact <= steps_; ++impact) {
    const float weight = (impact == 0 || impact == steps_ ? 0.5F : 1.0F) / static_cast<float>(steps_);
    for (std::size_t wire = 0; wire < wires(); ++wire) {
      const auto from = row(impact, wire);
      for (std::size_t tick = 0; tick < ticks_; ++tick) out[wire * ticks_ + tick] += weight * from[tick];
    }
  }
  return out;
}

std::vector<std::complex<float>> PlaneShapedResponse::average_spectrum(std::size_t length) const {
  WIREBENCH_EXPECT(length >= ticks_);
  const std::vector<float> mean = average();
  const RealFft transform{length, wires()};
  AlignedVector<float> samples(wires() * length, 0.0F);
  const auto n = static_cast<std::int64_t>(length);
  for (std::size_t wire = 0; wire < wires(); ++wire) {
    for (std::size_t tick = 0; tick < ticks_; ++tick) {
      const std::int64_t place = ((first_tick_ + static_cast<std::int64_t>(tick)) % n + n) % n;
      samples[wire * length + static_cast<std::size_t>(place)] = mean[wire * ticks_ + tick];
    }
  }
  AlignedVector<std::complex<float>> spectrum(wires() * transform.bins());
  transform.forward(samples, spectrum);
  return {spectrum.begin(), spectrum.end()};
}

std::vector<PlaneShapedResponse> shape_response(const FieldResponse& field, const ElectronicsResponse& electronics,
                                                Time tick) {
  std::vector<PlaneShapedResponse> planes;
  planes.reserve(field.planes.size());
  for (const PlaneFieldResponse& plane : field.planes) {
    planes.emplace_back(plane, field.period, field.start, electronics, tick);
  }
  return planes;
}

}  // namespace wirebench::detector
