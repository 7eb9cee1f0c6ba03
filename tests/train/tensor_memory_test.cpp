#include "wirebench/train/tensor_memory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

#include "wirebench/train/aten.hpp"

namespace wirebench::train {
namespace {

constexpr std::int64_t k_mib = std::int64_t{1} << 20;
constexpr std::size_t k_unit = std::size_t{1} << 16;  // blocks are multiples of this

at::Tensor bytes(std::int64_t count) {
  return at::empty({count}, at::kByte);
}

TEST(KeptTensorMemory, TheNextTensorGetsWhatTheLastOneLeft) {
  const KeptTensorMemory memory;
  const auto fetched = KeptTensorMemory::use().fetched;
  const void* const first = bytes(8 * k_mib).data_ptr();
  EXPECT_EQ(KeptTensorMemory::use().fetched, fetched + 1);
  EXPECT_GE(KeptTensorMemory::use().kept, static_cast<std::size_t>(8 * k_mib));
  EXPECT_EQ(bytes(8 * k_mib).data_ptr(), first);
  // A little smaller will do, much smaller would leave too much of it idle, and larger does not fit.
  EXPECT_EQ(bytes(15 * k_mib / 2).data_ptr(), first);
  EXPECT_EQ(KeptTensorMemory::use().fetched, fetched + 1);
  static_cast<void>(bytes(4 * k_mib));
  EXPECT_EQ(KeptTensorMemory::use().fetched, fetched + 2);
  static_cast<void>(bytes(9 * k_mib));
  EXPECT_EQ(KeptTensorMemory::use().fetched, fetched + 3);
}

TEST(KeptTensorMemory, StepsThatAreAlikeFetchNothingNew) {
  const KeptTensorMemory memory;
  const auto step = [] {
    std::vector<at::Tensor> forward;
    for (std::int64_t i = 1; i <= 12; ++i) forward.push_back(bytes(i * k_mib + 100 * i));
    at::Tensor gradient = bytes(12 * k_mib);
    for (; !forward.empty(); forward.pop_back()) gradient = bytes(12 * k_mib);
  };
  step();
  const auto after_first = KeptTensorMemory::use();
  for (int i = 0; i < 3; ++i) step();
  EXPECT_EQ(KeptTensorMemory::use().fetched, after_first.fetched);
  EXPECT_EQ(KeptTensorMemory::use().most_used, after_first.most_used);
}

TEST(KeptTensorMemory, KeepsLittleMoreThanWasInUse) {
  const KeptTensorMemory memory;
  for (std::int64_t size = 2 * k_mib; size < 60 * k_mib; size += size / 3) {
    const at::Tensor tensor = bytes(size);
    const KeptTensorMemory::Use use = KeptTensorMemory::use();
    EXPECT_GE(use.used, static_cast<std::size_t>(size));
    EXPECT_LE(use.used + use.kept, use.most_used + use.most_used / 8 + k_unit) << size;
  }
}

TEST(KeptTensorMemory, TensorsOutliveIt) {
  at::Tensor tensor;
  {
    const KeptTensorMemory memory;
    const KeptTensorMemory another;
    tensor = bytes(4 * k_mib);
    static_cast<void>(bytes(4 * k_mib));
  }
  EXPECT_EQ(KeptTensorMemory::use().kept, 0U);
  std::memset(tensor.data_ptr(), 7, static_cast<std::size_t>(4 * k_mib));
  EXPECT_EQ(tensor.slice(0, 4 * k_mib - 1).item<std::uint8_t>(), 7);
  const auto used = KeptTensorMemory::use().used;
  tensor.reset();
  EXPECT_LT(KeptTensorMemory::use().used, used);
  EXPECT_EQ(KeptTensorMemory::use().kept, 0U);
  // Without one, memory goes its usual way.
  const auto fetched = KeptTensorMemory::use().fetched;
  tensor = bytes(4 * k_mib);
  EXPECT_EQ(KeptTensorMemory::use().fetched, fetched);
  // And a tensor from then may be left to one.
  const KeptTensorMemory memory;
  tensor.reset();
  EXPECT_EQ(KeptTensorMemory::use().kept, 0U);
}

TEST(KeptTensorMemory, ThreadsShareIt) {
  const KeptTensorMemory memory;
  std::vector<std::jthread> threads;
  std::vector<int> wrong(4, 0);
  for (int id = 0; id < 4; ++id) {
    threads.emplace_back([id, &wrong] {
      for (int i = 0; i < 50; ++i) {
        const at::Tensor tensor = at::full({(1 + i % 3) * k_mib}, id, at::kByte);
        const auto* const first = tensor.data_ptr<std::uint8_t>();
        wrong.at(static_cast<std::size_t>(id)) +=
            std::all_of(first, first + tensor.numel(), [id](std::uint8_t value) { return value == id; }) ? 0 : 1;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

TEST(KeptTensorMemory, MoreThanThereIsSaysSo) {
  const KeptTensorMemory memory;
  EXPECT_ANY_THROW(static_cast<void>(bytes(std::int64_t{1} << 60)));
  EXPECT_NO_THROW(static_cast<void>(bytes(2 * k_mib)));
}

}  // namespace
}  // namespace wirebench::train
