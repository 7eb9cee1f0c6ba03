#include "wirebench/train/augmentation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <string>
#include <vector>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/random.hpp"

namespace wirebench::train {
namespace {

constexpr std::int64_t k_largest_shift = 4095;
constexpr double k_largest_part = 0.5;
constexpr double k_largest_noise = 1e6;

/// A whole number from -most to most.
std::int64_t shift_from(double uniform, std::uint32_t most) {
  return static_cast<std::int64_t>(uniform * (2.0 * most + 1.0)) - most;
}

void require_smaller(std::string_view key, std::uint32_t shift, std::uint32_t side, std::string_view axis) {
  if (shift < side) return;
  throw Error{ErrorKind::usage,
              {"shift as large as the images", fmt::format("{} = {}", key, shift),
               fmt::format("the images have {} pixels along {}", side, axis), "Give a smaller number of pixels."}};
}

/// How far the image of each plane moves, in parts of a step along the beam: the cosines of its wires' angles to the
/// vertical. 1 where the dataset does not say them.
std::vector<double> parts_along_beam(const dataset::DatasetHeader& header) {
  std::vector<double> parts(header.shape.channels, 1.0);
  const Json& configuration = header.configuration;
  if (!configuration.is_object() || !configuration.contains("detector")) return parts;
  const Json& detector = configuration["detector"];
  if (!detector.is_object() || !detector.contains("plane")) return parts;
  const Json& planes = detector["plane"];
  if (!planes.is_array() || planes.size() != parts.size()) return parts;
  for (std::size_t plane = 0; plane < parts.size(); ++plane) {
    if (!planes[plane].is_object()) continue;
    const auto angle = planes[plane].find("angle_deg");
    if (angle == planes[plane].end() || !angle->is_number()) continue;
    // As detectors may have it; what a damaged file says may not even have a cosine.
    const auto degrees = angle->get<double>();
    if (std::abs(degrees) <= 90.0) parts[plane] = std::cos(degrees * std::numbers::pi / 180.0);
  }
  return parts;
}

}  // namespace

AugmentationOptions read_augmentation_options(ConfigTable& table, const AugmentationOptions& defaults) {
  AugmentationOptions o = defaults;
  const std::string flip = table.choice("flip", {"none", "height", "width", "both"}, name(o.flip));
  o.flip = flip == "none" ? Flip::none : flip == "height" ? Flip::height : flip == "width" ? Flip::width : Flip::both;
  o.shift_drift = static_cast<std::uint32_t>(table.integer("shift_drift", {0, k_largest_shift}, o.shift_drift));
  o.shift_wires = static_cast<std::uint32_t>(table.integer("shift_wires", {0, k_largest_shift}, o.shift_wires));
  o.charge_scale = table.number("charge_scale", {0.0, k_largest_part}, o.charge_scale);
  o.gain_jitter = table.number("gain_jitter", {0.0, k_largest_part}, o.gain_jitter);
  o.noise_electrons = table.number("noise_electrons", {0.0, k_largest_noise}, o.noise_electrons);
  o.wire_dropout = table.number("wire_dropout", {0.0, k_largest_part}, o.wire_dropout);
  return o;
}

void add_to_json(Json& json, const AugmentationOptions& o) {
  json["flip"] = name(o.flip);
  json["shift_drift"] = o.shift_drift;
  json["shift_wires"] = o.shift_wires;
  json["charge_scale"] = o.charge_scale;
  json["gain_jitter"] = o.gain_jitter;
  json["noise_electrons"] = o.noise_electrons;
  json["wire_dropout"] = o.wire_dropout;
}

Augmenter::Augmenter(const AugmentationOptions& options, const dataset::DatasetHeader& header, std::uint64_t seed)
    : options_{options}, shape_{header.shape}, along_beam_{parts_along_beam(header)}, seed_{seed} {
  require_smaller("shift_drift", options.shift_drift, shape_.height, "the drift (their height)");
  require_smaller("shift_wires", options.shift_wires, shape_.width, "the wires (their width)");
  if (!(options.charge_scale > 0.0 || options.gain_jitter > 0.0 || options.noise_electrons > 0.0)) return;
  const Outcome<PixelEncoding> found = PixelEncoding::of(header);
  if (!found) {
    throw Error{ErrorKind::usage,
                {"charge cannot be changed", "charge_scale, gain_jitter, noise_electrons", found.reason(),
                 "Set them to 0, or train on images made by `wirebench simulate`."}};
  }
  encoding_ = found.value();
}

bool Augmenter::changes_columns() const noexcept {
  return options_.gain_jitter > 0.0 || options_.wire_dropout > 0.0;
}

/// Row r of the result is row r - down of the plane, column c is column c - right.
void Augmenter::move(std::span<float> plane, std::int64_t down, std::int64_t right) const {
  if (down == 0 && right == 0) return;
  const auto height = static_cast<std::int64_t>(shape_.height);
  const auto width = static_cast<std::int64_t>(shape_.width);
  const std::int64_t kept = width - std::abs(right);
  for (std::int64_t i = 0; i < height; ++i) {
    // From the side the image moves towards, so that no row is overwritten before it was used.
    const std::int64_t row = down > 0 ? height - 1 - i : i;
    float* const dst = plane.data() + row * width;
    const std::int64_t from = row - down;
    if (from < 0 || from >= height) {
      std::fill_n(dst, width, 0.0F);
      continue;
    }
    const float* const src = plane.data() + from * width + std::max<std::int64_t>(-right, 0);
    // memmove: within one row the two overlap.
    std::memmove(dst + std::max<std::int64_t>(right, 0), src, static_cast<std::size_t>(kept) * sizeof(float));
    std::fill_n(right > 0 ? dst : dst + kept, std::abs(right), 0.0F);
  }
}

void Augmenter::operator()(std::span<float> image, std::uint64_t epoch, std::uint64_t position) const {
  WIREBENCH_EXPECT(image.size() == shape_.pixels());
  const std::uint64_t event = (epoch << 32U) | position;
  flip_at_random(image, shape_, options_.flip, seed_, epoch, position);
  // Everything is drawn, whatever is on: switching one change on leaves the numbers of the others as they are.
  RandomStream random{seed_, RandomStage::augmentation_move, event};
  const std::int64_t down = shift_from(random.uniform(), options_.shift_drift);
  const std::int64_t beam = shift_from(random.uniform(), options_.shift_wires);
  const double factor = 1.0 + options_.charge_scale * (2.0 * random.uniform() - 1.0);
  const double deviation = options_.noise_electrons * random.uniform();
  const std::size_t plane_pixels = std::size_t{shape_.height} * shape_.width;
  for (std::size_t plane = 0; plane < shape_.channels; ++plane) {
    move(image.subspan(plane * plane_pixels, plane_pixels), down,
         std::llround(static_cast<double>(beam) * along_beam_[plane]));
  }
  if (!encoding_ && !changes_columns()) return;

  RandomStream columns{seed_, RandomStage::augmentation_wires, event};
  RandomStream noise{seed_, RandomStage::augmentation_noise, event};
  for (std::size_t plane = 0; plane < shape_.channels; ++plane) {
    for (std::size_t column = 0; column < shape_.width; ++column) {
      const double gain = std::max(0.0, 1.0 + options_.gain_jitter * columns.normal());
      const bool dead = columns.uniform() < options_.wire_dropout;
      float* pixel = image.data() + plane * plane_pixels + column;
      for (std::size_t row = 0; row < shape_.height; ++row, pixel += shape_.width) {
        const double added = deviation > 0.0 ? deviation * noise.normal() : 0.0;
        if (dead) {
          *pixel = 0.0F;
        } else if (encoding_ && (*pixel > 0.0F || added > 0.0)) {
          *pixel = encoding_->pixel(encoding_->charge(*pixel) * factor * gain + added);
        }
      }
    }
  }
}

}  // namespace wirebench::train
