#include <algorithm>
#include <iostream>
#include <thread>

#include "command.hpp"

#include "wirebench/study/shards.hpp"

namespace wirebench::cli {
namespace {

struct Options {
  std::string folder;
  std::string out;
  unsigned threads = 0;
};

ExitCode merge(const Options& options, const CommonOptions& common) {
  const unsigned threads = options.threads != 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  const auto made = study::merge_shards(options.folder, options.out, threads, common.log());
  Json output{{"merged", Json::array()}};
  for (const auto& path : made) output["merged"].push_back(path.string());
  if (common.json) {
    print_json(output);
  } else {
    for (const auto& path : made) std::cout << path.string() << '\n';
  }
  return ExitCode::done;
}

}  // namespace

void add_merge(CLI::App& app, const CommonOptions& common, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("merge", "the shards of several ranks made into the files of one");
  verb->add_option("folder", options->folder, "what `simulate --shards keep` left; it stays as it is")
      ->required()
      ->type_name("DIR.shards");
  verb->add_option("--out", options->out, "file to write: as the --out of `simulate`")->required()->type_name("F.h5");
  add_threads_option(*verb, options->threads, "default: all cores; the output does not depend on it");
  verb->callback([options, &common, &action] { action = [options, &common] { return merge(*options, common); }; });
}

}  // namespace wirebench::cli
