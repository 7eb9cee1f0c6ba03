#include "wirebench/core/hdf5.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/hdf5_chunk.hpp"
#include "wirebench/core/random.hpp"

namespace wirebench::hdf5 {
namespace {

using test::expect_error;

struct Row {
  std::uint32_t id = 0;
  double energy = 0.0;
};
RowType<Row> row_type() {
  return RowType<Row>{}.field<std::uint32_t>("id", offsetof(Row, id)).field<double>("energy", offsetof(Row, energy));
}
/// The same table with more fields, another order and other widths.
struct WideRow {
  double energy = 0.0;
  std::int64_t extra = 0;
  std::uint64_t id = 0;
};

void write_example(const std::filesystem::path& path) {
  File file = File::create(path);
  {
    Dataset images = file.create_dataset<std::uint8_t>(
        "/a/images", {.shape = {0, 4}, .chunk = {1, 4}, .growing = true, .deflate = 4});
    images.resize(2);
    const std::vector<std::uint8_t> values{1, 2, 3, 4, 5, 6, 7, 8};
    images.write_rows<std::uint8_t>(0, 2, values);
    Dataset rows = file.create_dataset("/rows", row_type(), {.shape = {2}});
    const std::vector<Row> table{{7, 1.5}, {8, 2.5}};
    rows.write_rows<Row>(row_type(), 0, table);
  }
  file.set_attribute("/", "note", "hello");
  file.set_attribute("/rows", "scale", 2.5);
  file.set_attribute("/", "names", std::vector<std::string>{"NC", "numu CC"});
  file.set_attribute("/", "long", std::string(100000, 'x'));
  file.close();
}

TEST(Hdf5, RoundTrip) {
  const test::TemporaryFolder folder;
  write_example(folder / "x.h5");
  const File file = File::open(folder / "x.h5");
  const Dataset images = file.dataset("/a/images");
  EXPECT_EQ(images.rows(), 2U);
  EXPECT_EQ(images.row_size(), 4U);
  std::vector<float> second(4);
  images.read_rows<float>(1, 1, second);
  EXPECT_EQ(second, (std::vector<float>{5, 6, 7, 8}));
  const auto rows = file.dataset("/rows").read_rows(row_type(), 0, 2);
  EXPECT_EQ(rows[1].id, 8U);
  EXPECT_EQ(rows[1].energy, 2.5);
  EXPECT_EQ(file.text_attribute("/", "note"), "hello");
  EXPECT_EQ(file.number_attribute("/rows", "scale"), 2.5);
  EXPECT_EQ(file.texts_attribute("/", "names"), (std::vector<std::string>{"NC", "numu CC"}));
  EXPECT_EQ(file.text_attribute("/", "long").size(), 100000U);
  EXPECT_EQ(file.members("/"), (std::vector<std::string>{"a", "rows"}));
  EXPECT_TRUE(file.exists("/a/images"));
  EXPECT_FALSE(file.exists("/b/images"));
  EXPECT_TRUE(file.is_group("/a"));
}

TEST(Hdf5, FieldsAreReadByNameWhateverTheirOrderAndWidth) {
  const test::TemporaryFolder folder;
  {
    File file = File::create(folder / "x.h5");
    const auto type = RowType<WideRow>{}
                          .field<double>("energy", offsetof(WideRow, energy))
                          .field<std::int64_t>("extra", offsetof(WideRow, extra))
                          .field<std::uint64_t>("id", offsetof(WideRow, id));
    const std::vector<WideRow> table{{3.5, -1, 42}};
    file.create_dataset("/rows", type, {.shape = {1}}).write_rows<WideRow>(type, 0, table);
    file.close();
  }
  const auto rows = File::open(folder / "x.h5").dataset("/rows").read_rows(row_type(), 0, 1);
  EXPECT_EQ(rows[0].id, 42U);
  EXPECT_EQ(rows[0].energy, 3.5);
}

TEST(Hdf5, EqualContentGivesEqualBytes) {
  const test::TemporaryFolder folder;
  write_example(folder / "a.h5");
  write_example(folder / "b.h5");
  EXPECT_EQ(read_file(folder / "a.h5"), read_file(folder / "b.h5"));
}

TEST(Hdf5, MissingTruncatedAndForeignFiles) {
  const test::TemporaryFolder folder;
  expect_error([&] { (void)File::open(folder / "none.h5"); }, ErrorKind::usage, {"none.h5", "No such file"});
  write_text_atomically(folder / "text.h5", "this is not HDF5 at all");
  expect_error([&] { (void)File::open(folder / "text.h5"); }, ErrorKind::failed, {"text.h5", "not an HDF5 file"});
  write_text_atomically(folder / "empty.h5", "");
  expect_error([&] { (void)File::open(folder / "empty.h5"); }, ErrorKind::failed, {"empty.h5", "not an HDF5 file"});
  write_example(folder / "cut.h5");
  std::filesystem::resize_file(folder / "cut.h5", std::filesystem::file_size(folder / "cut.h5") / 2);
  expect_error([&] { (void)File::open(folder / "cut.h5"); }, ErrorKind::failed, {"cut.h5", "truncated"});
  expect_error([&] { (void)File::open(folder.path()); }, ErrorKind::failed, {"directory"});
}

TEST(Hdf5, MissingObjectAndField) {
  const test::TemporaryFolder folder;
  write_example(folder / "x.h5");
  const File file = File::open(folder / "x.h5");
  expect_error([&] { (void)file.dataset("/images"); }, ErrorKind::failed, {"x.h5: /images", "a, rows"});
  const auto type = RowType<Row>{}.field<double>("momentum", 0);
  expect_error([&] { (void)file.dataset("/rows").read_rows(type, 0, 1); }, ErrorKind::failed,
               {"momentum", "x.h5: /rows", "id, energy"});
  expect_error([&] { (void)file.text_attribute("/", "absent"); }, ErrorKind::failed, {"absent"});
}

/// What ChunkPacker makes is what the library's own shuffle and deflate filters unpack.
TEST(Hdf5, ReadsChunksPackedOutsideTheLibrary) {
  const test::TemporaryFolder folder;
  struct Mixed {
    std::uint64_t counter;
    double noise;
    float constant;
    std::int8_t yes;
  };
  RowType<Mixed> type;
  type.field<std::uint64_t>("counter", offsetof(Mixed, counter))
      .field<double>("noise", offsetof(Mixed, noise))
      .field<float>("constant", offsetof(Mixed, constant))
      .flag("yes", offsetof(Mixed, yes));
  constexpr std::size_t chunk = 5000;
  std::vector<Mixed> rows(2 * chunk);
  RandomStream random{1, RandomStage::test, 1};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::memset(&rows[i], 0, sizeof(Mixed));  // padding is packed, too
    rows[i] = {i, random.uniform(), 0.3F, static_cast<std::int8_t>(i % 3 == 0 ? 1 : 0)};
  }
  const auto path = folder / "packed.h5";
  ChunkPacker packer;
  {
    File file = File::create(path);
    {
      Dataset table =
          file.create_dataset("/rows", type, {.shape = {0}, .chunk = {chunk}, .growing = true, .deflate = 1});
      for (std::size_t first = 0; first < rows.size(); first += chunk) {
        const auto packed = packer.pack(std::as_bytes(std::span{rows}.subspan(first, chunk)), sizeof(Mixed));
        EXPECT_LT(packed.size(), chunk * 12) << "the constant and the counter hardly take space";
        table.resize(first + chunk);
        table.write_chunk(first, packed);
      }
    }
    file.close();
  }
  const auto read = File::open(path).dataset("/rows").read_rows(type, 0, rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ASSERT_EQ(read[i].counter, rows[i].counter);
    ASSERT_EQ(read[i].noise, rows[i].noise);
    ASSERT_EQ(read[i].constant, 0.3F);
    ASSERT_EQ(read[i].yes, rows[i].yes);
  }
}

TEST(Hdf5, RowsOfBytesCanBeUnpackedOutsideTheLibrary) {
  const test::TemporaryFolder folder;
  const auto path = folder / "images.h5";
  std::vector<std::uint8_t> images(3 * 400);
  for (std::size_t i = 0; i < images.size(); ++i) images[i] = static_cast<std::uint8_t>(i % 7 == 0 ? i % 251 : 0);
  const Layout a_row{.shape = {3, 20, 20}, .chunk = {1, 20, 20}, .deflate = 4};
  {
    File file = File::create(path);
    file.create_dataset<std::uint8_t>("/rows", a_row).write_rows<std::uint8_t>(0, 3, images);
    file.create_dataset<std::uint8_t>("/first", a_row).write_rows<std::uint8_t>(0, 1, std::span{images}.first(400));
    file.create_dataset<std::uint8_t>("/whole", {.shape = {3, 20, 20}});
    file.create_dataset<std::uint8_t>("/raw", {.shape = {3, 20, 20}, .chunk = {1, 20, 20}});
    file.create_dataset<std::uint8_t>("/pairs", {.shape = {4, 20, 20}, .chunk = {2, 20, 20}, .deflate = 4});
    file.create_dataset<std::uint8_t>("/halves", {.shape = {3, 20, 20}, .chunk = {1, 10, 20}, .deflate = 4});
    file.create_dataset<std::int8_t>("/signed", a_row);
    file.create_dataset<float>("/float", a_row);
    file.close();
  }
  const File file = File::open(path);
  const Dataset rows = file.dataset("/rows");
  ASSERT_TRUE(rows.has_packed_rows());
  std::vector<std::byte> packed;
  std::vector<std::uint8_t> image(400);
  for (std::size_t row = 0; row < 3; ++row) {
    ASSERT_TRUE(rows.read_packed_row(row, packed));
    EXPECT_LT(packed.size(), 400U);
    ASSERT_TRUE(unpack_bytes(packed, image));
    EXPECT_TRUE(std::equal(image.begin(), image.end(), images.begin() + static_cast<std::ptrdiff_t>(400 * row)));
  }
  std::vector<std::uint8_t> other(399);
  EXPECT_FALSE(unpack_bytes(packed, other));
  other.resize(401);
  EXPECT_FALSE(unpack_bytes(packed, other));
  EXPECT_FALSE(unpack_bytes(std::span{packed}.first(packed.size() / 2), image));
  packed[packed.size() / 2] ^= std::byte{0x55};
  EXPECT_FALSE(unpack_bytes(packed, image));
  EXPECT_FALSE(unpack_bytes({}, image));
  EXPECT_FALSE(file.dataset("/first").read_packed_row(2, packed)) << "never written";
  for (const char* name : {"/whole", "/raw", "/pairs", "/halves", "/signed", "/float"}) {
    EXPECT_FALSE(file.dataset(name).has_packed_rows()) << name;
  }
}

}  // namespace
}  // namespace wirebench::hdf5
