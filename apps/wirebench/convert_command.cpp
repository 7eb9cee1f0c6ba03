#include <iostream>

#include "command.hpp"
#include "model_argument.hpp"

#include "wirebench/graph/weights_file.hpp"
#include "wirebench/study/convert_network.hpp"

namespace wirebench::cli {
namespace {

struct Options {
  std::string model;
  std::string network;
  std::string format;
  std::string out;
  std::string calibration;
  std::string io = "uint8";
  std::uint64_t calibration_images = 100;
  std::int64_t size = 0;
};

constexpr std::string_view k_weights = "keras-weights";

ExitCode convert_model(const Options& options, const CommonOptions& common) {
  const Model model = read_model(options.model, options.network, options.size);
  const graph::Graph& network = require_network(model, "convert");
  if (options.format == k_weights) {
    graph::save_network(network, options.out);
    if (common.json) print_json({{"format", k_weights}, {"path", options.out}});
    return ExitCode::done;
  }
  std::optional<dataset::DatasetReader> images;
  if (!options.calibration.empty()) images.emplace(options.calibration);
  study::ConversionSettings settings;
  settings.io = convert::parse_io_type(options.io);
  settings.calibration = images ? &*images : nullptr;
  settings.calibration_images = options.calibration_images;
  settings.configuration = {{"model", options.model}};
  const auto report = study::convert_network(network, convert::parse_format(options.format), options.out, settings);
  if (common.json) {
    print_json(report.to_json());
  } else {
    std::cout << fmt::format("{}: {:.2f} MB\n", options.out, static_cast<double>(report.bytes) / 1e6);
    for (const auto& [kind, count] : report.operators) std::cout << fmt::format("  {:>4} {}\n", count, kind);
  }
  return ExitCode::done;
}

}  // namespace

void add_convert(CLI::App& app, const CommonOptions& common, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("convert", "writes a network in another form");
  verb->add_option("model", options->model, "weights file (.weights.h5) or new:NETWORK[@SIZE][#SEED]")
      ->required()
      ->type_name("MODEL");
  add_network_option(*verb, options->network);
  verb->add_option("--to", options->format,
                   "tflite-float32, tflite-dynamic, tflite-float16, tflite-int8, savedmodel, keras-weights")
      ->required()
      ->type_name("FORMAT");
  verb->add_option("--out", options->out, "file to write (a folder for savedmodel)")->required()->type_name("F");
  verb->add_option("--calibration", options->calibration, "dataset the integer ranges are taken from")
      ->type_name("F.h5");
  verb->add_option("--calibration-images", options->calibration_images, "how many of its training images")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1000000}))
      ->capture_default_str();
  verb->add_option("--io", options->io, "input and output of the integer form: uint8, int8 or float32")
      ->capture_default_str();
  verb->add_option("--size", options->size, "input height and width; default: as saved")
      ->check(CLI::Range(std::int64_t{32}, std::int64_t{4096}));
  verb->callback(
      [options, &common, &action] { action = [options, &common] { return convert_model(*options, common); }; });
}

}  // namespace wirebench::cli
