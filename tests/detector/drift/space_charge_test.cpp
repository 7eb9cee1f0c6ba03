#include "wirebench/detector/drift/space_charge.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/hdf5.hpp"

namespace wirebench::detector {
namespace {

/// A map of 3 x 2 x 2 points made by hand: the drift is displaced by a tenth of the drift coordinate, the vertical by
/// 1 mm where the vertical coordinate is 10, the beam by 2 mm only at the point (20, 10, 5).
struct MapFile {
  std::vector<double> drift{0.0, 10.0, 20.0};
  std::vector<double> vertical{0.0, 10.0};
  std::vector<double> beam{-5.0, 5.0};
  std::vector<float> displacement;
  std::vector<hsize_t> shape{3, 2, 2, 3};

  MapFile() {
    for (const double d : drift) {
      for (const double v : vertical) {
        for (const double b : beam) {
          displacement.push_back(static_cast<float>(0.1 * d));
          displacement.push_back(static_cast<float>(0.1 * v));
          displacement.push_back(d == 20.0 && v == 10.0 && b == 5.0 ? 2.0F : 0.0F);
        }
      }
    }
  }

  void write(const std::filesystem::path& path) const {
    hdf5::File file = hdf5::File::create(path);
    const auto axis = [&file](const char* name, const std::vector<double>& values) {
      file.create_dataset<double>(name, {.shape = {values.size()}}).write_rows<double>(0, values.size(), values);
    };
    axis("/drift", drift);
    axis("/vertical", vertical);
    axis("/beam", beam);
    file.create_dataset<float>("/displacement", {.shape = shape}).write_rows<float>(0, shape.front(), displacement);
    file.close();
  }
};

void expect_refused(const std::function<void(MapFile&)>& change, std::initializer_list<std::string> parts) {
  const test::TemporaryFolder folder;
  MapFile map;
  change(map);
  map.write(folder / "map.h5");
  test::expect_error([&] { static_cast<void>(SpaceChargeMap::read(folder / "map.h5")); }, ErrorKind::failed, parts);
}

TEST(SpaceChargeMap, IsExactAtThePointsAndLinearBetween) {
  const test::TemporaryFolder folder;
  MapFile{}.write(folder / "map.h5");
  const SpaceChargeMap map = SpaceChargeMap::read(folder / "map.h5");
  const auto at = [&map](double d, double v, double b) { return map({d, v, b}); };
  EXPECT_NEAR(at(10.0, 10.0, 5.0)[0], 1.0, 1e-6);
  EXPECT_NEAR(at(20.0, 10.0, 5.0)[2], 2.0, 1e-6);
  EXPECT_NEAR(at(7.0, 2.5, 0.0)[0], 0.7, 1e-6);
  EXPECT_NEAR(at(7.0, 2.5, 0.0)[1], 0.25, 1e-6);
  // Half way from the other seven corners of its cell in each direction: an eighth of the corner's 2 mm.
  EXPECT_NEAR(at(15.0, 5.0, 0.0)[2], 0.25, 1e-6);
  EXPECT_NEAR(at(17.5, 10.0, 5.0)[2], 1.5, 1e-6);
  EXPECT_NEAR(at(10.0, 10.0, 5.0)[2], 0.0, 1e-6);
}

TEST(SpaceChargeMap, HoldsTheValueOfTheEdgeBeyondIt) {
  const test::TemporaryFolder folder;
  MapFile{}.write(folder / "map.h5");
  const SpaceChargeMap map = SpaceChargeMap::read(folder / "map.h5");
  EXPECT_NEAR(map({1e5, 5.0, 0.0})[0], 2.0, 1e-6);
  EXPECT_NEAR(map({-1e5, 5.0, 0.0})[0], 0.0, 1e-6);
  EXPECT_NEAR(map({1e5, 1e5, 1e5})[2], 2.0, 1e-6);
}

TEST(SpaceChargeMap, RefusesWhatIsNotOne) {
  expect_refused([](MapFile& m) { m.drift = {0.0, 20.0, 10.0}; }, {"map.h5", "/drift", "evenly ascending"});
  expect_refused([](MapFile& m) { m.vertical = {10.0, 0.0}; }, {"/vertical", "ascending"});
  expect_refused([](MapFile& m) { m.vertical = {10.0, 10.0}; }, {"/vertical", "ascending"});
  expect_refused([](MapFile& m) { m.beam = {0.0, std::numeric_limits<double>::quiet_NaN()}; }, {"/beam", "nan"});
  expect_refused([](MapFile& m) { m.beam = {0.0}; }, {"/beam", "shape [1]"});
  expect_refused([](MapFile& m) { m.shape = {2, 3, 2, 3}; }, {"/displacement", "[2, 3, 2, 3]", "[3, 2, 2, 3]"});
  expect_refused([](MapFile& m) { m.displacement[4] = std::numeric_limits<float>::infinity(); },
                 {"/displacement", "inf"});
  expect_refused([](MapFile& m) { m.displacement[4] = -2e4F; }, {"/displacement", "-20000"});
}

TEST(SpaceChargeMap, RefusesFilesOfAnotherKind) {
  const test::TemporaryFolder folder;
  test::expect_error([&] { static_cast<void>(SpaceChargeMap::read(folder / "none.h5")); }, ErrorKind::usage,
                     {"none.h5"});
  write_text_atomically(folder / "text.h5", "not HDF5");
  test::expect_error([&] { static_cast<void>(SpaceChargeMap::read(folder / "text.h5")); }, ErrorKind::failed,
                     {"text.h5"});
  hdf5::File file = hdf5::File::create(folder / "other.h5");
  file.create_group("/drift");
  file.close();
  test::expect_error([&] { static_cast<void>(SpaceChargeMap::read(folder / "other.h5")); }, ErrorKind::failed,
                     {"other.h5", "/drift", "group"});
}

}  // namespace
}  // namespace wirebench::detector
