#include "wirebench/dataset/merge.hpp"

#include <gtest/gtest.h>

#include "dataset/fixtures.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/dataset/writer.hpp"

namespace wirebench::dataset {
namespace {

using wirebench::test::expect_error;
using wirebench::test::TemporaryFolder;
using Extent = DatasetWriter::Extent;
using Paths = std::vector<std::filesystem::path>;

/// Images [first, end) of a dataset whose classes come in blocks of ten: a part of it may lack some.
std::filesystem::path write_images(const std::filesystem::path& path, const DatasetHeader& header, std::uint64_t first,
                                   std::uint64_t end, Extent extent = Extent::part) {
  DatasetWriter writer{path, header, extent};
  for (std::uint64_t i = first; i < end; ++i) {
    EventRecord event =
        test::event(i, static_cast<std::uint8_t>(i / 10), i % 5 == 0 ? Split::validation : Split::training);
    event.neutrino_energy_mev = 1.0F / static_cast<float>(i + 1);
    if (header.pixel_type == PixelType::uint8) {
      std::vector<std::uint8_t> pixels(header.shape.pixels());
      for (std::size_t p = 0; p < pixels.size(); ++p) pixels[p] = test::pattern(i, p);
      writer.append(std::span<const std::uint8_t>{pixels}, event);
    } else {
      std::vector<float> pixels(header.shape.pixels());
      for (std::size_t p = 0; p < pixels.size(); ++p) pixels[p] = 0.1F * static_cast<float>(test::pattern(i, p));
      writer.append(std::span<const float>{pixels}, event);
    }
  }
  writer.close();
  return path;
}

TEST(MergeDatasets, GivesTheBytesOfOneWriter) {
  const TemporaryFolder folder;
  for (const PixelType type : {PixelType::uint8, PixelType::float32}) {
    DatasetHeader header = test::byte_header();
    header.pixel_type = type;
    const auto whole = write_images(folder / "whole.h5", header, 0, 30, Extent::whole);
    const Paths parts{write_images(folder / "a.h5", header, 0, 3), write_images(folder / "b.h5", header, 3, 21),
                      write_images(folder / "c.h5", header, 21, 30)};
    EXPECT_EQ(merge_datasets(parts, folder / "merged.h5"), 30U);
    EXPECT_TRUE(read_file(folder / "merged.h5") == read_file(whole)) << name(type);
  }
}

TEST(MergeDatasets, RefusesAWholeThatLacksAClass) {
  const TemporaryFolder folder;
  const Paths parts{write_images(folder / "a.h5", test::byte_header(), 0, 3),
                    write_images(folder / "b.h5", test::byte_header(), 3, 15)};
  expect_error([&] { merge_datasets(parts, folder / "merged.h5"); }, ErrorKind::failed,
               {"nue CC", "no events of class"});
  EXPECT_FALSE(std::filesystem::exists(folder / "merged.h5"));
}

TEST(MergeDatasets, RefusesPartsOfDifferentSimulations) {
  const TemporaryFolder folder;
  DatasetHeader other = test::byte_header();
  other.configuration["pixel_mm"] = 11;
  const Paths parts{write_images(folder / "a.h5", test::byte_header(), 0, 15),
                    write_images(folder / "b.h5", other, 15, 30)};
  expect_error([&] { merge_datasets(parts, folder / "merged.h5"); }, ErrorKind::failed,
               {"do not belong together", "b.h5", "a.h5"});
}

}  // namespace
}  // namespace wirebench::dataset
