#include "wirebench/detector/detector_preset.hpp"

#include <gmock/gmock.h>

#include <array>
#include <string>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"

namespace wirebench::detector {
namespace {

const std::filesystem::path k_data = std::filesystem::path{WIREBENCH_SOURCE_DIR} / "data";

DetectorPreset poster_with(const std::string& override_text) {
  return read_detector_preset("poster", k_data, std::array{override_text});
}

void expect_refused(const std::string& override_text, std::initializer_list<std::string> parts) {
  test::expect_error([&] { static_cast<void>(poster_with(override_text)); }, ErrorKind::usage, parts);
}

TEST(DetectorPreset, PosterIsTheFictitiousDetector) {
  const DetectorPreset poster = read_detector_preset("poster", k_data);
  EXPECT_EQ(poster.name, "poster");
  EXPECT_DOUBLE_EQ(poster.drift_field.in(units::kilovolt_per_centimeter), 0.5);
  EXPECT_DOUBLE_EQ(poster.density.in(units::gram_per_cubic_centimeter), 1.396);
  EXPECT_DOUBLE_EQ(poster.ionization.w_ion.in(units::electronvolt), 23.6);
  EXPECT_EQ(poster.directions.drift, Axis::x);
  EXPECT_EQ(poster.directions.beam(), Axis::z);
  EXPECT_NEAR(poster.planes[0].angle.in(units::degree), 35.9, 1e-12);
  EXPECT_NEAR(poster.planes[1].angle.in(units::degree), -35.9, 1e-12);
  EXPECT_EQ(poster.planes[2].angle.value(), 0.0);
  for (const WirePlane& plane : poster.planes) EXPECT_EQ(plane.pitch, 5.0 * units::millimeter);
  EXPECT_TRUE(std::holds_alternative<ModifiedBoxRecombination>(poster.recombination));
  EXPECT_EQ(poster.resolved["argon"]["density_g_per_cm3"], 1.396);
}

TEST(DetectorPreset, IsFoundByNameWithoutAFolder) {
  EXPECT_EQ(read_detector_preset("poster").name, "poster");
}

TEST(DetectorPreset, IsReadFromAPath) {
  EXPECT_EQ(read_detector_preset((k_data / "detectors/poster.toml").string(), "/nowhere").name, "poster");
}

TEST(DetectorPreset, TakesOverrides) {
  EXPECT_TRUE(std::holds_alternative<BirksRecombination>(poster_with("recombination.model=birks").recombination));
  // Birks at 273 V/cm and 2.105 MeV/cm: 0.6307 (recombination_ref.csv); Box at 273 V/cm: 0.63401.
  const auto slow = poster_with("field.drift_v_per_cm=273");
  EXPECT_NEAR(std::get<ModifiedBoxRecombination>(slow.recombination)(2.105 * units::mev_per_centimeter), 0.63401, 1e-5);
}

TEST(DetectorPreset, AnUnknownNameListsThosThereAre) {
  test::expect_error([] { static_cast<void>(read_detector_preset("postr", k_data)); }, ErrorKind::usage,
                     {"unknown detector preset", "postr", "poster", "path of a TOML file"});
  test::expect_error([] { static_cast<void>(read_detector_preset("./none.toml", k_data)); }, ErrorKind::usage,
                     {"none.toml"});
}

TEST(DetectorPreset, RefusesUnknownKeysAndValuesOutOfRange) {
  expect_refused("field.drift_v_per_cn=273", {"drift_v_per_cn", "drift_v_per_cm"});
  expect_refused("field.drift_v_per_cm=0", {"poster.toml", "drift_v_per_cm"});
  expect_refused("argon.w_ion_ev=nan", {"w_ion_ev"});
  expect_refused("argon.density_g_per_cm3='heavy'", {"density_g_per_cm3"});
  expect_refused("recombination.model=columnar", {"model", "modified_box", "birks"});
  expect_refused("plane.0.pitch_mm=-5", {"pitch_mm"});
  expect_refused("plane.1.angle_deg=120", {"angle_deg"});
}

TEST(DetectorPreset, RefusesImpossibleGeometry) {
  expect_refused("axes.vertical=x", {"impossible geometry", "same axis"});
  expect_refused("plane.1.angle_deg=35.9", {"impossible geometry", "planes U and V", "parallel"});
  expect_refused("plane.1.name=U", {"same name"});
  const test::TemporaryFolder folder;
  std::string text = read_file(k_data / "detectors/poster.toml");
  text.resize(text.rfind("[[plane]]"));
  write_text_atomically(folder / "two.toml", text);
  test::expect_error([&] { static_cast<void>(read_detector_preset((folder / "two.toml").string(), k_data)); },
                     ErrorKind::usage, {"2 wire planes", "exactly three"});
}

// +90 and -90 degrees are the same horizontal wires.
TEST(DetectorPreset, HorizontalWiresAreTheSameUpsideDown) {
  const std::array<std::string, 2> both{"plane.0.angle_deg=90", "plane.1.angle_deg=-90"};
  test::expect_error([&] { static_cast<void>(read_detector_preset("poster", k_data, both)); }, ErrorKind::usage,
                     {"parallel"});
}

}  // namespace
}  // namespace wirebench::detector
