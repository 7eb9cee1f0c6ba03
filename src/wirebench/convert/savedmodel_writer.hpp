/// \file Writing TensorFlow SavedModel folders.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "wirebench/convert/model_text.hpp"
#include "wirebench/graph/graph.hpp"

namespace wirebench::convert {

/// The bytes of `saved_model.pb`: one MetaGraphDef with tag "serve". Same network, same bytes.
/// The network is written as trained (batch normalisation as FusedBatchNormV3, nothing folded), so that what is
/// measured is TensorFlow's own treatment of it. Errors: see fill_saved_model().
[[nodiscard]] std::string to_saved_model(const graph::Graph& network);

/// Writes the folder `path` with `saved_model.pb` and, under `assets.extra/`, the texts of `text`. Weights are
/// constants, so there is no variables folder. The folder appears whole or not at all; an earlier one is replaced.
/// Returns the bytes of all files.
std::uint64_t write_saved_model(const graph::Graph& network, const ModelText& text, const std::filesystem::path& path);

}  // namespace wirebench::convert
