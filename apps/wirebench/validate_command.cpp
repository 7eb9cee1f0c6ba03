#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <thread>

#include "command.hpp"

#include "wirebench/core/config.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/study/classifier_validation.hpp"
#include "wirebench/transport/embedded/engine.hpp"
#include "wirebench/transport/geant4/geant4_engine.hpp"
#include "wirebench/validation/event_validation.hpp"
#include "wirebench/validation/generator_validation.hpp"
#include "wirebench/validation/plots.hpp"
#include "wirebench/validation/reference_setup.hpp"
#include "wirebench/validation/table_validation.hpp"
#include "wirebench/validation/transport_validation.hpp"

namespace wirebench::cli {
namespace {

struct Options {
  std::string reference;
  std::string engine = "embedded";
  std::string plots;
  std::string config;
  std::string network = "resnet50v2";
  double width = 0.25;
  std::string out;
  std::uint64_t events = 0;
  std::uint64_t seed = 1;
  unsigned threads = 0;

  [[nodiscard]] unsigned cores() const {
    return threads != 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
  }
};

std::unique_ptr<transport::Engine> make_engine(const Options& options, double half_side) {
  if (options.engine == "embedded") {
    return std::make_unique<transport::embedded::EmbeddedEngine>(
        validation::reference_options(half_side, options.seed));
  }
  if (options.engine == "geant4") {
    auto engine = transport::geant4::Geant4Engine::make(validation::geant4_reference_options(half_side, options.seed));
    if (!engine) throw Error{ErrorKind::missing, {"no Geant4", options.engine, engine.reason(), ""}};
    return std::move(engine).value();
  }
  throw Error{ErrorKind::usage, {"unknown engine", options.engine, "the engines are embedded and geant4", ""}};
}

/// The engine whose tables are compared; none where they are not told.
std::unique_ptr<transport::Engine> make_table_engine(const Options& options) {
  if (options.engine != "embedded") return nullptr;
  return std::make_unique<transport::embedded::EmbeddedEngine>(validation::table_options(options.seed));
}

/// What all validations end with. `rows` were already printed unless JSON was asked for.
ExitCode conclude(const std::vector<validation::Comparison>& rows, const Options& options,
                  const CommonOptions& common) {
  if (rows.empty()) {
    throw Error{ErrorKind::usage,
                {"nothing to compare", options.reference, "it holds no reference this verb knows",
                 "Give a folder with reference files; docs/components/validation.md names them."}};
  }
  const validation::Tally total = validation::tally(rows);
  if (common.json) {
    print_json(validation::comparison_json(rows));
  } else {
    if (total.too_few > 0) std::cout << validation::too_few_line(total) << '\n';
    std::cout << validation::tally_line(total) << '\n';
  }
  return total.all_passed() ? ExitCode::done : ExitCode::failed;
}

ExitCode validate_transport(const Options& options, const CommonOptions& common) {
  const auto engine = make_engine(options, validation::k_single_particle_box);
  const auto files = validation::find_runs(options.reference);
  for (const auto& file : validation::find_unknown_runs(options.reference)) {
    common.log().warning("{}: left alone, not a particle that is compared", file.string());
  }
  std::vector<validation::Comparison> rows;
  for (const auto& file : files) {
    const auto reference = validation::read_run(file);
    validation::TransportValidationOptions settings;
    if (options.events != 0) settings.events = options.events;
    settings.threads = options.cores();
    const auto run = validation::validate_run(reference, *engine, settings);
    common.log().info("{}: {:.0f} events, {:.2f} ms an event and core (reference {:.2f} ms)", reference.beam.name(),
                      run.engine.events, 1e3 * run.engine.seconds_per_event, 1e3 * reference.seconds_per_event);
    if (!common.json) std::cout << validation::comparison_table(run.rows) << std::flush;
    if (!options.plots.empty()) validation::draw_overlay(run, engine->name(), options.plots);
    rows.insert(rows.end(), run.rows.begin(), run.rows.end());
  }
  const auto knowing = make_table_engine(options);
  if (knowing && knowing->tables() != nullptr) {
    const auto tables = validation::validate_tables(options.reference, *knowing->tables());
    if (!common.json && !tables.empty()) std::cout << validation::comparison_table(tables) << std::flush;
    rows.insert(rows.end(), tables.begin(), tables.end());
  }
  return conclude(rows, options, common);
}

ExitCode validate_events(const Options& options, const CommonOptions& common) {
  const auto engine = make_engine(options, validation::k_event_box);
  std::vector<validation::Comparison> rows;
  for (const auto& file : validation::find_voxel_files(options.reference)) {
    const auto most = options.events != 0 ? std::optional{options.events} : std::nullopt;
    const auto reference = validation::read_reference_events(file, most);
    const auto more = validation::validate_events(reference, *engine, options.cores());
    if (!common.json) std::cout << validation::comparison_table(more) << std::flush;
    rows.insert(rows.end(), more.begin(), more.end());
  }
  return conclude(rows, options, common);
}

ExitCode validate_classifier(const Options& options, const CommonOptions& common) {
  const Config config = options.config.empty() ? Config::parse("", "command line", common.sets)
                                               : Config::read(options.config, common.sets);
  ConfigTable root = config.root();
  ConfigTable detector_table = root.table("detector");
  ConfigTable image = root.table("image");
  ConfigTable training = root.table("training");
  const std::string preset = detector_table.string("preset", "poster");
  study::PairedImagesJob job{.reference = {},
                             .most_events = {},
                             .detector = detector::read_detector_preset(preset),
                             .image = detector::read_image_options(image),
                             .seed = options.seed,
                             .threads = options.cores()};
  if (options.events != 0) job.most_events = options.events;
  study::ClassifierChoice choice{options.network, options.width, {}};
  choice.training.seed = options.seed;
  choice.training.threads = options.threads;
  choice.training = train::read_training_options(training, choice.training);
  root.finish();

  const auto engine = make_engine(options, validation::k_event_box);
  std::vector<validation::Comparison> rows;
  for (const auto& file : validation::find_voxel_files(options.reference)) {
    job.reference = file;
    const auto folder = std::filesystem::path{options.out} / file.stem();
    const auto more = study::validate_classifier(job, *engine, choice, folder, common.log());
    if (!common.json) std::cout << validation::comparison_table(more) << std::flush;
    rows.insert(rows.end(), more.begin(), more.end());
  }
  return conclude(rows, options, common);
}

/// How many hadrons leave argon: shown, there is no reference.
void print_multiplicities(const std::vector<validation::MultiplicityRow>& rows, double energy) {
  std::cout << fmt::format(
      "numu CC at {:g} GeV, per event: before and after the nucleus, and shares of events with "
      "0, 1, 2, 3, 4 or more\n",
      energy);
  for (const auto& row : rows) {
    std::cout << fmt::format("{:<24} {:>7.3f} {:>7.3f} ", row.particle, row.primary, row.final);
    for (const double share : row.shares) std::cout << fmt::format(" {:>6.3f}", share);
    std::cout << '\n';
  }
}

ExitCode validate_generator(const Options& options, const CommonOptions& common) {
  validation::GeneratorValidationOptions settings;
  settings.folder = options.reference;
  settings.seed = options.seed;
  if (options.events != 0) settings.events_per_point = static_cast<int>(options.events);
  const auto rows = validation::validate_generator(settings);
  if (!common.json) {
    std::cout << validation::comparison_table(rows);
    constexpr double energy = 2.0;  // GeV
    print_multiplicities(validation::multiplicities(Energy{1e3 * energy}, settings.events_per_point, options.seed),
                         energy);
  }
  return conclude(rows, options, common);
}

void add_engine_options(CLI::App& verb, const std::shared_ptr<Options>& options) {
  verb.add_option("--engine", options->engine, "embedded or geant4")->type_name("E")->capture_default_str();
  add_seed_option(verb, options->seed, "seed of the engine");
  add_threads_option(verb, options->threads, "threads; default: all cores");
}

}  // namespace

void add_validate(CLI::App& app, const CommonOptions& common, Action& action) {
  CLI::App* verb = app.add_subcommand("validate", "holds generator and transport to reference runs and tables");
  verb->require_subcommand(1);

  auto options = std::make_shared<Options>();
  CLI::App* transport = verb->add_subcommand("transport", "single particles: a folder of <particle>_<MeV>.csv");
  transport->add_option("--reference", options->reference, "folder of reference runs, or one file")
      ->required()
      ->type_name("DIR");
  transport->add_option("--events", options->events, "primaries a run; default: as many as the reference has")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{10'000'000}));
  transport->add_option("--plots", options->plots, "folder for overlay figures (needs gnuplot)")->type_name("DIR");
  add_engine_options(*transport, options);
  CLI::App* events = verb->add_subcommand("events", "whole events in voxels, their primaries transported again");
  events->add_option("--reference", options->reference, "voxel file with primaries, or a folder of them")
      ->required()
      ->type_name("F.h5");
  events->add_option("--events", options->events, "events a file; default: all")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{10'000'000}));
  add_engine_options(*events, options);
  events->callback(
      [options, &common, &action] { action = [options, &common] { return validate_events(*options, common); }; });

  CLI::App* classifier = verb->add_subcommand(
      "classifier", "images of whole events: a network trained on the engine's, and one trained to tell both apart");
  classifier->add_option("--reference", options->reference, "voxel file with primaries, or a folder of them")
      ->required()
      ->type_name("F.h5");
  classifier->add_option("--out", options->out, "folder for images and trainings; the same command resumes there")
      ->required()
      ->type_name("DIR");
  classifier->add_option("--events", options->events, "events a file; default: all")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{10'000'000}));
  classifier->add_option("--config", options->config, "TOML with [detector], [image] and [training]")
      ->type_name("F.toml");
  classifier->add_option("--network", options->network, "a network wirebench has, or a .toml file that describes one")
      ->type_name("NAME")
      ->capture_default_str();
  classifier->add_option("--width", options->width, "width multiplier")->capture_default_str();
  add_engine_options(*classifier, options);
  classifier->callback(
      [options, &common, &action] { action = [options, &common] { return validate_classifier(*options, common); }; });

  CLI::App* generator = verb->add_subcommand("generator", "neutrino interactions: a folder of published tables");
  generator->add_option("--reference", options->reference, "folder with nu_xsec_fractions.csv and its companions")
      ->required()
      ->type_name("DIR");
  generator->add_option("--events", options->events, "events a point; default: 4000")
      ->check(CLI::Range(std::uint64_t{100}, std::uint64_t{100'000'000}));
  add_seed_option(*generator, options->seed, "seed of the generator");
  generator->callback(
      [options, &common, &action] { action = [options, &common] { return validate_generator(*options, common); }; });

  transport->callback(
      [options, &common, &action] { action = [options, &common] { return validate_transport(*options, common); }; });
}

}  // namespace wirebench::cli
