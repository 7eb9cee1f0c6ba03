/// \file Images of the same primaries by an engine and by the reference they come from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "wirebench/core/log.hpp"
#include "wirebench/detector/detector_preset.hpp"
#include "wirebench/detector/imaging/image_options.hpp"
#include "wirebench/transport/engine.hpp"

namespace wirebench::study {

struct PairedImagesJob {
  std::filesystem::path reference;           ///< voxel file with primaries (validation/event_validation.hpp)
  std::optional<std::uint64_t> most_events;  ///< of the file
  detector::DetectorPreset detector;
  detector::ImageOptions image;
  double validation_fraction = 1.0 / 3.0;  ///< of the events of each class, 0 to 1
  std::uint64_t seed = 1;                  ///< of the split
  unsigned threads = 1;
};

/// Datasets in one folder. Image i of the first two shows event i of the reference, in the same split.
struct PairedImages {
  std::filesystem::path reference;  ///< reference.h5
  std::filesystem::path engine;     ///< engine.h5
  std::filesystem::path both;       ///< both.h5: all of them, with the classes "reference" and "engine"
};

/// Transports the reference's primaries again and makes the images of both. The engine's deposits are summed in the
/// same voxels as the reference's first, and the energies of both taken to whole keV, so that the images differ by the
/// transport alone.
/// The folder is made where it is missing; images are held in memory, three bytes a pixel and event and side.
/// Errors: those of read_reference_events(), the engine and the image maker; Error(usage) for float images.
[[nodiscard]] PairedImages make_paired_images(const PairedImagesJob& job, const transport::Engine& engine,
                                              const std::filesystem::path& folder, const Log& log);

}  // namespace wirebench::study
