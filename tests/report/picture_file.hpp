/// \file Reads PNG files, to see what was drawn.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <vector>

namespace wirebench::report {

using Colour = std::array<std::uint8_t, 3>;

struct PictureFile {
  unsigned width = 0;
  unsigned height = 0;
  std::vector<Colour> pixels;  ///< [height, width]

  [[nodiscard]] std::map<Colour, std::size_t> colours() const;
};

/// Throws std::runtime_error when it is not a PNG file.
[[nodiscard]] PictureFile read_png(const std::filesystem::path& path);

}  // namespace wirebench::report
