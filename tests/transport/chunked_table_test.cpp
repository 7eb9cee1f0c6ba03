#include "wirebench/transport/chunked_table.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>

#include "support/temporary_folder.hpp"

namespace wirebench::transport {
namespace {

struct Row {
  std::uint64_t number;
};

/// Two tables, one of which grows four times as fast.
void write_tables(const std::filesystem::path& path, unsigned threads) {
  const auto type = hdf5::RowType<Row>{}.field<std::uint64_t>("number", 0);
  constexpr std::size_t chunk = 64;
  hdf5::File file = hdf5::File::create(path);
  {
    PackingThreads packing{threads};
    ChunkedTable<Row> fast{file, "/fast", type, chunk, packing};
    ChunkedTable<Row> slow{file, "/slow", type, chunk, packing};
    for (std::uint64_t i = 0; i < 200 * chunk; ++i) {
      fast.append(Row{i});
      if (i % 4 == 0) slow.append(Row{i});
    }
    fast.finish();
    slow.finish();
  }
  file.close();
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream stream{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

/// Not only the rows: the places of the chunks in the file, too.
TEST(ChunkedTable, GivesTheSameBytesOnAnyNumberOfThreads) {
  const test::TemporaryFolder folder;
  write_tables(folder / "one.h5", 1);
  const std::string expected = bytes_of(folder / "one.h5");
  for (const unsigned threads : {2U, 3U, 8U}) {
    write_tables(folder / "several.h5", threads);
    EXPECT_TRUE(bytes_of(folder / "several.h5") == expected) << threads;
  }
  const auto type = hdf5::RowType<Row>{}.field<std::uint64_t>("number", 0);
  const hdf5::Dataset slow = hdf5::File::open(folder / "one.h5").dataset("/slow");
  const auto rows = slow.read_rows(type, 0, slow.rows());
  ASSERT_EQ(rows.size(), 3200U);
  for (std::size_t i = 0; i < rows.size(); ++i) ASSERT_EQ(rows[i].number, 4 * i);
}

}  // namespace
}  // namespace wirebench::transport
