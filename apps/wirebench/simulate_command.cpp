#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <limits>
#include <thread>

#include "command.hpp"

#include "wirebench/core/config.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/generator/embedded_event_source.hpp"
#include "wirebench/generator/files/nuhepmc_writer.hpp"
#include "wirebench/generator/files/open_events.hpp"
#include "wirebench/study/make_deposits.hpp"
#include "wirebench/study/make_images.hpp"
#include "wirebench/study/root_file.hpp"

namespace wirebench::cli {
namespace {

struct Options {
  std::string config;
  std::string input;
  std::string engine;
  std::string detector;
  std::string out;
  std::vector<std::string> keep{"images"};
  bool skip_bad_events = false;
  std::uint64_t events = 0;
  std::uint64_t seed = 1;
  unsigned threads = 0;
  double validation = dataset::SplitFractions{}.validation;
  double test = dataset::SplitFractions{}.test;

  [[nodiscard]] bool keeps(std::string_view what) const {
    return std::find(keep.begin(), keep.end(), what) != keep.end();
  }
};

/// The configuration file, which is optional, with --set and what the options say of [transport] on top.
Config read_config(const Options& options, const CommonOptions& common) {
  std::vector<std::string> sets = common.sets;
  const auto set = [&](const std::string& key, const std::string& value) { sets.push_back(key + "='" + value + "'"); };
  if (!options.engine.empty()) set("transport.engine", options.engine);
  if (!options.input.empty()) {
    const auto form = generator::event_file_form(options.input);
    std::filesystem::path input = options.input;
    // Of a file of no known form its name says what it was meant to be, and so which reader's message helps.
    bool is_deposits = form == generator::EventFileForm::hdf5 ||
                       (form == generator::EventFileForm::unknown && input.extension() == ".h5");
    if (form == generator::EventFileForm::root) {  // the converted file stays beside the output
      const std::filesystem::path folder = std::filesystem::absolute(options.out).parent_path();
      const study::RootFile root{input, runtime::default_paths(), {.folder = folder}, common.log()};
      is_deposits = root.content() == study::RootContent::energy_deposits;
      input = root.converted();
    }
    set(is_deposits ? "transport.input" : "generator.input", std::filesystem::absolute(input).string());
  }
  if (options.skip_bad_events) sets.emplace_back("generator.skip_bad_events=true");
  return options.config.empty() ? Config::parse("", "command line", sets) : Config::read(options.config, sets);
}

/// Where what is kept goes: the last stage's output to --out, an earlier one's beside it ("images.deposits.h5").
std::filesystem::path place_of(const std::string& what, const Options& options) {
  static constexpr std::array<std::string_view, 3> stages{"events", "deposits", "images"};
  const auto last = std::find_if(stages.rbegin(), stages.rend(), [&](auto stage) { return options.keeps(stage); });
  std::filesystem::path out = options.out;
  return *last == what ? out : out.replace_extension(what == "events" ? ".events.hepmc3.gz" : "." + what + ".h5");
}

/// Rates for people and programs.
class Summary {
 public:
  explicit Summary(unsigned threads)
      : cores_{threads != 0 ? threads : std::max(1U, std::thread::hardware_concurrency())} {}

  [[nodiscard]] Json json(std::uint64_t events) const {
    const double wall = std::chrono::duration<double>{std::chrono::steady_clock::now() - start_}.count();
    return {
        {"events", events}, {"wall_s", wall}, {"cores", cores_}, {"events_per_s", static_cast<double>(events) / wall}};
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  unsigned cores_;
};

ExitCode simulate(const Options& options, const CommonOptions& common) {
  const std::filesystem::path folder = std::filesystem::path{options.config}.parent_path();
  const Config config = read_config(options, common);
  ConfigTable root = config.root();
  study::SimulationOptions events = study::read_simulation_options(root, options.seed, folder.empty() ? "." : folder);
  if (study::are_generated(events) && options.events == 0) {
    throw Error{ErrorKind::usage,
                {"how many events?", "--events", "they are to be generated", "Give --events N, or --input FILE."}};
  }
  ConfigTable detector_table = root.table("detector");
  const std::string preset = detector_table.string("preset", "poster");
  ConfigTable image_table = root.table("image");
  study::ImageJob job{.events = events,
                      .detector = detector::read_detector_preset(options.detector.empty() ? preset : options.detector),
                      .image = detector::read_image_options(image_table),
                      .splits = dataset::SplitFractions{.training = 1.0 - options.validation - options.test,
                                                        .validation = options.validation,
                                                        .test = options.test},
                      .keep = study::Keep::all,
                      .most_events = options.events,
                      .seed = options.seed,
                      .threads = options.threads,
                      .configuration = {}};
  root.finish();
  job.configuration = root.resolved();
  job.configuration["detector"] = job.detector.resolved;

  const Log log = common.log();
  const Summary summary{options.threads};
  Json output{{"stages", Json::array()}, {"engine", study::engine_name(events.engine)}};
  const auto add_stages = [&](const study::SimulationOptions& from) {
    if (study::are_generated(from)) output["stages"].push_back("generator");
    if (from.engine != study::TransportEngine::file) output["stages"].push_back("transport");
  };
  std::uint64_t made = 0;
  std::uint64_t bad_events = 0;
  if (options.keeps("events")) {
    if (!study::are_generated(events)) {
      throw Error{ErrorKind::usage,
                  {"no events to keep", "--keep", "they are not generated but read", "Leave out \"events\"."}};
    }
    const auto out = place_of("events", options);
    const auto generator = std::make_shared<const generator::Generator>(events.generator);
    generator::EmbeddedEventSource source{generator, 0, options.events};
    made = generator::write_nuhepmc(out, generator::describe_run(*generator), source);
    output["stages"].push_back("generator");
    output["neutrino_events"] = out.string();
    // What is written is what goes on: the numbers in the file are whole.
    job.events.events_file = out;
  }
  if (options.keeps("deposits")) {
    const auto out = place_of("deposits", options);
    const auto counts = study::make_deposits({.events = job.events,
                                              .count = options.events,
                                              .trajectories = true,
                                              .threads = options.threads,
                                              .configuration = job.configuration},
                                             out, log);
    made = counts.events;
    bad_events = counts.bad_events;
    add_stages(job.events);
    output["deposits"] = out.string();
    output["segments"] = counts.segments;
    job.events.engine = study::TransportEngine::file;
    job.events.deposits = out;
  }
  if (options.keeps("images")) {
    add_stages(job.events);
    const auto counts = study::make_images(job, options.out, log);
    made = counts.images;
    bad_events += counts.bad_events;
    output["stages"].push_back("detector");
    output.update({{"images", options.out},
                   {"unlabelled", counts.unlabelled},
                   {"without_charge", counts.without_charge},
                   {"deposits_outside", counts.deposits_outside},
                   {"assumed_steps", counts.assumed_steps}});
  }
  if (!job.events.events_file.empty()) output["bad_events"] = bad_events;
  output.update(summary.json(made));
  if (common.json) {
    print_json(output);
  } else {
    constexpr std::array<std::pair<const char*, const char*>, 3> kept{
        {{"neutrino_events", "neutrino events"}, {"deposits", "events with deposits"}, {"images", "images"}}};
    for (const auto& [key, name] : kept) {
      if (output.contains(key)) std::cout << fmt::format("{} {} in {}\n", made, name, output[key].get<std::string>());
    }
    std::cout << fmt::format("{:.0f} events/s on {} threads\n", output["events_per_s"].get<double>(),
                             output["cores"].get<unsigned>());
    if (bad_events > 0) std::cout << fmt::format("{} events left out: they cannot be used\n", bad_events);
    const auto unlabelled = output.value("unlabelled", std::uint64_t{0});
    if (unlabelled > 0) std::cout << fmt::format("{} events left out: no class\n", unlabelled);
  }
  return ExitCode::done;
}

}  // namespace

void add_simulate(CLI::App& app, const CommonOptions& common, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("simulate", "neutrino events in liquid argon, as energy deposits and images");
  verb->add_option("--config", options->config, "TOML with [generator], [transport], [detector] and [image]")
      ->type_name("F.toml");
  verb->add_option(
          "--input", options->input,
          "start from a file: energy deposits (larnd-sim segments or voxels, HDF5), or a generator's events (NuHepMC, "
          "nuance tracker text; plain or gzip), or a ROOT file of GENIE (rooTracker) or edep-sim")
      ->type_name("FILE");
  verb->add_flag("--skip-bad-events", options->skip_bad_events,
                 "leave out and count events of a generator's file that "
                 "cannot be used");
  verb->add_option("--engine", options->engine, "embedded or geant4; file: deposits from --input");
  verb->add_option("--detector", options->detector, "preset name or file; default: poster");
  // The numbers of events have 31 bits in NuHepMC files.
  verb->add_option("--events", options->events, "events to generate; of a file: labelled events at most, default: all")
      ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{std::numeric_limits<std::int32_t>::max()}))
      ->type_name("N");
  add_split_options(*verb, options->validation, options->test);
  add_seed_option(*verb, options->seed, "of generator, transport and split");
  add_threads_option(*verb, options->threads, "default: all cores; the output does not depend on it");
  verb->add_option("--keep", options->keep,
                   "events (NuHepMC), deposits, images; the last goes to OUT, the others beside it")
      ->delimiter(',')
      ->check(CLI::IsMember({"events", "deposits", "images"}))
      ->capture_default_str();
  verb->add_option("--out", options->out, "file to write")->required()->type_name("F.h5");
  verb->callback([options, &common, &action] { action = [options, &common] { return simulate(*options, common); }; });
}

}  // namespace wirebench::cli
