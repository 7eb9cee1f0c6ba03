/// \file Converting a network to a file form: the module's entry.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "wirebench/convert/calibration_images.hpp"
#include "wirebench/convert/executor.hpp"
#include "wirebench/convert/format.hpp"
#include "wirebench/convert/quantize.hpp"
#include "wirebench/core/json.hpp"
#include "wirebench/graph/graph.hpp"

namespace wirebench::convert {

struct ConvertOptions {
  std::string description;              ///< shown by model viewers; the network's name when empty
  Json configuration = Json::object();  ///< goes with the provenance into the file

  // The integer form only:
  IoType io = IoType::uint8;
  CalibrationImages calibration;  ///< preprocessed images of the network's input size (or calibration_network's)
  Executor executor;              ///< runs the float network for calibration
  /// The same network with the same weights at the size of the calibration images, when that is another one
  /// (with_input_size()): value ranges are taken from it.
  std::optional<graph::Graph> calibration_network;
};

struct ConversionReport {
  Format format{};
  std::filesystem::path path;
  std::uint64_t bytes = 0;
  std::map<std::string, std::size_t> operators;  ///< by kind_name(); as written
  bool pixel_codes = false;  ///< integer form: uint8 input codes are the pixel values (see InputCoding)
  std::optional<QuantizationReport> quantization;

  [[nodiscard]] Json to_json() const;
};

/// Writes `network` (float32, batch 1, one input, one output) to `out`: a file, for savedmodel a folder. Atomic: an
/// earlier `out` is replaced only by a whole new one. Same arguments and build, same bytes.
/// Input and output of the float forms are the network's own (preprocessed float32 images, class scores). The integer
/// form's input takes pixel values as codes where report.pixel_codes says so, else codes of preprocessed values by its
/// scale and zero point. Preprocessing and class names (graph/network_metadata.hpp) and the provenance go along, as
/// metadata of a `.tflite` file and as JSON files under `assets.extra` of a SavedModel.
/// Errors: Error(usage) for unsuitable networks or missing calibration, Error(failed) when writing fails.
/// Thread-safety: calls for different `out` are independent.
ConversionReport convert(const graph::Graph& network, Format format, const std::filesystem::path& out,
                         const ConvertOptions& options);

}  // namespace wirebench::convert
