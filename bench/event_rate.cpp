/// \file Whole events: what transporting the primaries of a file costs on one thread and on all, beside Geant4 where
/// its program is there, round by round in turn; and whether memory grows with the number of events.
///
///   event_rate PRIMARIES.h5 [--events N] [--rounds R] [--threads T] [--geant4-ms X]
///
/// PRIMARIES.h5: whole events of a reference, either voxels with `primaries`, or segments with `mc_stack`
/// (`event_id`, `part_pdg`, `p_MeV`) and `vertices`. Fewer than N events are used again under other numbers, and so
/// with other random numbers. --geant4-ms: Geant4's own time per event as recorded with the file, for where it cannot
/// be run; it was measured on another machine and is shown as such.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <iostream>
#include <thread>
#include <unordered_map>
#include <vector>

#include "resource_use.hpp"

#include "wirebench/core/error.hpp"
#include "wirebench/core/hdf5.hpp"
#include "wirebench/core/units.hpp"
#include "wirebench/transport/embedded/engine.hpp"
#include "wirebench/transport/geant4/geant4_engine.hpp"
#include "wirebench/validation/event_validation.hpp"
#include "wirebench/validation/reference_setup.hpp"

namespace {

using namespace wirebench;
using bench::Cost;
using bench::Rounds;
using transport::PrimaryEvent;

struct StackRow {
  std::uint32_t event_id;
  std::int32_t pdg;
  float momentum[3];
};

struct VertexRow {
  std::uint32_t event_id;
  float place[3];
};

std::vector<PrimaryEvent> read_segments(const std::filesystem::path& path) {
  const hdf5::File file = hdf5::File::open(path);
  hdf5::RowType<VertexRow> vertex_type;
  vertex_type.field<std::uint32_t>("event_id", offsetof(VertexRow, event_id))
      .field<float>("x_vert", offsetof(VertexRow, place))
      .field<float>("y_vert", offsetof(VertexRow, place) + sizeof(float))
      .field<float>("z_vert", offsetof(VertexRow, place) + 2 * sizeof(float));
  hdf5::RowType<StackRow> stack_type;
  stack_type.field<std::uint32_t>("event_id", offsetof(StackRow, event_id))
      .field<std::int32_t>("part_pdg", offsetof(StackRow, pdg))
      .array<float>("p_MeV", offsetof(StackRow, momentum), 3);
  std::vector<PrimaryEvent> events;
  std::unordered_map<std::uint32_t, std::size_t> places;
  std::vector<Vector3> vertices;
  const auto vector = [](const float(&values)[3], double unit) {
    return Vector3{unit * static_cast<double>(values[0]), unit * static_cast<double>(values[1]),
                   unit * static_cast<double>(values[2])};
  };
  const hdf5::Dataset vertex_table = file.dataset("/vertices");
  for (const VertexRow& row : vertex_table.read_rows(vertex_type, 0, vertex_table.rows())) {
    places.emplace(row.event_id, events.size());
    vertices.push_back(vector(row.place, units::centimeter.value()));
    events.emplace_back().event_id = row.event_id;
  }
  const hdf5::Dataset stack = file.dataset("/mc_stack");
  for (const StackRow& row : stack.read_rows(stack_type, 0, stack.rows())) {
    const std::size_t place = places.at(row.event_id);
    events[place].primaries.push_back({row.pdg, vector(row.momentum, 1.0), vertices[place], 0.0});
  }
  return events;
}

std::vector<PrimaryEvent> read_primaries(const std::filesystem::path& path, std::size_t count) {
  const bool are_segments = hdf5::File::open(path).exists("/mc_stack");
  std::vector<PrimaryEvent> events =
      are_segments ? read_segments(path) : validation::read_reference_events(path, count).primaries;
  if (events.empty()) throw Error{ErrorKind::failed, {"no events", path.string(), "the file has none", ""}};
  const std::size_t different = events.size();
  for (std::size_t i = different; i < count; ++i) {
    events.push_back(events[i % different]);
    events.back().event_id = 1'000'000 + i;
  }
  events.resize(count);
  return events;
}

/// Transports `events` and forgets them.
void transport_away(const transport::Engine& engine, std::span<const PrimaryEvent> events, unsigned threads) {
  engine.transport_all(events, {}, threads, [](std::size_t, transport::TransportedEvent&&) {});
}

struct Options {
  std::filesystem::path primaries;
  std::size_t events = 600;
  unsigned rounds = 7;
  unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  double geant4_ms = 0.0;
};

void run(const Options& options) {
  const std::vector<PrimaryEvent> events = read_primaries(options.primaries, options.events);
  const auto count = static_cast<double>(events.size());
  const transport::embedded::EmbeddedEngine engine{validation::reference_options(validation::k_event_box, 1)};
  const auto geant4 =
      transport::geant4::Geant4Engine::make(validation::geant4_reference_options(validation::k_event_box, 1));
  // Geant4 takes much longer; its start (tables) is measured with one event and taken off.
  const std::span<const PrimaryEvent> for_geant4{events.data(), std::min<std::size_t>(events.size(), 60)};

  transport_away(engine, events, 1);  // warm-up
  Rounds one_wall, one_cpu, all_wall, all_cpu, speedup, geant4_cpu, ratio;
  for (unsigned round = 0; round < options.rounds; ++round) {
    const Cost one = bench::cost_of([&] { transport_away(engine, events, 1); });
    const Cost all = bench::cost_of([&] { transport_away(engine, events, options.threads); });
    one_wall.add(1e3 * one.wall_s / count);
    one_cpu.add(1e3 * one.cpu_s / count);
    all_wall.add(1e3 * all.wall_s / count);
    all_cpu.add(1e3 * all.cpu_s / count);
    speedup.add(one.wall_s / all.wall_s);
    if (geant4 && for_geant4.size() > 1) {
      const Cost start = bench::cost_of([&] { transport_away(*geant4.value(), for_geant4.first(1), 1); });
      const Cost whole = bench::cost_of([&] { transport_away(*geant4.value(), for_geant4, 1); });
      // The embedded engine on the very same events, right after.
      const Cost same = bench::cost_of([&] { transport_away(engine, for_geant4, 1); });
      const auto more = static_cast<double>(for_geant4.size() - 1);
      geant4_cpu.add(1e3 * (whole.children_s - start.children_s) / more);
      ratio.add((whole.children_s - start.children_s) / more / (same.cpu_s / static_cast<double>(for_geant4.size())));
    }
  }
  std::cout << fmt::format("{} events, {} rounds: median (lowest to highest)\n", events.size(), options.rounds);
  std::cout << fmt::format("1 thread: wall    {} ms an event\n", one_wall.text());
  std::cout << fmt::format("1 thread: CPU     {} ms an event\n", one_cpu.text());
  std::cout << fmt::format("{} threads: wall   {} ms an event\n", options.threads, all_wall.text());
  std::cout << fmt::format("{} threads: CPU    {} ms an event\n", options.threads, all_cpu.text());
  std::cout << fmt::format("speed-up          {}; efficiency {:.1f} %\n", speedup.text(),
                           100.0 * speedup.median() / options.threads);
  std::cout << fmt::format("CPU, 1 over {}     {:9.3f}  what threads cost each other, whatever else runs\n",
                           options.threads, one_cpu.median() / all_cpu.median());
  if (!ratio.values.empty()) {
    std::cout << fmt::format("{}, CPU\n                  {} ms an event, {} of them\n", geant4.value()->name(),
                             geant4_cpu.text(), for_geant4.size());
    std::cout << fmt::format("times faster      {}, measured in turn on the same events\n", ratio.text());
  } else {
    if (!geant4) std::cout << "Geant4 not measured: " << geant4.reason() << '\n';
    if (options.geant4_ms > 0.0) {
      std::cout << fmt::format("times faster      {:9.3f}  than the {} ms recorded with the file, on another machine\n",
                               options.geant4_ms / one_cpu.median(), options.geant4_ms);
    }
  }

  // Both twice: what the first pass of either leaves in the allocator is not growth.
  std::vector<PrimaryEvent> many;
  for (unsigned i = 0; i < 4; ++i) many.insert(many.end(), events.begin(), events.end());
  for (unsigned pass = 0; pass < 2; ++pass) {
    const auto few = bench::peak_memory_mb([&] { transport_away(engine, events, options.threads); });
    const auto four = bench::peak_memory_mb([&] { transport_away(engine, many, options.threads); });
    if (pass == 0) continue;
    if (few && four) {
      std::cout << fmt::format("peak memory       {:.1f} MB for {} events, {:.1f} MB for {}\n", *few, events.size(),
                               *four, many.size());
    } else {
      std::cout << "peak memory: this system does not tell\n";
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{"Cost of transporting whole events"};
  app.add_option("primaries", options.primaries, "whole events of a reference, HDF5")->required();
  app.add_option("--events", options.events, "events a round")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--rounds", options.rounds)->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--threads", options.threads, "default: all cores")->check(CLI::PositiveNumber);
  app.add_option("--geant4-ms", options.geant4_ms, "Geant4's time per event recorded with the file");
  CLI11_PARSE(app, argc, argv);
  try {
    run(options);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
