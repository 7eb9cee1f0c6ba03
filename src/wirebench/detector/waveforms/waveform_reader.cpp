#include "wirebench/detector/waveforms/waveform_reader.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <map>
#include <optional>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/hdf5.hpp"
#include "wirebench/detector/waveforms/waveform_layout.hpp"

namespace wirebench::detector {
namespace {

constexpr std::uint64_t k_most_samples = std::uint64_t{1} << 31U;  // of an event
constexpr std::uint64_t k_most_ticks = 1'000'000;

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& object, const std::string& what,
                         const std::string& why) {
  throw Error{ErrorKind::failed,
              {what, object.empty() ? path.string() : path.string() + ": " + object, why,
               "Give a file written by `wirebench simulate --keep waveforms`."}};
}

}  // namespace

struct WaveformReader::State {
  std::filesystem::path path;
  hdf5::File file;
  WaveformHeader header;
  std::vector<WaveformEvent> events;
  std::optional<hdf5::Dataset> traces;
  std::optional<hdf5::Dataset> samples;
  std::optional<hdf5::Dataset> truth;

  explicit State(const std::filesystem::path& where) : path{where}, file{hdf5::File::open(where)} {
    read_attributes();
    traces = file.table("/traces");
    truth = file.table("/truth");
    samples = file.dataset("/samples");
    if (samples->shape().size() != 1) refuse(path, "/samples", "wrong rank", "a list of counts is needed");
    if (samples->element_class() != H5T_INTEGER || samples->element_size() != sizeof(std::uint16_t)) {
      refuse(path, "/samples", "wrong type of the samples",
             fmt::format("{} bytes a value; uint16 is read", samples->element_size()));
    }
    samples->require_stored();
    const hdf5::Dataset rows = file.table("/events");
    events = rows.read_rows<WaveformEvent>(waveform_event_type(), 0, rows.rows());
    for (std::size_t i = 0; i < events.size(); ++i) check(events[i], i);
  }

  void read_attributes() {
    if (!file.has_attribute("/", "format") || file.text_attribute("/", "format") != k_waveform_format) {
      refuse(path, "", "not a file of waveforms", "the file has no attribute format = 'wirebench-waveforms'");
    }
    if (const double version = file.number_attribute("/", "format_version");
        !(version >= 1.0 && version <= static_cast<double>(k_waveform_version))) {
      refuse(path, "", "unknown version of the layout",
             fmt::format("version {}, this program reads up to {}", version, k_waveform_version));
    }
    header.detector = file.text_attribute("/", "detector");
    header.tick = number("tick_us", 0.001, 1000.0) * units::microsecond;
    header.start = number("start_us", -1.0e6, 1.0e6) * units::microsecond;
    header.ticks = static_cast<std::uint64_t>(number("ticks", 1.0, static_cast<double>(k_most_ticks)));
    header.bits = static_cast<std::uint64_t>(number("bits", 1.0, 16.0));
    header.mv_per_count = number("mv_per_count", 0.0, 1.0e6);
    header.particle_names = file.texts_attribute("/", "particle_names");
    header.provenance = parse_json(file.text_attribute("/", "provenance"), path.string() + ": attribute provenance");
  }

  [[nodiscard]] double number(const char* attribute, double low, double high) const {
    const double value = file.number_attribute("/", attribute);
    if (!(value >= low && value <= high)) {
      refuse(path, attribute, "attribute out of range", fmt::format("{}, {} to {} is possible", value, low, high));
    }
    return value;
  }

  void check(const WaveformEvent& event, std::size_t row) const {
    const auto is_inside = [](std::uint64_t first, std::uint64_t count, std::uint64_t rows) {
      return first <= rows && count <= rows - first;
    };
    if (!is_inside(event.first_trace, event.traces, traces->rows()) ||
        !is_inside(event.first_truth, event.truths, truth->rows())) {
      refuse(path, "/events", fmt::format("event {} names rows that are not there", row),
             fmt::format("{} traces from {} on, {} rows of truth from {} on", event.traces, event.first_trace,
                         event.truths, event.first_truth));
    }
    if (event.label < -1 || event.label > 2) {
      refuse(path, "/events", fmt::format("label out of range in row {}", row), fmt::format("{}", event.label));
    }
  }

  [[nodiscard]] bool is_possible(const WaveformTrace& trace) const {
    return trace.first_tick >= 0 && static_cast<std::uint64_t>(trace.first_tick) + trace.ticks <= header.ticks &&
           trace.plane < k_planes && std::isfinite(trace.baseline);
  }

  /// Lets the traces of an event count from its first sample, and returns how many samples it has.
  std::uint64_t rebase(std::vector<WaveformTrace>& rows, std::uint64_t position) const {
    if (rows.empty()) return 0;
    const std::uint64_t first = rows.front().first_sample;
    std::uint64_t next = 0;
    for (WaveformTrace& trace : rows) {
      if (trace.first_sample < first || trace.first_sample - first != next || trace.event != position ||
          trace.ticks > k_most_ticks || next + trace.ticks > k_most_samples || !is_possible(trace)) {
        refuse(path, "/traces", fmt::format("damaged trace of event {}", position),
               fmt::format("channel {}: samples from {} on, {} ticks from {} on", trace.channel, trace.first_sample,
                           trace.ticks, trace.first_tick));
      }
      trace.first_sample = next;
      next += trace.ticks;
    }
    if (first > samples->rows() || next > samples->rows() - first) {
      refuse(path, "/samples", fmt::format("samples of event {} are not there", position),
             fmt::format("{} from {} on, the file has {}", next, first, samples->rows()));
    }
    return next;
  }
};

WaveformReader::WaveformReader(const std::filesystem::path& path) : state_{std::make_unique<State>(path)} {}
WaveformReader::~WaveformReader() = default;
WaveformReader::WaveformReader(WaveformReader&&) noexcept = default;
WaveformReader& WaveformReader::operator=(WaveformReader&&) noexcept = default;

const WaveformHeader& WaveformReader::header() const noexcept {
  return state_->header;
}
std::span<const WaveformEvent> WaveformReader::events() const noexcept {
  return state_->events;
}
std::uint64_t WaveformReader::traces() const noexcept {
  return state_->traces->rows();
}
std::uint64_t WaveformReader::samples() const noexcept {
  return state_->samples->rows();
}

EventWaveforms WaveformReader::read(std::uint64_t position) const {
  const State& state = *state_;
  WIREBENCH_EXPECT(position < state.events.size());
  EventWaveforms waveforms;
  waveforms.event = state.events[position];
  waveforms.traces = state.traces->read_rows<WaveformTrace>(waveform_trace_type(), waveforms.event.first_trace,
                                                            waveforms.event.traces);
  const std::uint64_t first = waveforms.traces.empty() ? 0 : waveforms.traces.front().first_sample;
  waveforms.samples.resize(state.rebase(waveforms.traces, position));
  state.samples->read_rows<std::uint16_t>(first, waveforms.samples.size(), waveforms.samples);
  waveforms.truth =
      state.truth->read_rows<TrueCharge>(true_charge_type(), waveforms.event.first_truth, waveforms.event.truths);
  for (const TrueCharge& part : waveforms.truth) {
    if (part.particle < state.header.particle_names.size() && std::isfinite(part.electrons)) continue;
    refuse(state.path, "/truth", fmt::format("damaged truth of event {}", position),
           fmt::format("{} electrons of particle {}", part.electrons, part.particle));
  }
  return waveforms;
}

Json describe(const WaveformReader& reader) {
  constexpr std::array<const char*, 3> names{"NC", "numu CC", "nue CC"};
  std::map<std::string, std::uint64_t> classes;
  std::uint64_t saturated = 0;
  double electrons = 0.0;
  for (const WaveformEvent& event : reader.events()) {
    ++classes[event.label < 0 ? "not said" : names.at(static_cast<std::size_t>(event.label))];
    saturated += event.saturated;
    electrons += event.electrons_at_wires;
  }
  const WaveformHeader& header = reader.header();
  return {{"detector", header.detector},
          {"events", reader.events().size()},
          {"classes", classes},
          {"traces", reader.traces()},
          {"samples", reader.samples()},
          {"electrons_at_wires", electrons},
          {"saturated_samples", saturated},
          {"tick_us", header.tick.in(units::microsecond)},
          {"start_us", header.start.in(units::microsecond)},
          {"ticks", header.ticks},
          {"bits", header.bits},
          {"mv_per_count", header.mv_per_count},
          {"particles", header.particle_names},
          {"provenance", header.provenance}};
}

}  // namespace wirebench::detector
