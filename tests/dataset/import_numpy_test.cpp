#include "wirebench/dataset/import_numpy.hpp"

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

/// The pattern tests/data/dataset/make_files.py laid into every array.
int value(std::size_t n, std::size_t c, std::size_t h, std::size_t w) {
  return static_cast<int>((17 * n + 50 * c + 3 * h + 7 * w) % 251);
}

class ImportNumpy : public testing::Test {
 protected:
  std::unique_ptr<ImageSource> open(const std::vector<std::string>& names, ImageLayout layout = ImageLayout::automatic,
                                    const std::vector<std::string>& classes = {}) {
    std::vector<std::filesystem::path> files;
    for (const std::string& name : names) files.push_back(test::k_data / name);
    return open_numpy(files, classes, layout, folder_.path());
  }

  template <class Pixel, class Scale>
  void expect_pattern(ImageSource& source, const Scale& scale, std::size_t channels = 3) {
    ASSERT_EQ(source.shape(), (ImageShape{static_cast<std::uint32_t>(channels), 4, 5}));
    std::vector<Pixel> pixels(source.shape().pixels());
    for (const std::size_t n : {0U, 1U, 2U, 3U, 4U, 5U, 2U, 0U}) {  // also backwards
      source.read(n, std::span<Pixel>{pixels});
      std::size_t p = 0;
      for (std::size_t c = 0; c < channels; ++c) {
        for (std::size_t h = 0; h < 4; ++h) {
          for (std::size_t w = 0; w < 5; ++w) {
            ASSERT_EQ(pixels[p++], scale(value(n, c, h, w))) << n << ' ' << c << ' ' << h << ' ' << w;
          }
        }
      }
    }
  }

  TemporaryFolder folder_;
};

const auto k_as_is = [](int v) { return static_cast<std::uint8_t>(v); };
const auto k_quarter = [](int v) { return static_cast<float>(v) / 4.0F - 10.0F; };
const auto k_wide = [](int v) { return static_cast<float>(v * 256 + 7); };

TEST_F(ImportNumpy, ReadsEveryTypeOrderAndLayout) {
  for (const std::string labels : {"labels_i64.npy", "labels_u8.npy", "labels_big_endian_i16_column.npy"}) {
    auto source = open({"u8_nhwc.npy", labels});
    expect_pattern<std::uint8_t>(*source, k_as_is);
    std::vector<int> found;
    for (const EventRecord& event : source->events()) found.push_back(event.label);
    EXPECT_THAT(found, ElementsAre(0, 1, 2, 0, 1, 2)) << labels;
    EXPECT_THAT(source->class_names(), ElementsAre("NC", "numu CC", "nue CC"));
  }
  expect_pattern<std::uint8_t>(*open({"labels_u8.npy", "u8_nchw_fortran.npy"}), k_as_is);
  expect_pattern<std::uint8_t>(*open({"u8_nhw.npy", "labels_u8.npy"}), k_as_is, 1);
  expect_pattern<float>(*open({"u16_big_endian_nhwc.npy", "labels_u8.npy"}), k_wide);
  expect_pattern<float>(*open({"f32_nchw.npy", "labels_u8.npy"}), k_quarter);
  expect_pattern<float>(*open({"f64_big_endian_nhwc_fortran.npy", "labels_u8.npy"}), k_quarter);
  expect_pattern<std::uint8_t>(*open({"stored.npz"}), k_as_is);
  expect_pattern<std::uint8_t>(*open({"deflated.npz"}), k_as_is);
}

TEST_F(ImportNumpy, PutsPairsOneBehindTheOther) {
  auto source = open({"u8_nhwc.npy", "labels_u8.npy", "u8_nchw_fortran.npy", "labels_i64.npy"});
  ASSERT_EQ(source->events().size(), 12U);
  EXPECT_EQ(source->events()[11].event_id, 11U);
  std::vector<std::uint8_t> first(60);
  std::vector<std::uint8_t> second(60);
  source->read(5, std::span<std::uint8_t>{first});
  source->read(11, std::span<std::uint8_t>{second});
  EXPECT_EQ(first, second);
  EXPECT_EQ(source->description()["files"], 4);
}

TEST_F(ImportNumpy, TakesTheLayoutItIsTold) {
  auto source = open({"u8_nhwc.npy", "labels_u8.npy"}, ImageLayout::nchw);  // on purpose the wrong one
  EXPECT_EQ(source->shape(), (ImageShape{4, 5, 3}));
}

TEST_F(ImportNumpy, SaysWhatDoesNotFit) {
  const auto refuse = [&](const std::vector<std::string>& names, std::initializer_list<std::string> parts,
                          ErrorKind kind = ErrorKind::usage) { expect_error([&] { open(names); }, kind, parts); };
  refuse({"u8_nhwc.npy"}, {"do not pair up", "1 arrays of images, 0 of labels"});
  refuse({"labels_u8.npy"}, {"do not pair up", "0 arrays of images, 1 of labels"});
  refuse({"u8_nhwc.npy", "labels_negative.npy"}, {"label out of range", "label -1 of image 1", "--classes"});
  refuse({"u8_nhwc.npy", "labels_float.npy"}, {"labels are not integers", "'<f4'"});
  refuse({"u8_nhwc.npy", "labels_u8.npy", "f32_nchw.npy", "labels_u8.npy"}, {"different shapes or types"});
  refuse({"three_arrays.npz"}, {"two arrays", "holds 3", "a.npy, b.npy, c.npy"});
  refuse({"complex.npy", "labels_u8.npy"}, {"'<c8'"}, ErrorKind::failed);
  refuse({"nothing.npy"}, {"nothing.npy"});
  expect_error(
      [&] {
        open({"u8_nhwc.npy", "labels_u8.npy"}, ImageLayout::automatic, {"a", "b"});
      },
      ErrorKind::usage, {"label 2 of image 2", "0 to 1: a, b"});
}

TEST_F(ImportNumpy, ANotANumberNamesItsImage) {
  auto source = open({"f32_nan.npy", "labels_u8.npy"});
  std::vector<float> pixels(60);
  source->read(0, std::span<float>{pixels});
  expect_error([&] { source->read(1, std::span<float>{pixels}); }, ErrorKind::failed,
               {"not a finite", "f32_nan.npy: image 1"});
}

/// `{name}` with this shape and type, all zero.
void write_npy(const std::filesystem::path& path, const std::string& descr, const std::string& shape,
               std::size_t bytes) {
  const std::string text = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + "}\n";
  std::string file{"\x93NUMPY\x01\x00", 8};
  file += static_cast<char>(text.size());
  file += '\0';
  test::write_file(path, file + text + std::string(bytes, '\0'));
}

TEST_F(ImportNumpy, DoesNotGuessTheChannels) {
  write_npy(folder_ / "wide.npy", "|u1", "(2, 8, 8, 8)", 1024);
  write_npy(folder_ / "small.npy", "|u1", "(2, 3, 8, 3)", 144);
  write_npy(folder_ / "line.npy", "|u1", "(2, 8)", 16);
  write_npy(folder_ / "flat.npy", "|u1", "(2, 0, 8, 3)", 0);
  write_npy(folder_ / "none.npy", "|u1", "(0, 8, 8, 3)", 0);
  write_npy(folder_ / "no_labels.npy", "|u1", "(0,)", 0);
  write_npy(folder_ / "labels.npy", "|u1", "(2,)", 2);
  write_npy(folder_ / "long.npy", "<u8", "(3,)", 24);
  write_npy(folder_ / "signed.npy", "<i2", "(2, 8, 8)", 256);
  const auto refuse = [&](const std::string& images, const std::string& labels,
                          std::initializer_list<std::string> parts) {
    const std::vector<std::filesystem::path> files{folder_ / images, folder_ / labels};
    expect_error([&] { static_cast<void>(open_numpy(files, {}, ImageLayout::automatic, folder_.path())); },
                 ErrorKind::usage, parts);
  };
  refuse("wide.npy", "labels.npy", {"which dimension is the channels", "no dimension", "(2, 8, 8, 8)", "--layout"});
  refuse("small.npy", "labels.npy", {"two dimensions are small"});
  refuse("line.npy", "labels.npy", {"neither images nor labels", "(2, 8)"});
  refuse("flat.npy", "labels.npy", {"impossible size"});
  refuse("none.npy", "no_labels.npy", {"no images"});
  refuse("signed.npy", "labels.npy", {"type that is not read", "'<i2'"});
  write_npy(folder_ / "good.npy", "|u1", "(2, 8, 8, 3)", 384);
  refuse("good.npy", "long.npy", {"do not match", "2 images, 3 labels"});
}

// 3 images of 8 MB elements in Fortran order do not fit one block of 64 MB: the blocks must follow one another.
TEST_F(ImportNumpy, ReadsFortranOrderBlockByBlock) {
  constexpr std::size_t k_images = 9;
  constexpr std::size_t k_side = 1024;
  const std::string text = "{'descr': '<f8', 'fortran_order': True, 'shape': (9, 1024, 1024)}\n";
  std::string file{"\x93NUMPY\x01\x00", 8};
  file += static_cast<char>(text.size());
  file += '\0';
  file += text;
  std::vector<double> data;
  data.reserve(k_images * k_side * k_side);
  for (std::size_t w = 0; w < k_side; ++w) {
    for (std::size_t h = 0; h < k_side; ++h) {
      for (std::size_t n = 0; n < k_images; ++n)
        data.push_back(static_cast<double>(1000 * n + h) - static_cast<double>(w));
    }
  }
  file.append(reinterpret_cast<const char*>(data.data()), data.size() * sizeof(double));
  test::write_file(folder_ / "big.npy", file);
  write_npy(folder_ / "labels.npy", "|u1", "(9,)", 9);
  const std::vector<std::filesystem::path> files{folder_ / "big.npy", folder_ / "labels.npy"};
  auto source = open_numpy(files, {}, ImageLayout::automatic, folder_.path());
  std::vector<float> pixels(k_side * k_side);
  for (const std::size_t n : {0U, 7U, 8U, 1U}) {
    source->read(n, std::span<float>{pixels});
    for (const std::size_t h : {0U, 1U, 1023U}) {
      for (const std::size_t w : {0U, 500U, 1023U}) {
        EXPECT_EQ(pixels[h * k_side + w], static_cast<float>(1000 * n + h) - static_cast<float>(w));
      }
    }
  }
}

}  // namespace
}  // namespace wirebench::dataset
