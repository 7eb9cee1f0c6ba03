/// \file The simulation of a study: generator and transport, without and with the segments file, on one thread and on
/// all; and whether memory grows with the number of events.
///
///   simulation_rate STUDY.toml [--events N] [--rounds R] [--threads T] [--folder F]
///
/// Tables are part of the times, as they are for a user. Times of 1 thread are taken with a quarter of the events.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdint>
#include <exception>
#include <filesystem>
#include <iostream>
#include <thread>

#include "resource_use.hpp"

#include "wirebench/core/config.hpp"
#include "wirebench/core/in_order.hpp"
#include "wirebench/study/event_supply.hpp"
#include "wirebench/study/make_deposits.hpp"
#include "wirebench/study/simulation_options.hpp"

namespace {

using namespace wirebench;
using bench::Cost;
using bench::Rounds;

struct Options {
  std::filesystem::path study;
  std::filesystem::path folder = std::filesystem::temp_directory_path();
  std::uint64_t events = 12'000;
  unsigned rounds = 1;
  unsigned threads = std::max(1U, std::thread::hardware_concurrency());
};

/// Generates and transports `count` events and forgets them.
void simulate(const study::SimulationOptions& options, std::uint64_t count, unsigned threads) {
  const auto supply = study::open_supply(options, count);
  run_in_order(
      threads, [&] { return supply->next(); }, [](study::EventSupply::Task&& make) { return make(); },
      [](const study::SuppliedEvent&) {});
}

void run(const Options& options) {
  const Config config = Config::read(options.study);
  ConfigTable root = config.root();
  const study::SimulationOptions simulation =
      study::read_simulation_options(root, 1, std::filesystem::absolute(options.study).parent_path());
  const auto file = options.folder / fmt::format("simulation_rate_{}.h5", ::getpid());
  const auto write = [&](std::uint64_t count, unsigned threads) {
    static_cast<void>(study::make_deposits(
        {.events = simulation, .count = count, .trajectories = true, .threads = threads, .configuration = {}}, file,
        Log::silent()));
  };
  const auto quarter = std::max<std::uint64_t>(1, options.events / 4);

  Rounds plain_one, plain_all, plain_cpu, written_one, written_all, written_cpu;
  for (unsigned round = 0; round < options.rounds; ++round) {
    const auto per_event = [](double time, std::uint64_t count) { return 1e3 * time / static_cast<double>(count); };
    plain_one.add(per_event(bench::cost_of([&] { simulate(simulation, quarter, 1); }).wall_s, quarter));
    const Cost plain = bench::cost_of([&] { simulate(simulation, options.events, options.threads); });
    written_one.add(per_event(bench::cost_of([&] { write(quarter, 1); }).wall_s, quarter));
    const Cost written = bench::cost_of([&] { write(options.events, options.threads); });
    plain_all.add(plain.wall_s);
    plain_cpu.add(plain.cpu_s);
    written_all.add(written.wall_s);
    written_cpu.add(written.cpu_s);
  }
  std::cout << fmt::format("{} events of {}, {} threads, {} rounds: median (lowest to highest)\n", options.events,
                           options.study.string(), options.threads, options.rounds);
  const auto show = [&](const char* what, const Rounds& all, const Rounds& cpu, const Rounds& one) {
    const double ideal = 1e-3 * one.median() * static_cast<double>(options.events) / options.threads;
    std::cout << fmt::format(
        "{}\n  wall            {} s\n  CPU             {} s\n  1 thread, wall  {} ms an event\n"
        "  efficiency      {:9.1f} %\n",
        what, all.text(), cpu.text(), one.text(), 100.0 * ideal / all.median());
  };
  show("generator and transport", plain_all, plain_cpu, plain_one);
  show("the same with the segments file", written_all, written_cpu, written_one);
  std::cout << fmt::format("  file            {:9.3f} MB\n",
                           static_cast<double>(std::filesystem::file_size(file)) / 1e6);

  static_cast<void>(bench::peak_memory_mb([&] { write(quarter, options.threads); }));
  const auto few = bench::peak_memory_mb([&] { write(quarter, options.threads); });
  const auto many = bench::peak_memory_mb([&] { write(options.events, options.threads); });
  if (few && many) {
    std::cout << fmt::format("peak memory with the file: {:.1f} MB for {} events, {:.1f} MB for {}\n", *few, quarter,
                             *many, options.events);
  } else {
    std::cout << "peak memory: this system does not tell\n";
  }
  std::filesystem::remove(file);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{"Cost of a study's simulation"};
  app.add_option("study", options.study, "TOML with [generator] and [transport]")->required();
  app.add_option("--events", options.events)->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--rounds", options.rounds)->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--threads", options.threads, "default: all cores")->check(CLI::PositiveNumber);
  app.add_option("--folder", options.folder, "of the segments file while it is there")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    run(options);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
