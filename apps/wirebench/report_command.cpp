#include <iostream>

#include "command.hpp"

#include "wirebench/study/run_study.hpp"

namespace wirebench::cli {

void add_report(CLI::App& app, const CommonOptions& common, Action& action) {
  auto folder = std::make_shared<std::string>();
  CLI::App* verb = app.add_subcommand("report", "writes the report of a run again, from what was measured");
  verb->add_option("run", *folder, "run directory")->required()->type_name("DIR");
  verb->callback([folder, &common, &action] {
    action = [folder, &common] {
      const auto summary = study::report_run(*folder, common.log());
      if (common.json) {
        print_json({{"report", summary.report.string()}, {"rows", summary.rows}});
      } else {
        std::cout << summary.report.string() << '\n';
      }
      return ExitCode::done;
    };
  });
}

}  // namespace wirebench::cli
