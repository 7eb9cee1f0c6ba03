#include "wirebench/detector/imaging/truth.hpp"

#include <algorithm>
#include <cstdlib>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {

PixelParticle pixel_particle(std::int32_t pdg) noexcept {
  constexpr std::int32_t k_nuclei = 1000000000;  // PDG numbering of nuclei: 10LZZZAAAI
  // Of 64 bits, in which the smallest number of 32 has an opposite.
  switch (std::abs(std::int64_t{pdg})) {
    case 11: return PixelParticle::electron;
    case 13: return PixelParticle::muon;
    case 211: return PixelParticle::pion;
    case 321: return PixelParticle::kaon;
    case 2212: return PixelParticle::proton;
    case 2112: return PixelParticle::nucleus;
    default: return pdg > k_nuclei ? PixelParticle::nucleus : PixelParticle::other;
  }
}

PixelParticle deposit_particle(const transport::EventDeposits& event, std::uint32_t deposit) noexcept {
  return deposit >= event.first_overlay ? PixelParticle::overlay : pixel_particle(event.deposits[deposit].pdg);
}

std::vector<std::uint8_t> truth_image(const WirePlaneCharge& charge, const transport::EventDeposits& event,
                                      const PixelGrid& grid, const ImageFrame& frame) {
  constexpr std::size_t kinds = k_pixel_particle_names.size();
  std::vector<std::uint8_t> image(k_planes * grid.pixels_a_plane(), 0);
  const std::size_t pixels = grid.pixels_a_plane();
  std::vector<float> by_kind(pixels * kinds);
  for (std::size_t plane = 0; plane < k_planes; ++plane) {
    std::fill(by_kind.begin(), by_kind.end(), 0.0F);
    for (const WireCharge& part : charge[plane]) {
      WIREBENCH_EXPECT(part.deposit < event.deposits.size());
      const auto kind = static_cast<std::size_t>(deposit_particle(event, part.deposit));
      grid.pixels(plane, part, frame, [&](std::size_t pixel, double share) {
        by_kind[(pixel - plane * pixels) * kinds + kind] += static_cast<float>(share * part.electrons);
      });
    }
    for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
      const auto begin = by_kind.begin() + static_cast<std::ptrdiff_t>(pixel * kinds);
      const auto most = std::max_element(begin, begin + kinds);
      if (*most > 0.0F) image[plane * pixels + pixel] = static_cast<std::uint8_t>(most - begin);
    }
  }
  return image;
}

}  // namespace wirebench::detector
