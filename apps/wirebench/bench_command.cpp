#include <iostream>

#include "command.hpp"
#include "model_argument.hpp"

#include "wirebench/core/error.hpp"
#include "wirebench/core/random.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/measure/comparison.hpp"
#include "wirebench/measure/interleave.hpp"
#include "wirebench/measure/statistics.hpp"
#include "wirebench/study/model_input.hpp"
#include "wirebench/study/timed_session.hpp"

namespace wirebench::cli {
namespace {

struct Options {
  std::string model;
  std::string network;
  std::string target;
  std::vector<std::string> compare;
  std::string scenario = std::string{measure::k_single_stream};
  std::string form;
  std::string calibration;
  std::string dataset;
  std::int64_t size = 0;
  double min_duration_s = 2.0;
  std::uint64_t min_count = 50;
  double max_duration_s = 60.0;
};

/// An image of the dataset, or, where none was given, one like a detector's: 2 % of the pixels bright, the rest blank.
std::vector<std::byte> make_input(const runtime::Port& port, const Model& model, const Options& options) {
  graph::Preprocessing preprocessing;
  if (model.network) preprocessing = model.network->preprocessing();
  dataset::ImageShape shape;
  std::vector<float> pixels;
  if (!options.dataset.empty()) {
    const dataset::DatasetReader images{options.dataset};
    shape = images.header().shape;
    pixels.resize(shape.pixels());
    images.read(0, pixels);
  } else {
    if (port.shape.size() != 4) {
      throw Error{ErrorKind::usage,
                  {"the model does not take images", port.name, "its input is " + graph::to_string(port.shape), ""}};
    }
    shape = {static_cast<std::uint32_t>(port.shape[3]), static_cast<std::uint32_t>(port.shape[1]),
             static_cast<std::uint32_t>(port.shape[2])};
    RandomStream random{1, RandomStage::test, 0};
    pixels.resize(shape.pixels());
    constexpr double occupied = 0.02;
    for (float& pixel : pixels) {
      pixel = random.uniform() < occupied ? static_cast<float>(random.below(255) + 1) : 0.0F;
    }
  }
  std::vector<std::byte> input;
  study::encode_image(port, preprocessing, shape, pixels, input);
  return input;
}

Json estimate_json(const measure::LatencySummary& latency) {
  return {{"min", latency.minimum},           {"mean", latency.mean.value},         {"median", latency.median.value},
          {"median_low", latency.median.low}, {"median_high", latency.median.high}, {"p90", latency.p90.value},
          {"p99", latency.p99.value}};
}

ExitCode bench(const Options& options, const CommonOptions& common) {
  if (options.scenario != measure::k_single_stream) {
    throw Error{ErrorKind::usage, {"unknown scenario", options.scenario, "", "The scenario is single-stream."}};
  }
  const auto log = common.log();
  const Model model = read_model(options.model, options.network, options.size);
  const ScratchFolder scratch;
  std::vector<std::string> targets{options.target};
  targets.insert(targets.end(), options.compare.begin(), options.compare.end());
  std::vector<std::unique_ptr<study::TimedSession>> sessions;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto target = runtime::parse_target(targets[i]);
    const auto file = runnable_file(model, target, options.form, options.calibration, scratch);
    auto session = runtime::make_runtime(target.runtime, runtime::default_paths())->open(file, target);
    if (!session) {
      throw Error{ErrorKind::missing, {"cannot measure on " + targets[i], file.string(), session.reason(), ""}};
    }
    auto input = make_input(session.value()->input(), model, options);
    // The same target may be compared with itself: the names stay apart.
    sessions.push_back(std::make_unique<study::TimedSession>(fmt::format("{} #{}", targets[i], i),
                                                             std::move(session).value(), std::move(input)));
    sessions.back()->pause();
  }
  std::vector<measure::SystemUnderTest*> systems;
  for (const auto& session : sessions) {
    session->resume();
    systems.push_back(session.get());
  }
  measure::SingleStreamOptions settings;
  using Seconds = std::chrono::duration<double>;
  settings.min_duration = std::chrono::duration_cast<measure::Nanoseconds>(Seconds{options.min_duration_s});
  settings.max_duration = std::chrono::duration_cast<measure::Nanoseconds>(Seconds{options.max_duration_s});
  settings.min_count = options.min_count;
  const auto samples = measure::measure_interleaved(systems, settings, log);

  Json output;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto summary = measure::summarise_latency(samples[i]);
    if (samples[i].ending == measure::Ending::failed || !summary) {
      throw Error{ErrorKind::failed, {"the measurement failed", targets[i], samples[i].reason, ""}};
    }
    const auto& latency = summary.value();
    auto& session = sessions[i]->session();
    const double load_ms = std::chrono::duration<double, std::milli>{session.load_report().load}.count();
    const double first_ms = std::chrono::duration<double, std::milli>{samples[i].samples.front().duration}.count();
    const double memory_mb = static_cast<double>(session.peak_memory()) / 1e6;
    if (i == 0) {
      output = {{"model", options.model},
                {"target", targets[0]},
                {"threads", runtime::parse_target(targets[0]).threads},
                {"implementation", session.load_report().implementation},
                {"n", latency.samples},
                {"latency_ms", estimate_json(latency)},
                {"first_ms", first_ms},
                {"load_ms", load_ms},
                {"throughput_per_s", 1000.0 / latency.mean.value},
                {"peak_memory_mb", memory_mb},
                {"compare", Json::array()}};
    } else {
      const auto comparison = measure::compare(samples[i], samples[0], {});
      output["compare"].push_back({{"target", targets[i]},
                                   {"latency_ms", estimate_json(latency)},
                                   {"ratio", comparison.ratio.value},
                                   {"ratio_low", comparison.ratio.low},
                                   {"ratio_high", comparison.ratio.high},
                                   {"verdict", measure::to_string(comparison.verdict)}});
    }
    if (!common.json) {
      std::cout << fmt::format(
          "{:<26} median {:.3f} ms [{:.3f}, {:.3f}], mean {:.3f}, p90 {:.3f}, p99 {:.3f}, n {}; first {:.2f}, load "
          "{:.1f} ms, peak {:.0f} MB; {}\n",
          targets[i], latency.median.value, latency.median.low, latency.median.high, latency.mean.value,
          latency.p90.value, latency.p99.value, latency.samples, first_ms, load_ms, memory_mb,
          session.load_report().implementation);
      if (i > 0) {
        const Json& entry = output["compare"].back();
        std::cout << fmt::format("  {} / {}: {:.3f} [{:.3f}, {:.3f}] {}\n", targets[i], targets[0],
                                 entry["ratio"].get<double>(), entry["ratio_low"].get<double>(),
                                 entry["ratio_high"].get<double>(), entry["verdict"].get<std::string>());
      }
      if (!samples[i].reason.empty()) std::cout << "  note: " << samples[i].reason << '\n';
    }
  }
  if (common.json) print_json(output);
  return ExitCode::done;
}

}  // namespace

void add_bench(CLI::App& app, const CommonOptions& common, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("bench", "latency of a model on a target; others are timed in turns with it");
  verb->add_option("model", options->model, "weights, .tflite, SavedModel folder or new:NETWORK[@SIZE]")
      ->required()
      ->type_name("MODEL");
  add_network_option(*verb, options->network);
  verb->add_option("--target", options->target, "runtime[:device][@threads]")->required()->type_name("T");
  verb->add_option("--compare", options->compare, "further targets, timed in turns with the first")->type_name("T");
  verb->add_option("--scenario", options->scenario, "single-stream")->capture_default_str();
  verb->add_option("--form", options->form, "form a network is converted to first; default: what the target reads");
  verb->add_option("--calibration", options->calibration, "dataset for the integer form's ranges")->type_name("F.h5");
  verb->add_option("--dataset", options->dataset,
                   "take the first image of this dataset as input; default: a sparse one")
      ->type_name("F.h5");
  verb->add_option("--size", options->size, "input height and width; default: as saved")
      ->check(CLI::Range(std::int64_t{32}, std::int64_t{4096}));
  verb->add_option("--min-duration", options->min_duration_s, "seconds at least, per target")
      ->check(CLI::Range(0.01, 86400.0))
      ->capture_default_str();
  verb->add_option("--max-duration", options->max_duration_s, "seconds at most, per target")
      ->check(CLI::Range(0.01, 86400.0))
      ->capture_default_str();
  verb->add_option("--min-count", options->min_count, "queries at least, per target")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1000000}))
      ->capture_default_str();
  verb->callback([options, &common, &action] { action = [options, &common] { return bench(*options, common); }; });
}

}  // namespace wirebench::cli
