#include "wirebench/detector/imaging/image_maker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/detector/imaging/truth.hpp"
#include "wirebench/detector/scintillation.hpp"

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

/// Pieces of a step are this much shorter than a wire cell or pixel, so that no cell on the way is missed and the
/// share of each is right to a few percent.
constexpr double k_pieces_per_cell = 4.0;

}  // namespace

ImageMaker::ImageMaker(const DetectorPreset& preset, const ImageOptions& options, std::uint64_t seed)
    : options_{checked(options)},
      ionization_{make_ionization(preset)},
      projection_{preset},
      chain_{preset.mode == DetectorMode::full ? std::make_shared<const DetectorChain>(preset, seed) : nullptr},
      grid_{options_.size, pixel_size(options_, preset)},
      frame_choice_{options_, projection_, grid_.pixel()},
      scaling_{options_} {
  double cell = options_.pixel.in(units::millimeter);
  for (std::size_t plane = 0; plane < k_planes; ++plane) cell = std::min(cell, projection_.pitch(plane));
  longest_piece_ = cell / k_pieces_per_cell;
}

EventImage ImageMaker::operator()(const transport::EventDeposits& event) const {
  if (chain_) return (*this)(event, (*chain_)(event, wanted(event)));
  const std::vector<PointCharge> charges = ionize(event.deposits, ionization_, longest_piece_);
  const WirePlaneCharge on_wires = projection_(charges);
  EventImage image = image_of(event, on_wires, on_wires);
  for (const PointCharge& charge : charges) image.electrons_total += charge.electrons;
  image.account.ionized = image.electrons_total;
  image.account.photons = scintillation_photons(event.deposits, charges, ionization_);
  return image;
}

std::optional<WantedPart> ImageMaker::wanted(const transport::EventDeposits& event) const {
  if (options_.crop != Crop::vertex) return std::nullopt;  // the charge decides what is shown
  const ImageFrame frame = frame_choice_({}, event.truth.vertex, event.event_id);
  WantedPart part;
  part.drift = {frame.drift_low, frame.drift_low + grid_.pixel().drift * options_.size};
  for (std::size_t plane = 0; plane < k_planes; ++plane) {
    const double first = frame.first_wire[plane];
    part.wires[plane] = {first, first + grid_.pixel().wires[plane] * options_.size};
  }
  return part;
}

EventImage ImageMaker::operator()(const transport::EventDeposits& event, const DetectedEvent& detected) const {
  WIREBENCH_EXPECT(chain_ != nullptr);
  EventImage image = image_of(event, detected.charge, chain_->true_charge(detected.clouds));
  image.account = detected.account;
  image.electrons_total = detected.account.ionized;
  return image;
}

EventImage ImageMaker::image_of(const transport::EventDeposits& event, const WirePlaneCharge& charge,
                                const WirePlaneCharge& true_charge) const {
  const ImageFrame frame = frame_choice_(charge, event.truth.vertex, event.event_id);
  std::vector<double> electrons(k_planes * grid_.pixels_a_plane(), 0.0);
  std::vector<std::uint8_t> deposit_seen(event.deposits.size(), 0);
  for (std::size_t plane = 0; plane < k_planes; ++plane) {
    for (const WireCharge& part : charge[plane]) {
      grid_.pixels(plane, part, frame, [&](std::size_t pixel, double share) {
        electrons[pixel] += share * part.electrons;
        if (part.deposit != k_no_deposit) deposit_seen[part.deposit] = 1;
      });
    }
    if (&charge == &true_charge) continue;
    for (const WireCharge& part : true_charge[plane]) {
      grid_.pixels(plane, part, frame, [&](std::size_t, double) { deposit_seen[part.deposit] = 1; });
    }
  }

  EventImage image;
  image.size = options_.size;
  if (options_.truth) image.truth = truth_image(true_charge, event, grid_, frame);
  const std::size_t pixels_a_plane = grid_.pixels_a_plane();
  for (std::size_t plane = 0; plane < k_planes; ++plane) {
    const auto begin = electrons.begin() + static_cast<std::ptrdiff_t>(plane * pixels_a_plane);
    image.electrons_in_image[plane] = std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(pixels_a_plane), 0.0);
  }
  image.deposits_outside = static_cast<std::uint64_t>(std::count(
      deposit_seen.begin(), deposit_seen.begin() + static_cast<std::ptrdiff_t>(event.own_deposits()), std::uint8_t{0}));
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
