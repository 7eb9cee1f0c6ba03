#include "wirebench/study/model_input.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::study {
namespace {

template <class Stored>
std::byte stored_code(float code) {
  const float bounded = std::clamp(code, static_cast<float>(std::numeric_limits<Stored>::min()),
                                   static_cast<float>(std::numeric_limits<Stored>::max()));
  return static_cast<std::byte>(static_cast<Stored>(bounded));
}

float code_of(const runtime::Port& port, float real) {
  return std::round(real / port.quantization.scale[0]) + static_cast<float>(port.quantization.zero_point[0]);
}

/// Whether the code of a pixel is the pixel value itself (int8: less 128): one code is one pixel step in every channel.
/// The zero point then is only the nearest whole number (x / 127.5 - 1 has none at 0), and codes computed through it
/// would be off by half a step. The converters count on this rule (convert/input_coding.hpp).
bool has_pixel_codes(const runtime::Port& port, const graph::Preprocessing& preprocessing, std::size_t channels) {
  constexpr float tolerance = 1e-4F;
  for (std::size_t c = 0; c < channels; ++c) {
    const float step = preprocessing.scale[c] / port.quantization.scale[0];
    if (!(std::abs(step - 1.0F) < tolerance)) return false;
    const float code_of_black =
        preprocessing.offset[c] / port.quantization.scale[0] + static_cast<float>(port.quantization.zero_point[0]);
    const float expected = port.type == graph::DataType::int8 ? -128.0F : 0.0F;
    constexpr float half_step = 0.51F;
    if (!(std::abs(code_of_black - expected) < half_step)) return false;
  }
  return true;
}

void require_per_tensor(const runtime::Port& port) {
  if (port.quantization.scale.size() == 1 && port.quantization.zero_point.size() == 1) return;
  throw Error{ErrorKind::failed,
              {"the model has an integer input or output without scale and zero point", port.name, "",
               "Convert the network again with wirebench convert."}};
}

}  // namespace

void encode_image(const runtime::Port& input, const graph::Preprocessing& preprocessing,
                  const dataset::ImageShape& shape, std::span<const float> pixels, std::vector<std::byte>& out) {
  const graph::Shape expected{1, shape.height, shape.width, shape.channels};
  if (input.shape != expected) {
    throw Error{ErrorKind::usage,
                {"the model does not take these images", input.name,
                 "it wants " + graph::to_string(input.shape) + ", the dataset has " + graph::to_string(expected),
                 "Convert the network at the dataset's image size, or make images of the model's size."}};
  }
  WIREBENCH_EXPECT(pixels.size() == shape.pixels());
  WIREBENCH_EXPECT(shape.channels <= preprocessing.scale.size());
  const std::size_t plane = std::size_t{shape.height} * shape.width;
  const std::size_t start = out.size();
  const bool is_float = input.type == graph::DataType::float32;
  if (!is_float) require_per_tensor(input);
  const bool pixel_codes = !is_float && has_pixel_codes(input, preprocessing, shape.channels);
  out.resize(start + plane * shape.channels * graph::byte_size(input.type));
  std::byte* cursor = out.data() + start;
  for (std::size_t cell = 0; cell < plane; ++cell) {
    for (std::size_t c = 0; c < shape.channels; ++c) {
      const float pixel = pixels[c * plane + cell];
      const float value = pixel * preprocessing.scale[c] + preprocessing.offset[c];
      switch (input.type) {
        case graph::DataType::float32:
          std::memcpy(cursor, &value, sizeof value);
          cursor += sizeof value;
          break;
        case graph::DataType::uint8:
          *cursor++ = stored_code<std::uint8_t>(pixel_codes ? std::round(pixel) : code_of(input, value));
          break;
        case graph::DataType::int8:
          *cursor++ = stored_code<std::int8_t>(pixel_codes ? std::round(pixel) - 128.0F : code_of(input, value));
          break;
        default:
          throw Error{ErrorKind::failed,
                      {"the model's input type is not supported", input.name, std::string{graph::name(input.type)},
                       "Inputs are float32, uint8 or int8."}};
      }
    }
  }
}

std::vector<float> decode_scores(const runtime::Port& output, std::span<const std::byte> bytes) {
  const auto count = static_cast<std::size_t>(graph::element_count(output.shape));
  WIREBENCH_EXPECT(bytes.size() == count * graph::byte_size(output.type));
  std::vector<float> scores(count);
  if (output.type == graph::DataType::float32) {
    std::memcpy(scores.data(), bytes.data(), bytes.size());
    return scores;
  }
  require_per_tensor(output);
  const float scale = output.quantization.scale[0];
  const auto zero_point = static_cast<float>(output.quantization.zero_point[0]);
  for (std::size_t i = 0; i < count; ++i) {
    const float code = output.type == graph::DataType::uint8
                           ? static_cast<float>(std::to_integer<std::uint8_t>(bytes[i]))
                           : static_cast<float>(std::to_integer<std::int8_t>(bytes[i]));
    if (output.type != graph::DataType::uint8 && output.type != graph::DataType::int8) {
      throw Error{ErrorKind::failed,
                  {"the model's output type is not supported", output.name, std::string{graph::name(output.type)},
                   "Outputs are float32, uint8 or int8."}};
    }
    scores[i] = scale * (code - zero_point);
  }
  return scores;
}

}  // namespace wirebench::study
