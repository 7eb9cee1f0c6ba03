#include "wirebench/transport/deposit_source.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/hdf5.hpp"

namespace wirebench::transport {
namespace {

const std::filesystem::path k_source = WIREBENCH_SOURCE_DIR;
const std::filesystem::path k_segments = k_source / "tests/data/transport/segments_3_events.h5";
const std::filesystem::path k_voxels = k_source / "data/events_sample.h5";

TEST(OpenDeposits, RecognisesTheForm) {
  EXPECT_EQ(open_deposits(k_segments)->count(), 3U);
  EXPECT_EQ(open_deposits(k_segments)->next()->step_lengths, StepLengths::recorded);
  EXPECT_EQ(open_deposits(k_voxels)->count(), 780U);
  EXPECT_EQ(open_deposits(k_voxels)->next()->step_lengths, StepLengths::assumed);
}

TEST(OpenDeposits, AMissingFileIsAUsageError) {
  test::expect_error([] { static_cast<void>(open_deposits("/nowhere/events.h5")); }, ErrorKind::usage,
                     {"/nowhere/events.h5"});
}

TEST(OpenDeposits, RefusesAFileThatIsNotHdf5) {
  const test::TemporaryFolder folder;
  std::ofstream{folder / "notes.h5"} << "not a data file";
  test::expect_error([&] { static_cast<void>(open_deposits(folder / "notes.h5")); }, ErrorKind::failed,
                     {"not an HDF5 file", (folder / "notes.h5").string()});
  std::ofstream{folder / "empty.h5"};
  test::expect_error([&] { static_cast<void>(open_deposits(folder / "empty.h5")); }, ErrorKind::failed,
                     {"not an HDF5 file"});
}

TEST(OpenDeposits, RefusesAnotherKindOfHdf5FileAndSaysWhatIsInIt) {
  const test::TemporaryFolder folder;
  hdf5::File file = hdf5::File::create(folder / "images.h5");
  file.create_dataset<float>("/images", {{2}, {}});
  file.close();
  test::expect_error([&] { static_cast<void>(open_deposits(folder / "images.h5")); }, ErrorKind::failed,
                     {"no energy deposits", "images", "segments"});
}

// Wherever a copy was cut off, reading ends in an error about the file: never in a crash or in fewer events.
TEST(OpenDeposits, RefusesTruncatedFilesAtAnyLength) {
  const test::TemporaryFolder folder;
  for (const auto& source : {k_segments, k_voxels}) {
    const std::string whole = read_file(source);
    for (const std::size_t size : {std::size_t{100}, std::size_t{3000}, whole.size() / 3, whole.size() / 2,
                                   whole.size() - whole.size() / 10, whole.size() - 1}) {
      const auto path = folder / "cut.h5";
      std::ofstream{path, std::ios::binary}.write(whole.data(), static_cast<std::streamsize>(size));
      test::expect_error(
          [&] {
            const auto deposits = open_deposits(path);
            while (deposits->next()) {
            }
          },
          ErrorKind::failed, {path.string()});
    }
  }
}

}  // namespace
}  // namespace wirebench::transport
