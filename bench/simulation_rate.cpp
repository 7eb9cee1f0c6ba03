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

  struct Times {
    Rounds one_wall, one_cpu, all_wall, all_cpu;
  };
  Times plain, written;
  for (unsigned round = 0; round < options.rounds; ++round) {
    const auto measure = [&](Times& times, const auto& work) {
      const Cost one = bench::cost_of([&] { work(quarter, 1U); });
      const Cost all = bench::cost_of([&] { work(options.events, options.threads); });
      times.one_wall.add(1e3 * one.wall_s / static_cast<double>(quarter));
      times.one_cpu.add(1e3 * one.cpu_s / static_cast<double>(quarter));
      times.all_wall.add(all.wall_s);
      times.all_cpu.add(all.cpu_s);
    };
    measure(plain, [&](std::uint64_t count, unsigned threads) { simulate(simulation, count, threads); });
    measure(written, write);
  }
  std::cout << fmt::format("{} events of {}, {} threads, {} rounds: median (lowest to highest)\n", options.events,
                           options.study.string(), options.threads, options.rounds);
  const auto show = [&](const char* what, const Times& times) {
    const double events = 1e-3 * static_cast<double>(options.events);
    std::cout << what << '\n';
    std::cout << fmt::format("  wall            {} s\n", times.all_wall.text());
    std::cout << fmt::format("  CPU             {} s\n", times.all_cpu.text());
    std::cout << fmt::format("  1 thread, wall  {} ms an event\n", times.one_wall.text());
    std::cout << fmt::format("  1 thread, CPU   {} ms an event\n", times.one_cpu.text());
    std::cout << fmt::format("  efficiency      {:9.1f} %\n",
                             100.0 * times.one_wall.median() * events / options.threads / times.all_wall.median());
    std::cout << fmt::format("  CPU, 1 over {}   {:9.3f}  what threads cost each other, whatever else runs\n",
                             options.threads, times.one_cpu.median() * events / times.all_cpu.median());
  };
  show("generator and transport", plain);
  show("the same with the segments file", written);
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
