/// \file Class scores of a dataset's images from a runtime session.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "wirebench/core/log.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/graph/graph.hpp"
#include "wirebench/runtime/runtime.hpp"

namespace wirebench::study {

/// What a model said of each image.
struct Predictions {
  std::size_t classes = 0;
  std::vector<std::uint64_t> event_ids;
  std::vector<std::uint32_t> labels;  ///< true class
  std::vector<float> scores;          ///< [N, classes]

  [[nodiscard]] std::size_t size() const noexcept { return labels.size(); }
  [[nodiscard]] std::span<const float> scores_of(std::size_t image) const {
    return std::span{scores}.subspan(image * classes, classes);
  }
  /// The class with the best score; the first of equal ones.
  [[nodiscard]] std::vector<std::uint32_t> classes_predicted() const;
};

/// Runs every image at `positions` through the session, a few at a time. Errors: those of Session::infer; Error(usage)
/// when image size or number of classes do not fit the model.
[[nodiscard]] Predictions evaluate(runtime::Session& session, const dataset::DatasetReader& images,
                                   std::span<const std::uint64_t> positions, const graph::Preprocessing& preprocessing,
                                   const Log& log, const std::string& label);

/// Reads what train::write_predictions() wrote. Errors: Error(failed) naming file and line.
[[nodiscard]] Predictions read_predictions(const std::filesystem::path& path);

}  // namespace wirebench::study
