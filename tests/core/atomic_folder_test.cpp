#include "wirebench/core/atomic_folder.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"

namespace wirebench {
namespace {

namespace fs = std::filesystem;

std::ptrdiff_t entries(const fs::path& folder) {
  return std::distance(fs::directory_iterator{folder}, {});
}

TEST(WriteFolderAtomically, MakesParentsAndLeavesNothingElse) {
  const test::TemporaryFolder root;
  write_folder_atomically(root / "a/b", [](const fs::path& folder) { write_text_atomically(folder / "f", "text"); });
  EXPECT_EQ(read_file(root / "a/b/f"), "text");
  EXPECT_EQ(entries(root / "a"), 1);
}

TEST(WriteFolderAtomically, ReplacesAnEarlierFolderWhole) {
  const test::TemporaryFolder root;
  write_folder_atomically(root / "m", [](const fs::path& folder) { write_text_atomically(folder / "old", "1"); });
  write_folder_atomically(root / "m/", [](const fs::path& folder) { write_text_atomically(folder / "new", "2"); });
  EXPECT_FALSE(fs::exists(root / "m/old"));
  EXPECT_EQ(read_file(root / "m/new"), "2");
  EXPECT_EQ(entries(root.path()), 1);
}

TEST(WriteFolderAtomically, FailureKeepsTheEarlierFolder) {
  const test::TemporaryFolder root;
  write_folder_atomically(root / "m", [](const fs::path& folder) { write_text_atomically(folder / "old", "1"); });
  EXPECT_THROW(write_folder_atomically(root / "m",
                                       [](const fs::path& folder) {
                                         write_text_atomically(folder / "half", "2");
                                         throw std::runtime_error{"stopped"};
                                       }),
               std::runtime_error);
  EXPECT_EQ(read_file(root / "m/old"), "1");
  EXPECT_EQ(entries(root.path()), 1);
}

TEST(WriteFolderAtomically, DoesNotReplaceAFile) {
  const test::TemporaryFolder root;
  write_text_atomically(root / "m", "a file");
  test::expect_error([&] { write_folder_atomically(root / "m", [](const fs::path&) {}); }, ErrorKind::failed,
                     {(root / "m").string()});
  EXPECT_EQ(read_file(root / "m"), "a file");
  EXPECT_EQ(entries(root.path()), 1);
}

TEST(RemovePartialFiles, RemovesFoldersToo) {
  const test::TemporaryFolder root;
  make_folder(root / "model.123.partial");
  write_text_atomically(root / "model.123.partial/saved_model.pb", "half");
  write_text_atomically(root / "kept", "whole");
  remove_partial_files(root.path());
  EXPECT_EQ(entries(root.path()), 1);
}

}  // namespace
}  // namespace wirebench
