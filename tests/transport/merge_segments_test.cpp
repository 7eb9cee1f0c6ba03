#include "wirebench/transport/merge_segments.hpp"

#include <gtest/gtest.h>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"
#include "transport/example_event.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/transport/segments_writer.hpp"

namespace wirebench::transport {
namespace {

using test::TemporaryFolder;
using Paths = std::vector<std::filesystem::path>;

/// Events [first, end); every seventh without deposits, every fifth without tracks, so that numbers are not simply
/// proportional to the events.
std::filesystem::path write_events(const std::filesystem::path& path, std::uint64_t first, std::uint64_t end,
                                   SegmentsWriterOptions options = {.primary_steps = true, .engine = "embedded"}) {
  SegmentsWriter writer{path, std::move(options)};
  for (std::uint64_t number = first; number < end; ++number) {
    auto event = test::example_event(number, number % 7 == 0 ? 0 : 20 + number % 3);
    if (number % 5 == 0) event.tracks.clear();
    writer.add(event, test::example_primaries(number));
  }
  writer.finish();
  return path;
}

TEST(MergeSegments, GivesTheBytesOfOneWriter) {
  const TemporaryFolder folder;
  // Each of the large tables has several chunks of rows.
  const auto whole = write_events(folder / "whole.h5", 0, 5000);
  const Paths parts{write_events(folder / "a.h5", 0, 1), write_events(folder / "b.h5", 1, 2600),
                    write_events(folder / "c.h5", 2600, 5000)};
  for (const unsigned threads : {1U, 3U}) {
    const MergedSegments merged = merge_segments(parts, folder / "merged.h5", threads);
    EXPECT_EQ(merged.events, 5000U);
    EXPECT_TRUE(read_file(folder / "merged.h5") == read_file(whole)) << threads << " threads";
  }
}

TEST(MergeSegments, KeepsAFileWithoutTracksAsItIs) {
  const TemporaryFolder folder;
  const auto whole = write_events(folder / "whole.h5", 0, 9, {.trajectories = false});
  const Paths parts{write_events(folder / "a.h5", 0, 4, {.trajectories = false}),
                    write_events(folder / "b.h5", 4, 9, {.trajectories = false})};
  merge_segments(parts, folder / "merged.h5", 1);
  EXPECT_TRUE(read_file(folder / "merged.h5") == read_file(whole));
}

TEST(MergeSegments, RefusesPartsOfDifferentSimulations) {
  const TemporaryFolder folder;
  const auto one = write_events(folder / "a.h5", 0, 4, {.configuration = {{"seed", 1}}});
  for (const Paths& parts : {Paths{one, write_events(folder / "b.h5", 4, 9, {.configuration = {{"seed", 2}}})},
                             Paths{one, write_events(folder / "c.h5", 4, 9, {.trajectories = false})}}) {
    test::expect_error([&] { merge_segments(parts, folder / "merged.h5", 1); }, ErrorKind::failed,
                       {"do not belong together", parts[1].string(), "a.h5"});
    EXPECT_FALSE(std::filesystem::exists(folder / "merged.h5"));
  }
}

}  // namespace
}  // namespace wirebench::transport
