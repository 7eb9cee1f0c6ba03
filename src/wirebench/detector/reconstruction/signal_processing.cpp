#include "wirebench/detector/reconstruction/signal_processing.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/detector/reconstruction/deconvolution_kernel.hpp"
#include "wirebench/detector/reconstruction/regions.hpp"

namespace wirebench::detector {
namespace {

// Channels that are transformed together.
constexpr std::size_t k_rows = 8;
// Ticks of zeros after a waveform, so that its end and its beginning do not meet in the transform.
constexpr std::size_t k_gap = 64;
// A filter counts as zero below this.
constexpr double k_filter_end = 1.0e-3;

using Bins = AlignedVector<std::complex<float>>;

/// A filter over the bins of a transform, and the noise behind it on a wire of length L (in m):
/// sqrt(noise[0] + noise[1] L + noise[2] L^2), in electrons per sample.
struct Filter {
  std::vector<float> values;
  std::array<double, 3> noise{};

  [[nodiscard]] float rms(double metres) const {
    return static_cast<float>(std::sqrt(std::max(0.0, noise[0] + metres * (noise[1] + metres * noise[2]))));
  }
};

/// Lengths of transforms: three in each doubling, so that little of one is idle, and one that fits the whole readout.
/// All are multiples of 64, so that a shorter inverse transform fits too.
std::vector<std::size_t> transform_lengths(std::size_t longest) {
  std::size_t whole = (longest + k_gap + 63) / 64 * 64;
  while (RealFft::fast_length(whole) != whole) whole += 64;
  std::vector<std::size_t> lengths;
  for (std::size_t octave = 256; octave < whole; octave *= 2) {
    for (const std::size_t quarter : {4U, 5U, 6U}) {
      if (octave / 4 * quarter < whole) lengths.push_back(octave / 4 * quarter);
    }
  }
  lengths.push_back(whole);
  return lengths;
}

/// Is there a face on which the wires of these channels are neighbours?
bool are_neighbours(const ChannelLayer& layer, std::uint32_t channel, std::uint32_t next) {
  if (next != channel + 1) return false;
  for (const WireSegment& a : layer.segments(channel)) {
    for (const WireSegment& b : layer.segments(next)) {
      if (a.face == b.face && (a.wire + 1 == b.wire || b.wire + 1 == a.wire)) return true;
    }
  }
  return false;
}

/// Values at lengths 0, 1 and 2 as a polynomial.
std::array<double, 3> quadratic_through(double at_0, double at_1, double at_2) {
  const double curve = 0.5 * (at_2 - 2.0 * at_1 + at_0);
  return {at_0, at_1 - at_0 - curve, curve};
}

}  // namespace

/// What the channels of a layer need in transforms of one length.
struct SignalProcessing::Plane {
  std::size_t length = 0;
  std::size_t decimation = 1;  ///< ticks of a sample
  DeconvolutionKernel kernel;
  Filter smooth;
  Filter tight;
  Filter loose;
  RealFft forward;
  RealFft inverse;  ///< of length / decimation: higher frequencies are filtered away

  [[nodiscard]] std::size_t bins() const { return kernel.bins(); }
};

/// What was found on a channel.
struct SignalProcessing::Search {
  std::vector<SampleRange> tight;
  std::vector<SampleRange> loose;
};

SignalProcessing::~SignalProcessing() = default;
SignalProcessing::SignalProcessing(SignalProcessing&&) noexcept = default;
SignalProcessing& SignalProcessing::operator=(SignalProcessing&&) noexcept = default;

SignalProcessing::SignalProcessing(const ReconstructionOptions& options, std::span<const PlaneShapedResponse> responses,
                                   const AcCoupling& coupling, const Digitizer& digitizer, const NoiseGenerator& noise,
                                   const ReadoutWindow& window)
    : options_{options}, coupling_{coupling}, digitizer_{digitizer}, window_{window} {
  WIREBENCH_EXPECT(responses.size() == k_planes);
  const double tick_us = window.tick.in(units::microsecond);
  // The waveforms reach the deconvolution without their AC coupling.
  const AcCoupling none{units::millisecond, 0, window.tick};
  const auto largest_filter = [&](std::size_t layer, double mhz) {
    const LowPass smooth{options.gaussian_mhz, 2.0};
    return std::max(smooth(mhz), options.search_filter[layer](mhz));
  };
  for (std::size_t layer = 0; layer < k_planes; ++layer) {
    std::size_t decimation = 1;
    while (decimation < 8 && largest_filter(layer, 0.25 / (static_cast<double>(decimation) * tick_us)) < k_filter_end) {
      decimation *= 2;
    }
    for (const std::size_t length : transform_lengths(window.ticks)) {
      if (length < responses[layer].ticks()) continue;
      std::vector<std::complex<float>> response = responses[layer].average_spectrum(none, length);
      for (auto& value : response) value /= static_cast<float>(digitizer.mv_per_count());
      const std::size_t bins = length / decimation / 2 + 1;
      Plane plane{length,
                  decimation,
                  DeconvolutionKernel{response, responses[layer].reach(), bins, options.wire_filter[layer]},
                  {},
                  {},
                  {},
                  RealFft{length, k_rows},
                  RealFft{length / decimation, k_rows}};
      const std::vector<double> power = plane.kernel.power();
      std::array<std::vector<float>, 3> noise_bins;
      for (std::size_t metres = 0; metres < 3; ++metres) {
        noise_bins[metres] = noise.spectrum(layer, static_cast<double>(metres) * units::meter, length);
      }
      const auto make_filter = [&](const auto& value_at) {
        Filter filter;
        filter.values.resize(bins);
        std::array<double, 3> sums{};
        const double scale = static_cast<double>(decimation) / static_cast<double>(length);
        for (std::size_t bin = 0; bin < bins; ++bin) {
          const double value = scale * value_at(static_cast<double>(bin) / (static_cast<double>(length) * tick_us));
          filter.values[bin] = static_cast<float>(value);
          // A bin stands for itself and the one of the negative frequency; rounding to counts adds white noise.
          const double weight = (bin == 0 ? 1.0 : 2.0) * value * value * power[bin];
          for (std::size_t metres = 0; metres < 3; ++metres) {
            const double counts = static_cast<double>(noise_bins[metres][bin]) / digitizer.mv_per_count();
            sums[metres] += weight * (counts * counts + static_cast<double>(length) / 12.0);
          }
        }
        filter.noise = quadratic_through(sums[0], sums[1], sums[2]);
        return filter;
      };
      const LowPass& low_pass = options.search_filter[layer];
      const auto high_pass = [](double mhz, double from) { return 1.0 - std::exp(-mhz * mhz / (from * from)); };
      plane.smooth = make_filter(LowPass{options.gaussian_mhz, 2.0});
      plane.tight = make_filter([&](double mhz) { return low_pass(mhz) * high_pass(mhz, options.tight_mhz); });
      plane.loose = make_filter([&](double mhz) { return low_pass(mhz) * high_pass(mhz, options.loose_mhz); });
      planes_[layer].push_back(std::move(plane));
    }
  }
}

const SignalProcessing::Plane& SignalProcessing::plane_for(std::size_t layer, std::size_t ticks) const {
  const auto found = std::find_if(planes_[layer].begin(), planes_[layer].end(),
                                  [&](const Plane& plane) { return plane.length >= ticks + k_gap; });
  WIREBENCH_ASSERT(found != planes_[layer].end());
  return *found;
}

double SignalProcessing::noise(std::size_t layer, Length wire_length) const {
  const Plane& plane = planes_[layer].back();
  return plane.tight.rms(wire_length.in(units::meter)) / static_cast<double>(plane.decimation);
}

namespace {

/// Spectra of the waveforms of a block up to the last bin that matters. Shape: [channels, bins].
Bins transform(const ChannelBlock& block, const RealFft& fft, std::size_t bins, const AcCoupling& coupling,
               float baseline) {
  const std::size_t channels = block.channels.size();
  Bins spectra(channels * bins);
  AlignedVector<float> rows(k_rows * fft.length());
  Bins out(k_rows * fft.bins());
  for (std::size_t first = 0; first < channels; first += k_rows) {
    const std::size_t many = std::min(k_rows, channels - first);
    std::fill(rows.begin(), rows.end(), 0.0F);
    for (std::size_t i = 0; i < many; ++i) {
      const auto counts = block.row(first + i);
      // A channel that never changes is dead.
      if (std::all_of(counts.begin(), counts.end(), [&](float value) { return value == counts[0]; })) continue;
      const std::span row{&rows[i * fft.length()], block.ticks};
      std::transform(counts.begin(), counts.end(), row.begin(), [&](float value) { return value - baseline; });
    }
    coupling.undo(rows, fft.length());
    // What the zeros behind a waveform have become is not part of it.
    for (std::size_t i = 0; i < many; ++i) {
      std::fill(&rows[i * fft.length() + block.ticks], &rows[i * fft.length()] + fft.length(), 0.0F);
    }
    fft.forward(rows, out);
    for (std::size_t i = 0; i < many; ++i) {
      std::copy_n(&out[i * fft.bins()], bins, &spectra[(first + i) * bins]);
    }
  }
  return spectra;
}

/// Filtered waveforms of up to k_rows channels. Shape: `out` [k_rows, samples].
void filtered(std::span<const std::complex<float>* const> charge, const Filter& filter, const RealFft& inverse,
              Bins& scratch, AlignedVector<float>& out) {
  const std::size_t bins = inverse.bins();
  std::fill(scratch.begin(), scratch.end(), std::complex<float>{});
  for (std::size_t i = 0; i < charge.size(); ++i) {
    for (std::size_t bin = 0; bin < bins; ++bin) scratch[i * bins + bin] = charge[i][bin] * filter.values[bin];
  }
  inverse.inverse(scratch, out);
}

}  // namespace

std::vector<SignalProcessing::Search> SignalProcessing::search(const ChannelBlock& block, const ChannelLayer& layer,
                                                               const Plane& plane,
                                                               std::span<const std::complex<float>> charge) const {
  const std::size_t channels = block.channels.size();
  const std::size_t samples = block.ticks / plane.decimation;
  Bins scratch(k_rows * plane.inverse.bins());
  AlignedVector<float> tight(k_rows * plane.inverse.length());
  AlignedVector<float> loose(k_rows * plane.inverse.length());
  const auto floor = static_cast<float>(options_.least_electrons_per_tick * static_cast<double>(plane.decimation));
  std::vector<Search> found(channels);
  for (std::size_t first = 0; first < channels; first += k_rows) {
    std::array<const std::complex<float>*, k_rows> rows{};
    const std::size_t many = std::min(k_rows, channels - first);
    for (std::size_t i = 0; i < many; ++i) rows[i] = &charge[(first + i) * plane.bins()];
    filtered(std::span{rows}.first(many), plane.tight, plane.inverse, scratch, tight);
    filtered(std::span{rows}.first(many), plane.loose, plane.inverse, scratch, loose);
    for (std::size_t i = 0; i < many; ++i) {
      const double metres = 1.0e-3 * layer.length(block.channels[first + i]);
      const auto look = [&](const AlignedVector<float>& waveforms, const Filter& filter, double threshold) {
        const float rms = std::max(filter.rms(metres), floor / static_cast<float>(threshold));
        const std::span waveform{&waveforms[i * plane.inverse.length()], samples};
        return find_ranges(waveform, static_cast<float>(threshold) * rms, rms);
      };
      found[first + i].tight = look(tight, plane.tight, options_.threshold[block.plane]);
      found[first + i].loose = look(loose, plane.loose, options_.loose_threshold);
    }
  }
  return found;
}

ChannelSignals SignalProcessing::operator()(const ChannelBlock& block, const Geometry& geometry) const {
  WIREBENCH_EXPECT(block.plane < k_planes && block.tick == window_.tick);
  WIREBENCH_EXPECT(block.ticks <= window_.ticks && block.samples.size() == block.ticks * block.channels.size());
  const Plane& plane = plane_for(block.plane, block.ticks);
  const ChannelLayer& layer = geometry.anodes()[block.anode].layers[block.plane];
  ChannelSignals signals;
  signals.anode = block.anode;
  signals.plane = block.plane;
  signals.start = window_.start + static_cast<double>(block.first_tick) * window_.tick;
  signals.sample = static_cast<double>(plane.decimation) * window_.tick;
  const std::size_t channels = block.channels.size();
  if (channels == 0 || block.ticks < 2 * plane.decimation) return signals;

  const Bins spectra =
      transform(block, plane.forward, plane.bins(), coupling_, static_cast<float>(digitizer_.baseline(block.plane)));
  // How many of the next channels, without a gap, are neighbours: 0 ends a row of wires.
  std::vector<std::size_t> neighbours_after(channels, 0);
  for (std::size_t i = channels - 1; i-- > 0;) {
    if (are_neighbours(layer, block.channels[i], block.channels[i + 1])) {
      neighbours_after[i] = neighbours_after[i + 1] + 1;
    }
  }
  Bins charge(channels * plane.bins());
  const std::size_t reach = plane.kernel.reach();
  std::vector<const std::complex<float>*> near(2 * reach + 1);
  std::size_t neighbours_before = 0;
  for (std::size_t i = 0; i < channels; ++i) {
    neighbours_before = i > 0 && neighbours_after[i - 1] > 0 ? neighbours_before + 1 : 0;
    for (std::size_t d = 0; d <= reach; ++d) {
      near[reach + d] = d <= neighbours_after[i] ? &spectra[(i + d) * plane.bins()] : nullptr;
      near[reach - d] = d <= neighbours_before ? &spectra[(i - d) * plane.bins()] : nullptr;
    }
    plane.kernel.apply(near, &charge[i * plane.bins()]);
  }

  const std::vector<Search> found = search(block, layer, plane, charge);
  const auto supported = [&](std::size_t i, const SampleRange& range) {
    const auto overlaps = [&](const Search& search) {
      return std::any_of(search.tight.begin(), search.tight.end(),
                         [&](const SampleRange& tight) { return tight.overlaps(range); });
    };
    return overlaps(found[i]) || (i > 0 && neighbours_after[i - 1] > 0 && overlaps(found[i - 1])) ||
           (neighbours_after[i] > 0 && overlaps(found[i + 1]));
  };
  const std::size_t samples = block.ticks / plane.decimation;
  const auto padding = static_cast<std::size_t>(std::lround(options_.padding / signals.sample));
  std::vector<std::pair<std::size_t, std::vector<SampleRange>>> wanted;
  for (std::size_t i = 0; i < channels; ++i) {
    std::vector<SampleRange> ranges = found[i].tight;
    std::copy_if(found[i].loose.begin(), found[i].loose.end(), std::back_inserter(ranges),
                 [&](const SampleRange& range) { return supported(i, range); });
    if (!ranges.empty()) wanted.emplace_back(i, pad_and_join(std::move(ranges), padding, samples));
  }

  Bins scratch(k_rows * plane.inverse.bins());
  AlignedVector<float> waveforms(k_rows * plane.inverse.length());
  for (std::size_t first = 0; first < wanted.size(); first += k_rows) {
    std::array<const std::complex<float>*, k_rows> rows{};
    const std::size_t many = std::min(k_rows, wanted.size() - first);
    for (std::size_t i = 0; i < many; ++i) rows[i] = &charge[wanted[first + i].first * plane.bins()];
    filtered(std::span{rows}.first(many), plane.smooth, plane.inverse, scratch, waveforms);
    for (std::size_t i = 0; i < many; ++i) {
      const auto& [row, ranges] = wanted[first + i];
      for (const SampleRange& range : ranges) {
        const std::size_t count = range.end - range.first;
        const std::size_t begin = signals.electrons.size();
        signals.electrons.resize(begin + count);
        const double sum = copy_without_baseline(std::span{&waveforms[i * plane.inverse.length() + range.first], count},
                                                 std::span{signals.electrons}.subspan(begin));
        if (sum < options_.least_region_electrons) {
          signals.electrons.resize(begin);
          continue;
        }
        signals.regions.push_back({block.channels[row], static_cast<std::int32_t>(range.first),
                                   static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(count)});
      }
    }
  }
  return signals;
}

}  // namespace wirebench::detector
