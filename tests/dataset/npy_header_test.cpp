#include "wirebench/dataset/npy_header.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataset/fixtures.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

namespace wirebench::dataset {
namespace {

using testing::ElementsAre;
using wirebench::test::expect_error;
using wirebench::test::TemporaryFolder;

NpyHeader header_of(const std::string& name) {
  return read_npy_header(ByteSource::open(test::k_data / name));
}

TEST(NpyHeader, ReadsWhatNumpyWrites) {
  const NpyHeader bytes = header_of("u8_nhwc.npy");
  EXPECT_EQ(bytes.kind, NumberKind::unsigned_integer);
  EXPECT_EQ(bytes.element_size, 1U);
  EXPECT_EQ(bytes.memory_order, MemoryOrder::c);
  EXPECT_THAT(bytes.shape, ElementsAre(6, 4, 5, 3));
  EXPECT_EQ(bytes.data_offset, 128U);
  const NpyHeader doubles = header_of("f64_big_endian_nhwc_fortran.npy");
  EXPECT_EQ(doubles.kind, NumberKind::floating);
  EXPECT_EQ(doubles.element_size, 8U);
  EXPECT_EQ(doubles.byte_order, ByteOrder::big);
  EXPECT_EQ(doubles.memory_order, MemoryOrder::fortran);
  EXPECT_EQ(header_of("u16_big_endian_nhwc.npy").byte_order, ByteOrder::big);  // version 2.0
  EXPECT_THAT(header_of("f32_nchw.npy").shape, ElementsAre(6, 3, 4, 5));       // version 3.0
  EXPECT_THAT(header_of("labels_i64.npy").shape, ElementsAre(6));
}

TEST(NpyHeader, RefusesElementsThatAreNoPlainNumbers) {
  expect_error([] { header_of("complex.npy"); }, ErrorKind::failed, {"'<c8'", "complex.npy"});
  expect_error([] { header_of("records.npy"); }, ErrorKind::failed, {"array of records"});
}

/// A version 1.0 file with this header text and so many bytes of data.
std::string npy(const std::string& text, std::size_t data) {
  std::string file{"\x93NUMPY\x01\x00", 8};
  file += static_cast<char>(text.size() & 0xffU);
  file += static_cast<char>(text.size() >> 8U);
  return file + text + std::string(data, '\0');
}

void expect_refused(const std::string& bytes, std::initializer_list<std::string> parts) {
  const TemporaryFolder folder;
  test::write_file(folder / "a.npy", bytes);
  expect_error([&] { static_cast<void>(read_npy_header(ByteSource::open(folder / "a.npy"))); }, ErrorKind::failed,
               parts);
}

TEST(NpyHeader, AcceptsAnyOrderAndSpacingOfTheDictionary) {
  const TemporaryFolder folder;
  test::write_file(folder / "a.npy", npy("{\"shape\" : (2 ,3) ,'descr':'|u1','fortran_order' : True}  \n", 6));
  const NpyHeader header = read_npy_header(ByteSource::open(folder / "a.npy"));
  EXPECT_THAT(header.shape, ElementsAre(2, 3));
  EXPECT_EQ(header.memory_order, MemoryOrder::fortran);
  EXPECT_EQ(header.elements(), 6U);
}

TEST(NpyHeader, RefusesWhatIsNotExactlyAHeader) {
  const std::string good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n";
  expect_refused(npy(good, 7), {"truncated", "the 7 bytes there are"});
  expect_refused(npy(good, 9), {"data behind its array", "1 bytes too many"});
  expect_refused(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), } x", 8), {"text behind the dictionary"});
  expect_refused(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,) ", 8), {"'}' is missing"});
  expect_refused(npy("{'descr': '<f4', 'fortran_order': False}", 8), {"a key is missing"});
  expect_refused(npy("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", 8), {"comes twice"});
  expect_refused(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'more': 1}", 8), {"'more'"});
  expect_refused(npy("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}", 8), {"True or False"});
  expect_refused(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}", 8), {"not a number"});
  expect_refused(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2.0,)}", 8), {"')' is missing"});
  expect_refused(npy("{'descr': '<f4', 'fortran_order': False, 'shape': 2}", 8), {"'(' is missing"});
  expect_refused(npy("{'descr': '|O', 'fortran_order': False, 'shape': (2,)}", 8), {"'|O'"});
  expect_refused(npy("{'descr': '<f3', 'fortran_order': False, 'shape': (2,)}", 8), {"'<f3'"});
  expect_refused(npy("{'descr': '', 'fortran_order': False, 'shape': (2,)}", 8), {"empty type"});
  expect_refused(npy("{'descr': '<f\\x34', 'fortran_order': False, 'shape': (2,)}", 8), {"escape"});
  expect_refused(npy("{'descr': '<f4", 8), {"a quote is not closed"});
  expect_refused(npy("", 8), {"'{' is missing"});
  expect_refused("PK\x03\x04 something else", {"not a .npy file"});
  expect_refused("\x93NUMPY", {"not a .npy file"});
  expect_refused(std::string{"\x93NUMPY\x04\x00\x02\x00{}", 12}, {"unknown version", "4.0"});
  expect_refused(std::string{"\x93NUMPY\x02\x00\xff\xff\xff\xff{}", 14}, {"truncated"});
}

TEST(NpyHeader, DoesNotOverflowOnHugeShapes) {
  expect_refused(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296, 4294967296)}", 8),
                 {"truncated"});
  expect_refused(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2305843009213693953,)}", 8), {"truncated"});
  expect_refused(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}", 8),
                 {"not a number"});
  expect_refused(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1)}", 1), {"dimensions"});
}

TEST(NpyHeader, CutOrChangedAnywhereIsAnErrorOrStillAHeader) {
  const TemporaryFolder folder;
  const std::string whole = test::bytes_of(test::k_data / "u8_nhw.npy");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    test::write_file(folder / "cut.npy", whole.substr(0, size));
    EXPECT_THROW(static_cast<void>(read_npy_header(ByteSource::open(folder / "cut.npy"))), Error) << size;
  }
  for (std::size_t at = 0; at < 128; ++at) {
    for (const char c : {'\0', '\xff', '9', '(', ','}) {
      std::string changed = whole;
      changed[at] = c;
      test::write_file(folder / "changed.npy", changed);
      try {
        const NpyHeader header = read_npy_header(ByteSource::open(folder / "changed.npy"));
        EXPECT_EQ(header.data_offset + header.elements() * header.element_size, whole.size());
      } catch (const Error&) {
      }
    }
  }
}

}  // namespace
}  // namespace wirebench::dataset
