#include "wirebench/core/atomic_file.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

namespace wirebench {
namespace {

std::size_t files_in(const std::filesystem::path& folder) {
  const std::filesystem::directory_iterator entries{folder};
  return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

TEST(AtomicFile, ReplacesTheTargetAndLeavesNothingElse) {
  const test::TemporaryFolder folder;
  write_text_atomically(folder / "out", "old");
  write_text_atomically(folder / "out", "new");
  EXPECT_EQ(read_file(folder / "out"), "new");
  EXPECT_EQ(files_in(folder.path()), 1U);
}

TEST(AtomicFile, AFailedWriteKeepsTheEarlierFile) {
  const test::TemporaryFolder folder;
  write_text_atomically(folder / "out", "old");
  EXPECT_THROW(write_atomically(folder / "out",
                                [](const auto& temporary) {
                                  std::ofstream{temporary} << "half";
                                  throw std::runtime_error{"stopped"};
                                }),
               std::runtime_error);
  EXPECT_EQ(read_file(folder / "out"), "old");
  EXPECT_EQ(files_in(folder.path()), 1U);
}

TEST(AtomicFile, AFullDiskIsAnErrorAndKeepsTheEarlierFile) {
  const test::TemporaryFolder folder;
  write_text_atomically(folder / "out", "old");
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    // A file-size limit stands for the full disk: write() then fails just as it does there.
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      write_text_atomically(folder / "out", std::string(5000, 'x'));
    } catch (const Error& error) {
      ::_exit(std::string{error.what()}.find("Free space") != std::string::npos ? 42 : 43);
    }
    ::_exit(44);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 42);
  EXPECT_EQ(read_file(folder / "out"), "old");
  EXPECT_EQ(files_in(folder.path()), 1U);
}

TEST(AtomicFile, WritesOnlyWhereAFileMayBe) {
  const test::TemporaryFolder folder;
  bool called = false;
  const auto write = [&](const std::filesystem::path&) { called = true; };
  const std::string inside = (folder / "new").string() + "/";
  test::expect_error([&] { write_atomically(folder.path(), write); }, ErrorKind::usage,
                     {folder.path().string(), "it is a folder", "name of a file"});
  test::expect_error([&] { write_atomically(inside, write); }, ErrorKind::usage, {inside, "it is a folder"});
  const auto pipe = folder / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const auto link = folder / "link";
  std::filesystem::create_symlink(pipe, link);
  for (const auto& special : {pipe, link}) {
    test::expect_error([&] { write_atomically(special, write); }, ErrorKind::usage,
                       {special.string(), "device, pipe or socket"});
  }
  EXPECT_FALSE(called);  // known before the work
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
  EXPECT_EQ(files_in(folder.path()), 2U);
}

TEST(AtomicFile, SaysThatTheFolderIsAFile) {
  const test::TemporaryFolder folder;
  write_text_atomically(folder / "file", "x");
  test::expect_error([&] { write_text_atomically(folder.path() / "file" / "out", "y"); }, ErrorKind::failed,
                     {"file", "Not a directory", "Check the path"});
}

TEST(AtomicFile, MakesMissingFolders) {
  const test::TemporaryFolder folder;
  write_text_atomically(folder.path() / "a" / "b" / "out", "x");
  EXPECT_EQ(read_file(folder.path() / "a" / "b" / "out"), "x");
}

TEST(ReadFile, NamesAMissingFileAndRespectsTheLimit) {
  const test::TemporaryFolder folder;
  test::expect_error([&] { (void)read_file(folder / "none"); }, ErrorKind::usage, {"none", "No such file"});
  write_text_atomically(folder / "big", std::string(100, 'x'));
  test::expect_error([&] { (void)read_file(folder / "big", 99); }, ErrorKind::failed, {"big", "100 bytes"});
  EXPECT_EQ(read_file(folder / "big", 100).size(), 100U);
}

TEST(PartialFiles, AreSweptAndNothingElse) {
  const test::TemporaryFolder folder;
  write_text_atomically(folder / "keep.h5", "x");
  std::ofstream{folder / "keep.h5.123.partial"} << "half";
  remove_partial_files(folder.path());
  EXPECT_EQ(files_in(folder.path()), 1U);
  EXPECT_TRUE(std::filesystem::exists(folder / "keep.h5"));
}

}  // namespace
}  // namespace wirebench
