#include "wirebench/detector/image_maker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "wirebench/core/error.hpp"

namespace wirebench::detector {
namespace {

void require(bool is_valid, std::string_view option, double value) {
  if (is_valid) return;
  throw Error{ErrorKind::usage,
              {"image option out of range", fmt::format("{} = {}", option, value), "",
               "The page 'imaging' of the documentation has the ranges."}};
}

ImageOptions checked(const ImageOptions& options) {
  const auto within = [](double value, double low, double high) { return value >= low && value <= high; };
  const double pixel = options.pixel.in(units::millimeter);
  require(options.size >= 8 && options.size <= 4096, "size", options.size);
  require(within(pixel, 1.0, 1000.0), "pixel_mm", pixel);
  require(within(options.vertex_fraction, 0.0, 1.0), "vertex_fraction", options.vertex_fraction);
  require(within(options.full_scale_electrons, 1.0, 1.0e12), "full_scale_electrons", options.full_scale_electrons);
  require(within(options.log_reference_electrons, 1.0, 1.0e12), "log_reference_electrons",
          options.log_reference_electrons);
  return options;
}

/// A whole number where the quotient is one but for rounding, so that wires fall into pixels exactly.
double snapped_ratio(double pixel, double pitch) {
  const double ratio = pixel / pitch;
  const double whole = std::round(ratio);
  return std::abs(ratio - whole) < 1.0e-9 * ratio && whole > 0.0 ? whole : ratio;
}

/// Pieces of a step are this much shorter than a wire cell or pixel, so that no cell on the way is missed and the
/// share of each is right to a few percent.
constexpr double k_pieces_per_cell = 4.0;

}  // namespace

ImageMaker::ImageMaker(const DetectorPreset& preset, const ImageOptions& options)
    : options_{checked(options)},
      ionization_{make_ionization(preset)},
      projection_{preset},
      frame_choice_{options_, projection_},
      scaling_{options_} {
  double cell = options_.pixel.in(units::millimeter);
  for (std::size_t plane = 0; plane < k_planes; ++plane) {
    wires_per_pixel_[plane] = snapped_ratio(options_.pixel.in(units::millimeter), projection_.pitch(plane));
    cell = std::min(cell, projection_.pitch(plane));
  }
  longest_piece_ = cell / k_pieces_per_cell;
}

std::vector<double> ImageMaker::bin(const WirePlaneCharge& charge, const ImageFrame& frame,
                                    std::vector<bool>& deposit_seen) const {
  const std::size_t size = options_.size;
  const double pixel = options_.pixel.in(units::millimeter);
  std::vector<double> electrons(k_planes * size * size, 0.0);
  for (std::size_t plane = 0; plane < k_planes; ++plane) {
    const double ratio = wires_per_pixel_[plane];
    for (const WireCharge& part : charge[plane]) {
      const double row = std::floor((part.drift - frame.drift_low) / pixel);
      if (!(row >= 0.0 && row < static_cast<double>(size))) continue;
      // The wire's cell [low, low + 1) in wires from the frame's edge, shared among the pixels it overlaps.
      const double low = static_cast<double>(part.wire) - static_cast<double>(frame.first_wire[plane]);
      const double first = std::max(0.0, std::floor(low / ratio));
      double* const line = &electrons[(plane * size + static_cast<std::size_t>(row)) * size];
      for (double column = first; column < static_cast<double>(size) && column * ratio < low + 1.0; column += 1.0) {
        const double share = std::min(low + 1.0, (column + 1.0) * ratio) - std::max(low, column * ratio);
        // Less is rounding, and must not light up a pixel.
        if (!(share > 1.0e-9)) continue;
        line[static_cast<std::size_t>(column)] += share * part.electrons;
        deposit_seen[part.deposit] = true;
      }
    }
  }
  return electrons;
}

EventImage ImageMaker::operator()(const transport::EventDeposits& event) const {
  const std::vector<PointCharge> charges = ionize(event.deposits, ionization_, longest_piece_);
  const WirePlaneCharge on_wires = projection_(charges);
  const ImageFrame frame = frame_choice_(on_wires, event.truth.vertex, event.event_id);
  std::vector<bool> deposit_seen(event.deposits.size(), false);
  const std::vector<double> electrons = bin(on_wires, frame, deposit_seen);

  EventImage image;
  image.size = options_.size;
  for (const PointCharge& charge : charges) image.electrons_total += charge.electrons;
  const std::size_t pixels_a_plane = std::size_t{options_.size} * options_.size;
  for (std::size_t plane = 0; plane < k_planes; ++plane) {
    const auto begin = electrons.begin() + static_cast<std::ptrdiff_t>(plane * pixels_a_plane);
    image.electrons_in_image[plane] = std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(pixels_a_plane), 0.0);
  }
  image.deposits_outside = static_cast<std::uint64_t>(std::count(deposit_seen.begin(), deposit_seen.end(), false));
  image.saturated_pixels = static_cast<std::uint64_t>(std::count_if(
      electrons.begin(), electrons.end(), [this](double q) { return q >= options_.full_scale_electrons; }));
  if (options_.pixel_value == PixelValue::uint8) {
    auto& pixels = image.pixels.emplace<std::vector<std::uint8_t>>(electrons.size());
    std::transform(electrons.begin(), electrons.end(), pixels.begin(),
                   [this](double q) { return scaling_.quantized(q); });
  } else {
    auto& pixels = image.pixels.emplace<std::vector<float>>(electrons.size());
    std::transform(electrons.begin(), electrons.end(), pixels.begin(),
                   [this](double q) { return static_cast<float>(scaling_(q)); });
  }
  return image;
}

}  // namespace wirebench::detector
