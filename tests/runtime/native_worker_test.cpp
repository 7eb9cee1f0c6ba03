#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "runtime/tiny_checks.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

namespace wirebench::runtime {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::filesystem::path k_models = std::filesystem::path{WIREBENCH_SOURCE_DIR} / "tests" / "data" / "runtime";

Outcome<std::unique_ptr<Session>> open(const std::filesystem::path& model) {
  return make_runtime("native", default_paths())->open(model, parse_target("native:cpu@2"));
}

TEST(NativeWorker, AgreesWithNumPyInFloat) {
  const auto session = open(k_models / "tiny_float32.tflite");
  ASSERT_TRUE(session.present()) << session.reason();
  test::expect_float_scores(*session.value(), 1e-5F);
  test::expect_usable(*session.value());
  EXPECT_THAT(session.value()->load_report().version, StartsWith("wirebench "));
}

TEST(NativeWorker, AgreesWithNumPyInIntegersWithinTheirResolution) {
  const auto session = open(k_models / "tiny_int8.tflite");
  ASSERT_TRUE(session.present()) << session.reason();
  test::expect_uint8_scores(*session.value(), 0.02F);  // five steps of 1/256
}

TEST(NativeWorker, IsSmall) {
  const auto session = open(k_models / "tiny_float32.tflite");
  ASSERT_TRUE(session.present());
  EXPECT_LT(session.value()->peak_memory(), 64'000'000U);  // no libtorch in it
}

TEST(NativeWorker, DoesNotReadFoldersAndOtherFiles) {
  EXPECT_THAT(open(k_models / "tiny_savedmodel").reason(), HasSubstr("not folders"));
  EXPECT_THAT(open(k_models / "tiny_oracle.json").reason(), HasSubstr(".tflite"));
}

TEST(NativeWorker, ADamagedFileIsAnError) {
  const test::TemporaryFolder folder;
  std::filesystem::copy(k_models / "tiny_float32.tflite", folder / "cut.tflite");
  std::filesystem::resize_file(folder / "cut.tflite", 1000);
  test::expect_error([&] { static_cast<void>(open(folder / "cut.tflite")); }, ErrorKind::failed, {"cut.tflite"});
}

}  // namespace
}  // namespace wirebench::runtime
