#include "wirebench/study/detector_choice.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/hdf5.hpp"

namespace wirebench::study {
namespace {

const std::filesystem::path k_sources = std::filesystem::absolute(WIREBENCH_SOURCE_DIR);

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>{file}, {}};
}

DetectorChoice read(const std::string& text, const std::filesystem::path& folder = ".",
                    const std::string& preset = {}) {
  ConfigTable table = Config::parse(text, "study").root();
  DetectorChoice choice = read_detector_choice(table, folder, preset);
  table.finish();
  return choice;
}

std::string key_of(const DetectorChoice& choice) {
  Digest digest;
  add_to_key(digest, choice.preset, choice.overlay);
  return std::move(digest).hexadecimal();
}

/// A preset whose field response is in response.json beside it.
void write_tabulated(const std::filesystem::path& folder) {
  std::string text = text_of(k_sources / "data/detectors/poster-full.toml");
  const auto begin = text.find("[response]");
  text.replace(begin, text.find("[electronics]") - begin,
               "[response]\nmodel = \"tabulated\"\nfile = \"response.json\"\n\n");
  write_text_atomically(folder / "mine.toml", text);
}

void write_map(const std::filesystem::path& path, float displacement) {
  hdf5::File file = hdf5::File::create(path);
  const std::vector<double> ends{-1.0e4, 1.0e4};
  for (const char* axis : {"/drift", "/vertical", "/beam"}) {
    file.create_dataset<double>(axis, {.shape = {2}}).write_rows<double>(0, 2, ends);
  }
  const std::vector<float> values(24, displacement);
  file.create_dataset<float>("/displacement", {.shape = {2, 2, 2, 3}}).write_rows<float>(0, 2, values);
  file.close();
}

// docs/components/detectors.md, "In a study".
TEST(DetectorChoice, DefaultsAreThoseOfTheDocumentation) {
  const DetectorChoice choice = read("");
  EXPECT_EQ(choice.preset.name, "poster");
  EXPECT_TRUE(choice.overlay.file.empty());
  const DetectorChoice overlaid = read("preset = 'microboone'\noverlay = 'data/events_sample.h5'", k_sources);
  EXPECT_EQ(overlaid.overlay.events, 1U);
  EXPECT_EQ(overlaid.overlay.times, detector::OverlayTimes::spread);
}

TEST(DetectorChoice, FilesAreBesideTheStudyAndTheCommandLineWins) {
  const test::TemporaryFolder folder;
  std::string text = text_of(k_sources / "data/detectors/poster.toml");
  text.replace(text.find("name = \"poster\""), 15, "name = \"mine\"");
  write_text_atomically(folder / "mine.toml", text);
  EXPECT_EQ(read("preset = 'mine.toml'", folder.path()).preset.name, "mine");
  EXPECT_EQ(read("preset = 'mine.toml'", folder.path(), "sbnd").preset.name, "sbnd");
  const DetectorChoice changed = read("preset = 'poster'\noverrides = ['field.drift_v_per_cm=250']");
  EXPECT_NEAR(changed.preset.drift_field.in(units::volt_per_centimeter), 250.0, 1.0e-9);
}

TEST(DetectorChoice, MistakesNameTheKey) {
  const auto reading = [](const std::string& text) { return [text] { static_cast<void>(read(text, k_sources)); }; };
  test::expect_error(reading("preset = 'postre'"), ErrorKind::usage, {"preset", "postre", "poster-full"});
  test::expect_error(reading("preset = 'none/mine.toml'"), ErrorKind::usage, {"preset", "mine.toml"});
  test::expect_error(reading("overlay = 'data/events_sample.h5'"), ErrorKind::usage,
                     {"overlay", "poster", "microboone"});
  test::expect_error(reading("preset = 'sbnd'\noverlay = 'data/events_sample.h5'\noverlay_events = 0"),
                     ErrorKind::usage, {"overlay_events", "1"});
}

TEST(DetectorChoice, KeyGoesWithTheContentOfTheResponseFile) {
  const test::TemporaryFolder folder;
  write_tabulated(folder.path());
  const std::string table = text_of(k_sources / "tests/data/detector/wirecell_response.json");
  write_text_atomically(folder / "response.json", table);
  const DetectorChoice choice = read("preset = 'mine.toml'", folder.path());
  const std::string key = key_of(choice);
  EXPECT_EQ(key_of(read("preset = 'mine.toml'", folder.path())), key);
  write_text_atomically(folder / "response.json", table + "\n");
  EXPECT_NE(key_of(choice), key);
  EXPECT_NE(key_of(read("preset = 'mine.toml'", folder.path())), key);
  // The same content elsewhere is the same response.
  const test::TemporaryFolder other;
  write_tabulated(other.path());
  write_text_atomically(other / "response.json", table);
  EXPECT_EQ(key_of(read("preset = 'mine.toml'", other.path())), key);
  EXPECT_NE(key_of(read("preset = 'poster-full'")), key);
}

// Not where on this machine they are: the same study gives the same bytes elsewhere.
TEST(DescribeDetector, NamesFilesWithoutTheirFolders) {
  const test::TemporaryFolder folder;
  write_tabulated(folder.path());
  Json configuration = Json::object();
  const DetectorChoice choice = read(
      "preset = 'mine.toml'\noverlay = '" + (k_sources / "data/events_sample.h5").string() + "'\noverlay_events = 3",
      folder.path());
  describe_detector(configuration, choice.preset, choice.overlay);
  EXPECT_EQ(configuration["detector"]["response"]["file"], "response.json");
  EXPECT_EQ(configuration["detector"]["name"], "poster-full");
  EXPECT_EQ(configuration["overlay"]["file"], "events_sample.h5");
  EXPECT_EQ(configuration["overlay"]["events"], 3);
  EXPECT_EQ(configuration.dump().find(folder.path().string()), std::string::npos);
}

TEST(DetectorChoice, KeyGoesWithTheContentOfTheSpaceChargeMap) {
  const test::TemporaryFolder folder;
  write_text_atomically(folder / "mine.toml", text_of(k_sources / "data/detectors/poster-full.toml"));
  const std::string study = "preset = 'mine.toml'\noverrides = ['drift.space_charge_map=\"map.h5\"']";
  write_map(folder / "map.h5", 1.0F);
  const std::string key = key_of(read(study, folder.path()));
  EXPECT_EQ(key_of(read(study, folder.path())), key);
  EXPECT_NE(key_of(read("preset = 'mine.toml'", folder.path())), key);
  write_map(folder / "map.h5", 2.0F);
  EXPECT_NE(key_of(read(study, folder.path())), key);
}

TEST(DetectorChoice, KeyGoesWithTheOverlay) {
  const test::TemporaryFolder folder;
  const std::string study = "preset = 'sbnd'\noverlay = 'cosmics.h5'\n";
  std::filesystem::copy_file(k_sources / "data/events_sample.h5", folder / "cosmics.h5");
  const std::string key = key_of(read(study, folder.path()));
  EXPECT_NE(key_of(read("preset = 'sbnd'")), key);
  EXPECT_NE(key_of(read(study + "overlay_events = 2", folder.path())), key);
  EXPECT_NE(key_of(read(study + "overlay_times = 'kept'", folder.path())), key);
  EXPECT_EQ(key_of(read(study + "overlay_events = 1\noverlay_times = 'spread'", folder.path())), key);
  std::ofstream{folder / "cosmics.h5", std::ios::app} << "more";
  EXPECT_NE(key_of(read(study, folder.path())), key);
}

}  // namespace
}  // namespace wirebench::study
