/// \file The MODEL argument: a file, or `new:NETWORK[@SIZE][#SEED]`.
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "wirebench/convert/format.hpp"
#include "wirebench/core/scratch_folder.hpp"
#include "wirebench/graph/graph.hpp"
#include "wirebench/runtime/runtime.hpp"

namespace wirebench::cli {

/// A model as given on the command line.
struct Model {
  std::string text;                     ///< as given
  std::filesystem::path file;           ///< the runnable file or folder; empty for weights and fresh networks
  std::optional<graph::Graph> network;  ///< the network behind it, where it is known
};

/// Adds --network: which network the weights of MODEL are of, for files that do not say it (saved by Keras).
void add_network_option(CLI::App& verb, std::string& network);

/// Finds out what MODEL is. `network`: as given with --network, or empty. `size`: input height and width for a network
/// from weights; 0 = as saved (224 where the file does not say it).
/// Errors: Error(usage) for a missing file, an unknown kind of file, a bad `new:` text, or a --network that is missing
/// or does not apply.
[[nodiscard]] Model read_model(const std::string& text, const std::string& network, std::int64_t size = 0);

/// The network of a model, or Error(usage) saying that weights or `new:` are needed to `purpose`.
[[nodiscard]] const graph::Graph& require_network(const Model& model, const std::string& purpose);

/// The form a target's runtime reads by default: the SavedModel for TensorFlow, float32 `.tflite` for the others.
[[nodiscard]] convert::Format default_form(const runtime::Target& target);

/// A runnable file for `target`: the model's own, or its network converted into `scratch`. `form` is empty for the
/// target's default; `calibration` is a dataset file for the integer form, empty otherwise.
[[nodiscard]] std::filesystem::path runnable_file(const Model& model, const runtime::Target& target,
                                                  const std::string& form, const std::string& calibration,
                                                  const ScratchFolder& scratch);

}  // namespace wirebench::cli
