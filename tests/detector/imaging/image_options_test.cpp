#include "wirebench/detector/imaging/image_options.hpp"

#include <gtest/gtest.h>

#include "support/expect_error.hpp"

namespace wirebench::detector {
namespace {

TEST(ImageOptions, AnEmptyTableGivesTheDefaults) {
  ConfigTable table = Config::parse("", "empty.toml").root();
  const ImageOptions options = read_image_options(table);
  const ImageOptions defaults;
  EXPECT_EQ(options.size, defaults.size);
  EXPECT_EQ(options.pixel, defaults.pixel);
  EXPECT_EQ(options.crop, defaults.crop);
  EXPECT_EQ(options.scaling, defaults.scaling);
  EXPECT_EQ(options.pixel_value, defaults.pixel_value);
  EXPECT_EQ(options.full_scale_electrons, defaults.full_scale_electrons);
  EXPECT_NO_THROW(table.finish());
}

TEST(ImageOptions, ReadsEveryKey) {
  ConfigTable table = Config::parse(R"(
size = 224
pixel_mm = 10
crop = "densest"
vertex_fraction = 0.4
scaling = "clip"
full_scale_electrons = 5e5
log_reference_electrons = 2000
pixel_type = "float32"
)",
                                    "image.toml")
                          .root();
  const ImageOptions options = read_image_options(table);
  EXPECT_NO_THROW(table.finish());
  EXPECT_EQ(options.size, 224U);
  EXPECT_EQ(options.pixel, 1.0 * units::centimeter);
  EXPECT_EQ(options.crop, Crop::densest);
  EXPECT_EQ(options.vertex_fraction, 0.4);
  EXPECT_EQ(options.scaling, Scaling::clip);
  EXPECT_EQ(options.full_scale_electrons, 5e5);
  EXPECT_EQ(options.log_reference_electrons, 2000.0);
  EXPECT_EQ(options.pixel_value, PixelValue::float32);
}

TEST(ImageOptions, RefusesWhatIsOutOfRange) {
  for (const char* line :
       {"size = 0", "size = -64", "size = 5000", "pixel_mm = 0", "pixel_mm = nan", "crop = 'middle'",
        "vertex_fraction = 1.5", "scaling = 'cubic'", "full_scale_electrons = 0", "pixel_type = 'int8'"}) {
    ConfigTable table = Config::parse(line, "image.toml").root();
    test::expect_error([&] { static_cast<void>(read_image_options(table)); }, ErrorKind::usage, {"image.toml"});
  }
}

}  // namespace
}  // namespace wirebench::detector
