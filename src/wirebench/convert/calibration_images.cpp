#include "wirebench/convert/calibration_images.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "wirebench/core/error.hpp"
#include "wirebench/core/random.hpp"

namespace wirebench::convert {
namespace {

/// The first `count` of a seeded shuffle, in file order (reading is then sequential).
std::vector<std::uint64_t> choose(std::vector<std::uint64_t> positions, std::size_t count, std::uint64_t seed) {
  RandomStream random{seed, RandomStage::calibration, 0};
  count = std::min(count, positions.size());
  for (std::size_t i = 0; i < count; ++i) {
    const auto left = static_cast<std::uint32_t>(positions.size() - i);
    std::swap(positions[i], positions[i + random.below(left)]);
  }
  positions.resize(count);
  std::sort(positions.begin(), positions.end());
  return positions;
}

void require_fit(const dataset::ImageShape& image, const graph::Shape& input, Fit fit) {
  const graph::Shape own{1, image.height, image.width, image.channels};
  const bool rank = input.size() == 4 && input[0] == 1 && input[3] == own[3] && own[3] <= 3;
  const bool size = fit == Fit::exact ? rank && own == input : rank && own[1] <= input[1] && own[2] <= input[2];
  if (size) return;
  throw Error{ErrorKind::usage,
              {"calibration images do not fit the network",
               "images " + graph::to_string(own) + ", input " + graph::to_string(input), "",
               "Use a dataset of the network's input size."}};
}

}  // namespace

CalibrationImages calibration_images(const dataset::DatasetReader& reader, const graph::Graph& network,
                                     const CalibrationChoice& choice) {
  const graph::Shape input = network.tensor(network.inputs()[0]).shape;
  const dataset::ImageShape image = reader.header().shape;
  require_fit(image, input, choice.fit);
  auto positions = choose(reader.positions(dataset::Split::training), choice.count, choice.seed);
  if (positions.empty()) {
    throw Error{ErrorKind::usage,
                {"no calibration images", "", "the dataset has no training events or none were asked for",
                 "Quantisation takes its ranges from training images; give a dataset that has some."}};
  }
  CalibrationImages images;
  images.count = positions.size();
  images.read = [&reader, image, input, preprocessing = network.preprocessing(), positions = std::move(positions)](
                    std::size_t index, std::span<float> values) {
    const auto width = static_cast<std::size_t>(input[2]);
    const std::size_t channels = image.channels;
    const std::size_t top = (static_cast<std::size_t>(input[1]) - image.height) / 2;
    const std::size_t left = (width - image.width) / 2;
    std::vector<float> pixels(image.pixels());
    reader.read(positions.at(index), pixels);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = preprocessing.offset[i % channels];
    for (std::size_t c = 0; c < channels; ++c) {
      for (std::size_t y = 0; y < image.height; ++y) {
        for (std::size_t x = 0; x < image.width; ++x) {
          const float pixel = pixels[(c * image.height + y) * image.width + x];
          values[((top + y) * width + left + x) * channels + c] =
              pixel * preprocessing.scale[c] + preprocessing.offset[c];
        }
      }
    }
  };
  return images;
}

}  // namespace wirebench::convert
