/// \file A boosted tree on a few numbers an image, to compare networks with: what can be had without one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "wirebench/core/json.hpp"
#include "wirebench/core/log.hpp"
#include "wirebench/core/outcome.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/runtime/runtime.hpp"

namespace wirebench::study {

/// How it is called in tables and on the command line.
inline constexpr const char* k_boosted_trees_name = "boosted-trees";

/// What the trees see of an image.
enum class TreeFeatures {
  plane,  ///< image_features(): charge, extent and track of each plane
  event,  ///< event_features(): three numbers in all
};

struct BoostedTreesOptions {
  TreeFeatures features = TreeFeatures::plane;
  std::uint64_t seed = 1;
};

struct BoostedTreesResult {
  std::vector<float> scores;  ///< [positions, classes], probabilities
  Json facts;  ///< {"library", "learning_rate", "leaves", "trees", "cross_validated_log_loss", "training_events", ...}
};

/// Trains scikit-learn's HistGradientBoostingClassifier on these numbers of the training split, with settings chosen by
/// cross-validation there, and scores the images at `positions`. Deterministic. Absent when scikit-learn is not
/// installed, with the command that installs it. Errors: those of DatasetReader::read() and run_python_program().
[[nodiscard]] Outcome<BoostedTreesResult> run_boosted_trees(const dataset::DatasetReader& images,
                                                            std::span<const std::uint64_t> positions,
                                                            const BoostedTreesOptions& options,
                                                            const runtime::RuntimePaths& paths, const Log& log);

}  // namespace wirebench::study
