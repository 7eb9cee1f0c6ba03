#include "wirebench/core/digest.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"

namespace wirebench {
namespace {

TEST(Digest, FileDigestEqualsTheStandardsExample) {
  const test::TemporaryFolder folder;
  write_text_atomically(folder / "abc", "abc");
  // FIPS 180-4 example, one block.
  EXPECT_EQ(file_sha256(folder / "abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Digest, FieldsDoNotRunTogether) {
  EXPECT_NE(std::move(Digest{}.add("ab").add("c")).hexadecimal(), std::move(Digest{}.add("a").add("bc")).hexadecimal());
  EXPECT_EQ(std::move(Digest{}.add("ab").add("c")).hexadecimal(), std::move(Digest{}.add("ab").add("c")).hexadecimal());
}

}  // namespace
}  // namespace wirebench
