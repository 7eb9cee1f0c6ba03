#include "wirebench/dataset/crop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "support/expect_error.hpp"

namespace wirebench::dataset {
namespace {

using testing::ElementsAre;
using wirebench::test::expect_error;

// Two channels of 3 x 5, numbered in reading order: channel 0 is 0..14, channel 1 is 15..29.
TEST(Crop, CutsTheSameSquareFromEveryChannel) {
  std::vector<float> image(30);
  for (std::size_t i = 0; i < image.size(); ++i) image[i] = static_cast<float>(i);
  const ImageShape shape{.channels = 2, .height = 3, .width = 5};
  std::vector<float> out(8);
  const Crop centre{shape, 2, CropAnchor::centre};
  EXPECT_EQ(centre.shape(), (ImageShape{2, 2, 2}));
  centre.apply<float>(image, out);  // one row over: the last is left out; three columns over: one before, two behind
  EXPECT_THAT(out, ElementsAre(1, 2, 6, 7, 16, 17, 21, 22));
  out.resize(2);
  Crop{shape, 1, CropAnchor::centre}.apply<float>(image, out);
  EXPECT_THAT(out, ElementsAre(7, 22));
  Crop{shape, 1, CropAnchor::first_rows}.apply<float>(image, out);
  EXPECT_THAT(out, ElementsAre(2, 17));
}

TEST(Crop, RefusesASquareThatDoesNotFit) {
  const ImageShape shape{.channels = 1, .height = 3, .width = 5};
  EXPECT_EQ((Crop{shape, 3, CropAnchor::centre}.shape()), (ImageShape{1, 3, 3}));
  expect_error([&] { Crop(shape, 4, CropAnchor::centre); }, ErrorKind::usage, {"4 x 4", "3 x 5", "1 to 3"});
  expect_error([&] { Crop(shape, 0, CropAnchor::centre); }, ErrorKind::usage, {"0 x 0"});
}

}  // namespace
}  // namespace wirebench::dataset
