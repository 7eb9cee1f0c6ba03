/// \file The command line: parse, call the library, turn errors into exit codes.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <iostream>
#include <sstream>
#include <string_view>
#include <thread>

#include "command.hpp"
#include "failure.hpp"

#include "wirebench/core/error.hpp"
#include "wirebench/core/memory_policy.hpp"
#include "wirebench/core/provenance.hpp"
#include "wirebench/study/launch.hpp"
#include "wirebench/study/rank_messages.hpp"

namespace wirebench::cli {

Log CommonOptions::log() const {
  if (quiet) return Log::to_stderr(LogLevel::error);
  return Log::to_stderr(verbose ? LogLevel::debug : LogLevel::info);
}

CLI::Option* add_seed_option(CLI::App& verb, std::uint64_t& seed, const std::string& of_what) {
  // Without a check a number below zero would be taken for a large one.
  return verb.add_option("--seed", seed, of_what)->check(CLI::NonNegativeNumber)->type_name("N")->capture_default_str();
}

void add_split_options(CLI::App& verb, double& validation, double& test) {
  verb.add_option("--validation", validation, "share of the images for validation")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  verb.add_option("--test", test, "share of the images for the test")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
}

CLI::Option* add_threads_option(CLI::App& verb, unsigned& threads, const std::string& note) {
  constexpr unsigned most = 1024;
  return verb.add_option("--threads", threads, note)->check(CLI::Range(0U, most))->type_name("N");
}

void print_json(const Json& object) {
  std::cout << object.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

namespace {

std::string version_text() {
  const BuildInfo build = build_info();
  return build_name(build_stamp()) + ", " + build.compiler + ", " + build.build_type + ", " + build.options +
         (study::has_mpi() ? " mpi=ON" : " mpi=OFF");
}

/// --set is parsed for every verb; one that reads no configuration would drop it in silence.
void refuse_stray_sets(const CLI::App& app, const CommonOptions& common) {
  constexpr std::array<std::string_view, 4> configured{"run", "simulate", "train", "validate classifier"};
  const CLI::App* chosen = app.get_subcommands().front();
  std::string verb = chosen->get_name();
  for (const CLI::App* part : chosen->get_subcommands()) verb += " " + part->get_name();
  if (common.sets.empty() || std::find(configured.begin(), configured.end(), verb) != configured.end()) return;
  throw Error{ErrorKind::usage,
              {"--set does not apply to " + verb, common.sets.front(), "that verb has no configuration",
               fmt::format("Leave it out; the verbs that take it are {}.", fmt::join(configured, ", "))}};
}

/// Only simulations and trainings are shared by several processes; any other verb would be done once by each of them.
void refuse_several_processes(const CLI::App& app, const study::Launch& launch) {
  const std::string verb = app.get_subcommands().front()->get_name();
  if (launch.size == 1 || verb == "simulate" || verb == "train") return;
  throw Error{ErrorKind::usage,
              {verb + " is done by one process", fmt::format("{}={}", launch.launcher, launch.size),
               "only simulate and train share their work among several",
               fmt::format("Start it without mpirun or srun; simulate what a study needs first and give it in "
                           "[transport] input. For separate runs side by side: env -u {} wirebench ...",
                           launch.launcher)}};
}

int run(int argc, char** argv, const study::Launch& launch) {
  CLI::App app{"Which processing unit should run our neural network: at what accuracy, speed, energy and cost?",
               "wirebench"};
  app.require_subcommand(1);
  app.fallthrough();
  app.set_version_flag("--version", version_text());
  CommonOptions common;
  app.add_option(
         "--set", common.sets,
         "run, simulate, train, validate classifier: override a configuration key: section.key=value (repeatable)")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  app.add_flag("--json", common.json, "print one JSON object on standard output");
  app.add_flag("-v,--verbose", common.verbose, "more messages");
  app.add_flag("-q,--quiet", common.quiet, "only errors");
  app.footer(
      "Exit codes: 0 done, 1 the work failed, 2 wrong usage or configuration, 3 something needed is missing,\n"
      "4 finished but some rows failed.");

  Action action;
  add_run(app, common, action);
  add_simulate(app, common, action);
  add_import(app, common, action);
  add_merge(app, common, action);
  add_train(app, common, action);
  add_convert(app, common, action);
  add_evaluate(app, common, action);
  add_bench(app, common, action);
  add_devices(app, common, action);
  add_runtimes(app, common, action);
  add_inspect(app, common, action);
  add_report(app, common, action);
  add_validate(app, common, action);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // CLI11 prints help and version itself; its own codes are turned into ours.
    std::ostringstream nowhere;
    const bool is_first = launch.rank == 0;
    const int code = app.exit(error, is_first ? std::cout : nowhere, is_first ? std::cerr : nowhere);
    if (code != 0 && !is_first) std::this_thread::sleep_for(std::chrono::seconds{1});  // as main() does
    return code == 0 ? 0 : static_cast<int>(ExitCode::usage);
  }
  refuse_several_processes(app, launch);
  refuse_stray_sets(app, common);
  return static_cast<int>(action());
}

}  // namespace
}  // namespace wirebench::cli

int main(int argc, char** argv) {
  // A file-size limit then fails the write, which is reported like a full disk, instead of killing the program.
  std::signal(SIGXFSZ, SIG_IGN);
  wirebench::keep_freed_memory();
  // Of several ranks the first one speaks for all.
  const wirebench::study::Launch launch = wirebench::study::read_launch();
  try {
    const int code = wirebench::cli::run(argc, argv, launch);
    std::cout.flush();
    if (!std::cout) {
      std::fputs("wirebench: cannot write to standard output.\n", stderr);
      return 1;
    }
    return code;
  } catch (...) {
    const auto failure = wirebench::cli::failure_of(std::current_exception());
    if (failure.text.empty()) return failure.code;
    if (launch.rank == 0) {
      std::fprintf(stderr, "wirebench: %s\n", failure.text.c_str());
    } else {
      // The ranks have not found each other yet, and all make this mistake. Launchers kill what is left when one ends
      // with an error: the first one, which speaks, should end before.
      std::this_thread::sleep_for(std::chrono::seconds{1});
    }
    return failure.code;
  }
}
