/// \file A user's own images into a dataset: what `wirebench import` does.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "wirebench/core/log.hpp"
#include "wirebench/dataset/crop.hpp"
#include "wirebench/dataset/dataset.hpp"
#include "wirebench/dataset/import_numpy.hpp"
#include "wirebench/dataset/split.hpp"

namespace wirebench::dataset {

enum class ImportForm {
  automatic,  ///< .npy, .npz: numpy; .gz, or a folder with .gz files: DUNE-CVN; a folder with .png files: folder
  numpy,
  dune_cvn,
  folder,
};

struct ImportOptions {
  std::vector<std::filesystem::path> files;
  std::filesystem::path output;
  ImportForm form = ImportForm::automatic;
  std::vector<std::string> class_names;  ///< empty: what the form says (open_numpy, open_cvn, open_folder)
  SplitFractions fractions;
  std::uint64_t seed = 1;
  std::optional<std::uint32_t> crop;  ///< side of a square in pixels; none: the images as they are
  /// Where the square lies; none: first_rows for DUNE-CVN maps, else centre. 200 NC, 200 numu CC and 200 nue CC beam
  /// maps cut to 224 keep 70, 48 and 67 % of their charge this way, and only 32, 34 and 50 % around their centre.
  std::optional<CropAnchor> crop_anchor;
  ImageLayout layout = ImageLayout::automatic;  ///< of NumPy images
};

struct ImportSummary {
  std::uint64_t images = 0;
  std::map<std::string, std::uint64_t> skipped;  ///< images left out, by reason
};

/// Reads the images one by one and writes the dataset; every image gets a split, each class divided by the fractions.
/// The same files and options give the same bytes. Memory: a few images (see open_numpy for Fortran order).
/// Errors: Error(usage) for input that does not fit together or a class without events, Error(failed) for damaged files
/// or a full disk. An earlier file of that name stays as it was until the new one is complete.
ImportSummary import_images(const ImportOptions& options, const Log& log);

}  // namespace wirebench::dataset
