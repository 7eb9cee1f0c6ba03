#include <iostream>

#include "command.hpp"

#include "wirebench/core/error.hpp"
#include "wirebench/dataset/import.hpp"

namespace wirebench::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string out;
  std::string form = "automatic";
  std::string layout = "automatic";
  std::vector<std::string> classes;
  double validation = 0.2;
  double test = 0.0;
  std::uint64_t seed = 1;
  std::uint32_t crop = 0;
};

dataset::ImportForm form_named(const std::string& text) {
  if (text == "automatic") return dataset::ImportForm::automatic;
  if (text == "numpy") return dataset::ImportForm::numpy;
  if (text == "dune-cvn") return dataset::ImportForm::dune_cvn;
  if (text == "folder") return dataset::ImportForm::folder;
  throw Error{ErrorKind::usage, {"unknown form", text, "", "Choose automatic, numpy, dune-cvn or folder."}};
}

dataset::ImageLayout layout_named(const std::string& text) {
  if (text == "automatic") return dataset::ImageLayout::automatic;
  if (text == "nhwc") return dataset::ImageLayout::nhwc;
  if (text == "nchw") return dataset::ImageLayout::nchw;
  throw Error{ErrorKind::usage, {"unknown layout", text, "", "Choose automatic, nhwc or nchw."}};
}

ExitCode import_all(const Options& options, const CommonOptions& common) {
  dataset::ImportOptions job;
  job.files.assign(options.files.begin(), options.files.end());
  job.output = options.out;
  job.form = form_named(options.form);
  job.layout = layout_named(options.layout);
  job.class_names = options.classes;
  job.fractions = {1.0 - options.validation - options.test, options.validation, options.test};
  job.seed = options.seed;
  if (options.crop > 0) job.crop = options.crop;
  const auto summary = dataset::import_images(job, common.log());
  if (common.json) {
    print_json({{"images", summary.images}, {"skipped", summary.skipped}, {"out", options.out}});
    return ExitCode::done;
  }
  std::cout << fmt::format("{} images in {}\n", summary.images, options.out);
  for (const auto& [reason, count] : summary.skipped) std::cout << fmt::format("{} left out: {}\n", count, reason);
  return ExitCode::done;
}

}  // namespace

void add_import(CLI::App& app, const CommonOptions& common, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "import", "your own images into a dataset: NumPy arrays with labels, DUNE-CVN pixel maps, image folders");
  verb->add_option("files", options->files, ".npz, images.npy labels.npy, .gz pixel maps, or folders")
      ->required()
      ->type_name("FILES");
  verb->add_option("--out", options->out, "dataset to write")->required()->type_name("F.h5");
  verb->add_option("--form", options->form, "automatic, numpy, dune-cvn or folder")->capture_default_str();
  verb->add_option("--layout", options->layout, "of NumPy images: automatic, nhwc or nchw")->capture_default_str();
  verb->add_option("--classes", options->classes, "class names in the order of the labels")->delimiter(',');
  add_split_options(*verb, options->validation, options->test);
  add_seed_option(*verb, options->seed, "of the split");
  verb->add_option("--crop", options->crop, "cut a square of this many pixels a side");
  verb->callback([options, &common, &action] { action = [options, &common] { return import_all(*options, common); }; });
}

}  // namespace wirebench::cli
