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

DetectorPreset preset_with(const std::string& name, const std::string& override_text) {
  return read_detector_preset(name, k_data, std::array{override_text});
}

TEST(DetectorPreset, RefusesChannelsThereAreNot) {
  EXPECT_NO_THROW((void)preset_with("microboone", "noise.dead_channels=[8255]"));
  test::expect_error([] { (void)preset_with("microboone", "noise.dead_channels=[3, 8256]"); }, ErrorKind::usage,
                     {"no channel 8256", "dead_channels", "8256, from 0 on"});
}

// The numbers of wires and channels that the experiments publish.
TEST(DetectorPreset, ExperimentsHaveTheirChannels) {
  const auto channels = [](const DetectorPreset& preset, std::size_t anode) {
    const auto& layers = preset.geometry->anodes()[anode].layers;
    return std::array{layers[0].channels(), layers[1].channels(), layers[2].channels()};
  };
  const DetectorPreset microboone = read_detector_preset("microboone", k_data);
  EXPECT_EQ(channels(microboone, 0), (std::array{2400U, 2400U, 3456U}));
  EXPECT_EQ(microboone.geometry->channels(), 8256U);
  const DetectorPreset sbnd = read_detector_preset("sbnd", k_data);
  ASSERT_EQ(sbnd.geometry->anodes().size(), 2U);
  EXPECT_EQ(channels(sbnd, 1), (std::array{1984U, 1984U, 1664U}));
  EXPECT_EQ(sbnd.geometry->channels(), 11264U);
  const DetectorPreset dune = read_detector_preset("dune-fd-hd", k_data);
  ASSERT_EQ(dune.geometry->anodes().size(), 12U);
  EXPECT_EQ(channels(dune, 7), (std::array{800U, 800U, 960U}));
  EXPECT_EQ(dune.geometry->channels(), 30720U);
  EXPECT_NEAR(dune.planes[0].pitch.value(), 4.669, 0.001);
}

TEST(DetectorPreset, ExperimentsDriftAtTheirVelocity) {
  const auto velocity = [](const char* name) {
    return read_detector_preset(name, k_data).drift.velocity.in(units::millimeter_per_microsecond);
  };
  EXPECT_NEAR(velocity("microboone"), 1.098, 0.011);
  EXPECT_NEAR(velocity("sbnd"), 1.6, 0.016);
  EXPECT_NEAR(velocity("dune-fd-hd"), 1.6, 0.016);
  EXPECT_NEAR(velocity("poster-full"), 1.6, 0.016);
}

// Events of generators, whose vertices are around the input's origin, are in a drift volume.
TEST(DetectorPreset, FullPresetsHaveTheInputsOriginInAVolume) {
  for (const char* name : {"poster-full", "microboone", "sbnd", "dune-fd-hd"}) {
    const DetectorPreset preset = read_detector_preset(name, k_data);
    EXPECT_EQ(preset.name, name);
    ASSERT_EQ(preset.mode, DetectorMode::full);
    EXPECT_TRUE(preset.geometry->find_face(0.0, {0.0, 0.0})) << name;
    EXPECT_TRUE(preset.geometry->find_face(0.0, {0.0, 1000.0})) << name;
    EXPECT_EQ(preset.resolved["drift"]["survival"], "binomial");
  }
  EXPECT_EQ(read_detector_preset("poster", k_data).geometry, nullptr);
}

// A plane of a face shows the view whose angle and place it has.
TEST(DetectorPreset, TurnedFramesOfSbndShowTheOtherView) {
  const DetectorPreset sbnd = read_detector_preset("sbnd", k_data);
  EXPECT_EQ(sbnd.geometry->faces()[0].planes[0].view, 0U);
  EXPECT_EQ(sbnd.geometry->faces()[1].planes[0].view, 1U);
}

TEST(DetectorPreset, PosterFullIsThePosterWithEverythingOn) {
  const DetectorPreset poster = read_detector_preset("poster", k_data);
  const DetectorPreset full = read_detector_preset("poster-full", k_data);
  for (std::size_t plane = 0; plane < k_planes; ++plane) {
    EXPECT_EQ(full.planes[plane].angle, poster.planes[plane].angle);
    EXPECT_EQ(full.planes[plane].pitch, poster.planes[plane].pitch);
  }
  EXPECT_EQ(full.drift_field, poster.drift_field);
  EXPECT_EQ(full.density, poster.density);
}

TEST(DetectorPreset, RefusesImpossibleDrift) {
  const auto refused = [](const std::string& name, const std::string& override_text,
                          std::initializer_list<std::string> parts) {
    test::expect_error([&] { static_cast<void>(preset_with(name, override_text)); }, ErrorKind::usage, parts);
  };
  refused("microboone", "drift.velocity_model=walkowiak", {"microboone.toml", "273.9 V/cm", "500 to 12600", "larsoft"});
  refused("microboone", "argon.temperature_k=84", {"84 K", "86 to 94"});
  refused("dune-fd-hd", "drift.velocity_mm_per_us=1.6", {"two drift velocities"});
  refused("dune-fd-hd", "drift.velocity_model=fixed", {"velocity_mm_per_us", "missing"});
  refused("dune-fd-hd", "drift.lifetime_ms=0", {"lifetime_ms", "out of range"});
  refused("dune-fd-hd", "drift.space_charge_map=none.h5", {"none.h5"});
  refused("dune-fd-hd", "ionization.w_photon_ev=24", {"w_photon_ev"});
}

TEST(DetectorPreset, RefusesImpossibleAnodes) {
  const auto refused = [](const std::string& override_text, std::initializer_list<std::string> parts) {
    test::expect_error([&] { static_cast<void>(preset_with("dune-fd-hd", override_text)); }, ErrorKind::usage, parts);
  };
  refused("plane.0.pitch_mm=4.8", {"impossible geometry", "dune-fd-hd.toml", "plane U", "close round the frame"});
  refused("plane.0.pitch_mm=0", {"pitch_mm", "out of range"});
  refused("plane.2.winding=wrapped", {"collection wires"});
  refused("plane.1.to_collection_mm=12", {"to_collection_mm", "fall from plane to plane"});
  refused("plane.2.to_collection_mm=1", {"to_collection_mm", "collects"});
  refused("anode.0.sides=above", {"wrapped wires need both faces"});
  refused("anode.0.copy_step_mm=2000", {"overlap"});
  refused("anode.0.vertical_mm=[10.0]", {"vertical_mm", "smaller one first"});
  refused("geometry.input_origin_mm=[1.0, 2.0]", {"input_origin_mm", "three coordinates"});
  refused("mode=half", {"mode", "'projection', 'full'"});
}

TEST(DetectorPreset, RefusesFieldsARecombinationModelWasNotMeasuredAt) {
  const std::array<std::string, 2> both{"recombination.model=birks", "field.drift_v_per_cm=1800"};
  test::expect_error([&] { static_cast<void>(read_detector_preset("poster", k_data, both)); }, ErrorKind::usage,
                     {"1800 V/cm", "'birks'", "100 to 1000", "modified_box"});
}

// Electrons reach the collection wires of the presets' planes, whose voltages are their own (an error otherwise).
TEST(DetectorPreset, PlanesOfFullPresetsAreTransparent) {
  for (const char* name : {"poster-full", "microboone"}) {
    const FieldResponse response = make_field_response(read_detector_preset(name, k_data));
    EXPECT_EQ(response.planes.size(), k_planes) << name;
  }
}

TEST(DetectorPreset, ChoosesTheEllipsoidBoxAlsoWithoutItsTable) {
  EXPECT_TRUE(std::holds_alternative<EllipsoidBoxRecombination>(
      poster_with("recombination.model=ellipsoid_box").recombination));
  expect_refused("recombination.model=columnar", {"ellipsoid_box"});
}

// +90 and -90 degrees are the same horizontal wires.
TEST(DetectorPreset, HorizontalWiresAreTheSameUpsideDown) {
  const std::array<std::string, 2> both{"plane.0.angle_deg=90", "plane.1.angle_deg=-90"};
  test::expect_error([&] { static_cast<void>(read_detector_preset("poster", k_data, both)); }, ErrorKind::usage,
                     {"parallel"});
}

}  // namespace
}  // namespace wirebench::detector
