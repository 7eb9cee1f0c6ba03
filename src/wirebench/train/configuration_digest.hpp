/// \file Whether two trainings are the same one.
#pragma once

#include <string>

#include "wirebench/dataset/reader.hpp"
#include "wirebench/graph/graph.hpp"
#include "wirebench/train/executor.hpp"
#include "wirebench/train/training_options.hpp"

namespace wirebench::train {

/// SHA-256 of all that decides the result at one number of threads: options, network with its first weights, images (a
/// sample of the pixels stands for all of them). Errors: those of reading images.
[[nodiscard]] std::string configuration_digest(const graph::Graph& graph, const dataset::DatasetReader& reader,
                                               const TrainingOptions& options, Precision precision);

}  // namespace wirebench::train
