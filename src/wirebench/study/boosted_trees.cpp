#include "wirebench/study/boosted_trees.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <iterator>
#include <string>
#include <string_view>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/scratch_folder.hpp"
#include "wirebench/runtime/catalogue.hpp"
#include "wirebench/runtime/environment.hpp"
#include "wirebench/study/image_features.hpp"
#include "wirebench/study/python_program.hpp"

namespace wirebench::study {
namespace {

/// "part,label,features": the training events, then those to be scored.
std::string feature_table(const dataset::DatasetReader& images, std::span<const std::uint64_t> training,
                          std::span<const std::uint64_t> positions, TreeFeatures features, const Log& log) {
  const auto& shape = images.header().shape;
  const bool of_event = features == TreeFeatures::event;
  std::string text =
      fmt::format("part,label,{}\n", fmt::join(of_event ? event_feature_names() : feature_names(shape), ","));
  std::vector<float> pixels(shape.pixels());
  Progress progress{log, "measuring charge, extent and tracks", training.size() + positions.size(), "images"};
  const auto append = [&](int part, std::span<const std::uint64_t> of_part) {
    for (const std::uint64_t position : of_part) {
      images.read(position, pixels);
      std::vector<double> numbers = image_features(pixels, shape);
      if (of_event) numbers = event_features(numbers);
      fmt::format_to(std::back_inserter(text), "{},{},{:.9g}\n", part, images.events()[position].label,
                     fmt::join(numbers, ","));
      progress.advance();
    }
  };
  append(0, training);
  append(1, positions);
  return text;
}

std::vector<float> read_scores(const std::filesystem::path& path, std::size_t count) {
  const std::string text = read_file(path);
  std::vector<float> scores;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    float score = 0.0F;
    const auto [next, code] = std::from_chars(at, end, score);
    if (code != std::errc{} || next == end || (*next != ',' && *next != '\n')) break;
    scores.push_back(score);
    at = next + 1;
  }
  if (at != end || scores.size() != count) {
    throw Error{ErrorKind::failed,
                {"the boosted trees did not answer as they should", path.string(),
                 fmt::format("{} scores, {} are needed", scores.size(), count), ""}};
  }
  return scores;
}

}  // namespace

Outcome<BoostedTreesResult> run_boosted_trees(const dataset::DatasetReader& images,
                                              std::span<const std::uint64_t> positions,
                                              const BoostedTreesOptions& options, const runtime::RuntimePaths& paths,
                                              const Log& log) {
  const auto environment = runtime::find_environment(runtime::k_boosted_trees.package_set, paths);
  if (!environment) return Absent{"scikit-learn is " + environment.reason()};
  const auto training = images.positions(dataset::Split::training);
  const ScratchFolder scratch;
  const auto features = scratch.path() / "features.csv";
  const auto scores = scratch.path() / "scores.csv";
  write_text_atomically(features, feature_table(images, training, positions, options.features, log));
  log.info("training boosted trees on {} events", training.size());
  constexpr std::uint64_t largest_seed = 0xFFFFFFFF;  // of the library
  BoostedTreesResult result;
  result.facts =
      run_python_program(environment.value().python, paths.workers / runtime::k_boosted_trees.script,
                         {features.string(), scores.string(), "--seed", std::to_string(options.seed % largest_seed)},
                         {"cannot train the boosted trees", images.path().string()}, log);
  result.scores = read_scores(scores, positions.size() * images.header().class_names.size());
  return result;
}

}  // namespace wirebench::study
