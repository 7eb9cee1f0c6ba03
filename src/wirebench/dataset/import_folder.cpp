#include "wirebench/dataset/import_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/dataset/find_files.hpp"
#include "wirebench/dataset/input_digest.hpp"
#include "wirebench/dataset/png_image.hpp"

namespace wirebench::dataset {
namespace {

/// The class of a picture: the first folder of its name.
std::string class_of(const FoundFile& file) {
  const auto slash = file.name.find('/');
  if (slash == std::string::npos) {
    throw Error{ErrorKind::usage,
                {"picture outside a class folder", file.path.string(), "the folder of a picture names its class",
                 "Give the folder that holds one folder for each class."}};
  }
  return file.name.substr(0, slash);
}

std::vector<std::string> choose_names(const std::set<std::string>& found, std::span<const std::string> wanted) {
  if (!wanted.empty()) return {wanted.begin(), wanted.end()};
  const std::vector<std::string> usual = DatasetHeader{}.class_names;
  if (found == std::set<std::string>{usual.begin(), usual.end()}) return usual;
  return {found.begin(), found.end()};
}

class FolderSource final : public ImageSource {
 public:
  FolderSource(std::span<const std::filesystem::path> folders, std::span<const std::string> class_names) {
    const auto files = find_files(folders, ".png");
    if (files.empty()) {
      throw Error{ErrorKind::usage,
                  {"no pictures", folders.empty() ? "" : folders.front().string(), "no .png file is in there", ""}};
    }
    std::set<std::string> found;
    for (const FoundFile& file : files) found.insert(class_of(file));
    class_names_ = choose_names(found, class_names);
    for (const FoundFile& file : files) {
      const auto at = std::find(class_names_.begin(), class_names_.end(), class_of(file));
      if (at == class_names_.end() || at - class_names_.begin() > 255) {
        throw Error{ErrorKind::usage,
                    {"folder is not a class", file.path.parent_path().string(),
                     fmt::format("the classes are {}", fmt::join(class_names_, ", ")),
                     "Rename the folder, or name its class too with --classes."}};
      }
      digest_.add(file.path, file.name);
      pictures_.push_back(file.path);
      events_.push_back({.event_id = events_.size(), .label = static_cast<std::uint8_t>(at - class_names_.begin())});
    }
    const PngImage first = read_png(pictures_.front());
    shape_ = first.shape;
    pixel_type_ = first.pixel_type;
  }

  [[nodiscard]] const ImageShape& shape() const noexcept override { return shape_; }
  [[nodiscard]] PixelType pixel_type() const noexcept override { return pixel_type_; }
  [[nodiscard]] const std::vector<std::string>& class_names() const noexcept override { return class_names_; }
  [[nodiscard]] std::span<const EventRecord> events() const noexcept override { return events_; }
  [[nodiscard]] const std::map<std::string, std::uint64_t>& skipped() const noexcept override { return skipped_; }
  [[nodiscard]] Json description() const override { return digest_.description("folder"); }

  void read(std::size_t index, std::span<std::uint8_t> pixels) override {
    const PngImage image = load(index);
    WIREBENCH_EXPECT(image.bytes.size() == pixels.size());
    std::copy(image.bytes.begin(), image.bytes.end(), pixels.begin());
  }
  void read(std::size_t index, std::span<float> pixels) override {
    const PngImage image = load(index);
    WIREBENCH_EXPECT(image.values.size() == pixels.size());
    std::copy(image.values.begin(), image.values.end(), pixels.begin());
  }

 private:
  [[nodiscard]] PngImage load(std::size_t index) const {
    WIREBENCH_EXPECT(index < pictures_.size());
    PngImage image = read_png(pictures_[index]);
    if (image.shape != shape_ || image.pixel_type != pixel_type_) {
      const auto text = [](const ImageShape& shape, PixelType type) {
        return fmt::format("{} x {} x {} {}", shape.channels, shape.height, shape.width, name(type));
      };
      throw Error{ErrorKind::failed,
                  {"pictures of different shapes or types", pictures_[index].string(),
                   fmt::format("{}; the first, {}, is {}", text(image.shape, image.pixel_type),
                               pictures_.front().string(), text(shape_, pixel_type_)),
                   "A dataset holds images of one shape and type."}};
    }
    return image;
  }

  std::vector<std::string> class_names_;
  std::vector<std::filesystem::path> pictures_;
  std::vector<EventRecord> events_;
  std::map<std::string, std::uint64_t> skipped_;
  ImageShape shape_;
  PixelType pixel_type_ = PixelType::uint8;
  InputDigest digest_;
};

}  // namespace

std::unique_ptr<ImageSource> open_folder(std::span<const std::filesystem::path> folders,
                                         std::span<const std::string> class_names) {
  return std::make_unique<FolderSource>(folders, class_names);
}

}  // namespace wirebench::dataset
