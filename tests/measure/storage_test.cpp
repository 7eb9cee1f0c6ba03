#include "wirebench/measure/storage.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "support/temporary_folder.hpp"

#include "wirebench/core/error.hpp"

namespace wirebench::measure {
namespace {

TEST(BytesOnDisk, FileAndFolder) {
  const test::TemporaryFolder folder;
  std::ofstream{folder / "a"} << "12345";
  EXPECT_EQ(bytes_on_disk(folder / "a"), 5U);
  std::filesystem::create_directories(folder / "model/variables");
  std::ofstream{folder / "model/saved_model.pb"} << "123";
  std::ofstream{folder / "model/variables/variables.data"} << "1234567";
  std::filesystem::create_symlink(folder / "a", folder / "model/link");
  EXPECT_EQ(bytes_on_disk(folder / "model"), 10U);
}

TEST(BytesOnDisk, MissingIsAUsageError) {
  const test::TemporaryFolder folder;
  try {
    static_cast<void>(bytes_on_disk(folder / "none"));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
  }
}

}  // namespace
}  // namespace wirebench::measure
