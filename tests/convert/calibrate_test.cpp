#include "wirebench/convert/calibrate.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "convert/small_networks.hpp"
#include "support/expect_error.hpp"

namespace wirebench::convert {
namespace {

/// relu(x) of a 1x1x1x2 input.
graph::Graph relu_network() {
  test::SmallNetwork net{{1, 1, 1, 2}};
  return net.finish(net.op("relu", graph::Relu{}, {net.input()}));
}

TEST(Calibrate, GlobalSmallestAndLargestOverAllImages) {
  const graph::Graph network = relu_network();
  const std::vector<std::vector<float>> images{{-1.0F, 2.0F}, {0.5F, -7.0F}, {1.0F, 1.0F}};
  const Ranges ranges = calibrate(
      network,
      {images.size(),
       [&](std::size_t i, std::span<float> values) { std::copy(images[i].begin(), images[i].end(), values.begin()); }},
      test::plain_executor());
  EXPECT_EQ(ranges[network.inputs()[0].index()], (ValueRange{-7.0F, 2.0F}));
  EXPECT_EQ(ranges[network.outputs()[0].index()], (ValueRange{0.0F, 2.0F}));
}

TEST(Calibrate, NotANumberIsAnErrorNamingTheTensor) {
  const graph::Graph network = relu_network();
  const CalibrationImages images{1, [](std::size_t, std::span<float> values) { values[1] = std::nanf(""); }};
  test::expect_error([&] { (void)calibrate(network, images, test::plain_executor()); }, ErrorKind::failed,
                     {"images", "image 0"});
}

TEST(Calibrate, NeedsImagesAndAnExecutor) {
  const graph::Graph network = relu_network();
  const CalibrationImages images{1, [](std::size_t, std::span<float>) {}};
  test::expect_error([&] { (void)calibrate(network, {}, test::plain_executor()); }, ErrorKind::usage,
                     {"no calibration images", "--calibration"});
  test::expect_error([&] { (void)calibrate(network, images, {}); }, ErrorKind::usage, {"cannot quantise"});
}

}  // namespace
}  // namespace wirebench::convert
