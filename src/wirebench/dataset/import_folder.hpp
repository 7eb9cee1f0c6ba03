/// \file Pictures in one folder a class: `<class>/<name>.png`.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "wirebench/dataset/image_source.hpp"

namespace wirebench::dataset {

/// Opens the PNG pictures of `folders`; the first folder below each is the class, deeper ones do not matter. Pictures
/// come in the order of their names.
/// `class_names`: empty = the folders' names in alphabetical order, or NC, numu CC, nue CC in this order when it is
/// these three.
/// Errors: Error(usage) when there are none, one lies outside a class folder, or a folder is not a class of
/// `class_names`; Error(failed) when one is damaged, or has another size or type than the first.
[[nodiscard]] std::unique_ptr<ImageSource> open_folder(std::span<const std::filesystem::path> folders,
                                                       std::span<const std::string> class_names);

}  // namespace wirebench::dataset
