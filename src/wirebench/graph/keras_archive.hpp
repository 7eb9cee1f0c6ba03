/// \file `.keras` files: a zip archive of a model's configuration and of its weights in the `.weights.h5` layout.
/// Source: keras/src/saving/saving_lib.py of Keras 3.15.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace wirebench::graph {

/// ".keras".
[[nodiscard]] bool is_keras_archive(const std::filesystem::path& path);

/// What the configuration says of a model made by keras.applications.
struct KerasModel {
  std::string network;  ///< as in network_names()
  std::int64_t height = 0, width = 0, channels = 0;
  std::int64_t classes = 0;
};

/// Nothing for models of other names, of another structure than a functional model's, or of an open image size.
/// Errors: Error(failed) when the file is no archive, damaged, or without a readable configuration.
[[nodiscard]] std::optional<KerasModel> read_keras_model(const std::filesystem::path& path);

/// Unpacks the weights into `folder` and returns their path. Errors: Error(failed) as above, and for a full disk.
[[nodiscard]] std::filesystem::path unpack_keras_weights(const std::filesystem::path& path,
                                                         const std::filesystem::path& folder);

}  // namespace wirebench::graph
