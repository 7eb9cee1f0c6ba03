#include "wirebench/generator/files/line_reader.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include "generator/files/text_files.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

namespace wirebench::generator {
namespace {

void write_gzip(const std::filesystem::path& path, const std::string& text, const char* mode = "wb") {
  gzFile file = gzopen(path.c_str(), mode);
  ASSERT_NE(file, nullptr);
  ASSERT_EQ(gzwrite(file, text.data(), static_cast<unsigned>(text.size())), static_cast<int>(text.size()));
  ASSERT_EQ(gzclose(file), Z_OK);
}

TEST(LineReader, GivesLinesWithTheirNumbers) {
  const wirebench::test::TemporaryFolder folder;
  LineReader lines{test::write(folder / "a", "one\r\n\ntwo")};
  std::string_view line;
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line, "one");
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line, "");
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line, "two");
  EXPECT_EQ(lines.line_number(), 3U);
  lines.hold();
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line, "two");
  EXPECT_EQ(lines.line_number(), 3U);
  EXPECT_FALSE(lines.next(line));
  EXPECT_FALSE(lines.next(line));
}

TEST(LineReader, UnpacksGzipOfSeveralMembers) {
  const wirebench::test::TemporaryFolder folder;
  const std::string long_line(300'000, 'x');  // longer than a block
  write_gzip(folder / "a.gz", "first\n" + long_line + "\n");
  write_gzip(folder / "a.gz", "last\n", "ab");
  LineReader lines{folder / "a.gz"};
  EXPECT_EQ(lines.first_bytes().substr(0, 5), "first");
  std::string_view line;
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line, "first");
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line, long_line);
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line, "last");
  EXPECT_FALSE(lines.next(line));
}

TEST(LineReader, RefusesALineThatIsTooLongAndGoesOnBehindIt) {
  const wirebench::test::TemporaryFolder folder;
  std::string text(LineReader::k_longest_line + 1, 'x');
  text += "\nnext\n";
  LineReader lines{test::write(folder / "a", text)};
  std::string_view line;
  EXPECT_THROW(static_cast<void>(lines.next(line)), EventProblem);
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line, "next");
  EXPECT_EQ(lines.line_number(), 2U);
}

TEST(LineReader, SaysThatGzipDataIsCutOrDamaged) {
  const wirebench::test::TemporaryFolder folder;
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i * 7919 % 10'007) + '\n';
  write_gzip(folder / "a.gz", text);
  const std::string packed = test::content(folder / "a.gz");
  std::string damaged = packed;
  damaged[packed.size() / 2] = static_cast<char>(damaged[packed.size() / 2] ^ 0x55);
  for (const std::string& bytes : {packed.substr(0, packed.size() / 2), packed.substr(0, packed.size() - 3), damaged}) {
    LineReader lines{test::write(folder / "b.gz", bytes)};
    std::string_view line;
    try {
      while (lines.next(line)) {
      }
      ADD_FAILURE() << "no problem found";
    } catch (const EventProblem& problem) {
      EXPECT_TRUE(problem.ends_stream);
    }
  }
}

TEST(LineReader, NamesWhatCannotBeOpened) {
  const wirebench::test::TemporaryFolder folder;
  wirebench::test::expect_error([&] { LineReader{folder / "none"}; }, ErrorKind::usage, {"none", "Check the path"});
  wirebench::test::expect_error([&] { LineReader{folder.path()}; }, ErrorKind::usage, {"folder"});
}

}  // namespace
}  // namespace wirebench::generator
