#include "wirebench/train/pixel_encoding.hpp"

#include <gtest/gtest.h>

#include "wirebench/detector/imaging/charge_scaling.hpp"

namespace wirebench::train {
namespace {

// The trainer cannot see the detector (module order), so what both know is compared here.
TEST(PixelEncoding, IsWhatTheImagesAreMadeWith) {
  using detector::Scaling;
  for (const Scaling scaling : {Scaling::linear, Scaling::log, Scaling::clip}) {
    detector::ImageOptions options;
    options.scaling = scaling;
    const detector::ChargeScaling makes{options};
    dataset::DatasetHeader header;
    // As a study's dataset names it: by number.
    header.configuration = {{"image",
                             {{"scaling", static_cast<int>(scaling)},
                              {"full_scale_electrons", options.full_scale_electrons},
                              {"log_reference_electrons", options.log_reference_electrons}}}};
    header.pixel_type = dataset::PixelType::uint8;
    const auto bytes = PixelEncoding::of(header).value();
    header.pixel_type = dataset::PixelType::float32;
    const auto floats = PixelEncoding::of(header).value();
    for (double electrons = 1.0; electrons < 3e6; electrons *= 1.37) {
      EXPECT_EQ(bytes.pixel(electrons), static_cast<float>(makes.quantized(electrons))) << electrons;
      EXPECT_EQ(floats.pixel(electrons), static_cast<float>(makes(electrons))) << electrons;
    }
  }
}

}  // namespace
}  // namespace wirebench::train
