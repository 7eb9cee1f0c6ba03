/// \file What the verbs of the command line share.
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "wirebench/core/json.hpp"
#include "wirebench/core/log.hpp"
#include "wirebench/study/run_study.hpp"

namespace wirebench::cli {

/// Options every verb has, filled when the command line is parsed.
struct CommonOptions {
  std::vector<std::string> sets;  ///< --set key=value
  bool json = false;
  bool verbose = false;
  bool quiet = false;

  [[nodiscard]] Log log() const;
};

/// Exit codes of the command line (README).
enum class ExitCode : int { done = 0, failed = 1, usage = 2, missing = 3, some_rows_failed = 4 };

/// Of a run that went through to its report.
[[nodiscard]] inline ExitCode exit_code_of(const study::RunSummary& summary) {
  return summary.failed > 0 ? ExitCode::some_rows_failed : ExitCode::done;
}

/// Work a verb does once its options are parsed.
using Action = std::function<ExitCode()>;

/// Each adds one verb with its options and sets `action` when that verb is chosen. `common` and `action` outlive the
/// parsing.
void add_run(CLI::App& app, const CommonOptions& common, Action& action);
void add_simulate(CLI::App& app, const CommonOptions& common, Action& action);
void add_import(CLI::App& app, const CommonOptions& common, Action& action);
void add_merge(CLI::App& app, const CommonOptions& common, Action& action);
void add_train(CLI::App& app, const CommonOptions& common, Action& action);
void add_convert(CLI::App& app, const CommonOptions& common, Action& action);
void add_evaluate(CLI::App& app, const CommonOptions& common, Action& action);
void add_bench(CLI::App& app, const CommonOptions& common, Action& action);
void add_devices(CLI::App& app, const CommonOptions& common, Action& action);
void add_runtimes(CLI::App& app, const CommonOptions& common, Action& action);
void add_inspect(CLI::App& app, const CommonOptions& common, Action& action);
void add_report(CLI::App& app, const CommonOptions& common, Action& action);
void add_validate(CLI::App& app, const CommonOptions& common, Action& action);

/// Adds --seed: any number of 64 bits.
CLI::Option* add_seed_option(CLI::App& verb, std::uint64_t& seed, const std::string& of_what);
/// Adds --validation and --test: shares of the images, 0 to 1; the rest is for training.
void add_split_options(CLI::App& verb, double& validation, double& test);
/// Adds --threads: 0 to 1024.
CLI::Option* add_threads_option(CLI::App& verb, unsigned& threads, const std::string& note);

/// One JSON object on standard output.
void print_json(const Json& object);

}  // namespace wirebench::cli
