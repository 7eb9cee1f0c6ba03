#include <iostream>

#include "command.hpp"

#include "wirebench/runtime/catalogue.hpp"
#include "wirebench/runtime/environment.hpp"

namespace wirebench::cli {
namespace {

ExitCode list(const CommonOptions& common) {
  const auto statuses = runtime::list_runtimes(runtime::default_paths());
  Json entries = Json::array();
  for (const auto& status : statuses) {
    const bool present = status.version.present();
    const std::string text = present ? status.version.value() : status.version.reason();
    entries.push_back({{"name", status.name}, {"present", present}, {present ? "version" : "reason", text}});
    if (!common.json) std::cout << fmt::format("{:<20} {}{}\n", status.name, present ? "" : "missing: ", text);
  }
  // No runtimes, but installed alike.
  const auto other = [&](const runtime::PythonProgram& program, const char* purpose) {
    const auto found = runtime::find_environment(program.package_set, runtime::default_paths());
    const std::string text = found ? found.value().version : found.reason();
    if (!common.json) {
      std::cout << fmt::format("{:<20} {}{} ({})\n", program.package_set, found ? "" : "missing: ", text, purpose);
    }
    return Json{{"name", program.package_set}, {"present", found.present()}, {found ? "version" : "reason", text}};
  };
  const Json reader = other(runtime::k_root_reader, "reads ROOT files");
  const Json baseline = other(runtime::k_boosted_trees, "boosted trees to compare networks with");
  if (common.json) {
    print_json({{"runtimes", entries}, {"readers", Json::array({reader})}, {"baselines", Json::array({baseline})}});
  }
  return ExitCode::done;
}

}  // namespace

void add_runtimes(CLI::App& app, const CommonOptions& common, Action& action) {
  CLI::App* verb =
      app.add_subcommand("runtimes", "the runtimes networks are run with: which are here, and installing them");
  verb->require_subcommand(1);
  CLI::App* list_verb = verb->add_subcommand("list", "what is installed, what is missing and why");
  list_verb->callback([&] { action = [&common] { return list(common); }; });

  auto names = std::make_shared<std::vector<std::string>>();
  CLI::App* install_verb =
      verb->add_subcommand("install", "makes a virtual environment for each runtime from pinned requirements");
  install_verb->add_option("names", *names, "litert, tensorflow, uproot, scikit-learn")->required()->type_name("NAME");
  install_verb->callback([&action, &common, names] {
    action = [&common, names] {
      runtime::install_runtimes(*names, runtime::default_paths(), common.log());
      return common.json ? list(common) : ExitCode::done;
    };
  });
}

}  // namespace wirebench::cli
