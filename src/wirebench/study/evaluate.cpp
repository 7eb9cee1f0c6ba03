#include "wirebench/study/evaluate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/study/model_input.hpp"

namespace wirebench::study {

dataset::Split judged_split(const dataset::DatasetReader& images) {
  return images.positions(dataset::Split::test).empty() ? dataset::Split::validation : dataset::Split::test;
}

Predictions predictions_of(const dataset::DatasetReader& images, std::span<const std::uint64_t> positions,
                           std::vector<float> scores) {
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  Predictions predictions;
  predictions.classes = images.header().class_names.size();
  WIREBENCH_EXPECT(scores.size() == positions.size() * predictions.classes);
  predictions.scores = std::move(scores);
  for (const std::uint64_t position : positions) {
    const dataset::EventRecord& event = images.events()[position];
    predictions.event_ids.push_back(event.event_id);
    predictions.labels.push_back(event.label);
    // An energy of 0 stands for one that is not known.
    const auto energy = static_cast<double>(event.neutrino_energy_mev);
    predictions.true_energy_mev.push_back(energy > 0.0 ? energy : unknown);
    predictions.visible_charge.push_back(static_cast<double>(event.charge_in_image));
    predictions.flux_weight.push_back(event.flux_weight);
  }
  return predictions;
}

Predictions evaluate(runtime::Session& session, const dataset::DatasetReader& images,
                     std::span<const std::uint64_t> positions, const graph::Preprocessing& preprocessing,
                     const Log& log, const std::string& label) {
  const auto& header = images.header();
  const std::size_t classes = header.class_names.size();
  if (graph::element_count(session.output().shape) != static_cast<std::int64_t>(classes)) {
    throw Error{ErrorKind::usage,
                {"the model has another number of classes than the dataset", session.output().name,
                 fmt::format("{} scores for {} classes", graph::element_count(session.output().shape), classes),
                 "Give the dataset the model was trained for."}};
  }
  constexpr std::size_t chunk = 16;  // one message to the worker for this many images
  std::vector<float> pixels(header.shape.pixels());
  std::vector<std::byte> inputs;
  std::vector<std::byte> outputs;
  std::vector<float> all_scores;
  Progress progress{log, label, positions.size(), "images"};
  for (std::size_t first = 0; first < positions.size(); first += chunk) {
    const std::size_t count = std::min(chunk, positions.size() - first);
    inputs.clear();
    for (std::size_t i = 0; i < count; ++i) {
      images.read(positions[first + i], pixels);
      encode_image(session.input(), preprocessing, header.shape, pixels, inputs);
    }
    const std::size_t output_bytes = session.output().bytes();
    outputs.resize(count * output_bytes);
    session.infer(inputs, outputs);
    for (std::size_t i = 0; i < count; ++i) {
      const auto scores = decode_scores(session.output(), std::span{outputs}.subspan(i * output_bytes, output_bytes));
      all_scores.insert(all_scores.end(), scores.begin(), scores.end());
    }
    progress.advance(count);
  }
  return predictions_of(images, positions, std::move(all_scores));
}

}  // namespace wirebench::study
