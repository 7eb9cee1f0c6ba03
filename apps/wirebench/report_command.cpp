#include <iostream>

#include "command.hpp"

namespace wirebench::cli {

void add_report(CLI::App& app, const CommonOptions& common, Action& action) {
  auto folder = std::make_shared<std::string>();
  CLI::App* verb = app.add_subcommand("report", "writes the report of a run again, from what was measured");
  verb->add_option("run", *folder, "run directory")->required()->type_name("DIR");
  verb->callback([folder, &common, &action] {
    action = [folder, &common] {
      const auto summary = study::report_run(*folder, common.log());
      if (common.json) {
        print_json(study::to_json(summary));
      } else {
        std::cout << summary.report.string() << '\n';
      }
      return exit_code_of(summary);
    };
  });
}

}  // namespace wirebench::cli
