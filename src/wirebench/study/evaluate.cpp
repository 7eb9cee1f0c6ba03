#include "wirebench/study/evaluate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/measure/accuracy.hpp"
#include "wirebench/study/model_input.hpp"

namespace wirebench::study {

std::vector<std::uint32_t> Predictions::classes_predicted() const {
  return measure::best_classes(scores, classes);
}

Predictions evaluate(runtime::Session& session, const dataset::DatasetReader& images,
                     std::span<const std::uint64_t> positions, const graph::Preprocessing& preprocessing,
                     const Log& log, const std::string& label) {
  const auto& header = images.header();
  Predictions predictions;
  predictions.classes = header.class_names.size();
  if (graph::element_count(session.output().shape) != static_cast<std::int64_t>(predictions.classes)) {
    throw Error{
        ErrorKind::usage,
        {"the model has another number of classes than the dataset", session.output().name,
         fmt::format("{} scores for {} classes", graph::element_count(session.output().shape), predictions.classes),
         "Give the dataset the model was trained for."}};
  }
  constexpr std::size_t chunk = 16;  // one message to the worker for this many images
  std::vector<float> pixels(header.shape.pixels());
  std::vector<std::byte> inputs;
  std::vector<std::byte> outputs;
  Progress progress{log, label, positions.size(), "images"};
  for (std::size_t first = 0; first < positions.size(); first += chunk) {
    const std::size_t count = std::min(chunk, positions.size() - first);
    inputs.clear();
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t position = positions[first + i];
      images.read(position, pixels);
      encode_image(session.input(), preprocessing, header.shape, pixels, inputs);
      predictions.event_ids.push_back(images.events()[position].event_id);
      predictions.labels.push_back(images.events()[position].label);
    }
    const std::size_t output_bytes = session.output().bytes();
    outputs.resize(count * output_bytes);
    session.infer(inputs, outputs);
    for (std::size_t i = 0; i < count; ++i) {
      const auto scores = decode_scores(session.output(), std::span{outputs}.subspan(i * output_bytes, output_bytes));
      predictions.scores.insert(predictions.scores.end(), scores.begin(), scores.end());
    }
    progress.advance(count);
  }
  return predictions;
}

Predictions read_predictions(const std::filesystem::path& path) {
  const std::string text = read_file(path);
  Predictions predictions;
  std::size_t line_number = 0;
  std::string_view rest = text;
  const auto fail = [&](const std::string& why) {
    throw Error{ErrorKind::failed,
                {"not a predictions table", path.string() + ':' + std::to_string(line_number), why,
                 "Remove the file; the same command makes it again."}};
  };
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    std::vector<std::string_view> cells;
    for (;;) {
      const auto comma = line.find(',');
      cells.push_back(line.substr(0, comma));
      if (comma == std::string_view::npos) break;
      line.remove_prefix(comma + 1);
    }
    if (++line_number == 1) {
      if (cells.size() < 5 || cells[0] != "event" || cells[2] != "prediction") fail("its first line is not the header");
      continue;
    }
    // Class names in the header may hold commas of their own: the rows say how many classes there are.
    if (line_number == 2 && cells.size() >= 5) predictions.classes = cells.size() - 3;
    if (cells.size() != predictions.classes + 3) fail("wrong number of columns");
    const auto number = [&](std::string_view cell, auto& value) {
      const auto [last, code] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
      if (code != std::errc{} || last != cell.data() + cell.size()) fail("'" + std::string{cell} + "' is not a number");
    };
    number(cells[0], predictions.event_ids.emplace_back());
    number(cells[1], predictions.labels.emplace_back());
    for (std::size_t c = 0; c < predictions.classes; ++c) number(cells[3 + c], predictions.scores.emplace_back());
  }
  return predictions;
}

}  // namespace wirebench::study
