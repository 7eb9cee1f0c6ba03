/// \file Image datasets: one HDF5 file with images, labels, truth and split.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "wirebench/core/json.hpp"

namespace wirebench::dataset {

enum class PixelType { uint8, float32 };
enum class Split : std::uint8_t { training = 0, validation = 1, test = 2 };

[[nodiscard]] std::string_view name(Split split) noexcept;
[[nodiscard]] std::string_view name(PixelType type) noexcept;

/// Every split, in the order of its number.
inline constexpr std::array<Split, 3> k_splits{Split::training, Split::validation, Split::test};

/// Channels are the wire planes (U, V, W) of one event.
struct ImageShape {
  std::uint32_t channels = 3;
  std::uint32_t height = 0;
  std::uint32_t width = 0;

  [[nodiscard]] std::size_t pixels() const noexcept { return std::size_t{channels} * height * width; }
  bool operator==(const ImageShape&) const = default;
};

/// What is known of the event behind an image; one row of the `/events` table. NaN or 0 where the source does not say.
struct EventRecord {
  std::uint64_t event_id = 0;
  std::uint8_t label = 0;  ///< index into class_names
  Split split = Split::training;
  std::int32_t neutrino_pdg = 0;
  float neutrino_energy_mev = std::numeric_limits<float>::quiet_NaN();
  float vertex_x_mm = std::numeric_limits<float>::quiet_NaN();
  float vertex_y_mm = std::numeric_limits<float>::quiet_NaN();
  float vertex_z_mm = std::numeric_limits<float>::quiet_NaN();
  float deposited_mev = std::numeric_limits<float>::quiet_NaN();    ///< all deposits of the event
  float charge_in_image = std::numeric_limits<float>::quiet_NaN();  ///< electrons inside the crop, mean of the planes
  /// Gives the sample the composition of the flux it was made for (NeutrinoEvent::weight).
  double flux_weight = std::numeric_limits<double>::quiet_NaN();
};

/// Everything about a dataset but its images and events.
struct DatasetHeader {
  ImageShape shape;
  PixelType pixel_type = PixelType::uint8;
  std::vector<std::string> class_names{"NC", "numu CC", "nue CC"};
  /// What the numbers in the truth images mean, one name each, and whether that is a "shower", a "track" or neither
  /// ("none"); empty: the dataset has no truth images.
  std::vector<std::string> truth_names{};
  std::vector<std::string> truth_kinds{};
  Json configuration;  ///< detector, image and split settings that made it; embedded with the provenance
};

}  // namespace wirebench::dataset
