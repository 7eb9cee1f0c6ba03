#include "command.hpp"

namespace wirebench::cli {

void add_run(CLI::App& app, const CommonOptions& common, Action& action) {
  struct Options {
    std::string study;
    std::string out;
  };
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("run", "run a whole study; the same command resumes an interrupted one");
  verb->add_option("study", options->study, "study file (TOML)")->required()->type_name("STUDY.toml");
  verb->add_option("--out", options->out, "run directory")->required()->type_name("DIR");
  verb->callback([options, &common, &action] {
    action = [options, &common] {
      const auto log = common.log();
      const auto study_options = study::read_study(options->study, common.sets);
      const study::RunSummary summary = study::run_study(study_options, options->out, log);
      if (common.json) print_json(study::to_json(summary));
      return exit_code_of(summary);
    };
  });
}

}  // namespace wirebench::cli
