/// \file Bright lines in noise: along the rows, along the columns, or along both.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "wirebench/core/random.hpp"
#include "wirebench/dataset/writer.hpp"

namespace wirebench::test {

/// Writes `training` and `validation` images of 3 x 12 x 12, the three classes in turn.
inline void write_toy_dataset(const std::filesystem::path& path, std::uint64_t training, std::uint64_t validation) {
  constexpr std::uint32_t k_size = 12;
  dataset::DatasetHeader header;
  header.shape = {3, k_size, k_size};
  header.configuration = Json::object();
  dataset::DatasetWriter writer{path, header};
  for (std::uint64_t i = 0; i < training + validation; ++i) {
    RandomStream random{1, RandomStage::test, i};
    std::vector<std::uint8_t> image(header.shape.pixels());
    for (auto& pixel : image) pixel = static_cast<std::uint8_t>(random.below(60));
    const auto label = static_cast<std::uint8_t>(i % 3);
    for (std::uint32_t c = 0; c < 3; ++c) {
      const std::uint32_t row = random.below(k_size);
      const std::uint32_t column = random.below(k_size);
      for (std::uint32_t k = 0; k < k_size; ++k) {
        if (label != 1) image[(c * k_size + row) * k_size + k] = 220;
        if (label != 0) image[(c * k_size + k) * k_size + column] = 220;
      }
    }
    dataset::EventRecord event;
    event.event_id = 100 + i;
    event.label = label;
    event.split = i < training ? dataset::Split::training : dataset::Split::validation;
    writer.append(std::span<const std::uint8_t>{image}, event);
  }
  writer.close();
}

}  // namespace wirebench::test
