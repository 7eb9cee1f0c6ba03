/// \file Scores of a trained network, and what follows from them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "wirebench/dataset/reader.hpp"
#include "wirebench/graph/graph.hpp"
#include "wirebench/train/confusion.hpp"
#include "wirebench/train/executor.hpp"

namespace wirebench::train {

struct PredictOptions {
  unsigned threads = 0;  ///< 0 = one per core
  Precision precision = Precision::float32;
  std::size_t batch_size = 50;  ///< > 0
  Device device{};              ///< as choose_device() gives it
};

/// Scores [positions, classes], row-major, of the images at `positions`: probabilities where the graph ends in a
/// softmax. Errors: Error(usage) when images and network do not fit, naming both shapes.
[[nodiscard]] std::vector<float> predict(const graph::Graph& graph, const dataset::DatasetReader& reader,
                                         std::span<const std::uint64_t> positions, const PredictOptions& options = {});

/// The same for input tensors as a runtime gets them: preprocessed, [count, H, W, C].
[[nodiscard]] std::vector<float> predict_tensors(const graph::Graph& graph, std::span<const float> nhwc,
                                                 std::size_t count, const PredictOptions& options = {});

/// Counts the best class of each row of `scores`. Precondition: one row a position.
[[nodiscard]] ConfusionMatrix confusion_of(const dataset::DatasetReader& reader,
                                           std::span<const std::uint64_t> positions, std::span<const float> scores);

/// CSV, atomically: event, label, prediction (class numbers), one column a class with its score, then the true energy
/// in MeV, the visible charge in electrons and the weight to the flux, empty where the dataset does not know them (9
/// digits, so that float32 comes back exactly). measure::read_predictions() reads it.
void write_predictions(const std::filesystem::path& path, const dataset::DatasetReader& reader,
                       std::span<const std::uint64_t> positions, std::span<const float> scores);

/// Throws Error(usage) unless the images of `header` are what `graph` takes.
void require_fit(const graph::Graph& graph, const dataset::DatasetHeader& header);

}  // namespace wirebench::train
