/// \file Which particle a pixel shows.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "wirebench/detector/imaging/pixel_grid.hpp"
#include "wirebench/detector/wire_charge.hpp"
#include "wirebench/transport/deposit.hpp"

namespace wirebench::detector {

/// The kinds of particle in a truth image; the numbers are those of every file, never renumber.
enum class PixelParticle : std::uint8_t {
  none = 0,      ///< no charge
  electron = 1,  ///< e+ and e-: electromagnetic showers, delta rays, Michel electrons
  muon = 2,
  pion = 3,
  kaon = 4,
  proton = 5,
  nucleus = 6,  ///< and recoils that sources attribute to neutrons
  other = 7,    ///< or not known
};
inline constexpr std::array<std::string_view, 8> k_pixel_particle_names{"none", "electron", "muon",    "pion",
                                                                        "kaon", "proton",   "nucleus", "other"};

/// Kind of a deposit's particle, by its PDG code.
[[nodiscard]] PixelParticle pixel_particle(std::int32_t pdg) noexcept;
/// Whether it makes showers, as opposed to a track.
[[nodiscard]] constexpr bool is_shower(PixelParticle particle) noexcept {
  return particle == PixelParticle::electron;
}

/// The kind of particle with the most charge in each pixel. `charge` must name its deposits. Shape: [planes, size,
/// size].
[[nodiscard]] std::vector<std::uint8_t> truth_image(const WirePlaneCharge& charge,
                                                    std::span<const transport::Deposit> deposits, const PixelGrid& grid,
                                                    const ImageFrame& frame);

}  // namespace wirebench::detector
