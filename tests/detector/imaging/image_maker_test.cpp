#include "wirebench/detector/imaging/image_maker.hpp"

#include <gmock/gmock.h>

#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <thread>

#include "detector/presets.hpp"
#include "support/expect_error.hpp"

#include "wirebench/transport/deposit_source.hpp"

namespace wirebench::detector {
namespace {

using test::right_angled_preset;
constexpr double k_all_electrons = 1.0e12;  // a full scale that turns float pixels into electrons / 1e12

/// Small float images in electrons.
ImageOptions electron_options(std::uint32_t size, double pixel_mm) {
  ImageOptions options;
  options.size = size;
  options.pixel = pixel_mm * units::millimeter;
  options.scaling = Scaling::linear;
  options.full_scale_electrons = k_all_electrons;
  options.pixel_value = PixelValue::float32;
  return options;
}

double electrons_at(const EventImage& image, std::size_t plane, std::size_t row, std::size_t column) {
  const auto& pixels = std::get<std::vector<float>>(image.pixels);
  return k_all_electrons * static_cast<double>(pixels.at((plane * image.size + row) * image.size + column));
}

transport::Deposit point(const transport::Position& position, double mev) {
  transport::Deposit made;
  made.start = made.end = position;
  made.energy = mev;
  made.step_length = 5.0;
  return made;
}

transport::EventDeposits event_of(std::vector<transport::Deposit> deposits) {
  transport::EventDeposits event;
  event.event_id = 31;
  event.truth.vertex = transport::Position{0.0, 0.0, 2.5};
  event.deposits = std::move(deposits);
  return event;
}

// Size 8, pixel 10 mm (2 wires), vertex at a quarter of the wire axis and half of the drift axis. In plane W the frame
// begins 20 mm before the vertex at 2.5 mm: at -17.5 mm, the edge of wire -3; the drift begins at -40 mm.
TEST(ImageMaker, PutsChargeWhereItWasWorkedOutByHand) {
  ImageOptions options = electron_options(8, 10.0);
  options.vertex_fraction = 0.25;
  const ImageMaker make{right_angled_preset(), options};
  const EventImage image = make(event_of({point({-12.0, 0.0, 32.6}, 1.0)}));
  // W: 32.6 mm is nearest to wire 7 (35 mm), the 10th from the edge (0 the first): column 5. Row: (-12 + 40) / 10 = 2.
  EXPECT_NEAR(electrons_at(image, 2, 2, 5), image.electrons_total, 1e-3);
  // U and V: vertex at 2.5 * 0.8 = 2 mm, frame from -18: nearest edge -17.5. 32.6 * 0.8 = 26.08: wire 5, 8th: column 4.
  EXPECT_NEAR(electrons_at(image, 0, 2, 4), image.electrons_total, 1e-3);
  EXPECT_NEAR(electrons_at(image, 1, 2, 4), image.electrons_total, 1e-3);
  EXPECT_GT(image.electrons_total, 2.0e4);
  EXPECT_EQ(image.deposits_outside, 0U);
  EXPECT_EQ(image.saturated_pixels, 0U);
  for (const double electrons : image.electrons_in_image) EXPECT_NEAR(electrons, image.electrons_total, 1e-6);
}

TEST(ImageMaker, CountsWhatIsOutside) {
  const ImageMaker make{right_angled_preset(), electron_options(8, 10.0)};
  const EventImage image = make(event_of({point({0.0, 0.0, 0.0}, 1.0), point({0.0, 0.0, 500.0}, 1.0),
                                          point({45.0, 0.0, 0.0}, 1.0), point({-40.1, 0.0, 0.0}, 1.0)}));
  EXPECT_EQ(image.deposits_outside, 3U);
  for (const double electrons : image.electrons_in_image) EXPECT_NEAR(electrons, image.electrons_total / 4.0, 1e-6);
}

// Pixels of 7.5 mm on a pitch of 5 mm: the second wire's cell lies half in the first pixel and half in the second.
TEST(ImageMaker, SharesAWireAmongPixelsThatAreNoMultipleOfThePitch) {
  ImageOptions options = electron_options(8, 7.5);
  options.vertex_fraction = 0.0;
  const ImageMaker make{right_angled_preset(), options};
  // In W the frame begins at 2.5 mm, the edge of wire 1 (at 5 mm).
  const EventImage image = make(event_of({point({1.0, 0.0, 10.0}, 1.0)}));
  EXPECT_NEAR(electrons_at(image, 2, 4, 0), image.electrons_total / 2.0, 1e-3);
  EXPECT_NEAR(electrons_at(image, 2, 4, 1), image.electrons_total / 2.0, 1e-3);
}

// 100 pixels of 1.45 mm end at 29 wires, but 100 * (1.45 / 5) is a little less in floating point: what rounding puts
// into pixel 100 must not light it up, not even with the scaling that shows every electron.
TEST(ImageMaker, RoundingAtAPixelEdgeLightsNoPixel) {
  ImageOptions options = electron_options(128, 1.45);
  options.vertex_fraction = 0.0;
  options.scaling = Scaling::clip;
  options.full_scale_electrons = 1000.0;
  const ImageMaker make{right_angled_preset(), options};
  // The frame begins at wire 1; wire 29 is its 29th.
  const EventImage image = make(event_of({point({0.5, 0.0, 145.0}, 1.0)}));
  const auto& pixels = std::get<std::vector<float>>(image.pixels);
  const std::size_t line = (2 * 128 + 64) * 128;
  EXPECT_EQ(pixels.at(line + 99), 1.0F);
  EXPECT_EQ(pixels.at(line + 100), 0.0F);
}

// The vertex at 1.5 mm is nearer to the edge at 2.5 mm (where wire 1 begins) than to the one at -2.5 mm.
TEST(ImageMaker, TheFrameBeginsAtTheNearestEdgeOfAWire) {
  ImageOptions options = electron_options(8, 10.0);
  options.vertex_fraction = 0.0;
  transport::EventDeposits event = event_of({point({0.0, 0.0, 0.0}, 1.0), point({0.0, 0.0, 5.0}, 1.0)});
  event.truth.vertex = transport::Position{0.0, 0.0, 1.5};
  const EventImage image = ImageMaker{right_angled_preset(), options}(event);
  EXPECT_NEAR(electrons_at(image, 2, 4, 0), image.electrons_total / 2.0, 1e-3);
  EXPECT_NEAR(image.electrons_in_image[2], image.electrons_total / 2.0, 1e-3);
}

// A straight track at 45 degrees between beam and drift fills the diagonal of the W view evenly.
TEST(ImageMaker, ATrackAtFortyFiveDegreesFillsTheDiagonal) {
  ImageOptions options = electron_options(16, 10.0);
  options.vertex_fraction = 0.0;
  transport::Deposit track;
  track.start = {-80.0, 0.0, 2.5};
  track.end = {80.0, 0.0, 162.5};
  track.energy = 47.0;
  track.step_length = 160.0 * std::sqrt(2.0);
  const EventImage image = ImageMaker{right_angled_preset(), options}(event_of({track}));
  double diagonal = 0.0;
  for (std::size_t i = 0; i < 16; ++i) {
    EXPECT_NEAR(electrons_at(image, 2, i, i) / image.electrons_total, 1.0 / 16.0, 0.01);
    diagonal += electrons_at(image, 2, i, i);
  }
  EXPECT_NEAR(diagonal / image.electrons_total, 1.0, 0.05);
}

TEST(ImageMaker, CropOnTheChargeCentresItsMean) {
  ImageOptions options = electron_options(8, 10.0);
  options.crop = Crop::charge;
  // W coordinates 1000 and 1030 with weights 1 : 2 (same dE/dx): mean 1020, wire 204. The frame of 16 wires begins at
  // the cell edge nearest to 1020 - 40 = 980 mm: 977.5 or 982.5; drift mean 300, frame from 260.
  const EventImage image = ImageMaker{right_angled_preset(), options}(
      event_of({point({290.0, 0.0, 1000.0}, 1.0), point({305.0, 0.0, 1030.0}, 1.0), point({305.0, 0.0, 1030.0}, 1.0)}));
  const double one = image.electrons_total / 3.0;
  EXPECT_NEAR(electrons_at(image, 2, 3, 2) + electrons_at(image, 2, 3, 1), one, 1e-3);
  EXPECT_NEAR(electrons_at(image, 2, 4, 5) + electrons_at(image, 2, 4, 4), 2.0 * one, 1e-3);
  EXPECT_EQ(image.deposits_outside, 0U);
}

TEST(ImageMaker, CropOnTheDensestWindowFindsTheHeavierOfTwoClusters) {
  ImageOptions options = electron_options(8, 10.0);
  options.crop = Crop::densest;
  const EventImage image = ImageMaker{right_angled_preset(), options}(
      event_of({point({0.0, 0.0, 0.0}, 1.0), point({900.0, 0.0, 900.0}, 1.0), point({910.0, 0.0, 900.0}, 1.0)}));
  for (const double electrons : image.electrons_in_image) {
    EXPECT_NEAR(electrons, image.electrons_total * 2.0 / 3.0, 1e-3);
  }
  EXPECT_EQ(image.deposits_outside, 1U);
  // 900 and 910 mm along the drift are centred: rows 3 and 4 of the frame from 865 mm.
  EXPECT_NEAR(image.electrons_total / 3.0,
              electrons_at(image, 2, 3, 3) + electrons_at(image, 2, 3, 4) + electrons_at(image, 2, 3, 2), 1e-3);
}

// Two equal charges at drift -12 and 8: their mean is -2, the frame of 8 pixels of 10 mm begins at -42. In plane W they
// are on wires 7 (35 mm is nearest to 32.6) and 11 (55 to 52.6); the frame begins at wire 7, two wires a pixel. In U
// and V at 32.6 * 0.8 = 26.08 (wire 5) and 52.6 * 0.8 = 42.08 (wire 8).
TEST(ImageMaker, CropCvnBeginsAtTheFirstWireWithCharge) {
  ImageOptions options = electron_options(8, 10.0);
  options.crop = Crop::cvn;
  const EventImage image = ImageMaker{
      right_angled_preset(), options}(event_of({point({-12.0, 0.0, 32.6}, 1.0), point({8.0, 0.0, 52.6}, 1.0)}));
  const double each = image.electrons_total / 2.0;
  EXPECT_NEAR(electrons_at(image, 2, 3, 0), each, 1e-3);
  EXPECT_NEAR(electrons_at(image, 2, 5, 2), each, 1e-3);
  for (const std::size_t plane : {0U, 1U}) {
    EXPECT_NEAR(electrons_at(image, plane, 3, 0), each, 1e-3);
    EXPECT_NEAR(electrons_at(image, plane, 5, 1), each, 1e-3);
  }
}

// 12.5 ticks of 0.5 us at 1.6 mm/us are 10 mm of drift.
TEST(ImageMaker, PixelsCanBeCountedInWiresAndTicks) {
  const std::vector<std::string> fixed{"drift.velocity_model='fixed'", "drift.velocity_mm_per_us=1.6"};
  const DetectorPreset preset = read_detector_preset("poster-full", std::string{WIREBENCH_SOURCE_DIR} + "/data", fixed);
  ImageOptions options = electron_options(8, 35.0);
  options.readout_pixel = ReadoutPixel{.wires = 2.0, .ticks = 12.5};
  const PixelSize size = pixel_size(options, preset);
  EXPECT_NEAR(size.drift, 10.0, 1e-9);
  for (const double wires : size.wires) EXPECT_EQ(wires, 2.0);
  wirebench::test::expect_error([&] { (void)pixel_size(options, wirebench::test::poster()); }, ErrorKind::usage,
                                {"pixels in wires and ticks", "poster"});
}

TEST(ImageMaker, CropOnTheVertexNeedsOne) {
  transport::EventDeposits event = event_of({point({0.0, 0.0, 0.0}, 1.0)});
  event.truth.vertex.reset();
  ImageOptions options = electron_options(8, 10.0);
  const ImageMaker make{right_angled_preset(), options};
  test::expect_error([&] { static_cast<void>(make(event)); }, ErrorKind::failed,
                     {"no vertex", "event_id 31", "crop = \"charge\""});
  options.crop = Crop::charge;
  EXPECT_NO_THROW(static_cast<void>(ImageMaker(right_angled_preset(), options)(event)));
}

TEST(ImageMaker, AnEventWithoutChargeIsBlank) {
  for (const Crop crop : {Crop::vertex, Crop::charge, Crop::densest}) {
    ImageOptions options;
    options.crop = crop;
    const EventImage image = ImageMaker{test::poster(), options}(event_of({}));
    const auto& pixels = std::get<std::vector<std::uint8_t>>(image.pixels);
    EXPECT_EQ(pixels.size(), 3U * 64U * 64U);
    EXPECT_THAT(pixels, testing::Each(0));
    EXPECT_EQ(image.electrons_total, 0.0);
  }
}

TEST(ImageMaker, CountsSaturatedPixels) {
  ImageOptions options;
  options.full_scale_electrons = 1.0e4;
  options.log_reference_electrons = 1.0e3;
  const EventImage image = ImageMaker{right_angled_preset(), options}(event_of({point({0.0, 0.0, 0.0}, 1.0)}));
  EXPECT_EQ(image.saturated_pixels, 3U);
  const auto& pixels = std::get<std::vector<std::uint8_t>>(image.pixels);
  EXPECT_EQ(std::count(pixels.begin(), pixels.end(), 255), 3);
}

TEST(ImageMaker, RefusesOptionsOutOfRange) {
  const auto refuse = [](auto change) {
    ImageOptions options;
    change(options);
    test::expect_error([&] { ImageMaker(test::poster(), options); }, ErrorKind::usage, {"image option out of range"});
  };
  refuse([](ImageOptions& options) { options.size = 0; });
  refuse([](ImageOptions& options) { options.pixel = Length{std::nan("")}; });
  refuse([](ImageOptions& options) { options.vertex_fraction = -0.1; });
  refuse([](ImageOptions& options) { options.full_scale_electrons = 0.0; });
  refuse([](ImageOptions& options) { options.log_reference_electrons = std::nan(""); });
}

class RealEvents : public testing::TestWithParam<const char*> {
 protected:
  std::vector<transport::EventDeposits> events(std::size_t most) const {
    const auto source = transport::open_deposits(std::string{WIREBENCH_SOURCE_DIR} + "/" + GetParam());
    std::vector<transport::EventDeposits> read;
    while (read.size() < most) {
      auto event = source->next();
      if (!event) break;
      read.push_back(std::move(*event));
    }
    return read;
  }
};

// A frame of 10 m holds everything: the pixels of each plane sum to the electrons of the event.
TEST_P(RealEvents, AFrameAroundEverythingHoldsAllTheCharge) {
  ImageOptions options = electron_options(400, 25.0);
  options.crop = Crop::charge;
  const ImageMaker make{test::poster(), options};
  for (const auto& event : events(6)) {
    const EventImage image = make(event);
    const auto& pixels = std::get<std::vector<float>>(image.pixels);
    for (std::size_t plane = 0; plane < k_planes; ++plane) {
      EXPECT_NEAR(image.electrons_in_image[plane] / image.electrons_total, 1.0, 1e-9);
      const auto begin = pixels.begin() + static_cast<std::ptrdiff_t>(plane * 160000);
      const double sum = k_all_electrons * std::accumulate(begin, begin + 160000, 0.0);
      EXPECT_NEAR(sum / image.electrons_total, 1.0, 1e-5);
    }
    // Between 1/3 and 3/4 of the energy over W: quenched as protons or as minimum-ionising particles.
    double mev = 0.0;
    for (const auto& deposit : event.deposits) mev += deposit.energy;
    const double survival = image.electrons_total * 23.6e-6 / mev;
    EXPECT_GT(survival, 0.33);
    EXPECT_LT(survival, 0.75);
  }
}

TEST_P(RealEvents, TheSameEventGivesTheSameBytesOnEveryThread) {
  const ImageMaker make{test::poster(), ImageOptions{}};
  const auto all = events(12);
  std::array<std::vector<EventImage>, 3> made;
  {
    std::vector<std::jthread> threads;
    for (auto& images : made) {
      threads.emplace_back([&] {
        for (const auto& event : all) images.push_back(make(event));
      });
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(made[0][i].pixels, made[1][i].pixels);
    EXPECT_EQ(made[0][i].pixels, made[2][i].pixels);
    EXPECT_THAT(std::get<std::vector<std::uint8_t>>(made[0][i].pixels), testing::Contains(testing::Gt(0)));
  }
}

INSTANTIATE_TEST_SUITE_P(Files, RealEvents,
                         testing::Values("tests/data/transport/segments_3_events.h5", "data/events_sample.h5"),
                         [](const auto& instance) { return instance.index == 0 ? "segments" : "voxels"; });

}  // namespace
}  // namespace wirebench::detector
