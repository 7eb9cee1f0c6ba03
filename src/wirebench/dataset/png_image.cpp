#include "wirebench/dataset/png_image.hpp"

#include <fmt/format.h>
#include <png.h>

#include <cerrno>
#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <new>
#include <string>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::dataset {
namespace {

constexpr png_uint_32 k_largest_side = 16384;
constexpr std::size_t k_largest_image = std::size_t{1} << 29U;  // bytes
constexpr std::size_t k_best_compression = 1100;
constexpr png_alloc_size_t k_largest_chunk = 8U << 20U;  // of the ancillary chunks, which are not used anyway

/// libpng's two structures, and the text of its last complaint.
class Decoder {
 public:
  Decoder()
      : png{png_create_read_struct(PNG_LIBPNG_VER_STRING, this, &Decoder::on_error, &Decoder::on_warning)},
        info{png != nullptr ? png_create_info_struct(png) : nullptr} {
    if (info == nullptr) {
      png_destroy_read_struct(&png, nullptr, nullptr);
      throw std::bad_alloc{};
    }
    png_set_user_limits(png, k_largest_side, k_largest_side);
    png_set_chunk_malloc_max(png, k_largest_chunk);
  }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  ~Decoder() { png_destroy_read_struct(&png, &info, nullptr); }

  png_structp png;
  png_infop info;
  std::string complaint;

 private:
  [[noreturn]] static void on_error(png_structp png, png_const_charp text) {
    static_cast<Decoder*>(png_get_error_ptr(png))->complaint = text;
    png_longjmp(png, 1);
  }
  static void on_warning(png_structp, png_const_charp) {}
};

// libpng reports errors with longjmp. Between setjmp and the jump no object with a destructor may come to life, so the
// two calls below work on plain pointers only and everything they fill belongs to the caller.

/// Reads up to the pixels and asks for whole bytes in host order; false on error.
bool read_header(png_structp png, png_infop info, std::FILE* file) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;  // NOLINT(cert-err52-cpp): libpng's interface
  png_init_io(png, file);
  png_read_info(png, info);
  png_set_expand(png);  // palettes, few-bit greys and transparent colours become plain channels
  png_set_swap(png);    // 16-bit values are big-endian in the file
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  return true;
}

bool read_rows(png_structp png, png_bytepp rows) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;  // NOLINT(cert-err52-cpp): libpng's interface
  png_read_image(png, rows);
  png_read_end(png, nullptr);
  return true;
}

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what, const std::string& why) {
  throw Error{ErrorKind::failed, {what, path.string(), why, "Save the picture again, or take it out of the folder."}};
}

/// One value of a decoded row.
unsigned value_at(const std::vector<png_byte>& pixels, std::size_t index, bool wide) {
  if (!wide) return pixels[index];
  return static_cast<unsigned>(pixels[2 * index]) | static_cast<unsigned>(pixels[2 * index + 1]) << 8U;
}

}  // namespace

PngImage read_png(const std::filesystem::path& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen(path.c_str(), "rbe"), &std::fclose};
  if (!file) throw file_error("cannot read", path.string(), errno);
  Decoder decoder;
  if (!read_header(decoder.png, decoder.info, file.get())) fail(path, "not a readable PNG picture", decoder.complaint);
  const std::size_t width = png_get_image_width(decoder.png, decoder.info);
  const std::size_t height = png_get_image_height(decoder.png, decoder.info);
  const std::size_t stored_channels = png_get_channels(decoder.png, decoder.info);
  const std::size_t row_bytes = png_get_rowbytes(decoder.png, decoder.info);
  const bool wide = png_get_bit_depth(decoder.png, decoder.info) == 16;
  WIREBENCH_ASSERT(row_bytes == width * stored_channels * (wide ? 2 : 1));

  // A forged size must not make us reserve memory the file cannot fill: deflate packs at most 1032 bytes into one, and
  // a pixel has at least one bit.
  if (width * height / 8 / k_best_compression > std::filesystem::file_size(path) ||
      row_bytes * height > k_largest_image) {
    fail(path, "impossible size of a picture", fmt::format("{} x {} pixels", width, height));
  }
  std::vector<png_byte> pixels(row_bytes * height);
  std::vector<png_bytep> rows(height);
  for (std::size_t y = 0; y < height; ++y) rows[y] = pixels.data() + y * row_bytes;
  if (!read_rows(decoder.png, rows.data())) fail(path, "damaged PNG picture", decoder.complaint);

  const bool has_alpha = stored_channels == 2 || stored_channels == 4;
  const std::size_t channels = has_alpha ? stored_channels - 1 : stored_channels;
  const std::size_t area = width * height;
  if (has_alpha) {
    const unsigned opaque = wide ? 65535U : 255U;
    for (std::size_t p = 0; p < area; ++p) {
      if (value_at(pixels, p * stored_channels + channels, wide) == opaque) continue;
      fail(path, "picture with transparent pixels", fmt::format("column {}, row {}", p % width, p / width));
    }
  }
  PngImage image;
  image.shape = {.channels = static_cast<std::uint32_t>(channels),
                 .height = static_cast<std::uint32_t>(height),
                 .width = static_cast<std::uint32_t>(width)};
  image.pixel_type = wide ? PixelType::float32 : PixelType::uint8;
  if (wide) image.values.resize(channels * area);
  if (!wide) image.bytes.resize(channels * area);
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t p = 0; p < area; ++p) {
      const unsigned value = value_at(pixels, p * stored_channels + c, wide);
      if (wide) {
        image.values[c * area + p] = static_cast<float>(value);
      } else {
        image.bytes[c * area + p] = static_cast<std::uint8_t>(value);
      }
    }
  }
  return image;
}

}  // namespace wirebench::dataset
