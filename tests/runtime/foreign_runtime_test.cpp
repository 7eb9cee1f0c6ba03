#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "runtime/tiny_checks.hpp"
#include "support/expect_error.hpp"
#include "support/needs_runtime.hpp"
#include "support/temporary_folder.hpp"

namespace wirebench::runtime {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::filesystem::path k_models = std::filesystem::path{WIREBENCH_SOURCE_DIR} / "tests" / "data" / "runtime";

class ForeignRuntime : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { WIREBENCH_NEEDS_RUNTIME(GetParam()); }
  [[nodiscard]] Outcome<std::unique_ptr<Session>> open(const std::filesystem::path& model) const {
    return make_runtime(GetParam(), default_paths())->open(model, parse_target(GetParam() + "@2"));
  }
  /// A model cut in the middle: Error, whatever the runtime makes of it, and never a session.
  void expect_damage_noticed(const std::filesystem::path& damaged) const {
    test::expect_error([&] { static_cast<void>(open(damaged)); }, ErrorKind::failed, {damaged.string()});
  }
};

using LiteRt = ForeignRuntime;
using TensorFlow = ForeignRuntime;

TEST_P(LiteRt, AgreesWithNumPyInFloat) {
  const auto session = open(k_models / "tiny_float32.tflite");
  ASSERT_TRUE(session.present()) << session.reason();
  test::expect_float_scores(*session.value(), 1e-5F);
  test::expect_usable(*session.value());
  EXPECT_THAT(session.value()->load_report().version, StartsWith("LiteRT "));
  EXPECT_THAT(session.value()->load_report().implementation,
              StartsWith(GetParam() == "litert" ? "XNNPACK delegate" : "built-in kernels"));
}

TEST_P(LiteRt, AgreesWithNumPyInIntegersWithinTheirResolution) {
  const auto session = open(k_models / "tiny_int8.tflite");
  ASSERT_TRUE(session.present()) << session.reason();
  test::expect_uint8_scores(*session.value(), 0.02F);  // five steps of 1/256
}

TEST_P(LiteRt, DoesNotReadSavedModelsAndOtherFiles) {
  EXPECT_THAT(open(k_models / "tiny_savedmodel").reason(), HasSubstr("not folders"));
  EXPECT_THAT(open(k_models / "tiny_oracle.json").reason(), HasSubstr(".tflite files only"));
}

TEST_P(LiteRt, NoticesDamagedFiles) {
  const test::TemporaryFolder folder;
  std::filesystem::copy(k_models / "tiny_float32.tflite", folder / "cut.tflite");
  std::filesystem::resize_file(folder / "cut.tflite", 1000);
  expect_damage_noticed(folder / "cut.tflite");
  std::ofstream{folder / "text.tflite"} << "this is no model";
  expect_damage_noticed(folder / "text.tflite");
  std::ofstream{folder / "empty.tflite"};
  expect_damage_noticed(folder / "empty.tflite");
}

INSTANTIATE_TEST_SUITE_P(Modes, LiteRt, testing::Values("litert", "litert-plain"));

TEST_P(TensorFlow, AgreesWithNumPyInFloat) {
  const auto session = open(k_models / "tiny_savedmodel");
  ASSERT_TRUE(session.present()) << session.reason();
  test::expect_float_scores(*session.value(), 1e-5F);
  test::expect_usable(*session.value());
  EXPECT_THAT(session.value()->load_report().version, StartsWith("TensorFlow "));
  EXPECT_THAT(session.value()->load_report().implementation,
              HasSubstr(GetParam() == "tensorflow" ? "signature" : "predict"));
}

TEST_P(TensorFlow, DoesNotReadTflite) {
  EXPECT_THAT(open(k_models / "tiny_float32.tflite").reason(), HasSubstr("SavedModel"));
  EXPECT_THAT(open(k_models).reason(), HasSubstr("saved_model.pb"));
}

TEST_P(TensorFlow, NoticesDamagedFiles) {
  const test::TemporaryFolder folder;
  const auto damaged = folder / "model";
  std::filesystem::copy(k_models / "tiny_savedmodel", damaged, std::filesystem::copy_options::recursive);
  std::filesystem::resize_file(damaged / "saved_model.pb", 9000);
  expect_damage_noticed(damaged);
}

INSTANTIATE_TEST_SUITE_P(Modes, TensorFlow, testing::Values("tensorflow", "tensorflow-predict"));

}  // namespace
}  // namespace wirebench::runtime
