#include "wirebench/train/pixel_encoding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wirebench::train {
namespace {

using testing::HasSubstr;

dataset::DatasetHeader header(const Json& image, dataset::PixelType type = dataset::PixelType::uint8) {
  dataset::DatasetHeader made;
  made.shape = {1, 4, 4};
  made.pixel_type = type;
  made.configuration = {{"image", image}};
  return made;
}

Json image(const Json& scaling, double full_scale, double reference = 1e4) {
  return {{"scaling", scaling}, {"full_scale_electrons", full_scale}, {"log_reference_electrons", reference}};
}

TEST(PixelEncoding, HandWorkedValues) {
  // linear: 51 of 255 is a fifth of 1000 electrons.
  const auto linear = PixelEncoding::of(header(image("linear", 1000.0))).value();
  EXPECT_DOUBLE_EQ(linear.charge(51.0F), 200.0);
  EXPECT_EQ(linear.pixel(200.0), 51.0F);
  // log with Q0 = 1 and F = 255: 1 + F is 2^8, so half of full scale is where 1 + Q is 2^4.
  const auto log = PixelEncoding::of(header(image("log", 255.0, 1.0), dataset::PixelType::float32)).value();
  EXPECT_NEAR(log.charge(0.5F), 15.0, 1e-12);
  EXPECT_FLOAT_EQ(log.pixel(15.0), 0.5F);
  EXPECT_FLOAT_EQ(log.pixel(1.0), 0.125F);
  // clip with F = 255: a charge of 2.1 needs 3 levels; 3 levels stand for 2 to 3.
  const auto clip = PixelEncoding::of(header(image("clip", 255.0))).value();
  EXPECT_EQ(clip.pixel(2.1), 3.0F);
  EXPECT_DOUBLE_EQ(clip.charge(3.0F), 2.5);
  for (const auto& encoding : {linear, log, clip}) {
    EXPECT_EQ(encoding.charge(0.0F), 0.0);
    EXPECT_EQ(encoding.pixel(0.0), 0.0F);
    EXPECT_EQ(encoding.pixel(-5.0), 0.0F);
  }
  EXPECT_EQ(linear.pixel(1e9), 255.0F);
  EXPECT_EQ(log.pixel(1e9), 1.0F);
}

TEST(PixelEncoding, EveryLevelComesBack) {
  for (const char* scaling : {"linear", "log", "clip"}) {
    const auto encoding = PixelEncoding::of(header(image(scaling, 1e6))).value();
    for (int level = 0; level < 256; ++level) {
      const auto pixel = static_cast<float>(level);
      EXPECT_EQ(encoding.pixel(encoding.charge(pixel)), pixel) << scaling;
    }
  }
}

TEST(PixelEncoding, SaysWhatIsMissing) {
  dataset::DatasetHeader imported;
  imported.configuration = {{"import", {{"form", "npy"}}}};
  EXPECT_THAT(PixelEncoding::of(imported).reason(), HasSubstr("not made by wirebench"));
  imported.configuration = Json{};
  EXPECT_THAT(PixelEncoding::of(imported).reason(), HasSubstr("not made by wirebench"));
  EXPECT_THAT(PixelEncoding::of(header(Json::object())).reason(), HasSubstr("scaling"));
  EXPECT_THAT(PixelEncoding::of(header(image("cubic", 1.0))).reason(), HasSubstr("cubic"));
  EXPECT_THAT(PixelEncoding::of(header(image("linear", 0.0))).reason(), HasSubstr("full scale"));
  EXPECT_THAT(PixelEncoding::of(header(image("log", 10.0, -1.0))).reason(), HasSubstr("reference -1"));
}

}  // namespace
}  // namespace wirebench::train
