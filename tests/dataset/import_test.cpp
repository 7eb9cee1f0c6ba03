#include "wirebench/dataset/import.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "dataset/fixtures.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/dataset/manifest.hpp"

namespace wirebench::dataset {
namespace {

using testing::ElementsAre;
using wirebench::test::expect_error;
using wirebench::test::TemporaryFolder;

ImportOptions options_for(std::vector<std::filesystem::path> files, const std::filesystem::path& output) {
  ImportOptions options;
  options.files = std::move(files);
  options.output = output;
  options.fractions = {0.5, 0.5, 0.0};
  return options;
}

TEST(ImportImages, NumpyFromBeginningToEnd) {
  const TemporaryFolder folder;
  const auto options = options_for({test::k_data / "f64_big_endian_nhwc_fortran.npy", test::k_data / "labels_i64.npy"},
                                   folder / "out/d.h5");
  const ImportSummary summary = import_images(options, Log::silent());
  EXPECT_EQ(summary.images, 6U);
  EXPECT_TRUE(summary.skipped.empty());
  const DatasetReader reader{options.output};
  EXPECT_EQ(reader.header().shape, (ImageShape{3, 4, 5}));
  EXPECT_EQ(reader.header().pixel_type, PixelType::float32);
  const ClassCounts counts = count_classes(reader.events(), 3);
  for (const auto& of_class : counts) EXPECT_THAT(of_class, ElementsAre(1, 1, 0));
  std::vector<float> pixels(60);
  reader.read(4, pixels);
  EXPECT_EQ(pixels[0], 68.0F / 4.0F - 10.0F);  // 17 * 4
  const Json import = reader.header().configuration["import"];
  EXPECT_EQ(import["form"], "numpy");
  EXPECT_EQ(import["files"], 2);
  EXPECT_EQ(compute_content_sha256(reader), reader.content_sha256());
}

TEST(ImportImages, CvnMapsAreCutWhereTheyBegin) {
  const TemporaryFolder folder;
  auto options = options_for({test::k_data / "cvn"}, folder / "d.h5");
  options.fractions = {1.0, 0.0, 0.0};
  options.crop = 224;
  const ImportSummary summary = import_images(options, Log::silent());
  EXPECT_EQ(summary.images, 4U);
  EXPECT_EQ(summary.skipped.at("of class nutau CC"), 1U);
  const DatasetReader reader{options.output};
  EXPECT_EQ(reader.header().shape, (ImageShape{3, 224, 224}));
  std::vector<float> pixels(reader.header().shape.pixels());
  reader.read(0, pixels);
  // Columns 138 to 361 and rows 0 to 223 remain: of the three lit pixels the first two.
  EXPECT_EQ(pixels[250 - 138], 11.0F);
  EXPECT_EQ(pixels[50176 + 223 * 224], 22.0F);
  EXPECT_EQ(std::count(pixels.begin(), pixels.end(), 0.0F), 3 * 50176 - 2);
  options.crop_anchor = CropAnchor::centre;
  import_images(options, Log::silent());
  DatasetReader{options.output}.read(0, pixels);  // rows 138 to 361: the second only
  EXPECT_EQ(pixels[50176 + (223 - 138) * 224], 22.0F);
  EXPECT_EQ(std::count(pixels.begin(), pixels.end(), 0.0F), 3 * 50176 - 1);
}

TEST(ImportImages, PicturesOfAFolder) {
  const TemporaryFolder folder;
  const auto options = options_for({test::k_data / "pictures"}, folder / "d.h5");
  EXPECT_EQ(import_images(options, Log::silent()).images, 6U);
  EXPECT_EQ(describe(DatasetReader{options.output})["splits"]["validation"]["nue CC"], 1);
}

TEST(ImportImages, SameInputGivesSameBytesAndTheSeedDecides) {
  const TemporaryFolder folder;
  auto options = options_for({test::k_data / "stored.npz"}, folder / "a.h5");
  import_images(options, Log::silent());
  // From a copy elsewhere: where the file lies must not matter.
  test::write_file(folder / "copy/stored.npz", test::bytes_of(test::k_data / "stored.npz"));
  options.files = {folder / "copy/stored.npz"};
  options.output = folder / "b.h5";
  import_images(options, Log::silent());
  EXPECT_TRUE(test::bytes_of(folder / "a.h5") == test::bytes_of(folder / "b.h5"));
  std::set<std::string> contents;
  for (options.seed = 1; options.seed < 9; ++options.seed) {
    import_images(options, Log::silent());
    contents.insert(DatasetReader{folder / "b.h5"}.content_sha256());
  }
  EXPECT_GT(contents.size(), 3U);  // 8 splits of 2 + 2 + 2 events, each class either way round
}

TEST(ImportImages, KeepsTheEarlierFileWhenItFails) {
  const TemporaryFolder folder;
  import_images(options_for({test::k_data / "stored.npz"}, folder / "d.h5"), Log::silent());
  const std::string before = test::bytes_of(folder / "d.h5");
  const auto refuse = [&](const ImportOptions& options, ErrorKind kind, std::initializer_list<std::string> parts) {
    expect_error([&] { import_images(options, Log::silent()); }, kind, parts);
    EXPECT_TRUE(test::bytes_of(folder / "d.h5") == before);
    EXPECT_THAT(test::names_in(folder.path()), ElementsAre("d.h5"));
  };
  refuse(options_for({test::k_data / "f32_nan.npy", test::k_data / "labels_u8.npy"}, folder / "d.h5"),
         ErrorKind::failed, {"image 1"});
  auto classes = options_for({test::k_data / "stored.npz"}, folder / "d.h5");
  classes.class_names = {"NC", "numu CC", "nue CC", "nutau CC"};
  refuse(classes, ErrorKind::usage, {"no images of class 'nutau CC'", "6 images of other classes"});
  auto crop = options_for({test::k_data / "stored.npz"}, folder / "d.h5");
  crop.crop = 5;
  refuse(crop, ErrorKind::usage, {"crop does not fit", "4 x 5"});
  auto fractions = options_for({test::k_data / "stored.npz"}, folder / "d.h5");
  fractions.fractions = {0.9, 0.05, 0.05};
  refuse(fractions, ErrorKind::usage, {"not enough events of class 'NC'"});
  refuse(options_for({}, folder / "d.h5"), ErrorKind::usage, {"nothing to import"});
  refuse(options_for({test::k_data / "make_files.py"}, folder / "d.h5"), ErrorKind::usage,
         {"cannot tell", "make_files.py"});
  refuse(options_for({test::k_data / "cvn", test::k_data / "nowhere"}, folder / "d.h5"), ErrorKind::usage, {"nowhere"});
}

TEST(ImportImages, RecognisesAFolderOnlyWhenItIsClear) {
  const TemporaryFolder folder;
  expect_error([&] { import_images(options_for({folder.path()}, folder / "d.h5"), Log::silent()); }, ErrorKind::usage,
               {"neither .gz nor .png"});
  test::write_file(folder / "in/a/a.png", test::bytes_of(test::k_data / "png_kinds/grey8.png"));
  test::write_file(folder / "in/a/a.gz", "");
  expect_error([&] { import_images(options_for({folder / "in"}, folder / "d.h5"), Log::silent()); }, ErrorKind::usage,
               {"both", "--form"});
  auto told = options_for({folder / "in"}, folder / "d.h5");
  told.form = ImportForm::folder;
  told.fractions = {1.0, 0.0, 0.0};
  EXPECT_EQ(import_images(told, Log::silent()).images, 1U);
}

}  // namespace
}  // namespace wirebench::dataset
