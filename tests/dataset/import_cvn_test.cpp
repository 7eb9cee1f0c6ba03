#include "wirebench/dataset/import_cvn.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "dataset/fixtures.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

namespace wirebench::dataset {
namespace {

using testing::ElementsAre;
using wirebench::test::expect_error;
using wirebench::test::TemporaryFolder;

std::unique_ptr<ImageSource> open(const std::filesystem::path& path, const std::vector<std::string>& classes = {}) {
  const std::array inputs{path};
  return open_cvn(inputs, classes);
}

// The lines and their meaning are those of real files: a numu CC event of 2.9556 GeV and an antineutrino nue CC one.
TEST(ImportCvn, ReadsTheInfoText) {
  const CvnInfo numu = parse_cvn_info("0\n2.9556\n2.29019\n0\n0\n0\n0.0606612\n14\n1\n0\n0\n1\n1\n1\n2681\n", "a.info");
  EXPECT_EQ(numu.interaction, 0);
  EXPECT_EQ(numu.neutrino_energy_gev, 2.9556);
  EXPECT_EQ(numu.flavour, 14);
  EXPECT_EQ(cvn_class(numu), "numu CC");
  EXPECT_EQ(cvn_class(parse_cvn_info(" 5 \r\n3\r\n2\n0\n0\n0\n1\n-12", "a")), "nue CC");
  EXPECT_EQ(cvn_class(parse_cvn_info("11\n3\n2\n0\n0\n0\n1\n16\n", "a")), "nutau CC");
  EXPECT_EQ(cvn_class(parse_cvn_info("13\n3\n2\n0\n0\n0\n1\n1\n", "a")), "NC");
  EXPECT_EQ(cvn_class(parse_cvn_info("12\n3\n2\n0\n0\n0\n1\n-1\n", "a")), "NC");
  EXPECT_EQ(cvn_class(parse_cvn_info("14\n0\n0\n0\n0\n0\n1\n0\n", "a")), std::nullopt);
}

TEST(ImportCvn, RefusesOtherTexts) {
  const auto refuse = [](const std::string& text, std::initializer_list<std::string> parts) {
    expect_error([&] { static_cast<void>(parse_cvn_info(text, "x.info")); }, ErrorKind::failed, parts);
  };
  refuse("", {"x.info", "0 lines"});
  refuse("0\n2\n1\n0\n0\n0\n1\n", {"7 lines, at least 8"});
  refuse("NC\n2\n1\n0\n0\n0\n1\n14\n", {"line 1 is not a number: 'NC'"});
  refuse("0\n2 GeV\n1\n0\n0\n0\n1\n14\n", {"line 2", "'2 GeV'"});
  refuse("0\nnan\n1\n0\n0\n0\n1\n14\n", {"nan GeV"});
  refuse("0\n-1\n1\n0\n0\n0\n1\n14\n", {"-1 GeV"});
  refuse("0\n2\n1\n0\n0\n0\n1\n1.5\n", {"line 8"});
  refuse("16\n2\n1\n0\n0\n0\n1\n14\n", {"interaction 16", "0 to 15"});
  refuse("-1\n2\n1\n0\n0\n0\n1\n14\n", {"interaction -1"});
  refuse("4\n2\n1\n0\n0\n0\n1\n14\n", {"contradict", "interaction 4, flavour 14"});
  refuse("13\n2\n1\n0\n0\n0\n1\n14\n", {"contradict"});
}

TEST(ImportCvn, ReadsAFolderOfMaps) {
  auto source = open(test::k_data / "cvn");
  EXPECT_EQ(source->shape(), (ImageShape{3, 500, 500}));
  EXPECT_EQ(source->pixel_type(), PixelType::uint8);
  EXPECT_THAT(source->class_names(), ElementsAre("NC", "numu CC", "nue CC"));
  const auto events = source->events();
  ASSERT_EQ(events.size(), 4U);  // by name: e1 NC, e2 numu, e3 anti-nue, more/e1 neutrino on electron; e4 is nutau
  EXPECT_EQ(source->skipped().at("of class nutau CC"), 1U);
  EXPECT_EQ(source->skipped().size(), 1U);
  std::vector<int> labels;
  std::vector<int> flavours;
  for (const EventRecord& event : events) {
    labels.push_back(event.label);
    flavours.push_back(event.neutrino_pdg);
  }
  EXPECT_THAT(labels, ElementsAre(0, 1, 2, 0));
  EXPECT_THAT(flavours, ElementsAre(0, 14, -12, 0));
  EXPECT_FLOAT_EQ(events[0].neutrino_energy_mev, 9387.97F);
  std::vector<std::uint8_t> pixels(750000);
  source->read(2, std::span<std::uint8_t>{pixels});
  // view 0, wire 0, time 250; view 1, wire 223, time 138; view 2, wire 499, time 499
  EXPECT_EQ(pixels[250], 11);
  EXPECT_EQ(pixels[250000 + 223 * 500 + 138], 22);
  EXPECT_EQ(pixels[749999], 33);
  EXPECT_EQ(std::count(pixels.begin(), pixels.end(), 0), 750000 - 3);
}

TEST(ImportCvn, ReadsAtmosphericMapsWithAGzipHeader) {
  auto source = open(test::k_data / "cvn_atmospheric/event0.gz", {"NC"});
  EXPECT_EQ(source->shape(), (ImageShape{3, 300, 300}));
  std::vector<std::uint8_t> pixels(270000);
  source->read(0, std::span<std::uint8_t>{pixels});
  EXPECT_EQ(pixels[2 * 90000 + 299 * 300], 255);
}

TEST(ImportCvn, TakesTheClassesItIsTold) {
  auto source = open(test::k_data / "cvn", {"nutau CC", "NC"});
  ASSERT_EQ(source->events().size(), 3U);
  EXPECT_EQ(source->events()[0].label, 1);
  EXPECT_EQ(source->events()[1].label, 0);
  EXPECT_EQ(source->skipped().at("of class numu CC"), 1U);
  expect_error([] { open(test::k_data / "cvn", {"NC", "muons"}); }, ErrorKind::usage, {"'muons'", "nutau CC"});
}

TEST(ImportCvn, NamesTheFileThatIsWrong) {
  const TemporaryFolder folder;
  const std::string map = test::bytes_of(test::k_data / "cvn/event_r1_s1_e1.gz");
  const std::string info = test::bytes_of(test::k_data / "cvn/event_r1_s1_e1.info");
  const auto refuse = [&](const std::string& bytes, std::initializer_list<std::string> parts) {
    test::write_file(folder / "e.gz", bytes);
    test::write_file(folder / "e.info", info);
    expect_error([&] { open(folder.path()); }, ErrorKind::failed, parts);
  };
  refuse(map.substr(0, 300), {"ends too early", "e.gz"});
  refuse("", {"ends too early", "e.gz"});
  refuse(map + "x", {"data behind the end", "e.gz"});
  refuse("plain text", {"damaged", "e.gz"});
  std::string changed = map;
  changed[400] = static_cast<char>(changed[400] ^ 4);
  refuse(changed, {"e.gz"});
  // 64 KiB of zeros, packed: neither 3 x 500 x 500 nor 3 x 300 x 300
  refuse(std::string{"\x78\x9c\x63\x60\x00\x00\x00\x02\x00\x01", 10}, {"not a DUNE-CVN map", "2 bytes unpacked"});
  std::filesystem::remove(folder / "e.info");
  expect_error([&] { open(folder.path()); }, ErrorKind::failed, {"without its .info", "e.gz"});
  const TemporaryFolder empty;
  expect_error([&] { open(empty.path()); }, ErrorKind::usage, {"no DUNE-CVN maps"});
  expect_error([&] { open(empty / "none"); }, ErrorKind::usage, {"none"});
}

TEST(ImportCvn, RefusesMapsOfTwoSizes) {
  const std::array inputs{test::k_data / "cvn", test::k_data / "cvn_atmospheric"};
  auto source = open_cvn(inputs, {});
  std::vector<std::uint8_t> pixels(750000);
  expect_error([&] { source->read(4, std::span<std::uint8_t>{pixels}); }, ErrorKind::usage,
               {"different sizes", "300 x 300", "500 x 500"});
}

}  // namespace
}  // namespace wirebench::dataset
