#include "wirebench/dataset/import_numpy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/zip_archive.hpp"
#include "wirebench/dataset/input_digest.hpp"
#include "wirebench/dataset/npy_array.hpp"

namespace wirebench::dataset {
namespace {

constexpr std::uint64_t k_most_automatic_channels = 3;
constexpr std::uint64_t k_largest_side = 65536;
constexpr std::uint64_t k_largest_image = std::uint64_t{1} << 28U;

std::string shape_text(const NpyHeader& header) {
  return fmt::format("({})", fmt::join(header.shape, ", "));
}

/// Which dimensions of the array are channels, height and width; nothing for the channels of [N,H,W].
struct Dimensions {
  std::optional<std::size_t> channels;
  std::size_t height;
  std::size_t width;
};

Dimensions find_dimensions(const NpyArray& array, ImageLayout layout) {
  const auto& shape = array.header().shape;
  if (shape.size() == 3) return {std::nullopt, 1, 2};
  constexpr Dimensions nhwc{3, 1, 2};
  constexpr Dimensions nchw{1, 2, 3};
  if (layout == ImageLayout::nhwc) return nhwc;
  if (layout == ImageLayout::nchw) return nchw;
  const auto may_be_channels = [](std::uint64_t n) { return n >= 1 && n <= k_most_automatic_channels; };
  const bool last = may_be_channels(shape[3]);
  const bool first = may_be_channels(shape[1]);
  if (last == first) {
    throw Error{ErrorKind::usage,
                {"cannot tell which dimension is the channels", array.name(),
                 fmt::format("the images have the shape {} and {}", shape_text(array.header()),
                             last ? "two dimensions are small" : "no dimension is 1 to 3"),
                 "Say it with --layout nhwc or --layout nchw."}};
  }
  return last ? nhwc : nchw;
}

/// An array of images with the table that brings a row into channel, height, width order.
class ImageArray {
 public:
  ImageArray(NpyArray array, ImageLayout layout) : array_{std::move(array)} {
    const NpyHeader& header = array_.header();
    const bool is_bytes = header.kind == NumberKind::unsigned_integer && header.element_size == 1;
    const bool is_wider = (header.kind == NumberKind::unsigned_integer && header.element_size == 2) ||
                          (header.kind == NumberKind::floating && header.element_size >= 4);
    if (!is_bytes && !is_wider) {
      throw Error{ErrorKind::usage,
                  {"images of a type that is not read", array_.name(), "its elements are '" + header.descr + "'",
                   "Convert them to uint8, uint16, float32 or float64."}};
    }
    pixel_type_ = is_bytes ? PixelType::uint8 : PixelType::float32;
    const Dimensions dimensions = find_dimensions(array_, layout);
    const std::uint64_t channels = dimensions.channels ? header.shape[*dimensions.channels] : 1;
    const std::uint64_t height = header.shape[dimensions.height];
    const std::uint64_t width = header.shape[dimensions.width];
    if (channels == 0 || height == 0 || width == 0 || channels > k_largest_side || height > k_largest_side ||
        width > k_largest_side || channels * height * width > k_largest_image) {
      throw Error{ErrorKind::usage,
                  {"impossible size of the images", array_.name(), "shape " + shape_text(header), ""}};
    }
    shape_ = {.channels = static_cast<std::uint32_t>(channels),
              .height = static_cast<std::uint32_t>(height),
              .width = static_cast<std::uint32_t>(width)};
    make_order(dimensions);
  }

  [[nodiscard]] const ImageShape& shape() const noexcept { return shape_; }
  [[nodiscard]] PixelType pixel_type() const noexcept { return pixel_type_; }
  [[nodiscard]] const NpyArray& array() const noexcept { return array_; }

  template <class Pixel>
  void read(std::uint64_t row, std::span<Pixel> pixels) {
    array_.read<Pixel>(row, order_, pixels);
    if constexpr (std::is_same_v<Pixel, float>) {
      const auto bad = std::find_if_not(pixels.begin(), pixels.end(), [](float p) { return std::isfinite(p); });
      if (bad == pixels.end()) return;
      throw Error{ErrorKind::failed,
                  {"pixel is not a finite 32-bit number", fmt::format("{}: image {}", array_.name(), row),
                   "one NaN or infinity spoils the training on the whole dataset",
                   "Repair the array with numpy.nan_to_num, or leave this image out."}};
    }
  }

 private:
  /// order_[p]: where pixel p of [C,H,W] lies in a row of the array, counted in the array's memory order.
  void make_order(const Dimensions& dimensions) {
    const auto& sizes = array_.header().shape;
    std::array<std::uint64_t, 4> strides{};
    std::uint64_t stride = 1;
    if (array_.header().memory_order == MemoryOrder::c) {
      for (std::size_t d = sizes.size(); d-- > 1; stride *= sizes[d]) strides[d] = stride;
    } else {
      for (std::size_t d = 1; d < sizes.size(); stride *= sizes[d++]) strides[d] = stride;
    }
    order_.reserve(shape_.pixels());
    for (std::uint64_t c = 0; c < shape_.channels; ++c) {
      const std::uint64_t channel = dimensions.channels ? c * strides[*dimensions.channels] : 0;
      for (std::uint64_t h = 0; h < shape_.height; ++h) {
        for (std::uint64_t w = 0; w < shape_.width; ++w) {
          order_.push_back(
              static_cast<std::uint32_t>(channel + h * strides[dimensions.height] + w * strides[dimensions.width]));
        }
      }
    }
  }

  NpyArray array_;
  ImageShape shape_;
  PixelType pixel_type_ = PixelType::uint8;
  std::vector<std::uint32_t> order_;
};

bool is_labels(const NpyArray& array) {
  const auto& shape = array.header().shape;
  return shape.size() == 1 || (shape.size() == 2 && shape[1] == 1);
}

/// The arrays of one .npy file or .npz archive.
std::vector<NpyArray> open_arrays(const std::filesystem::path& path, const std::filesystem::path& scratch_folder) {
  std::vector<NpyArray> arrays;
  if (path.extension() == ".npz") {
    const ZipArchive archive = ZipArchive::open(path);
    if (archive.members().size() != 2) {
      std::string names;
      for (const auto& member : archive.members()) names += (names.empty() ? "" : ", ") + member.name;
      throw Error{ErrorKind::usage,
                  {"a .npz file must hold two arrays, images and labels", path.string(),
                   fmt::format("it holds {}: {}", archive.members().size(), names.substr(0, 300)),
                   "Save them with numpy.savez(file, images=x, labels=y)."}};
    }
    for (const auto& member : archive.members()) arrays.emplace_back(archive.read(member, scratch_folder));
  } else {
    arrays.emplace_back(ByteSource::open(path));
  }
  for (const NpyArray& array : arrays) {
    const std::size_t rank = array.header().shape.size();
    if (!is_labels(array) && rank != 3 && rank != 4) {
      throw Error{ErrorKind::usage,
                  {"array is neither images nor labels", array.name(), "its shape is " + shape_text(array.header()),
                   "Images are [N,H,W], [N,H,W,C] or [N,C,H,W]; labels are [N] integers."}};
    }
  }
  return arrays;
}

class NumpySource final : public ImageSource {
 public:
  NumpySource(std::span<const std::filesystem::path> files, std::span<const std::string> class_names,
              ImageLayout layout, const std::filesystem::path& scratch_folder)
      : class_names_{class_names.empty() ? DatasetHeader{}.class_names
                                         : std::vector<std::string>{class_names.begin(), class_names.end()}} {
    std::vector<NpyArray> labels;
    for (const auto& file : files) {
      for (NpyArray& array : open_arrays(file, scratch_folder)) {
        if (is_labels(array)) {
          labels.push_back(std::move(array));
        } else {
          images_.emplace_back(std::move(array), layout);
        }
      }
      digest_.add(file, file.filename().string());
    }
    if (images_.size() != labels.size() || images_.empty()) {
      throw Error{ErrorKind::usage,
                  {"images and labels do not pair up",
                   fmt::format("{} arrays of images, {} of labels", images_.size(), labels.size()), "",
                   "Give one file of labels ([N] integers) for each file of images."}};
    }
    for (std::size_t i = 0; i < images_.size(); ++i) add_pair(i, labels[i]);
    if (events_.empty()) throw Error{ErrorKind::usage, {"no images", images_.front().array().name(), "N is 0", ""}};
  }

  [[nodiscard]] const ImageShape& shape() const noexcept override { return images_.front().shape(); }
  [[nodiscard]] PixelType pixel_type() const noexcept override { return images_.front().pixel_type(); }
  [[nodiscard]] const std::vector<std::string>& class_names() const noexcept override { return class_names_; }
  [[nodiscard]] std::span<const EventRecord> events() const noexcept override { return events_; }
  [[nodiscard]] const std::map<std::string, std::uint64_t>& skipped() const noexcept override { return skipped_; }
  [[nodiscard]] Json description() const override { return digest_.description("numpy"); }

  void read(std::size_t index, std::span<std::uint8_t> pixels) override { read_any(index, pixels); }
  void read(std::size_t index, std::span<float> pixels) override { read_any(index, pixels); }

 private:
  void add_pair(std::size_t number, NpyArray& labels) {
    const ImageArray& images = images_[number];
    if (images.shape() != shape() || images.pixel_type() != pixel_type()) {
      throw Error{ErrorKind::usage,
                  {"images of different shapes or types", images.array().name(),
                   fmt::format("{} '{}', those before have {} '{}'", shape_text(images.array().header()),
                               images.array().header().descr, shape_text(images_.front().array().header()),
                               images_.front().array().header().descr),
                   "A dataset holds images of one shape and type."}};
    }
    if (images.array().rows() != labels.rows()) {
      throw Error{ErrorKind::usage,
                  {"images and labels do not match", images.array().name() + " and " + labels.name(),
                   fmt::format("{} images, {} labels", images.array().rows(), labels.rows()), ""}};
    }
    const std::vector<std::int64_t> values = labels.read_integers();
    starts_.push_back(events_.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i] < 0 || static_cast<std::uint64_t>(values[i]) >= class_names_.size()) {
        throw Error{ErrorKind::usage,
                    {"label out of range", fmt::format("{}: label {} of image {}", labels.name(), values[i], i),
                     fmt::format("the classes are 0 to {}: {}", class_names_.size() - 1, fmt::join(class_names_, ", ")),
                     "Name all classes with --classes, in the order of the labels."}};
      }
      events_.push_back({.event_id = events_.size(), .label = static_cast<std::uint8_t>(values[i])});
    }
  }

  template <class Pixel>
  void read_any(std::size_t index, std::span<Pixel> pixels) {
    WIREBENCH_EXPECT(index < events_.size() && pixels.size() == shape().pixels());
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), index);
    const auto pair = static_cast<std::size_t>(after - starts_.begin()) - 1;
    images_[pair].read<Pixel>(index - starts_[pair], pixels);
  }

  std::vector<std::string> class_names_;
  std::vector<ImageArray> images_;
  std::vector<std::size_t> starts_;  // position of the first image of each array
  std::vector<EventRecord> events_;
  std::map<std::string, std::uint64_t> skipped_;
  InputDigest digest_;
};

}  // namespace

std::unique_ptr<ImageSource> open_numpy(std::span<const std::filesystem::path> files,
                                        std::span<const std::string> class_names, ImageLayout layout,
                                        const std::filesystem::path& scratch_folder) {
  return std::make_unique<NumpySource>(files, class_names, layout, scratch_folder);
}

}  // namespace wirebench::dataset
