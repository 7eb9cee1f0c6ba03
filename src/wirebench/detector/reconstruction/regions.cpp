#include "wirebench/detector/reconstruction/regions.hpp"

#include <algorithm>
#include <numeric>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {

namespace {

/// The first value from `at` on that exceeds `threshold`; the end where none does. Most of a waveform is noise, which
/// goes by in strides that the compiler turns into vectors.
std::size_t next_above(std::span<const float> waveform, std::size_t at, float threshold) {
  constexpr std::size_t stride = 16;
  for (; at + stride <= waveform.size(); at += stride) {
    int above = 0;
    for (std::size_t i = 0; i < stride; ++i) above += waveform[at + i] > threshold ? 1 : 0;
    if (above > 0) break;
  }
  while (at < waveform.size() && !(waveform[at] > threshold)) ++at;
  return at;
}

}  // namespace

std::vector<SampleRange> find_ranges(std::span<const float> waveform, float threshold, float edge) {
  WIREBENCH_EXPECT(threshold >= edge);
  std::vector<SampleRange> ranges;
  std::size_t after_last = 0;
  for (std::size_t i = next_above(waveform, 0, threshold); i < waveform.size();
       i = next_above(waveform, i + 1, threshold)) {
    SampleRange range{i, i + 1};
    while (range.first > after_last && waveform[range.first - 1] > edge) --range.first;
    while (range.end < waveform.size() && waveform[range.end] > edge) ++range.end;
    ranges.push_back(range);
    after_last = range.end;
    i = range.end;
  }
  return ranges;
}

std::vector<SampleRange> pad_and_join(std::vector<SampleRange> ranges, std::size_t padding, std::size_t size) {
  std::sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<SampleRange> joined;
  for (const SampleRange& range : ranges) {
    const SampleRange padded{range.first > padding ? range.first - padding : 0, std::min(range.end + padding, size)};
    if (!joined.empty() && padded.first <= joined.back().end) {
      joined.back().end = std::max(joined.back().end, padded.end);
    } else {
      joined.push_back(padded);
    }
  }
  return joined;
}

double copy_without_baseline(std::span<const float> stretch, std::span<float> out) {
  WIREBENCH_EXPECT(!stretch.empty() && out.size() == stretch.size());
  const std::size_t size = stretch.size();
  const std::size_t at_end = std::clamp<std::size_t>(size / 4, 1, 3);
  const auto mean = [&](std::size_t first) {
    const auto part = stretch.subspan(first, at_end);
    return std::accumulate(part.begin(), part.end(), 0.0) / static_cast<double>(at_end);
  };
  const double before = mean(0);
  const double after = mean(size - at_end);
  const double middle = 0.5 * static_cast<double>(at_end - 1);  // of the first samples, where their mean stands
  const double run = static_cast<double>(size - 1) - 2.0 * middle;
  const double slope = run > 0.0 ? (after - before) / run : 0.0;
  double sum = 0.0;
  for (std::size_t i = 0; i < size; ++i) {
    const double line = before + slope * (static_cast<double>(i) - middle);
    out[i] = static_cast<float>(static_cast<double>(stretch[i]) - line);
    sum += static_cast<double>(out[i]);
  }
  return sum;
}

}  // namespace wirebench::detector
