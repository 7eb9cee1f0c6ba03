#include "wirebench/train/predict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::train {
namespace {

/// A field of a CSV line (RFC 4180).
std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + '"';
}

/// A field with its comma, empty where the value is not known.
template <class Number>
std::string known(Number value, bool is_known) {
  return is_known && std::isfinite(value) ? fmt::format(",{:.9g}", value) : ",";
}

/// Calls `scores_of(first, count)` for pieces of at most `batch` and joins the results.
template <class Function>
std::vector<float> in_batches(std::size_t total, std::size_t batch, const Function& scores_of) {
  WIREBENCH_EXPECT(batch > 0);
  std::vector<float> scores;
  for (std::size_t first = 0; first < total; first += batch) {
    const std::vector<float> part = scores_of(first, std::min(batch, total - first));
    scores.insert(scores.end(), part.begin(), part.end());
  }
  return scores;
}

Executor make_executor(const graph::Graph& graph, const PredictOptions& options) {
  ExecutorOptions executor_options;
  executor_options.precision = options.precision;
  executor_options.threads = options.threads;
  executor_options.device = options.device;
  return Executor{graph, executor_options};
}

}  // namespace

void require_fit(const graph::Graph& graph, const dataset::DatasetHeader& header) {
  const auto& input = graph.tensor(graph.inputs()[0]).shape;
  const auto& output = graph.tensor(graph.outputs()[0]).shape;
  const graph::Shape images{1, header.shape.height, header.shape.width, header.shape.channels};
  if (input != images) {
    throw Error{ErrorKind::usage,
                {"images and network do not fit", graph.name(),
                 "the dataset has images of " + graph::to_string(images) + " (N x H x W x C), the network takes " +
                     graph::to_string(input),
                 "Make the network for this image size, or the images for this network."}};
  }
  const auto classes = static_cast<std::int64_t>(header.class_names.size());
  if (output.size() != 2 || output[1] != classes) {
    throw Error{
        ErrorKind::usage,
        {"classes and network do not fit", graph.name(),
         fmt::format("the dataset has {} classes, the network's output is {}", classes, graph::to_string(output)),
         "Make the network with as many classes as the dataset."}};
  }
}

std::vector<float> predict(const graph::Graph& graph, const dataset::DatasetReader& reader,
                           std::span<const std::uint64_t> positions, const PredictOptions& options) {
  require_fit(graph, reader.header());
  Executor executor = make_executor(graph, options);
  const std::size_t pixels = executor.image_size();
  return in_batches(positions.size(), options.batch_size, [&](std::size_t first, std::size_t count) {
    std::vector<float> images(count * pixels);
    for (std::size_t i = 0; i < count; ++i) {
      reader.read(positions[first + i], std::span{images}.subspan(i * pixels, pixels));
    }
    return executor.scores(images, count);
  });
}

std::vector<float> predict_tensors(const graph::Graph& graph, std::span<const float> nhwc, std::size_t count,
                                   const PredictOptions& options) {
  Executor executor = make_executor(graph, options);
  const std::size_t pixels = executor.image_size();
  WIREBENCH_EXPECT(nhwc.size() == count * pixels);
  return in_batches(count, options.batch_size, [&](std::size_t first, std::size_t part) {
    return executor.scores_of_tensors(nhwc.subspan(first * pixels, part * pixels), part);
  });
}

ConfusionMatrix confusion_of(const dataset::DatasetReader& reader, std::span<const std::uint64_t> positions,
                             std::span<const float> scores) {
  const std::size_t classes = reader.header().class_names.size();
  WIREBENCH_EXPECT(scores.size() == positions.size() * classes);
  ConfusionMatrix confusion{classes};
  for (std::size_t i = 0; i < positions.size(); ++i) {
    confusion.add(reader.events()[positions[i]].label, best_class(scores.subspan(i * classes, classes)));
  }
  return confusion;
}

void write_predictions(const std::filesystem::path& path, const dataset::DatasetReader& reader,
                       std::span<const std::uint64_t> positions, std::span<const float> scores) {
  const auto& names = reader.header().class_names;
  WIREBENCH_EXPECT(scores.size() == positions.size() * names.size());
  std::string text = "event,label,prediction";
  for (const std::string& name : names) text += "," + quoted(name);
  text += ",true_energy_mev,visible_charge_electrons,flux_weight\n";
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const auto& event = reader.events()[positions[i]];
    const auto row = scores.subspan(i * names.size(), names.size());
    fmt::format_to(std::back_inserter(text), "{},{},{}", event.event_id, event.label, best_class(row));
    for (const float score : row) fmt::format_to(std::back_inserter(text), ",{:.9g}", score);
    // An energy of 0 stands for one that is not known; images without charge there are.
    text += known(event.neutrino_energy_mev, event.neutrino_energy_mev > 0.0F);
    text += known(event.charge_in_image, event.charge_in_image >= 0.0F);
    text += known(event.flux_weight, std::isfinite(event.flux_weight));
    text += '\n';
  }
  write_text_atomically(path, text);
}

}  // namespace wirebench::train
