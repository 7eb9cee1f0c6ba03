/// \file Small datasets for the tests of this folder.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "wirebench/dataset/reader.hpp"
#include "wirebench/dataset/writer.hpp"

namespace wirebench::dataset::test {

inline const std::filesystem::path k_data = std::filesystem::path{WIREBENCH_SOURCE_DIR} / "tests/data/dataset";

/// Some byte that differs between neighbours in every direction and between images.
inline std::uint8_t pattern(std::size_t image, std::size_t pixel) {
  return static_cast<std::uint8_t>((31 * image + 7 * pixel + pixel / 5) % 253);
}

inline DatasetHeader byte_header() {
  DatasetHeader header;
  header.shape = {.channels = 3, .height = 4, .width = 5};
  header.configuration = Json::parse(R"({"pixel_mm": 10})");
  return header;
}

inline EventRecord event(std::uint64_t id, std::uint8_t label, Split split) {
  EventRecord record;
  record.event_id = id;
  record.label = label;
  record.split = split;
  return record;
}

/// `labels.size()` images of bytes; every fifth validates.
inline void write_bytes(const std::filesystem::path& path, const std::vector<std::uint8_t>& labels,
                        const DatasetHeader& header = byte_header()) {
  DatasetWriter writer{path, header};
  std::vector<std::uint8_t> pixels(header.shape.pixels());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    for (std::size_t p = 0; p < pixels.size(); ++p) pixels[p] = pattern(i, p);
    writer.append(std::span<const std::uint8_t>{pixels},
                  event(1000 + i, labels[i], i % 5 == 4 ? Split::validation : Split::training));
  }
  writer.close();
}

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

inline void write_file(const std::filesystem::path& path, const std::string& bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream{path, std::ios::binary} << bytes;
}

inline std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator{folder})
    names.push_back(entry.path().filename().string());
  return names;
}

}  // namespace wirebench::dataset::test
