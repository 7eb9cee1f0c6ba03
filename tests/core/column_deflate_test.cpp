#include "wirebench/core/column_deflate.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "wirebench/core/random.hpp"

namespace wirebench {
namespace {

using Bytes = std::vector<unsigned char>;

/// zlib's own inflate, which checks the sum, too.
Bytes unpack(std::span<const unsigned char> packed, std::size_t size) {
  Bytes out(size + 1);
  auto length = static_cast<uLongf>(out.size());
  EXPECT_EQ(uncompress(out.data(), &length, packed.data(), static_cast<uLong>(packed.size())), Z_OK);
  out.resize(length);
  return out;
}

Bytes column(std::size_t rows, const std::function<unsigned char(std::size_t)>& byte) {
  Bytes made(rows);
  for (std::size_t i = 0; i < rows; ++i) made[i] = byte(i);
  return made;
}

TEST(ColumnDeflate, WhatZlibUnpacksIsWhatWentIn) {
  RandomStream random{3, RandomStage::test, 0};
  ColumnDeflater deflater;  // one for all: nothing may be left over from one to the next
  for (const std::size_t rows : {1U, 2U, 3U, 5U, 17U, 258U, 259U, 260U, 261U, 2048U, 16384U, 70001U}) {
    Bytes columns;
    const auto add = [&](const std::function<unsigned char(std::size_t)>& byte) {
      const Bytes made = column(rows, byte);
      columns.insert(columns.end(), made.begin(), made.end());
    };
    add([](std::size_t) { return 0; });
    add([](std::size_t) { return 255; });
    add([](std::size_t i) { return static_cast<unsigned char>(i); });
    add([](std::size_t i) { return static_cast<unsigned char>(i >> 8U); });
    add([&](std::size_t) { return static_cast<unsigned char>(random()); });
    add([&](std::size_t) { return static_cast<unsigned char>(random.exponential(3.0)); });
    add([&](std::size_t) { return static_cast<unsigned char>(std::min(255.0, random.exponential(40.0))); });
    add([&](std::size_t) { return static_cast<unsigned char>(random.uniform() < 0.01 ? 1 : 0); });
    add([&](std::size_t i) { return static_cast<unsigned char>(i % 7 < 3 ? 9 : i % 5); });
    // Numbers as rare as the powers of two: codes that would be longer than 15 bits.
    add([&](std::size_t) { return static_cast<unsigned char>(20.0 - std::min(20.0, random.exponential(1.0) / 0.69)); });
    // Runs of every length.
    std::size_t left = 0;
    std::size_t length = 0;
    unsigned char value = 0;
    add([&](std::size_t) {
      if (left == 0) {
        left = ++length;
        ++value;
      }
      --left;
      return value;
    });
    const auto packed = deflater.pack(columns, rows);
    ASSERT_EQ(unpack(packed, columns.size()), columns) << rows;
  }
}

TEST(ColumnDeflate, IsAsSmallAsZlib) {
  constexpr std::size_t rows = 16384;
  RandomStream random{4, RandomStage::test, 0};
  Bytes columns = column(rows, [](std::size_t) { return 0; });
  for (const double mean : {0.5, 2.0, 8.0}) {
    const Bytes made = column(rows, [&](std::size_t) { return static_cast<unsigned char>(random.exponential(mean)); });
    columns.insert(columns.end(), made.begin(), made.end());
  }
  auto length = compressBound(static_cast<uLong>(columns.size()));
  Bytes zlib(length);
  ASSERT_EQ(compress2(zlib.data(), &length, columns.data(), static_cast<uLong>(columns.size()), 1), Z_OK);
  ColumnDeflater deflater;
  EXPECT_LT(deflater.pack(columns, rows).size(), length);
}

TEST(ColumnDeflate, NoiseGrowsByTheBlocksHeadersOnly) {
  RandomStream random{5, RandomStage::test, 0};
  const Bytes noise = column(200'000, [&](std::size_t) { return static_cast<unsigned char>(random()); });
  ColumnDeflater deflater;
  EXPECT_LE(deflater.pack(noise, noise.size()).size(), noise.size() + 4 * 6 + 8);
}

}  // namespace
}  // namespace wirebench
