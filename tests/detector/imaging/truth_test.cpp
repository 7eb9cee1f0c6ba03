#include "wirebench/detector/imaging/truth.hpp"

#include <gtest/gtest.h>

namespace wirebench::detector {
namespace {

transport::Deposit of(std::int32_t pdg) {
  transport::Deposit deposit;
  deposit.pdg = pdg;
  return deposit;
}

TEST(Truth, AParticleIsKnownByItsNumber) {
  EXPECT_EQ(pixel_particle(-11), PixelParticle::electron);
  EXPECT_EQ(pixel_particle(13), PixelParticle::muon);
  EXPECT_EQ(pixel_particle(-211), PixelParticle::pion);
  EXPECT_EQ(pixel_particle(1000020040), PixelParticle::nucleus);
  EXPECT_EQ(pixel_particle(0), PixelParticle::other);
  EXPECT_EQ(pixel_particle_kind(PixelParticle::electron), "shower");
  EXPECT_EQ(pixel_particle_kind(PixelParticle::proton), "track");
  EXPECT_EQ(pixel_particle_kind(PixelParticle::overlay), "none");
}

// 8 pixels of one wire by 1 mm: the pixel of wire 3 at drift 2 to 3 holds 10 electrons of a muon and 6 + 6 of e+ and
// e-, that of wire 4 an overlaid electron alone.
TEST(Truth, APixelShowsTheKindWithMostCharge) {
  transport::EventDeposits event;
  event.deposits = {of(13), of(11), of(-11), of(11)};
  event.first_overlay = 3;
  WirePlaneCharge charge;
  charge[1] = {{3, 2.5, 10.0, 0}, {3, 2.1, 6.0, 1}, {3, 2.9, 6.0, 2}, {4, 2.5, 1.0, 3}};
  const PixelGrid grid{8, {.drift = 1.0, .wires = {1.0, 1.0, 1.0}}};
  const auto image = truth_image(charge, event, grid, {.drift_low = 0.0, .first_wire = {0, 0, 0}});
  ASSERT_EQ(image.size(), 3 * 64U);
  EXPECT_EQ(image[64 + 2 * 8 + 3], static_cast<std::uint8_t>(PixelParticle::electron));
  EXPECT_EQ(image[64 + 2 * 8 + 4], static_cast<std::uint8_t>(PixelParticle::overlay));
  EXPECT_EQ(image[2 * 8 + 3], 0);
  EXPECT_EQ(std::count(image.begin(), image.end(), 0), 3 * 64 - 2);
}

}  // namespace
}  // namespace wirebench::detector
