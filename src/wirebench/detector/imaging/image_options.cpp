#include "wirebench/detector/imaging/image_options.hpp"

#include <algorithm>
#include <array>

namespace wirebench::detector {
namespace {

/// The enumerator whose name `key` holds; `names` are in the order of the enumerators.
template <class Enum, std::size_t N>
Enum read_choice(ConfigTable& table, std::string_view key, const std::array<std::string_view, N>& names,
                 Enum fallback) {
  const std::string name = table.choice(key, names, names[static_cast<std::size_t>(fallback)]);
  return static_cast<Enum>(std::find(names.begin(), names.end(), name) - names.begin());
}

}  // namespace

ImageOptions read_image_options(ConfigTable& table) {
  constexpr std::array<std::string_view, 4> crops{"vertex", "charge", "densest", "cvn"};
  constexpr std::array<std::string_view, 3> scalings{"linear", "log", "clip"};
  constexpr std::array<std::string_view, 2> pixel_types{"uint8", "float32"};
  constexpr Range<double> charge_range{1.0, 1.0e12};
  ImageOptions options;
  options.size = static_cast<std::uint32_t>(table.integer("size", {8, 4096}, options.size));
  options.pixel = table.number("pixel_mm", {1.0, 1000.0}, options.pixel.in(units::millimeter)) * units::millimeter;
  if (table.has("pixel_wires") || table.has("pixel_ticks")) {
    if (table.has("pixel_mm")) {
      table.fail("pixel_mm", "two sizes of a pixel", "pixel_wires and pixel_ticks say it already",
                 "Give pixel_mm, or pixel_wires and pixel_ticks.");
    }
    options.readout_pixel =
        ReadoutPixel{table.number("pixel_wires", {0.1, 1000.0}), table.number("pixel_ticks", {0.1, 10000.0})};
  }
  options.crop = read_choice(table, "crop", crops, options.crop);
  options.vertex_fraction = table.number("vertex_fraction", {0.0, 1.0}, options.vertex_fraction);
  options.scaling = read_choice(table, "scaling", scalings, options.scaling);
  options.full_scale_electrons = table.number("full_scale_electrons", charge_range, options.full_scale_electrons);
  options.log_reference_electrons =
      table.number("log_reference_electrons", charge_range, options.log_reference_electrons);
  options.pixel_value = read_choice(table, "pixel_type", pixel_types, options.pixel_value);
  options.truth = table.boolean("truth", options.truth);
  return options;
}

}  // namespace wirebench::detector
