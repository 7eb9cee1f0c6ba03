#include "wirebench/study/study_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>

#include "wirebench/core/config.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/install_paths.hpp"
#include "wirebench/graph/networks.hpp"
#include "wirebench/study/detector_choice.hpp"

namespace wirebench::study {
namespace {

measure::Nanoseconds seconds(double value) {
  return std::chrono::duration_cast<measure::Nanoseconds>(std::chrono::duration<double>{value});
}

void read_dataset(ConfigTable table, StudyOptions& options) {
  constexpr std::int64_t most = 100'000'000;
  options.counts.training = static_cast<std::uint64_t>(table.integer("training", {3, most}));
  options.counts.validation = static_cast<std::uint64_t>(table.integer("validation", {3, most}));
  options.counts.test = static_cast<std::uint64_t>(table.integer("test", {0, most}, 0));
}

NetworkChoice read_network(ConfigTable& table, const train::TrainingOptions& base,
                           const std::filesystem::path& folder) {
  NetworkChoice network;
  if (const std::string name = table.string("name"); graph::is_network_file(name)) {
    network.file = existing_file(table, "name", name, folder);
    const auto label = graph::network_label(network.file.string());
    network.name = label.name;
    network.title = label.title;
  } else {
    const auto names = graph::network_names();
    const std::vector<std::string_view> choices(names.begin(), names.end());
    network.name = table.choice("name", choices);
    network.title = graph::display_name(network.name);
  }
  network.width = table.number("width", {1.0 / 16.0, 4.0}, 1.0);
  const std::string weights = table.string("weights", "");
  if (!weights.empty()) network.weights = existing_file(table, "weights", weights, folder);
  ConfigTable training = table.table("training");
  network.training = train::read_training_options(training, base);
  return network;
}

void read_conversion(ConfigTable table, StudyOptions& options) {
  options.calibration_images = static_cast<std::uint64_t>(table.integer("calibration_images", {1, 1'000'000}, 100));
  std::vector<std::string> every;
  for (const auto format : convert::formats()) every.emplace_back(convert::name(format));
  for (const std::string& text : table.strings("formats", every)) {
    const auto known = std::find(every.begin(), every.end(), text);
    if (known == every.end()) {
      const auto near = nearest(text, every);
      table.fail("formats", "unknown form '" + text + "'", "known are " + fmt::format("{}", fmt::join(every, ", ")),
                 near ? "Did you mean '" + *near + "'?" : "Choose from these.");
    }
    const convert::Format format = convert::parse_format(text);
    if (std::find(options.formats.begin(), options.formats.end(), format) != options.formats.end()) {
      table.fail("formats", "'" + text + "' stands there twice", "each form makes one row", "Remove one.");
    }
    options.formats.push_back(format);
  }
  if (options.formats.empty())
    table.fail("formats", "no form", "there would be nothing to measure", "Name at least one.");
}

void read_measurement(ConfigTable table, StudyOptions& options) {
  auto& single = options.measurement;
  const auto in_seconds = [](measure::Nanoseconds value) { return std::chrono::duration<double>{value}.count(); };
  const auto count = [&](std::string_view key, std::uint64_t fallback) {
    return static_cast<std::uint64_t>(table.integer(key, {1, 1'000'000'000}, static_cast<std::int64_t>(fallback)));
  };
  (void)table.choice("scenario", {measure::k_single_stream}, measure::k_single_stream);
  options.latency_size = table.integer("latency_size", {32, 4096}, 224);
  single.warmup_count = count("warmup_count", single.warmup_count);
  single.warmup_duration =
      seconds(table.number("warmup_duration_s", {0.0, 3600.0}, in_seconds(single.warmup_duration)));
  single.min_duration = seconds(table.number("min_duration_s", {0.0, 86400.0}, in_seconds(single.min_duration)));
  single.min_count = count("min_count", single.min_count);
  single.max_duration = seconds(
      table.number("max_duration_s", {0.001, 86400.0}, in_seconds(std::max(single.max_duration, single.min_duration))));
  single.max_count = count("max_count", std::max(single.max_count, single.min_count));
  single.block = count("block", single.block);
  if (const auto bad = measure::find_bad_option(single)) {
    const std::string key = bad->name.ends_with("duration") ? bad->name + "_s" : bad->name;
    table.fail(key, "option out of range", bad->why, "Correct it, or the other one.");
  }
}

void read_targets(ConfigTable& root, StudyOptions& options) {
  for (ConfigTable& table : root.tables("target")) {
    const std::string text = table.string("name");
    try {
      options.targets.push_back(runtime::parse_target(text));
    } catch (const Error& error) {
      table.fail("name", "not a target: '" + text + "'", error.what(), "");
    }
    for (std::size_t i = 0; i + 1 < options.targets.size(); ++i) {
      if (options.targets[i] == options.targets.back()) {
        table.fail("name", "'" + text + "' stands there twice", "each target makes one row a form", "Remove one.");
      }
    }
  }
  if (options.targets.empty())
    root.fail("", "no [[target]]", "there would be nothing to run on", "Add one, for example name = \"litert:cpu\".");
}

}  // namespace

EvaluationOptions read_evaluation_options(ConfigTable table) {
  EvaluationOptions options;
  options.min_visible_charge = table.number("min_visible_charge", {0.0, 1e12}, options.min_visible_charge);
  options.resamples = static_cast<std::uint32_t>(table.integer("resamples", {100, 1'000'000}, options.resamples));
  options.boosted_trees = table.boolean("boosted_trees", options.boosted_trees);
  return options;
}

StudyOptions read_study(const std::filesystem::path& path, std::span<const std::string> overrides) {
  const std::filesystem::path folder = path.parent_path().empty() ? "." : path.parent_path();
  const Config config = Config::read(path, overrides);
  ConfigTable root = config.root();
  ConfigTable study = root.table("study");
  const std::string name = study.string("name", path.stem().string());
  const auto seed = static_cast<std::uint64_t>(study.integer("seed", {0, std::numeric_limits<std::int64_t>::max()}, 1));
  auto events = read_simulation_options(root, seed, folder);
  DetectorChoice detector = read_detector_choice(root.table("detector"), folder);
  StudyOptions options{.name = name,
                       .seed = seed,
                       .events = std::move(events),
                       .detector = std::move(detector.preset),
                       .overlay = std::move(detector.overlay),
                       .image = {},
                       .counts = {},
                       .networks = {},
                       .evaluation = {},
                       .formats = {},
                       .targets = {},
                       .measurement = {},
                       .processing_units = {},
                       .resolved = {}};
  ConfigTable image = root.table("image");
  options.image = detector::read_image_options(image);
  constexpr std::uint32_t least = 32;  // the networks halve the image five times
  if (options.image.size < least) {
    image.fail("size", "images too small: " + std::to_string(options.image.size), "the networks need 32 pixels a side",
               "Make the images larger.");
  }
  read_dataset(root.table("dataset"), options);
  ConfigTable training = root.table("training");
  train::TrainingOptions defaults;
  defaults.seed = seed;
  const train::TrainingOptions base = train::read_training_options(training, defaults);
  for (ConfigTable& table : root.tables("network")) {
    options.networks.push_back(read_network(table, base, folder));
    if (const auto& network = options.networks.back(); network.file.empty()) {
      const auto smallest = graph::smallest_size(network.name);
      if (options.image.size < smallest) {
        image.fail("size", "images too small: " + std::to_string(options.image.size),
                   fmt::format("{} needs {} pixels a side", network.name, smallest),
                   "Make the images larger, or leave the network out.");
      }
    }
    for (std::size_t i = 0; i + 1 < options.networks.size(); ++i) {
      if (options.networks[i].name == options.networks.back().name) {
        table.fail("name", "'" + options.networks.back().name + "' stands there twice",
                   "a run keeps one network of a name", "Make a second study for the other one.");
      }
    }
  }
  if (options.networks.empty())
    root.fail("", "no [[network]]", "there would be nothing to train", "Add one, for example name = \"resnet50v2\".");
  options.evaluation = read_evaluation_options(root.table("evaluation"));
  read_conversion(root.table("conversion"), options);
  read_measurement(root.table("measurement"), options);
  for (const NetworkChoice& network : options.networks) {
    const auto smallest = network.file.empty() ? graph::smallest_size(network.name) : 0;
    if (options.latency_size < smallest) {
      root.table("measurement")
          .fail("latency_size", "images too small: " + std::to_string(options.latency_size),
                fmt::format("{} needs {} pixels a side", network.name, smallest),
                "Make the timed images larger, or leave the network out.");
    }
  }
  read_targets(root, options);
  for (ConfigTable& table : root.tables("processing_unit")) {
    options.processing_units.push_back(
        {table.string("name"), table.number("tdp_w", {0.0, 1e6}), table.number("price_usd", {0.0, 1e9})});
  }
  root.finish();
  options.resolved = root.resolved();
  return options;
}

}  // namespace wirebench::study
