/// \file Which particle a pixel shows.
#pragma once

#include <array>
#include <cstdint>
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
  overlay = 8,  ///< whatever it is, it does not belong to the event
};
inline constexpr std::array<std::string_view, 9> k_pixel_particle_names{"none",   "electron", "muon",  "pion",   "kaon",
                                                                        "proton", "nucleus",  "other", "overlay"};

/// Kind of a deposit's particle, by its PDG code.
[[nodiscard]] PixelParticle pixel_particle(std::int32_t pdg) noexcept;
/// Whether it makes showers, as opposed to a track.
[[nodiscard]] constexpr bool is_shower(PixelParticle particle) noexcept {
  return particle == PixelParticle::electron;
}

/// "shower", "track" or "none" (no charge, or not to be said).
[[nodiscard]] constexpr std::string_view pixel_particle_kind(PixelParticle particle) noexcept {
  const bool says_nothing =
      particle == PixelParticle::none || particle == PixelParticle::overlay || particle == PixelParticle::other;
  return says_nothing ? "none" : is_shower(particle) ? "shower" : "track";
}
/// Kind of a deposit of an event, `overlay` for what overlays it.
[[nodiscard]] PixelParticle deposit_particle(const transport::EventDeposits& event, std::uint32_t deposit) noexcept;

/// The kind of particle with the most charge in each pixel. `charge` must name its deposits. Shape: [planes, size,
/// size].
[[nodiscard]] std::vector<std::uint8_t> truth_image(const WirePlaneCharge& charge,
                                                    const transport::EventDeposits& event, const PixelGrid& grid,
                                                    const ImageFrame& frame);

}  // namespace wirebench::detector
