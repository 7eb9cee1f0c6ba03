#include "wirebench/detector/waveforms/waveform_writer.hpp"

#include <optional>
#include <span>
#include <string>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/contract.hpp"
#include "wirebench/core/hdf5.hpp"
#include "wirebench/detector/waveforms/waveform_layout.hpp"
#include "wirebench/transport/chunked_table.hpp"

namespace wirebench::detector {
namespace {

constexpr std::size_t k_sample_chunk = 131072;
constexpr std::size_t k_row_chunk = 4096;
constexpr std::size_t k_event_chunk = 256;

void write_attributes(hdf5::File& file, const WaveformHeader& header) {
  file.set_attribute("/", "format", k_waveform_format);
  file.set_attribute("/", "format_version", k_waveform_version);
  file.set_attribute("/", "detector", std::string_view{header.detector});
  file.set_attribute("/", "tick_us", header.tick.in(units::microsecond));
  file.set_attribute("/", "start_us", header.start.in(units::microsecond));
  file.set_attribute("/", "ticks", static_cast<std::int64_t>(header.ticks));
  file.set_attribute("/", "bits", static_cast<std::int64_t>(header.bits));
  file.set_attribute("/", "mv_per_count", header.mv_per_count);
  file.set_attribute("/", "particle_names", std::span<const std::string>{header.particle_names});
  file.set_attribute("/", "provenance", std::string_view{header.provenance.dump()});
}

}  // namespace

struct WaveformWriter::State {
  std::optional<PartialFile> partial;  ///< until it is whole or given up; goes after what has it open
  std::optional<hdf5::File> file;
  transport::PackingThreads threads;
  std::optional<transport::ChunkedTable<WaveformEvent>> events;
  std::optional<transport::ChunkedTable<WaveformTrace>> traces;
  std::optional<transport::ChunkedTable<TrueCharge>> truth;
  std::optional<transport::ChunkedRows> samples;

  State(const std::filesystem::path& path, const WaveformHeader& header, unsigned workers) : threads{workers} {
    partial.emplace(path);
    file = hdf5::File::create(partial->path());
    events.emplace(*file, "/events", waveform_event_type(), k_event_chunk, threads);
    traces.emplace(*file, "/traces", waveform_trace_type(), k_row_chunk, threads);
    truth.emplace(*file, "/truth", true_charge_type(), k_row_chunk, threads);
    samples.emplace(file->create_dataset<std::uint16_t>(
                        "/samples", {.shape = {0}, .chunk = {k_sample_chunk}, .growing = true, .deflate = 1}),
                    sizeof(std::uint16_t), k_sample_chunk, threads);
    write_attributes(*file, header);
  }

  void finish() {
    events->finish();
    traces->finish();
    truth->finish();
    samples->finish();
    events.reset();  // an open dataset would keep the file open
    traces.reset();
    truth.reset();
    samples.reset();
    file->close();
    file.reset();
    partial->commit();
  }
};

WaveformWriter::WaveformWriter(const std::filesystem::path& path, const WaveformHeader& header, unsigned threads)
    : state_{std::make_unique<State>(path, header, threads)} {}
WaveformWriter::~WaveformWriter() = default;

void WaveformWriter::append(const EventWaveforms& waveforms) {
  State& state = *state_;
  WIREBENCH_EXPECT(state.file);
  WaveformEvent event = waveforms.event;
  event.first_trace = state.traces->rows();
  event.first_truth = state.truth->rows();
  for (WaveformTrace trace : waveforms.traces) {
    trace.event = static_cast<std::uint32_t>(state.events->rows());
    trace.first_sample += state.samples->rows();
    state.traces->append(trace);
  }
  state.events->append(event);
  state.truth->append(std::span{waveforms.truth});
  state.samples->append(std::as_bytes(std::span{waveforms.samples}));
}

std::uint64_t WaveformWriter::samples() const noexcept {
  return state_->samples ? state_->samples->rows() : 0;
}

void WaveformWriter::finish() {
  WIREBENCH_EXPECT(state_->file);
  state_->finish();
}

}  // namespace wirebench::detector
