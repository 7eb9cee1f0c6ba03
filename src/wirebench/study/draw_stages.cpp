#include "wirebench/study/draw_stages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/scratch_folder.hpp"
#include "wirebench/detector/imaging/image_maker.hpp"
#include "wirebench/detector/imaging/pixel_grid.hpp"
#include "wirebench/report/stage_figure.hpp"
#include "wirebench/study/event_supply.hpp"

namespace wirebench::study {
namespace {

namespace fs = std::filesystem;

// What a panel has room for; more is put together in cells.
constexpr double k_most_columns = 230.0;
constexpr double k_most_rows = 230.0;

transport::EventDeposits event_at(const ImageJob& job, std::uint64_t position, const Log& log) {
  const bool generated = are_generated(job.events);
  const auto supply = open_supply(job.events, {.generated = {.first = position, .count = 1}}, log);
  for (std::uint64_t i = 0; i < position && !generated; ++i) supply->skip();
  const auto task = supply->next();
  if (!task) {
    throw Error{ErrorKind::usage,
                {fmt::format("no event number {}", position), "--stage-event", "the source has fewer events",
                 "Give a smaller number; the first event is 0."}};
  }
  return (*task)().event.deposits;
}

std::uint32_t busiest_anode(const detector::DetectedEvent& detected, const detector::Geometry& geometry) {
  std::map<std::uint32_t, double> electrons;
  for (const auto& cloud : detected.clouds) electrons[geometry.faces()[cloud.anode_face].anode] += cloud.electrons;
  if (electrons.empty()) {
    throw Error{ErrorKind::failed,
                {"nothing to draw", "--stage-figure", "none of the event's charge arrives at the wires",
                 "Choose another event with --stage-event."}};
  }
  return std::max_element(electrons.begin(), electrons.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

/// Charge at a channel and a time.
struct Spot {
  double channel;
  double time;  // us
  double electrons;
};

std::vector<Spot> true_spots(const detector::DetectedEvent& detected, const detector::Geometry& geometry,
                             std::uint32_t anode, std::uint32_t layer) {
  std::vector<Spot> spots;
  for (const auto& cloud : detected.clouds) {
    const detector::AnodeFace& face = geometry.faces()[cloud.anode_face];
    if (face.anode != anode) continue;
    const detector::FacePlane& plane = face.planes[layer];
    if (const auto wire = plane.nearest_wire({cloud.vertical, cloud.beam})) {
      spots.push_back(
          {static_cast<double>(plane.channels[*wire]), Time{cloud.time}.in(units::microsecond), cloud.electrons});
    }
  }
  return spots;
}

std::vector<Spot> found_spots(const detector::ChannelSignals& signals) {
  std::vector<Spot> spots;
  for (const auto& region : signals.regions) {
    const auto charge = signals.charge(region);
    for (std::size_t i = 0; i < charge.size(); ++i) {
      const Time time{signals.start.value() +
                      (static_cast<double>(region.first) + static_cast<double>(i)) * signals.sample.value()};
      spots.push_back({static_cast<double>(region.channel), time.in(units::microsecond), charge[i]});
    }
  }
  return spots;
}

/// Where all but two permille of the charge lie on either side, and a margin.
std::pair<double, double> span_of(std::vector<std::pair<double, double>> weighted, double margin, double least) {
  std::sort(weighted.begin(), weighted.end());
  double all = 0.0;
  for (const auto& [place, weight] : weighted) all += weight;
  double low = weighted.front().first;
  double high = weighted.back().first;
  double sum = 0.0;
  bool begun = false;
  for (const auto& [place, weight] : weighted) {
    sum += weight;
    if (!begun && sum >= 0.002 * all) {
      low = place;
      begun = true;
    }
    if (sum >= 0.998 * all) {
      high = place;
      break;
    }
  }
  const double half = std::max(0.5 * (high - low) + margin, 0.5 * least);
  return {0.5 * (low + high) - half, 0.5 * (low + high) + half};
}

/// A panel's axes: channels and microseconds, in cells of whole channels and ticks.
report::HeatMap empty_map(const std::vector<Spot>& spots, double tick, std::uint32_t channels) {
  std::vector<std::pair<double, double>> by_channel;
  std::vector<std::pair<double, double>> by_time;
  for (const Spot& spot : spots) {
    by_channel.emplace_back(spot.channel, spot.electrons);
    by_time.emplace_back(spot.time, spot.electrons);
  }
  const auto [first, last] = span_of(std::move(by_channel), 12.0, 60.0);
  const auto [earliest, latest] = span_of(std::move(by_time), 25.0, 120.0);
  report::HeatMap map;
  map.x_label = "channel of the anode plane";
  map.y_label = "time (µs)";
  const double low = std::max(0.0, std::floor(first));
  const double high = std::min(static_cast<double>(channels), std::ceil(last) + 1.0);
  map.x_low = low - 0.5;
  map.x_step = std::ceil((high - low) / k_most_columns);
  map.columns = static_cast<std::size_t>(std::ceil((high - low) / map.x_step));
  map.y_step = tick * std::ceil((latest - earliest) / tick / k_most_rows);
  map.y_low = tick * std::floor(earliest / tick);
  map.rows = static_cast<std::size_t>(std::ceil((latest - map.y_low) / map.y_step));
  map.values.assign(map.columns * map.rows, 0.0F);
  return map;
}

std::optional<std::size_t> cell_of(const report::HeatMap& map, double x, double y) {
  const double column = std::floor((x - map.x_low) / map.x_step);
  const double row = std::floor((y - map.y_low) / map.y_step);
  if (!(column >= 0.0 && row >= 0.0)) return std::nullopt;
  if (!(column < static_cast<double>(map.columns) && row < static_cast<double>(map.rows))) return std::nullopt;
  return static_cast<std::size_t>(row) * map.columns + static_cast<std::size_t>(column);
}

report::HeatMap charge_map(report::HeatMap map, const std::vector<Spot>& spots) {
  constexpr double thousand = 1000.0;
  for (const Spot& spot : spots) {
    if (const auto cell = cell_of(map, spot.channel, spot.time)) {
      map.values[*cell] += static_cast<float>(spot.electrons / (thousand * map.x_step * map.y_step));
    }
  }
  map.value_label = "10³ electrons per channel and µs";
  return map;
}

/// Adds the sample furthest from the baseline in each cell: a mean would cancel signals of both signs.
void add_waveforms(const detector::ChannelBlock& block, double baseline, Time start, report::HeatMap& map) {
  for (std::size_t i = 0; i < block.channels.size(); ++i) {
    const auto samples = block.row(i);
    for (std::size_t n = 0; n < samples.size(); ++n) {
      const Time time{start.value() + (block.first_tick + static_cast<double>(n)) * block.tick.value()};
      const auto cell = cell_of(map, static_cast<double>(block.channels[i]), time.in(units::microsecond));
      if (!cell) continue;
      const float value = samples[n] - static_cast<float>(baseline);
      if (std::abs(value) > std::abs(map.values[*cell])) map.values[*cell] = value;
    }
  }
}

report::HeatMap image_map(const detector::EventImage& image, std::size_t plane, const detector::PixelSize& pixel,
                          const detector::DetectorPreset& preset) {
  constexpr double mm_per_cm = 10.0;
  report::HeatMap map;
  map.x_label = "across the wires, from the frame’s edge (cm)";
  map.y_label = "drift (cm)";
  map.value_label = "pixel value";
  map.columns = map.rows = image.size;
  map.x_step = pixel.wires[plane] * preset.planes[plane].pitch.in(units::millimeter) / mm_per_cm;
  map.y_step = pixel.drift / mm_per_cm;
  const std::size_t pixels = std::size_t{image.size} * image.size;
  map.values.resize(pixels);
  std::visit(
      [&](const auto& values) {
        const auto begin = values.begin() + static_cast<std::ptrdiff_t>(plane * pixels);
        std::transform(begin, begin + static_cast<std::ptrdiff_t>(pixels), map.values.begin(),
                       [](auto value) { return static_cast<float>(value); });
      },
      image.pixels);
  return map;
}

std::string title_of(const transport::EventDeposits& event, const detector::DetectorPreset& preset,
                     const detector::Geometry& geometry, std::uint32_t anode) {
  constexpr std::array<const char*, 3> names{"NC", "νμ CC", "νe CC"};
  std::string title = fmt::format("{}: event {}", preset.name, event.event_id);
  if (event.truth.label) title += fmt::format(", {}", names.at(static_cast<std::size_t>(*event.truth.label)));
  if (event.truth.neutrino_energy > 0.0) title += fmt::format(", {:.2f} GeV", event.truth.neutrino_energy / 1000.0);
  if (geometry.anodes().size() > 1) title += fmt::format("; anode {} of {}", anode + 1, geometry.anodes().size());
  return title;
}

std::vector<report::HeatMap> panels_of(const ImageJob& job, const detector::DetectedEvent& detected,
                                       const detector::EventImage& image, const detector::DetectorChain& chain,
                                       std::uint32_t anode) {
  const detector::ReadoutWindow& window = job.detector.readout.window;
  const detector::PixelSize pixel = detector::pixel_size(job.image, job.detector);
  constexpr std::array<const char*, 4> stages{"true charge at the wires", "waveforms", "deconvolved charge", "image"};
  std::vector<report::HeatMap> panels(stages.size() * detector::k_planes);
  for (std::uint32_t layer = 0; layer < detector::k_planes; ++layer) {
    const auto spots = true_spots(detected, chain.geometry(), anode, layer);
    if (spots.empty()) {
      throw Error{ErrorKind::failed,
                  {"nothing to draw", "--stage-figure", "none of the event's charge is near wires of one of the planes",
                   "Choose another event with --stage-event."}};
    }
    const report::HeatMap axes =
        empty_map(spots, window.tick.in(units::microsecond), chain.geometry().anodes()[anode].layers[layer].channels());
    panels[layer] = charge_map(axes, spots);
    report::HeatMap& waveforms = panels[detector::k_planes + layer] = axes;
    waveforms.value_label = "ADC counts above baseline";
    waveforms.scale = report::ColourScale::both_signs;
    for (const detector::ChannelBlock& block : detected.waveforms) {
      if (block.anode != anode || block.plane != layer) continue;
      add_waveforms(block, chain.readout().digitizer().baseline(layer), window.start, waveforms);
    }
    for (const detector::ChannelSignals& signals : detected.signals) {
      if (signals.anode != anode || signals.plane != layer) continue;
      panels[2 * detector::k_planes + layer] = charge_map(axes, found_spots(signals));
    }
    panels[3 * detector::k_planes + layer] = image_map(image, layer, pixel, job.detector);
    const bool collects = layer + 1 == detector::k_planes;
    for (std::size_t stage = 0; stage < stages.size(); ++stage) {
      panels[stage * detector::k_planes + layer].title = fmt::format(
          "{} ({}): {}", job.detector.planes[layer].name, collects ? "collection" : "induction", stages.at(stage));
    }
  }
  return panels;
}

}  // namespace

void check_stages(const ImageJob& job, std::uint64_t position) {
  if (job.detector.mode != detector::DetectorMode::full) {
    throw Error{ErrorKind::usage,
                {"no stages to draw", "--stage-figure",
                 "the detector '" + job.detector.name + "' projects the charge and has no readout",
                 "Take a detector with a readout, such as poster-full."}};
  }
  if (are_generated(job.events) && job.most_events > 0 && position >= job.most_events) {
    throw Error{ErrorKind::usage,
                {fmt::format("no event number {}", position), "--stage-event",
                 fmt::format("{} events are asked for; the first is 0", job.most_events), "Give a smaller number."}};
  }
}

void draw_stages(const ImageJob& job, std::uint64_t position, const fs::path& png, const Log& log) {
  check_stages(job, position);
  transport::EventDeposits event = event_at(job, position, log);
  if (!job.overlay.file.empty()) detector::Overlay{job.overlay, job.detector, job.seed}(event);
  const detector::ImageMaker maker{job.detector, job.image, job.seed};
  const detector::DetectorChain& chain = *maker.chain();
  const detector::DetectedEvent detected = chain(event);
  const std::uint32_t anode = busiest_anode(detected, chain.geometry());
  const auto panels = panels_of(job, detected, maker(event, detected), chain, anode);

  const auto figure = report::stage_figure("stages", title_of(event, job.detector, chain.geometry(), anode), panels);
  const ScratchFolder scratch;
  report::draw(figure, scratch.path(), {});
  write_atomically(png, [&](const fs::path& temporary) {
    fs::copy_file(scratch.path() / "stages.png", temporary, fs::copy_options::overwrite_existing);
  });
}

}  // namespace wirebench::study
