#include "report/picture_file.hpp"

#include <png.h>

#include <stdexcept>

namespace wirebench::report {

std::map<Colour, std::size_t> PictureFile::colours() const {
  std::map<Colour, std::size_t> counts;
  for (const Colour& pixel : pixels) ++counts[pixel];
  return counts;
}

PictureFile read_png(const std::filesystem::path& path) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_file(&image, path.c_str()) == 0) throw std::runtime_error{image.message};
  image.format = PNG_FORMAT_RGB;
  std::vector<std::uint8_t> bytes(PNG_IMAGE_SIZE(image));
  if (png_image_finish_read(&image, nullptr, bytes.data(), 0, nullptr) == 0) throw std::runtime_error{image.message};
  PictureFile picture;
  picture.width = image.width;
  picture.height = image.height;
  picture.pixels.resize(static_cast<std::size_t>(image.width) * image.height);
  for (std::size_t i = 0; i < picture.pixels.size(); ++i) {
    picture.pixels[i] = {bytes[3 * i], bytes[3 * i + 1], bytes[3 * i + 2]};
  }
  return picture;
}

}  // namespace wirebench::report
