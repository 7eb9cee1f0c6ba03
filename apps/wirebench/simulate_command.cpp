#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <limits>
#include <optional>
#include <thread>

#include "command.hpp"
#include "failure.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/config.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/generator/embedded_event_source.hpp"
#include "wirebench/generator/files/nuhepmc_writer.hpp"
#include "wirebench/generator/files/open_events.hpp"
#include "wirebench/study/detector_choice.hpp"
#include "wirebench/study/draw_stages.hpp"
#include "wirebench/study/make_deposits.hpp"
#include "wirebench/study/make_images.hpp"
#include "wirebench/study/rank_cores.hpp"
#include "wirebench/study/root_file.hpp"
#include "wirebench/study/shards.hpp"

namespace wirebench::cli {
namespace {

struct Options {
  std::string config;
  std::string input;
  std::string engine;
  std::string detector;
  std::string out;
  std::string stage_figure;
  std::uint64_t stage_event = 0;
  std::vector<std::string> keep{"images"};
  std::string shards = "merge";
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
Config read_config(const Options& options, const CommonOptions& common, study::Ranks& ranks) {
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
      const std::string converted = ranks.on_first([&] {
        const std::filesystem::path folder = std::filesystem::absolute(options.out).parent_path();
        const study::RootFile root{input, runtime::default_paths(), {.folder = folder}, common.log()};
        return (root.content() == study::RootContent::energy_deposits ? 'd' : 'e') + root.converted().string();
      });
      is_deposits = converted.front() == 'd';
      input = converted.substr(1);
    }
    set(is_deposits ? "transport.input" : "generator.input", std::filesystem::absolute(input).string());
  }
  if (options.skip_bad_events) sets.emplace_back("generator.skip_bad_events=true");
  return options.config.empty() ? Config::parse("", "command line", sets) : Config::read(options.config, sets);
}

/// Rates for people and programs.
class Summary {
 public:
  [[nodiscard]] Json json(std::uint64_t events, std::uint64_t cores) const {
    const double wall = std::chrono::duration<double>{std::chrono::steady_clock::now() - start_}.count();
    return {
        {"events", events}, {"wall_s", wall}, {"cores", cores}, {"events_per_s", static_cast<double>(events) / wall}};
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Threads of this rank: as asked, else its share of the cores it may use.
unsigned threads_of(const Options& options, study::Ranks& ranks) {
  if (options.threads != 0) return options.threads;
  if (ranks.alone()) return std::max(1U, std::thread::hardware_concurrency());
  std::vector<study::RankCores> cores;
  for (const std::string& text : ranks.gather(to_text(study::own_cores()))) {
    cores.push_back(study::cores_from_text(text));
  }
  return study::threads_of(cores, static_cast<std::size_t>(ranks.rank()));
}

/// The stages one after the other, each for this rank's part of the events.
class Simulation {
 public:
  Simulation(const Options& options, const CommonOptions& common, study::Ranks& ranks,
             std::optional<study::ShardFolder>& shards)
      : options_{options},
        ranks_{ranks},
        shards_{shards},
        log_{ranks.is_first() ? common.log() : Log::silent()},
        job_{read_job(common)} {}

  /// Returns what is to be told, whole on the first rank.
  Json operator()() {
    if (!options_.stage_figure.empty()) study::check_stages(job_, options_.stage_event);
    const study::ImageJob source = job_;
    const bool in_shards = !ranks_.alone() || options_.shards == "keep";
    const auto kept_name = study::ShardFolder::kept_name(options_.out);
    if (options_.shards == "keep" && std::filesystem::exists(kept_name)) {
      throw Error{ErrorKind::usage,
                  {"the folder is there already", kept_name.string(), "shards of two simulations do not mix",
                   "Remove it, or choose another --out."}};
    }
    if (in_shards && options_.shards == "merge") {
      (void)ranks_.on_first([&] {  // a place that cannot be written is known before the work
        for (const std::string& product : options_.keep) {
          const PartialFile probe{study::product_path(product, options_.keep, options_.out)};
        }
        return std::string{};
      });
    }
    job_.threads = threads_of(options_, ranks_);
    const std::uint64_t cores = ranks_.sums({job_.threads})[0];
    if (in_shards) shards_.emplace(options_.out, ranks_);
    output_ = {{"stages", Json::array()}, {"engine", study::engine_name(job_.events.engine)}};
    if (options_.keeps("events")) make_events();
    if (options_.keeps("deposits")) make_deposits();
    if (options_.keeps("images") || options_.keeps("waveforms")) make_images();
    if (!options_.stage_figure.empty()) draw_stages(source);
    if (in_shards) finish_shards(kept_name);
    if (!job_.events.events_file.empty()) output_["bad_events"] = bad_events_;
    output_.update(summary_.json(made_, cores));
    if (!ranks_.alone()) output_["ranks"] = ranks_.size();
    return std::move(output_);
  }

 private:
  study::ImageJob read_job(const CommonOptions& common) {
    const std::filesystem::path folder = std::filesystem::path{options_.config}.parent_path();
    const Config config = read_config(options_, common, ranks_);
    ConfigTable root = config.root();
    study::SimulationOptions events =
        study::read_simulation_options(root, options_.seed, folder.empty() ? "." : folder);
    if (study::are_generated(events) && options_.events == 0) {
      throw Error{ErrorKind::usage,
                  {"how many events?", "--events", "they are to be generated", "Give --events N, or --input FILE."}};
    }
    if (options_.keeps("events") && !study::are_generated(events)) {
      throw Error{ErrorKind::usage,
                  {"no events to keep", "--keep", "they are not generated but read", "Leave out \"events\"."}};
    }
    const study::DetectorChoice detector =
        study::read_detector_choice(root.table("detector"), folder.empty() ? "." : folder, options_.detector);
    ConfigTable image_table = root.table("image");
    study::ImageJob job{.events = events,
                        .detector = detector.preset,
                        .overlay = detector.overlay,
                        .image = detector::read_image_options(image_table),
                        .splits = dataset::SplitFractions{.training = 1.0 - options_.validation - options_.test,
                                                          .validation = options_.validation,
                                                          .test = options_.test},
                        .keep = study::Keep::all,
                        .most_events = options_.events,
                        .seed = options_.seed,
                        .threads = options_.threads,
                        .configuration = {}};
    root.finish();
    job.configuration = root.resolved();
    study::describe_detector(job.configuration, job.detector, job.overlay);
    return job;
  }

  /// Where this rank writes a product.
  [[nodiscard]] std::filesystem::path place_of(std::string_view product) const {
    return shards_ ? shards_->shard(product) : study::product_path(product, options_.keep, options_.out);
  }

  /// The stages behind take what this one wrote.
  void go_on_from_own(bool wrote) { job_.source = wrote ? study::RankSource::own : study::RankSource::none; }

  void add_stages() {
    if (study::are_generated(job_.events)) output_["stages"].push_back("generator");
    if (job_.events.engine != study::TransportEngine::file) output_["stages"].push_back("transport");
  }

  void make_events() {
    const auto out = place_of("events");
    const study::EventRange range = study::part_of(options_.events, ranks_.rank(), ranks_.size());
    if (range.count > 0) {
      const auto generator = std::make_shared<const generator::Generator>(job_.events.generator);
      generator::EmbeddedEventSource source{generator, range.first, range.count};
      generator::write_nuhepmc(out, generator::describe_run(*generator), [&](const generator::EventSink& sink) {
        while (const auto event = source.next()) {
          ranks_.check();
          sink(*event);
        }
      });
    }
    made_ = options_.events;
    output_["stages"].push_back("generator");
    output_["neutrino_events"] = out.string();
    // What is written is what goes on: the numbers in the file are whole.
    job_.events.events_file = out;
    go_on_from_own(range.count > 0);
  }

  void make_deposits() {
    const auto out = place_of("deposits");
    const auto own = study::make_deposits({.events = job_.events,
                                           .count = options_.events,
                                           .trajectories = true,
                                           .threads = job_.threads,
                                           .configuration = job_.configuration,
                                           .source = job_.source},
                                          out, log_, ranks_);
    const auto all = ranks_.sums({own.events, own.segments, own.bad_events});
    made_ = all[0];
    bad_events_ += all[2];
    add_stages();
    output_["deposits"] = out.string();
    output_["segments"] = all[1];
    job_.events.engine = study::TransportEngine::file;
    job_.events.deposits = out;
    go_on_from_own(own.events > 0);
  }

  void make_images() {
    add_stages();
    if (options_.keeps("waveforms")) job_.waveforms = place_of("waveforms");
    const std::filesystem::path out = options_.keeps("images") ? place_of("images") : std::filesystem::path{};
    const study::ImageCounts counts = study::sum(study::make_images(job_, out, log_, ranks_), ranks_);
    study::tell(counts, log_);
    made_ = counts.events;
    bad_events_ += counts.bad_events;
    output_["stages"].push_back("detector");
    output_.update(study::to_json(counts));
    output_.erase("images");
    if (!out.empty()) output_["images"] = out.string();
    if (options_.keeps("waveforms")) {
      output_["waveforms"] = job_.waveforms.string();
      output_["samples"] = counts.samples;
    }
  }

  /// `source`: the job before any stage: a file that a rank wrote has this rank's events only.
  void draw_stages(const study::ImageJob& source) {
    (void)ranks_.on_first([&] {
      study::draw_stages(source, options_.stage_event, options_.stage_figure, log_);
      return std::string{};
    });
    output_["stage_figure"] = options_.stage_figure;
  }

  /// Once all ranks have written theirs, the first one merges the shards or gives their folder its name.
  void finish_shards(const std::filesystem::path& kept_name) {
    (void)ranks_.on_first([&] {
      shards_->write_list(options_.keep);
      if (options_.shards == "keep") {
        shards_->keep(kept_name);
      } else {
        // The other ranks wait: all the cores this one may use are free.
        const auto threads = std::max<std::size_t>(1, study::own_cores().cores.size());
        (void)study::merge_shards(shards_->path(), options_.out, static_cast<unsigned>(threads), log_);
      }
      return std::string{};
    });
    // Of study::k_products.
    constexpr std::array<const char*, 4> names{"neutrino_events", "deposits", "waveforms", "images"};
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (!output_.contains(names[i])) continue;
      output_[names[i]] = options_.shards == "keep"
                              ? kept_name.string()
                              : study::product_path(study::k_products[i], options_.keep, options_.out).string();
    }
  }

  const Options& options_;
  study::Ranks& ranks_;
  std::optional<study::ShardFolder>& shards_;
  Log log_;
  study::ImageJob job_;
  Summary summary_;
  Json output_;
  std::uint64_t made_ = 0;
  std::uint64_t bad_events_ = 0;
};

/// What became of the charge, for people.
void print_charge(const Json& output) {
  const Json& charge = output["charge"];
  const double all = charge["electrons_ionized"].get<double>();
  const auto part = [&](const char* key) { return all > 0.0 ? 100.0 * charge[key].get<double>() / all : 0.0; };
  std::string text = fmt::format("{:.4g} electrons set free", all);
  for (const auto& [key, what] : {std::pair{"electrons_outside_volumes", "outside every drift volume"},
                                  {"electrons_lost_to_impurities", "lost to impurities"},
                                  {"electrons_beside_wires", "beside the wires or the readout"},
                                  {"electrons_ambiguous", "on no stretch of a wrapped wire"}}) {
    if (charge[key].get<double>() > 0.0) text += fmt::format(", {:.2g} % {}", part(key), what);
  }
  std::cout << text << '\n';
  for (const auto& [key, what] : {std::pair{"deposits_outside_volumes", "deposits outside every drift volume"},
                                  {"saturated_samples", "samples beyond the converter's range"}}) {
    if (const auto number = charge[key].get<std::uint64_t>(); number > 0) std::cout << number << ' ' << what << '\n';
  }
  for (const auto& [key, what] : {std::pair{"deposits_outside", "deposits outside the frame of their image"},
                                  {"without_deposits", "events that left nothing in the argon"},
                                  {"without_charge", "images that show no charge"}}) {
    if (const auto number = output[key].get<std::uint64_t>(); number > 0) std::cout << number << ' ' << what << '\n';
  }
}

void print(const Json& output) {
  constexpr std::array<std::pair<const char*, const char*>, 4> kept{{{"neutrino_events", "neutrino events"},
                                                                     {"deposits", "events with deposits"},
                                                                     {"waveforms", "events with waveforms"},
                                                                     {"images", "images"}}};
  for (const auto& [key, name] : kept) {
    if (!output.contains(key)) continue;
    std::cout << fmt::format("{} {} in {}\n", output["events"].get<std::uint64_t>(), name,
                             output[key].get<std::string>());
  }
  const int ranks = output.value("ranks", 1);
  std::cout << fmt::format("{:.0f} events/s on {} threads{}\n", output["events_per_s"].get<double>(),
                           output["cores"].get<unsigned>(), ranks > 1 ? fmt::format(" of {} ranks", ranks) : "");
  if (output.contains("charge")) print_charge(output);
  const auto bad = output.value("bad_events", std::uint64_t{0});
  if (bad > 0) std::cout << fmt::format("{} events left out: they cannot be used\n", bad);
  const auto unlabelled = output.value("unlabelled", std::uint64_t{0});
  if (unlabelled > 0) std::cout << fmt::format("{} events left out: no class\n", unlabelled);
}

ExitCode simulate(const Options& options, const CommonOptions& common) {
  study::Ranks ranks = study::Ranks::join(study::read_launch());
  std::optional<study::ShardFolder> shards;  // removed when all ranks have left their work
  Json output;
  ranks.together(
      [&] {
        output = Simulation{options, common, ranks, shards}();
      },
      [&](const std::exception_ptr& exception) {
        study::RankFailure failure = failure_of(exception);
        if (!ranks.is_first()) {
          failure.text = fmt::format("on rank {} of {}: {}", ranks.rank(), ranks.size(), failure.text);
        }
        return failure;
      },
      [](const study::RanksFailed& failed) { std::cerr << "wirebench: " << failed.what() << std::endl; });
  if (!ranks.is_first()) return ExitCode::done;
  if (common.json) {
    print_json(output);
  } else {
    print(output);
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
  add_threads_option(
      *verb, options->threads,
      "of each rank; default: all cores, shared by the ranks of a machine; the output does not depend on "
      "it");
  verb->add_option("--keep", options->keep,
                   "events (NuHepMC), deposits, waveforms, images; the last goes to OUT, the others beside it")
      ->delimiter(',')
      ->check(CLI::IsMember({"events", "deposits", "waveforms", "images"}))
      ->capture_default_str();
  verb->add_option(
          "--shards", options->shards,
          "of several ranks (mpirun -n K wirebench simulate ...): merge what each made, or keep it in OUT with "
          "the ending .shards")
      ->check(CLI::IsMember({"merge", "keep"}))
      ->capture_default_str();
  verb->add_option("--stage-figure", options->stage_figure,
                   "draws an event at each stage: true charge, waveforms, deconvolved charge, image (needs gnuplot)")
      ->type_name("F.png");
  verb->add_option("--stage-event", options->stage_event, "which one, from 0 on")->capture_default_str();
  verb->add_option("--out", options->out, "file to write")->required()->type_name("F.h5");
  verb->callback([options, &common, &action] { action = [options, &common] { return simulate(*options, common); }; });
}

}  // namespace wirebench::cli
