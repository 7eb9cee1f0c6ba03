#include <iostream>

#include "command.hpp"

#include "wirebench/core/config.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/graph/networks.hpp"
#include "wirebench/train/trainer.hpp"

namespace wirebench::cli {
namespace {

struct Options {
  std::string dataset;
  std::string network;
  std::string out;
  std::string config;
  double width = 1.0;
};

/// Warnings and errors only: of several processes the first one speaks for all.
Log log_of(const train::ProcessPlace& place, const CommonOptions& common) {
  if (place.rank == 0) return common.log();
  CommonOptions quiet = common;
  quiet.verbose = false;
  quiet.quiet = true;
  return quiet.log();
}

ExitCode train_network(const Options& options, const CommonOptions& common) {
  const Config config = options.config.empty() ? Config::parse("", "command line", common.sets)
                                               : Config::read(options.config, common.sets);
  ConfigTable root = config.root();
  ConfigTable table = root.table("training");
  const auto training = train::read_training_options(table);
  root.finish();
  const dataset::DatasetReader images{options.dataset};
  const auto& header = images.header();
  auto network = graph::make_network(options.network, {.height = header.shape.height,
                                                       .width = header.shape.width,
                                                       .channels = header.shape.channels,
                                                       .classes = static_cast<std::int64_t>(header.class_names.size()),
                                                       .width_multiplier = options.width,
                                                       .seed = training.seed});
  network.set_class_names(header.class_names);
  const train::ProcessPlace place = train::read_process_place();
  train::ProcessGroup group;
  if (place.size > 1) {
    group = train::join_processes(place, train::choose_device(training.device, place.local_rank));
  }
  const auto result = train::train(network, images, training, options.out, log_of(place, common), {}, group);
  if (place.rank != 0) return ExitCode::done;
  Json json{{"network", options.network},
            {"parameters", result.parameter_count},
            {"epochs", result.history.size()},
            {"resumed_after", result.resumed_after},
            {"seconds", result.seconds},
            {"accuracy", result.confusion.accuracy()},
            {"balanced_accuracy", result.confusion.balanced_accuracy()},
            {"weights", (std::filesystem::path{options.out} / train::files::k_weights).string()}};
  if (common.json) {
    print_json(json);
  } else {
    std::cout << fmt::format(
        "{}: accuracy {:.2f} %, balanced {:.2f} % on the validation images, {} epochs in {:.0f} s\n",
        json["weights"].get<std::string>(), 100 * result.confusion.accuracy(),
        100 * result.confusion.balanced_accuracy(), result.history.size(), result.seconds);
  }
  return ExitCode::done;
}

}  // namespace

void add_train(CLI::App& app, const CommonOptions& common, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("train", "trains a network; the same command resumes an interrupted training");
  verb->add_option("--dataset", options->dataset, "images")->required()->type_name("F.h5");
  verb->add_option(
          "--network", options->network,
          "a network wirebench has (resnet50v2, densenet169, inceptionv3, efficientnetv2b0, edge) or a .toml file")
      ->required()
      ->type_name("NAME");
  verb->add_option("--out", options->out, "folder for weights, history and checkpoint")->required()->type_name("DIR");
  verb->add_option("--config", options->config, "TOML with a [training] table; or use --set training.epochs=5")
      ->type_name("F.toml");
  verb->add_option("--width", options->width, "width multiplier")->capture_default_str();
  verb->add_flag_callback(
      "--resume", [] {}, "accepted for clarity: an interrupted training in the folder is always resumed");
  verb->callback(
      [options, &common, &action] { action = [options, &common] { return train_network(*options, common); }; });
}

}  // namespace wirebench::cli
