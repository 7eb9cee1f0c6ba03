#include "wirebench/train/device.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/expect_error.hpp"

#include "wirebench/core/error.hpp"

namespace wirebench::train {
namespace {

TEST(Device, ProcessorWhereAskedFor) {
  EXPECT_EQ(choose_device(DeviceChoice::cpu), Device{});
  EXPECT_EQ(describe(Device{}), "the processor");
}

TEST(Device, CudaIsTakenOrSaidToBeMissing) {
  const Device device = choose_device(DeviceChoice::automatic, 3);
  if (device.kind == DeviceKind::cuda) {
    EXPECT_EQ(choose_device(DeviceChoice::cuda, 3), device);
    EXPECT_THAT(describe(device), testing::StartsWith("CUDA device "));
    return;
  }
  test::expect_error([] { static_cast<void>(choose_device(DeviceChoice::cuda)); }, ErrorKind::missing,
                     {"CUDA", "device = \"cpu\""});
}

}  // namespace
}  // namespace wirebench::train
