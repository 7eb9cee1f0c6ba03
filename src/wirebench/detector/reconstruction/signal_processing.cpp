#include "wirebench/detector/reconstruction/signal_processing.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <iterator>
#include <limits>
#include <mutex>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/detector/readout/fft.hpp"
#include "wirebench/detector/reconstruction/deconvolution_kernel.hpp"
#include "wirebench/detector/reconstruction/regions.hpp"

namespace wirebench::detector {
namespace {

// Waveforms whose AC coupling is undone together.
constexpr std::size_t k_together = 8;
// Values that a row of spectra is a multiple of, for the transforms' alignment.
constexpr std::size_t k_aligned = 8;
// Ticks of zeros after a waveform, so that its end and its beginning do not meet in the transform.
constexpr std::size_t k_gap = 32;
// Where a loose region ends, in noise rms: slow noise above the lower edge of the tight ones would make it long.
constexpr float k_loose_edge = 2.0F;
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

/// Values that a row of spectra of so many bins takes.
std::size_t aligned(std::size_t length) {
  return (length + k_aligned - 1) / k_aligned * k_aligned;
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
  RealFft forward;  ///< of length / rate()
  RealFft inverse;  ///< of length / decimation: higher frequencies are filtered away

  [[nodiscard]] std::size_t bins() const { return kernel.bins(); }
  [[nodiscard]] std::size_t samples() const { return length / decimation; }
  /// Ticks from one value to the next of what is transformed.
  [[nodiscard]] std::size_t rate() const { return length / forward.length(); }
};

/// The planes of a layer, made when they are first asked for.
struct SignalProcessing::Layer {
  struct OfLength {
    std::size_t length = 0;
    std::once_flag once;
    std::unique_ptr<const Plane> plane;
  };

  std::size_t layer = 0;
  std::size_t decimation = 1;
  std::deque<OfLength> lengths;  // ascending
};

/// A window of a channel and what is known of it.
struct SignalProcessing::Row {
  const ChannelBlock* block = nullptr;
  std::size_t index = 0;  ///< in the block
  std::uint32_t channel = 0;
  std::int64_t first = 0;  ///< tick
  std::int64_t end = 0;
  std::uint32_t near_begin = 0;  ///< of its neighbours in the list of rows; they may include others
  std::uint32_t near_end = 0;
  std::uint32_t wire_low = 0;  ///< channels that are neighbours without a gap, all the way
  std::uint32_t wire_high = 0;
  const Plane* plane = nullptr;
  std::span<std::complex<float>> charge;  ///< spectrum
  std::vector<SampleRange> tight;         ///< samples of the whole readout
  std::vector<SampleRange> wanted;

  [[nodiscard]] std::int64_t ticks() const { return end - first; }
  [[nodiscard]] bool overlaps(const Row& other) const { return first < other.end && other.first < end; }
  [[nodiscard]] bool sees(const Row& other) const {
    return other.channel >= wire_low && other.channel <= wire_high && overlaps(other);
  }
  [[nodiscard]] std::size_t first_sample() const { return static_cast<std::size_t>(first) / plane->decimation; }
  [[nodiscard]] std::size_t samples() const { return static_cast<std::size_t>(ticks()) / plane->decimation; }
};

SignalProcessing::~SignalProcessing() = default;
SignalProcessing::SignalProcessing(SignalProcessing&&) noexcept = default;
SignalProcessing& SignalProcessing::operator=(SignalProcessing&&) noexcept = default;

SignalProcessing::SignalProcessing(const ReconstructionOptions& options, std::span<const PlaneShapedResponse> responses,
                                   const AcCoupling& coupling, const Digitizer& digitizer, const NoiseGenerator& noise,
                                   const ReadoutWindow& window)
    : options_{options},
      responses_{responses.begin(), responses.end()},
      coupling_{coupling},
      digitizer_{digitizer},
      noise_{noise},
      window_{window} {
  WIREBENCH_EXPECT(responses.size() == k_planes);
  const double tick_us = window.tick.in(units::microsecond);
  const auto largest_filter = [&](std::size_t layer, double mhz) {
    const LowPass smooth{options.gaussian_mhz, 2.0};
    return std::max(smooth(mhz), options.search_filter[layer](mhz));
  };
  for (std::size_t layer = 0; layer < k_planes; ++layer) {
    layers_[layer] = std::make_unique<Layer>();
    Layer& made = *layers_[layer];
    made.layer = layer;
    while (made.decimation < 8 &&
           largest_filter(layer, 0.25 / (static_cast<double>(made.decimation) * tick_us)) < k_filter_end) {
      made.decimation *= 2;
    }
    // A response longer than the readout must fit a transform too.
    for (const std::size_t length : transform_lengths(std::max(window.ticks, responses[layer].ticks()))) {
      if (length >= responses[layer].ticks()) made.lengths.emplace_back().length = length;
    }
  }
}

std::unique_ptr<const SignalProcessing::Plane> SignalProcessing::make_plane(std::size_t layer,
                                                                            std::size_t length) const {
  const double tick_us = window_.tick.in(units::microsecond);
  const std::size_t decimation = layers_[layer]->decimation;
  const std::size_t rate = decimation > 1 ? 2 : 1;
  // What a bin of a transform at that rate has of a waveform's.
  const auto passed = [&](std::size_t bin) {
    return rate == 1 ? 1.0 : 0.5 * half_band_.gain(static_cast<double>(bin) / static_cast<double>(length));
  };
  // The waveforms reach the deconvolution without their AC coupling.
  std::vector<std::complex<float>> response = responses_[layer].average_spectrum(length);
  for (std::size_t i = 0; i < response.size(); ++i) {
    response[i] *= static_cast<float>(passed(i % (length / 2 + 1)) / digitizer_.mv_per_count());
  }
  const std::size_t bins = length / decimation / 2 + 1;
  auto plane = std::make_unique<Plane>(
      Plane{length,
            decimation,
            DeconvolutionKernel{response, responses_[layer].reach(), bins, options_.wire_filter[layer]},
            {},
            {},
            {},
            RealFft{length / rate, 1},
            RealFft{length / decimation, 1}});
  const std::vector<double> power = plane->kernel.power();
  std::array<std::vector<float>, 3> noise_bins;
  for (std::size_t metres = 0; metres < 3; ++metres) {
    noise_bins[metres] = noise_.spectrum(layer, static_cast<double>(metres) * units::meter, length);
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
      // At half the rate what is above its band comes back mirrored.
      const std::array<std::size_t, 2> from{bin, length / 2 - bin};
      for (const std::size_t at : std::span{from}.first(rate)) {
        for (std::size_t metres = 0; metres < 3; ++metres) {
          const double counts = static_cast<double>(noise_bins[metres][at]) / digitizer_.mv_per_count();
          const double whole = counts * counts + static_cast<double>(length) / 12.0;
          sums[metres] += weight * std::pow(passed(at), 2.0) * whole;
        }
      }
    }
    filter.noise = quadratic_through(sums[0], sums[1], sums[2]);
    return filter;
  };
  const LowPass& low_pass = options_.search_filter[layer];
  const auto high_pass = [](double mhz, double from) { return 1.0 - std::exp(-mhz * mhz / (from * from)); };
  plane->smooth = make_filter(LowPass{options_.gaussian_mhz, 2.0});
  plane->tight = make_filter([&](double mhz) { return low_pass(mhz) * high_pass(mhz, options_.tight_mhz); });
  plane->loose = make_filter([&](double mhz) { return low_pass(mhz) * high_pass(mhz, options_.loose_mhz); });
  return plane;
}

const SignalProcessing::Plane& SignalProcessing::plane_for(const Layer& layer, std::size_t ticks) const {
  auto& lengths = layers_[layer.layer]->lengths;
  const auto found = std::find_if(lengths.begin(), lengths.end(),
                                  [&](const Layer::OfLength& one) { return one.length >= ticks + k_gap; });
  Layer::OfLength& one = found != lengths.end() ? *found : lengths.back();
  std::call_once(one.once, [&] { one.plane = make_plane(layer.layer, one.length); });
  return *one.plane;
}

double SignalProcessing::noise(std::size_t layer, Length wire_length) const {
  const Plane& plane = plane_for(*layers_[layer], window_.ticks);
  return plane.tight.rms(wire_length.in(units::meter)) / static_cast<double>(plane.decimation);
}

std::vector<SignalProcessing::Row> SignalProcessing::rows_of(std::span<const ChannelBlock> blocks, const Layer& layer,
                                                             const ChannelLayer& channels) const {
  std::vector<Row> rows;
  for (const ChannelBlock& block : blocks) {
    WIREBENCH_EXPECT(block.anode == blocks.front().anode && block.plane == layer.layer && block.tick == window_.tick);
    WIREBENCH_EXPECT(block.ticks <= window_.ticks && block.samples.size() == block.ticks * block.channels.size());
    WIREBENCH_EXPECT(block.first_tick >= 0 && static_cast<std::size_t>(block.first_tick) % layer.decimation == 0);
    if (block.ticks < 2 * layer.decimation) continue;
    for (std::size_t i = 0; i < block.channels.size(); ++i) {
      Row row;
      row.block = &block;
      row.index = i;
      row.channel = block.channels[i];
      row.first = block.first_tick;
      row.end = row.first + static_cast<std::int64_t>(block.ticks);
      rows.push_back(std::move(row));
    }
  }
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return a.channel != b.channel ? a.channel < b.channel : a.first < b.first;
  });
  if (rows.empty()) return rows;

  // How many of the channels before one are neighbours without a gap.
  const std::uint32_t low = rows.front().channel;
  std::vector<std::uint32_t> in_row(rows.back().channel - low + 1, 0);
  for (std::uint32_t i = 1; i < in_row.size(); ++i) {
    if (are_neighbours(channels, low + i - 1, low + i)) in_row[i] = in_row[i - 1] + 1;
  }
  const std::uint32_t furthest = DeconvolutionKernel::k_furthest;
  std::size_t near_begin = 0;
  std::size_t near_end = 0;
  for (Row& row : rows) {
    const std::uint32_t at = row.channel - low;
    row.wire_low = row.channel - std::min(in_row[at], furthest);
    row.wire_high = row.channel;
    while (row.wire_high < row.channel + furthest && row.wire_high < rows.back().channel &&
           in_row[row.wire_high + 1 - low] > 0) {
      ++row.wire_high;
    }
    while (rows[near_begin].channel < row.wire_low) ++near_begin;
    near_end = std::max(near_end, near_begin);
    while (near_end < rows.size() && rows[near_end].channel <= row.wire_high) ++near_end;
    row.near_begin = static_cast<std::uint32_t>(near_begin);
    row.near_end = static_cast<std::uint32_t>(near_end);
    // A transform goes round: no neighbour's waveform may come round to where this one is.
    std::int64_t length = row.ticks();
    for (std::size_t i = near_begin; i < near_end; ++i) {
      if (row.sees(rows[i])) length = std::max({length, rows[i].end - row.first, row.end - rows[i].first});
    }
    row.plane = &plane_for(layer, static_cast<std::size_t>(length));
  }
  return rows;
}

namespace {

/// Adds a waveform to a transform's input, tick t at t modulo its length.
void add_round(std::span<const float> waveform, std::size_t first, std::span<float> round) {
  std::size_t place = first % round.size();
  for (std::size_t done = 0; done < waveform.size();) {
    const std::size_t count = std::min(waveform.size() - done, round.size() - place);
    for (std::size_t i = 0; i < count; ++i) round[place + i] += waveform[done + i];
    done += count;
    place = 0;
  }
}

/// The counts of a waveform above the baseline; zeros of a channel that never changes, which is dead.
void subtract_baseline(std::span<const float> counts, float baseline, std::span<float> out) {
  if (std::all_of(counts.begin(), counts.end(), [&](float value) { return value == counts[0]; })) {
    std::fill(out.begin(), out.end(), 0.0F);
    return;
  }
  std::transform(counts.begin(), counts.end(), out.begin(), [&](float value) { return value - baseline; });
}

/// A filtered waveform: `out` of the inverse transform's length.
void filtered(std::span<const std::complex<float>> charge, const Filter& filter, const RealFft& inverse, Bins& scratch,
              AlignedVector<float>& out) {
  for (std::size_t bin = 0; bin < inverse.bins(); ++bin) scratch[bin] = charge[bin] * filter.values[bin];
  inverse.inverse(scratch, out);
}

/// `count` values from `first` on, modulo the length; in `scratch` where they go round.
std::span<const float> unrolled(std::span<const float> round, std::size_t first, std::size_t count,
                                std::vector<float>& scratch) {
  first %= round.size();
  if (first + count <= round.size()) return round.subspan(first, count);
  scratch.assign(round.begin() + static_cast<std::ptrdiff_t>(first), round.end());
  scratch.insert(scratch.end(), round.begin(),
                 round.begin() + static_cast<std::ptrdiff_t>(first + count - round.size()));
  return scratch;
}

}  // namespace

/// Adds the charge's spectra of those rows that are transformed at the plane's length.
void SignalProcessing::deconvolve(std::span<Row> rows, const Plane& plane) const {
  // Which rows' waveforms take part.
  constexpr std::size_t k_none = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> place(rows.size(), k_none);
  std::vector<std::size_t> taking_part;
  const auto reach = static_cast<std::uint32_t>(plane.kernel.reach());
  const auto near = [&](const Row& row, const Row& other) {
    return row.sees(other) && other.channel + reach >= row.channel && other.channel <= row.channel + reach;
  };
  for (const Row& row : rows) {
    if (row.plane != &plane) continue;
    for (std::size_t i = row.near_begin; i < row.near_end; ++i) {
      if (place[i] == k_none && near(row, rows[i])) place[i] = 0;
    }
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (place[i] == k_none) continue;
    place[i] = taking_part.size();
    taking_part.push_back(i);
  }

  const std::size_t stride = aligned(plane.bins());
  const std::size_t rate = plane.rate();
  const AcCoupling coupling = coupling_.every(rate);
  Bins spectra(taking_part.size() * stride);
  Bins out(plane.forward.bins());
  std::vector<float> waveforms;
  std::vector<float> scratch;
  AlignedVector<float> round(plane.forward.length());
  const auto baseline = static_cast<float>(digitizer_.baseline(rows.front().block->plane));
  for (std::size_t first = 0; first < taking_part.size(); first += k_together) {
    const std::size_t many = std::min(k_together, taking_part.size() - first);
    const auto row_at = [&](std::size_t i) -> const Row& { return rows[taking_part[first + i]]; };
    const auto count = [&](std::size_t i) { return static_cast<std::size_t>(row_at(i).ticks()) / rate; };
    std::size_t longest = 0;
    for (std::size_t i = 0; i < many; ++i) longest = std::max(longest, count(i));
    waveforms.resize(k_together * longest);
    for (std::size_t i = 0; i < many; ++i) {
      const std::span<const float> counts = row_at(i).block->row(row_at(i).index);
      const auto waveform = std::span{waveforms}.subspan(i * longest, longest);
      if (rate == 1) {
        subtract_baseline(counts, baseline, waveform);
      } else {
        half_band_(counts, baseline, waveform.first(count(i)), scratch);
      }
      std::fill(waveform.begin() + static_cast<std::ptrdiff_t>(count(i)), waveform.end(), 0.0F);
    }
    coupling.undo(std::span{waveforms}.first(many * longest), longest);
    for (std::size_t i = 0; i < many; ++i) {
      std::fill(round.begin(), round.end(), 0.0F);
      add_round(std::span{waveforms}.subspan(i * longest, count(i)), static_cast<std::size_t>(row_at(i).first) / rate,
                round);
      plane.forward.forward(round, out);
      std::copy_n(out.begin(), plane.bins(), spectra.begin() + static_cast<std::ptrdiff_t>((first + i) * stride));
    }
  }

  std::vector<const std::complex<float>*> spectrum_of(2 * reach + 1);
  for (Row& row : rows) {
    if (row.plane != &plane) continue;
    std::fill(spectrum_of.begin(), spectrum_of.end(), nullptr);
    std::vector<std::pair<std::size_t, std::size_t>> more;
    for (std::size_t i = row.near_begin; i < row.near_end; ++i) {
      if (!near(row, rows[i])) continue;
      const std::size_t at = rows[i].channel + reach - row.channel;
      if (&rows[i] != &row && spectrum_of[at] != nullptr) {
        more.emplace_back(at, i);
        continue;
      }
      spectrum_of[at] = &spectra[place[i] * stride];
    }
    plane.kernel.add(spectrum_of, row.charge.data());
    // A neighbour with more than one window beside this one.
    for (const auto& [at, i] : more) {
      std::fill(spectrum_of.begin(), spectrum_of.end(), nullptr);
      spectrum_of[at] = &spectra[place[i] * stride];
      plane.kernel.add(spectrum_of, row.charge.data());
    }
  }
}

/// Looks for ranges above the noise in what a filter leaves of a row's charge.
class SignalProcessing::RangeSearch {
 public:
  RangeSearch(const ReconstructionOptions& options, const ChannelLayer& channels)
      : least_per_tick_{static_cast<float>(options.least_electrons_per_tick)}, channels_{&channels} {}

  /// Samples of the whole readout. `threshold` and `edge` in noise rms.
  std::vector<SampleRange> operator()(const Row& row, const Filter& filter, double threshold, float edge) {
    const Plane& plane = *row.plane;
    scratch_.resize(plane.inverse.bins());
    waveform_.resize(plane.inverse.length());
    filtered(row.charge, filter, plane.inverse, scratch_, waveform_);
    const float least = least_per_tick_ * static_cast<float>(plane.decimation);
    const float rms =
        std::max(filter.rms(1.0e-3 * channels_->length(row.channel)), least / static_cast<float>(threshold));
    auto ranges = find_ranges(unrolled(waveform_, row.first_sample(), row.samples(), unrolling_),
                              static_cast<float>(threshold) * rms, edge * rms);
    for (SampleRange& range : ranges) range = {range.first + row.first_sample(), range.end + row.first_sample()};
    return ranges;
  }

 private:
  float least_per_tick_;
  const ChannelLayer* channels_;
  Bins scratch_;
  AlignedVector<float> waveform_;
  std::vector<float> unrolling_;
};

/// The ranges whose charge is wanted: tight ones, and loose ones beside or over them.
void SignalProcessing::choose_ranges(std::span<Row> rows, std::size_t padding, const ChannelLayer& channels,
                                     std::size_t layer) const {
  RangeSearch search{options_, channels};
  for (Row& row : rows) row.tight = search(row, row.plane->tight, options_.threshold[layer], 1.0F);
  std::vector<SampleRange> near;
  for (Row& row : rows) {
    // Tight ranges of the row and of its neighbours.
    near.clear();
    for (std::size_t i = row.near_begin; i < row.near_end; ++i) {
      const Row& other = rows[i];
      if (other.channel + 1 < row.channel || other.channel > row.channel + 1) continue;
      near.insert(near.end(), other.tight.begin(), other.tight.end());
    }
    // Most windows show noise only, and need no second search.
    if (near.empty()) continue;
    std::vector<SampleRange> ranges = row.tight;
    const auto loose = search(row, row.plane->loose, options_.loose_threshold, k_loose_edge);
    std::copy_if(loose.begin(), loose.end(), std::back_inserter(ranges), [&](const SampleRange& range) {
      return std::any_of(near.begin(), near.end(), [&](const SampleRange& tight) { return tight.overlaps(range); });
    });
    const std::size_t first = row.first_sample();
    for (SampleRange& range : ranges) range = {range.first - first, range.end - first};
    row.wanted = pad_and_join(std::move(ranges), padding, row.samples());
  }
}

/// Puts the charge of the ranges together.
void SignalProcessing::collect(std::span<Row> rows, ChannelSignals& signals) const {
  Bins scratch;
  AlignedVector<float> waveform;
  std::vector<float> unrolling;
  for (const Row& row : rows) {
    if (row.wanted.empty()) continue;
    scratch.resize(row.plane->inverse.bins());
    waveform.resize(row.plane->inverse.length());
    filtered(row.charge, row.plane->smooth, row.plane->inverse, scratch, waveform);
    for (const SampleRange& range : row.wanted) {
      const std::size_t count = range.end - range.first;
      const std::size_t begin = signals.electrons.size();
      signals.electrons.resize(begin + count);
      const std::size_t first = row.first_sample() + range.first;
      const double sum = copy_without_baseline(unrolled(waveform, first, count, unrolling),
                                               std::span{signals.electrons}.subspan(begin));
      if (sum < options_.least_region_electrons) {
        signals.electrons.resize(begin);
        continue;
      }
      signals.regions.push_back({row.channel, static_cast<std::int32_t>(first), static_cast<std::uint32_t>(begin),
                                 static_cast<std::uint32_t>(count)});
    }
  }
}

ChannelSignals SignalProcessing::operator()(std::span<const ChannelBlock> blocks, const Geometry& geometry) const {
  WIREBENCH_EXPECT(!blocks.empty() && blocks.front().plane < k_planes);
  const Layer& layer = *layers_[blocks.front().plane];
  const ChannelLayer& channels = geometry.anodes()[blocks.front().anode].layers[layer.layer];
  ChannelSignals signals;
  signals.anode = blocks.front().anode;
  signals.plane = blocks.front().plane;
  signals.start = window_.start;
  signals.sample = static_cast<double>(layer.decimation) * window_.tick;
  std::vector<Row> rows = rows_of(blocks, layer, channels);
  if (rows.empty()) return signals;

  std::size_t values = 0;
  for (const Row& row : rows) values += aligned(row.plane->bins());
  Bins charge(values);
  std::vector<const Plane*> planes;
  std::size_t begin = 0;
  for (Row& row : rows) {
    row.charge = std::span{charge}.subspan(begin, row.plane->bins());
    begin += aligned(row.plane->bins());
    planes.push_back(row.plane);
  }
  std::sort(planes.begin(), planes.end(), [](const Plane* a, const Plane* b) { return a->length < b->length; });
  planes.erase(std::unique(planes.begin(), planes.end()), planes.end());
  for (const Plane* plane : planes) deconvolve(rows, *plane);
  choose_ranges(rows, static_cast<std::size_t>(std::lround(options_.padding / signals.sample)), channels, layer.layer);
  collect(rows, signals);
  return signals;
}

}  // namespace wirebench::detector
