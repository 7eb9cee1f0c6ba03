#include "wirebench/detector/readout/digitizer.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "wirebench/core/error.hpp"

namespace wirebench::detector {
namespace {

ChannelBlock block_of(std::vector<float> samples) {
  ChannelBlock block;
  block.plane = 1;
  block.ticks = samples.size();
  block.channels = {0};
  block.samples = std::move(samples);
  return block;
}

DigitizerOptions options(Rounding rounding) {
  return {4, 0.5, {0.0, 2.25, 0.0}, rounding};
}

TEST(Digitizer, CountsWholeStepsFromTheBottomOfTheRange) {
  // Pedestal 2.25 mV of 0.5 mV steps: 4.5 steps. 0.2 mV more is 4.9 steps.
  ChannelBlock down = block_of({0.0F, 0.2F, 0.3F, -2.3F, -10.0F, 5.7F, 5.8F, 100.0F});
  const Saturation cut = Digitizer{options(Rounding::down)}(down);
  EXPECT_EQ(down.samples, (std::vector<float>{4, 4, 5, 0, 0, 15, 15, 15}));
  EXPECT_EQ(cut.low, 2U);
  EXPECT_EQ(cut.high, 2U);

  ChannelBlock nearest = block_of({0.1F, 0.3F, -2.0F});
  const Saturation none = Digitizer{options(Rounding::nearest)}(nearest);
  EXPECT_EQ(nearest.samples, (std::vector<float>{5, 5, 1}));
  EXPECT_EQ(none.low + none.high, 0U);
  EXPECT_EQ(Digitizer{options(Rounding::down)}.pedestal(1), 4.0);
  EXPECT_EQ(Digitizer{options(Rounding::nearest)}.pedestal(1), 5.0);
}

TEST(Digitizer, LongRowsAndOddLengthsAreTheSame) {
  std::vector<float> samples;
  std::vector<float> expected;
  for (int i = 0; i < 1003; ++i) {
    samples.push_back(static_cast<float>(i % 12) * 0.5F - 2.0F);
    expected.push_back(static_cast<float>(i % 12));  // 4.5 - 4 + i, down
  }
  ChannelBlock block = block_of(samples);
  Digitizer{options(Rounding::down)}(block);
  EXPECT_EQ(block.samples, expected);
}

TEST(Digitizer, NotANumberBecomesZero) {
  ChannelBlock block = block_of(std::vector<float>(40, std::numeric_limits<float>::quiet_NaN()));
  Digitizer{options(Rounding::down)}(block);
  EXPECT_EQ(block.samples, std::vector<float>(40, 0.0F));
}

TEST(ReadDigitizerOptions, RefusesPedestalsOutsideTheRange) {
  const auto read = [](const std::string& pedestals) {
    ConfigTable table =
        Config::parse("bits = 12\nmv_per_count = 0.5\nrounding = \"nearest\"\npedestal_mv = " + pedestals, "test")
            .root();
    const DigitizerOptions found = read_digitizer_options(table);
    table.finish();
    return found;
  };
  EXPECT_EQ(read("[1000.0, 1000.0, 500.0]").pedestal_mv[2], 500.0);
  EXPECT_THROW(static_cast<void>(read("[1000.0, 1000.0]")), Error);
  EXPECT_THROW(static_cast<void>(read("[1000.0, 1000.0, 2050.0]")), Error);
}

}  // namespace
}  // namespace wirebench::detector
