/// \file What an importer must offer: labelled images by number, whatever file they come from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "wirebench/core/json.hpp"
#include "wirebench/dataset/dataset.hpp"

namespace wirebench::dataset {

/// Images of a user, all of one shape and type. Labels and truth are known from the start, pixels are read one image at
/// a time. Not thread-safe. Cheapest when images are read in order.
class ImageSource {
 public:
  virtual ~ImageSource() = default;
  ImageSource(const ImageSource&) = delete;
  ImageSource& operator=(const ImageSource&) = delete;

  [[nodiscard]] virtual const ImageShape& shape() const noexcept = 0;
  [[nodiscard]] virtual PixelType pixel_type() const noexcept = 0;
  [[nodiscard]] virtual const std::vector<std::string>& class_names() const noexcept = 0;
  /// One record an image; `split` is not decided yet.
  [[nodiscard]] virtual std::span<const EventRecord> events() const noexcept = 0;
  /// Images left out, counted by reason.
  [[nodiscard]] virtual const std::map<std::string, std::uint64_t>& skipped() const noexcept = 0;
  /// What goes into the provenance: form, number of files, digest of names and contents. No folder names, so that the
  /// same files give the same dataset wherever they lie.
  [[nodiscard]] virtual Json description() const = 0;

  /// Image `index`, [C,H,W]; the overload of pixel_type() must be used. Errors: Error(failed) naming the file.
  virtual void read(std::size_t index, std::span<std::uint8_t> pixels) = 0;
  virtual void read(std::size_t index, std::span<float> pixels) = 0;

 protected:
  ImageSource() = default;
};

}  // namespace wirebench::dataset
