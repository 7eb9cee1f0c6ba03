#include "wirebench/detector/imaging/image_maker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

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
constexpr double k_pieces_per_cell = 3.0;

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

/// Electrons by pixel, and which deposits some of them come from.
class ImageMaker::PixelSums {
 public:
  PixelSums(const PixelGrid& grid, std::size_t deposits)
      : grid_{&grid}, electrons_(k_planes * grid.pixels_a_plane(), 0.0), deposit_seen_(deposits, 0) {}

  void add(std::size_t plane, const WireCharge& part, const ImageFrame& frame) {
    grid_->pixels(plane, part, frame, [&](std::size_t pixel, double share) {
      electrons_[pixel] += share * part.electrons;
      if (part.deposit != k_no_deposit) deposit_seen_[part.deposit] = 1;
    });
  }
  void add(const WirePlaneCharge& charge, const ImageFrame& frame) {
    for (std::size_t plane = 0; plane < k_planes; ++plane) {
      for (const WireCharge& part : charge[plane]) add(plane, part, frame);
    }
  }
  /// Marks the deposit only.
  void see(std::size_t plane, const WireCharge& part, const ImageFrame& frame) {
    grid_->pixels(plane, part, frame, [&](std::size_t, double) { deposit_seen_[part.deposit] = 1; });
  }

  [[nodiscard]] std::span<const double> electrons() const noexcept { return electrons_; }
  [[nodiscard]] std::span<const std::uint8_t> deposit_seen() const noexcept { return deposit_seen_; }

 private:
  const PixelGrid* grid_;
  std::vector<double> electrons_;
  std::vector<std::uint8_t> deposit_seen_;
};

EventImage ImageMaker::operator()(const transport::EventDeposits& event) const {
  if (chain_) return (*this)(event, (*chain_)(event, wanted(event)));
  const std::vector<PointCharge> charges = ionize(event.deposits, ionization_, longest_piece_);
  PixelSums sums{grid_, event.deposits.size()};
  EventImage image;
  if (options_.crop == Crop::vertex && !options_.truth) {
    // The frame is known beforehand: the charge on the wires need not be kept.
    const ImageFrame frame = frame_choice_({}, event.truth.vertex, event.event_id);
    for (std::size_t plane = 0; plane < k_planes; ++plane) {
      projection_.for_each(plane, charges, [&](const WireCharge& part) { sums.add(plane, part, frame); });
    }
    image = image_of(event, sums);
  } else {
    const WirePlaneCharge on_wires = projection_(charges);
    const ImageFrame frame = frame_choice_(on_wires, event.truth.vertex, event.event_id);
    sums.add(on_wires, frame);
    image = image_of(event, sums);
    if (options_.truth) image.truth = truth_image(on_wires, event, grid_, frame);
  }
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
  const ImageFrame frame = frame_choice_(detected.charge, event.truth.vertex, event.event_id);
  PixelSums sums{grid_, event.deposits.size()};
  sums.add(detected.charge, frame);
  chain_->for_each_true_charge(detected.clouds,
                               [&](std::uint32_t view, const WireCharge& part) { sums.see(view, part, frame); });
  EventImage image = image_of(event, sums);
  if (options_.truth) image.truth = truth_image(chain_->true_charge(detected.clouds), event, grid_, frame);
  image.account = detected.account;
  image.electrons_total = detected.account.ionized;
  return image;
}

template <class Pixel, class ValueOf>
void ImageMaker::fill_pixels(std::span<const double> electrons, std::vector<Pixel>& pixels, const ValueOf& value_of,
                             EventImage& image) const {
  const std::size_t pixels_a_plane = grid_.pixels_a_plane();
  for (std::size_t plane = 0; plane < k_planes; ++plane) {
    for (std::size_t pixel = plane * pixels_a_plane; pixel < (plane + 1) * pixels_a_plane; ++pixel) {
      const double q = electrons[pixel];
      if (q == 0.0) continue;  // most are
      image.electrons_in_image[plane] += q;
      image.saturated_pixels += q >= options_.full_scale_electrons ? 1U : 0U;
      pixels[pixel] = value_of(q);
    }
  }
}

EventImage ImageMaker::image_of(const transport::EventDeposits& event, const PixelSums& sums) const {
  const std::span<const double> electrons = sums.electrons();
  const std::span<const std::uint8_t> seen = sums.deposit_seen().first(event.own_deposits());
  EventImage image;
  image.size = options_.size;
  image.deposits_outside = static_cast<std::uint64_t>(std::count(seen.begin(), seen.end(), std::uint8_t{0}));
  if (options_.pixel_value == PixelValue::uint8) {
    fill_pixels(
        electrons, image.pixels.emplace<std::vector<std::uint8_t>>(electrons.size(), scaling_.quantized(0.0)),
        [this](double q) { return scaling_.quantized(q); }, image);
  } else {
    fill_pixels(
        electrons, image.pixels.emplace<std::vector<float>>(electrons.size(), static_cast<float>(scaling_(0.0))),
        [this](double q) { return static_cast<float>(scaling_(q)); }, image);
  }
  return image;
}

}  // namespace wirebench::detector
