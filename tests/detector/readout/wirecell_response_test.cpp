#include "wirebench/detector/readout/wirecell_response.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "support/temporary_folder.hpp"

#include "wirebench/core/error.hpp"
#include "wirebench/core/json.hpp"

namespace wirebench::detector {
namespace {

// Made by hand: pitch 4 mm, impact positions on the edge and the centre of a region, a neighbour on either side.
const std::string k_file = WIREBENCH_SOURCE_DIR "/tests/data/detector/wirecell_response.json";

TEST(ReadWirecellResponse, PlacesPathsByImpactAndWire) {
  const FieldResponse response = read_wirecell_response(k_file);
  ASSERT_EQ(response.planes.size(), 3U);
  EXPECT_EQ(response.period, Time{100.0});
  const PlaneFieldResponse& collection = response.planes[2];
  ASSERT_EQ(collection.steps, 2U);
  ASSERT_EQ(collection.reach, 1U);
  ASSERT_EQ(collection.samples, 4U);
  // Centre: the file's path at 0, with the sign turned.
  EXPECT_FLOAT_EQ(collection.row(1, 1)[1], 0.002F);
  EXPECT_FLOAT_EQ(collection.row(1, 1)[2], 0.008F);
  // Edge: half of the path that ends on the wire (0.004, 0.006) and half of the one that ends on the neighbour
  // (-0.0005, 0, 0.0005, 0: an electron half a pitch beyond); the same seen from the neighbour.
  EXPECT_FLOAT_EQ(collection.row(0, 1)[2], 0.00225F);
  EXPECT_FLOAT_EQ(collection.row(0, 1)[3], 0.003F);
  EXPECT_FLOAT_EQ(collection.row(0, 0)[3], 0.003F);
  EXPECT_FLOAT_EQ(collection.row(2, 1)[3], 0.003F);
  EXPECT_FLOAT_EQ(collection.row(2, 2)[3], 0.003F);
  // First plane, electron at the centre, one wire below it: the path 4 mm beyond the wire looked at, place 2 in steps.
  EXPECT_FLOAT_EQ(response.planes[0].row(1, 0)[0], 0.0006F);
  // ... one wire above: place -2.
  EXPECT_FLOAT_EQ(response.planes[0].row(1, 2)[0], 0.0002F);
  // Time zero: the mean collection current peaks in sample 2.
  EXPECT_EQ(response.start, Time{-250.0});
}

TEST(ReadWirecellResponse, CompressedFilesAreTheSame) {
  const FieldResponse plain = read_wirecell_response(k_file);
  for (const std::string ending : {".gz", ".bz2"}) {
    const FieldResponse packed = read_wirecell_response(k_file + ending);
    for (std::size_t plane = 0; plane < 3; ++plane)
      EXPECT_EQ(packed.planes[plane].current, plain.planes[plane].current);
  }
}

class ReadDamagedResponse : public ::testing::Test {
 protected:
  /// The message when the file, changed by `change`, is read.
  std::string read(const std::function<void(Json&)>& change) {
    Json file = read_json(k_file);
    change(file);
    const std::filesystem::path path = folder_.path() / "response.json";
    std::ofstream{path} << file.dump();
    return message(path);
  }
  static std::string message(const std::filesystem::path& path) {
    try {
      static_cast<void>(read_wirecell_response(path));
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      return error.what();
    }
    ADD_FAILURE() << "no error";
    return {};
  }
  static Json& path(Json& file, std::size_t plane, std::size_t index) {
    return file["FieldResponse"]["planes"][plane]["PlaneResponse"]["paths"][index]["PathResponse"];
  }

  test::TemporaryFolder folder_;
};

TEST_F(ReadDamagedResponse, SaysWhatIsWrongAndWhere) {
  using ::testing::HasSubstr;
  EXPECT_THAT(read([](Json& file) { file.erase("FieldResponse"); }), HasSubstr("\"FieldResponse\" is missing"));
  EXPECT_THAT(read([](Json& file) { file["FieldResponse"]["period"] = -1.0; }), HasSubstr("FieldResponse.period"));
  EXPECT_THAT(read([](Json& file) { file["FieldResponse"]["planes"].erase(0); }), HasSubstr("2 planes instead of 3"));
  EXPECT_THAT(read([](Json& file) { file["FieldResponse"]["planes"][1]["PlaneResponse"]["planeid"] = 2; }),
              HasSubstr("two planes have the same number"));
  EXPECT_THAT(read([](Json& file) { path(file, 0, 2)["current"]["array"]["shape"] = {5}; }),
              HasSubstr("paths[2].PathResponse.current.array"));
  EXPECT_THAT(read([](Json& file) {
                path(file, 2, 1)["current"] = {1.0, 2.0};
              }),
              HasSubstr("2 samples, other paths have 4"));
  EXPECT_THAT(read([](Json& file) {
                path(file, 2, 1)["current"] = {1.0, "a", 2.0, 3.0};
              }),
              HasSubstr("finite numbers"));
  EXPECT_THAT(read([](Json& file) {
                path(file, 2, 1)["current"] = {1.0, 1.0e300, 2.0, 3.0};
              }),
              HasSubstr("finite numbers"));
  EXPECT_THAT(read([](Json& file) { file["FieldResponse"]["planes"][1]["PlaneResponse"]["planeid"] = 1.0e300; }),
              HasSubstr("planeid"));
  EXPECT_THAT(read([](Json& file) {
                file["FieldResponse"]["period"] = 9999.0;
                for (Json& plane : file["FieldResponse"]["planes"]) {
                  for (Json& entry : plane["PlaneResponse"]["paths"]) {
                    entry["PathResponse"]["current"] = std::vector<double>(300, 1.0);
                  }
                }
              }),
              HasSubstr("lasts 2 ms at most"));
  EXPECT_THAT(read([](Json& file) { path(file, 0, 2)["pitchpos"] = -7.0; }), HasSubstr("positions out of order"));
  EXPECT_THAT(read([](Json& file) { path(file, 0, 2)["pitchpos"] = -2.3; }), HasSubstr("wrong shape"));
  EXPECT_THAT(read([](Json& file) {
                auto& paths = file["FieldResponse"]["planes"][0]["PlaneResponse"]["paths"];
                paths.erase(3);
              }),
              HasSubstr("missing"));
  EXPECT_THAT(read([](Json& file) {
                for (std::size_t i = 0; i < 6; ++i) path(file, 0, i)["current"] = {0.0, 0.0, 0.0, 0.0};
              }),
              HasSubstr("no collection plane"));
  EXPECT_THAT(read([](Json& file) { path(file, 1, 0)["current"] = std::vector<double>(100001, 0.0); }),
              HasSubstr("too large"));
}

TEST_F(ReadDamagedResponse, DamagedCompressionIsAnError) {
  for (const std::string ending : {".gz", ".bz2"}) {
    std::ifstream in{k_file + ending, std::ios::binary};
    std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    const std::filesystem::path path = folder_.path() / ("cut.json" + ending);
    std::ofstream{path, std::ios::binary} << bytes.substr(0, bytes.size() / 2);
    EXPECT_THAT(message(path), ::testing::HasSubstr("end early")) << ending;
    bytes[bytes.size() / 2] ^= 0x55;
    bytes[bytes.size() / 2 + 1] ^= 0x55;
    std::ofstream{path, std::ios::binary} << bytes;
    EXPECT_THAT(message(path), ::testing::HasSubstr("not valid")) << ending;
  }
}

}  // namespace
}  // namespace wirebench::detector
