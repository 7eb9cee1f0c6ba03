#include <chrono>
#include <iostream>
#include <thread>

#include "command.hpp"

#include "wirebench/core/config.hpp"
#include "wirebench/study/make_images.hpp"

namespace wirebench::cli {
namespace {

struct Options {
  std::string config;
  std::string input;
  std::string detector;
  std::string out;
  std::uint64_t events = 0;
  std::uint64_t seed = 1;
  unsigned threads = 0;
};

ExitCode simulate(const Options& options, const CommonOptions& common) {
  // A configuration file is optional: its [image] table and [detector] preset, then --set.
  const Config config = options.config.empty() ? Config::parse("", "command line", common.sets)
                                               : Config::read(options.config, common.sets);
  ConfigTable root = config.root();
  ConfigTable detector_table = root.table("detector");
  const std::string preset = detector_table.string("preset", "poster");
  ConfigTable image_table = root.table("image");
  study::ImageJob job{.deposits = options.input,
                      .detector = detector::read_detector_preset(options.detector.empty() ? preset : options.detector),
                      .image = detector::read_image_options(image_table),
                      .splits = dataset::SplitFractions{},
                      .keep = study::Keep::all,
                      .most_events = options.events,
                      .seed = options.seed,
                      .threads = options.threads,
                      .configuration = {}};
  root.finish();
  job.configuration = root.resolved();
  job.configuration["detector"] = job.detector.resolved;
  const auto start = std::chrono::steady_clock::now();
  const auto counts = study::make_images(job, options.out, common.log());
  const double wall = std::chrono::duration<double>{std::chrono::steady_clock::now() - start}.count();
  const unsigned cores = options.threads != 0 ? options.threads : std::thread::hardware_concurrency();
  if (common.json) {
    print_json({{"events", counts.images},
                {"wall_s", wall},
                {"cores", cores},
                {"events_per_s", static_cast<double>(counts.images) / wall},
                {"engine", "file"},
                {"stages", {"detector"}},
                {"unlabelled", counts.unlabelled},
                {"without_charge", counts.without_charge},
                {"deposits_outside", counts.deposits_outside},
                {"assumed_steps", counts.assumed_steps}});
  } else {
    std::cout << fmt::format("{} images in {} ({:.0f} events/s)\n", counts.images, options.out,
                             static_cast<double>(counts.images) / wall);
    if (counts.unlabelled > 0) std::cout << fmt::format("{} events left out: no class\n", counts.unlabelled);
  }
  return ExitCode::done;
}

}  // namespace

void add_simulate(CLI::App& app, const CommonOptions& common, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("simulate", "images from energy deposits");
  verb->add_option("--input", options->input, "energy deposits: larnd-sim segments or voxels (HDF5)")
      ->required()
      ->type_name("FILE");
  verb->add_option("--config", options->config, "TOML with [detector] and [image]")->type_name("F.toml");
  verb->add_option("--detector", options->detector, "preset name or file; default: poster");
  verb->add_option("--events", options->events, "labelled events at most; default: all");
  verb->add_option("--seed", options->seed, "of the split")->capture_default_str();
  verb->add_option("--threads", options->threads, "default: all cores; the output does not depend on it");
  verb->add_option("--out", options->out, "dataset to write")->required()->type_name("F.h5");
  verb->callback([options, &common, &action] { action = [options, &common] { return simulate(*options, common); }; });
}

}  // namespace wirebench::cli
