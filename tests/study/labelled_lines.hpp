/// \file A dataset of lines: a class of long ones, one of short ones and one of blobs.
#pragma once

#include <filesystem>
#include <vector>

#include "wirebench/core/random.hpp"
#include "wirebench/dataset/writer.hpp"

namespace wirebench::study::test {

/// 24 x 24 pixels, three channels; `training` events, then as many to validate, then `tests`; classes in turn.
inline void write_labelled_lines(const std::filesystem::path& path, std::size_t training, std::size_t tests = 0) {
  dataset::DatasetHeader header;
  header.shape = {.channels = 3, .height = 24, .width = 24};
  dataset::DatasetWriter writer{path, header};
  for (std::size_t i = 0; i < 2 * training + tests; ++i) {
    RandomStream random{9, RandomStage::test, i};
    dataset::EventRecord event;
    event.event_id = 500 + i;
    event.label = static_cast<std::uint8_t>(i % 3);
    event.split = i < training       ? dataset::Split::training
                  : i < 2 * training ? dataset::Split::validation
                                     : dataset::Split::test;
    event.neutrino_energy_mev = static_cast<float>(1000 + 10 * (i % 200));
    event.charge_in_image = static_cast<float>(1000 * (1 + i));
    event.flux_weight = 0.5 + static_cast<double>(event.label);
    std::vector<std::uint8_t> pixels(header.shape.pixels());
    const std::size_t length = event.label == 0 ? 14 + random.below(8) : event.label == 1 ? 6 + random.below(6) : 0;
    for (std::size_t channel = 0; channel < 3; ++channel) {
      const std::size_t row = random.below(20);
      for (std::size_t x = 0; x < length; ++x) pixels[(channel * 24 + row) * 24 + x] = 90;
      for (std::size_t k = 0; k < (event.label == 2 ? 40U : 4U); ++k) {
        pixels[(channel * 24 + 6 + random.below(12)) * 24 + 6 + random.below(12)] = 60;
      }
    }
    writer.append(std::span<const std::uint8_t>{pixels}, event);
  }
  writer.close();
}

}  // namespace wirebench::study::test
