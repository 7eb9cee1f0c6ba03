/// \file Images and labels in NumPy arrays (.npy, .npz).
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "wirebench/dataset/image_source.hpp"

namespace wirebench::dataset {

/// Order of the dimensions of an array of images.
enum class ImageLayout {
  automatic,  ///< from the shape: the dimension of 1 to 3 elements is the channels; an error when that is not clear
  nhwc,
  nchw,
};

/// Opens arrays of images and of labels.
/// `files`: .npz archives, each with one array of images ([N,H,W], [N,H,W,C] or [N,C,H,W]) and one of labels ([N] or
/// [N,1]), told apart by rank; or .npy files, where the first array of images goes with the first of labels and so on.
/// All pairs together make the dataset, in the order given.
/// Types: images uint8 (kept), uint16, float32, float64 (all three become float32); labels any integers. Both memory
/// orders and both byte orders.
/// `class_names`: empty = NC, numu CC, nue CC.
/// Memory: one image, or for Fortran order one block of images; compressed members are unpacked into a nameless file in
/// `scratch_folder`.
/// Errors: Error(usage) when the arrays do not fit together; Error(failed) when a file is damaged.
[[nodiscard]] std::unique_ptr<ImageSource> open_numpy(std::span<const std::filesystem::path> files,
                                                      std::span<const std::string> class_names, ImageLayout layout,
                                                      const std::filesystem::path& scratch_folder);

}  // namespace wirebench::dataset
