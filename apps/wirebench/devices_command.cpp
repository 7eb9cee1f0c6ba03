#include <iostream>

#include "command.hpp"

#include "wirebench/core/provenance.hpp"
#include "wirebench/runtime/environment.hpp"

namespace wirebench::cli {

void add_devices(CLI::App& app, const CommonOptions& common, Action& action) {
  CLI::App* verb = app.add_subcommand("devices", "the processing units of this machine and what can use them");
  verb->callback([&] {
    action = [&common] {
      const Json host = host_description();
      const auto statuses = runtime::list_runtimes(runtime::default_paths());
      Json usable = Json::array();
      for (const auto& status : statuses) {
        if (status.version) usable.push_back(status.name);
      }
      const std::string other = "not looked for: this version of wirebench runs networks on the CPU only";
      const Json devices = Json::array({Json{{"name", "cpu"},
                                             {"present", true},
                                             {"description", host["cpu"]},
                                             {"cores", host["cores"]},
                                             {"runtimes", usable}},
                                        Json{{"name", "gpu"}, {"present", false}, {"reason", other}},
                                        Json{{"name", "edgetpu"}, {"present", false}, {"reason", other}}});
      if (common.json) {
        print_json({{"devices", devices}, {"host", host}});
        return ExitCode::done;
      }
      std::cout << fmt::format("cpu      {}, {} cores, memory {}\n", host["cpu"].get<std::string>(),
                               host["cores"].get<unsigned>(), host["memory"].get<std::string>());
      for (const auto& status : statuses) {
        std::cout << fmt::format("         {:<20} {}\n", status.name,
                                 status.version ? status.version.value() : "missing: " + status.version.reason());
      }
      std::cout << "gpu      " << other << "\nedgetpu  " << other << '\n';
      return ExitCode::done;
    };
  });
}

}  // namespace wirebench::cli
