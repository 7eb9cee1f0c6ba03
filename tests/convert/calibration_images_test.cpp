#include "wirebench/convert/calibration_images.hpp"

#include <gmock/gmock.h>

#include <set>

#include "convert/small_networks.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/dataset/writer.hpp"

namespace wirebench::convert {
namespace {

/// Ten 2x2 images; pixel (c, y, x) of event e is 100 c + 10 y + x + e... kept below 256. Events 0, 5 are validation.
class CalibrationImagesTest : public testing::Test {
 protected:
  CalibrationImagesTest() {
    dataset::DatasetHeader header;
    header.shape = {3, 2, 2};
    header.class_names = {"a"};
    dataset::DatasetWriter writer{path(), header};
    for (std::uint8_t e = 0; e < 10; ++e) {
      std::vector<std::uint8_t> pixels;
      for (std::uint8_t c = 0; c < 3; ++c) {
        for (std::uint8_t cell = 0; cell < 4; ++cell)
          pixels.push_back(static_cast<std::uint8_t>(80 * c + 10 * cell + e));
      }
      dataset::EventRecord event;
      event.event_id = e;
      event.split = e % 5 == 0 ? dataset::Split::validation : dataset::Split::training;
      writer.append(std::span<const std::uint8_t>{pixels}, event);
    }
    writer.close();
  }

  [[nodiscard]] std::filesystem::path path() const { return folder_ / "images.h5"; }

  static graph::Graph network(std::int64_t size) {
    test::SmallNetwork net{{1, size, size, 3}};
    graph::Graph graph = net.finish(net.op("relu", graph::Relu{}, {net.input()}));
    graph::Preprocessing preprocessing;
    preprocessing.scale = {2.0F, 1.0F, 1.0F};
    preprocessing.offset = {-1.0F, 0.0F, 5.0F};
    graph.set_preprocessing(preprocessing);
    return graph;
  }

  static std::vector<float> read(const CalibrationImages& images, std::size_t index, std::size_t count) {
    std::vector<float> values(count);
    images.read(index, values);
    return values;
  }

 private:
  test::TemporaryFolder folder_;
};

TEST_F(CalibrationImagesTest, TrainingEventsOnceEachAndPreprocessed) {
  const dataset::DatasetReader reader{path()};
  const CalibrationImages images = calibration_images(reader, network(2), {.count = 100});
  ASSERT_EQ(images.count, 8U);
  std::set<int> events;
  for (std::size_t i = 0; i < images.count; ++i) {
    const auto values = read(images, i, 12);
    const int event = static_cast<int>((values[0] + 1.0F) / 2.0F);
    events.insert(event);
    // Cell (0, 1): channel values 10 + e, 90 + e, 170 + e, scaled.
    EXPECT_FLOAT_EQ(values[3], 2.0F * static_cast<float>(10 + event) - 1.0F);
    EXPECT_FLOAT_EQ(values[4], static_cast<float>(90 + event));
    EXPECT_FLOAT_EQ(values[5], static_cast<float>(175 + event));
  }
  EXPECT_THAT(events, testing::ElementsAre(1, 2, 3, 4, 6, 7, 8, 9));
}

TEST_F(CalibrationImagesTest, ChoiceDependsOnTheSeedOnly) {
  const dataset::DatasetReader reader{path()};
  const auto first = [&](std::uint64_t seed) {
    const auto images = calibration_images(reader, network(2), {.count = 3, .seed = seed});
    EXPECT_EQ(images.count, 3U);
    std::vector<float> values;
    for (std::size_t i = 0; i < 3; ++i) values.push_back(read(images, i, 12)[0]);
    return values;
  };
  EXPECT_EQ(first(1), first(1));
  std::set<std::vector<float>> choices;
  for (std::uint64_t seed = 1; seed < 9; ++seed) choices.insert(first(seed));
  EXPECT_GT(choices.size(), 1U);
}

TEST_F(CalibrationImagesTest, CentredInABlankImage) {
  const dataset::DatasetReader reader{path()};
  const auto images = calibration_images(reader, network(4), {.count = 1, .fit = Fit::centred});
  const auto values = read(images, 0, 48);
  EXPECT_FLOAT_EQ(values[0], -1.0F);  // blank pixel of each channel
  EXPECT_FLOAT_EQ(values[2], 5.0F);
  const std::size_t centre = (1 * 4 + 1) * 3;
  EXPECT_GE(values[centre], 1.0F);  // pixel e >= 1
  EXPECT_FLOAT_EQ(values[centre + 3] - values[centre], 20.0F);
}

TEST_F(CalibrationImagesTest, WrongSizeNamesBothShapes) {
  const dataset::DatasetReader reader{path()};
  test::expect_error([&] { (void)calibration_images(reader, network(4), {}); }, ErrorKind::usage,
                     {"1x2x2x3", "1x4x4x3"});
}

}  // namespace
}  // namespace wirebench::convert
