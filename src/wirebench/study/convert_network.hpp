/// \file Converting a network with everything conversion needs joined up: the native engine and calibration images.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "wirebench/convert/convert.hpp"
#include "wirebench/core/json.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/graph/graph.hpp"

namespace wirebench::study {

struct ConversionSettings {
  convert::IoType io = convert::IoType::uint8;
  /// Training images value ranges are taken from; needed for the integer form only. May be null otherwise.
  const dataset::DatasetReader* calibration = nullptr;
  std::uint64_t calibration_images = 100;
  std::uint64_t seed = 1;
  unsigned threads = 0;  ///< of the native engine during calibration; 0 = all cores
  Json configuration = Json::object();
};

/// Writes `network` for the input size it has. Calibration runs at the size of the calibration images, whatever the
/// size of the network: convolutions do not know it, so value ranges carry over.
/// Errors: those of convert::convert(); Error(usage) when the integer form is asked for without calibration images.
convert::ConversionReport convert_network(const graph::Graph& network, convert::Format format,
                                          const std::filesystem::path& out, const ConversionSettings& settings);

}  // namespace wirebench::study
