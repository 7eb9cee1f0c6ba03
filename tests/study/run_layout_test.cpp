#include "wirebench/study/run_layout.hpp"

#include <gtest/gtest.h>

namespace wirebench::study::layout {
namespace {

TEST(RunLayout, FilesOfARow) {
  const auto target = runtime::parse_target("litert:cpu@2");
  const std::string row = row_name("resnet50v2", convert::Format::tflite_int8, target);
  EXPECT_EQ(row, "resnet50v2-tflite-int8-litert-cpu-2");
  EXPECT_EQ(samples(row), "samples/resnet50v2-tflite-int8-litert-cpu-2.csv");
  EXPECT_EQ(form("resnet50v2", convert::Format::tflite_int8), "models/resnet50v2/tflite-int8.tflite");
  EXPECT_EQ(form("resnet50v2", convert::Format::savedmodel), "models/resnet50v2/savedmodel");
  EXPECT_EQ(timed_form("resnet50v2", convert::Format::tflite_dynamic, 224),
            "models/resnet50v2/timed-224/tflite-dynamic.tflite");
}

TEST(RunLayout, PredictionsOfEachSplitApart) {
  EXPECT_EQ(metrics("row"), "predictions/row.metrics.json");
  EXPECT_EQ(trainer_predictions("edge", dataset::Split::validation), "models/edge/predictions.csv");
  EXPECT_EQ(trainer_predictions("edge", dataset::Split::test), "models/edge/predictions-test.csv");
}

TEST(RunLayout, TheFileThatHoldsANetwork) {
  EXPECT_EQ(network_file("m/savedmodel", convert::Format::savedmodel), "m/savedmodel/saved_model.pb");
  EXPECT_EQ(network_file("m/a.tflite", convert::Format::tflite_int8), "m/a.tflite");
}

}  // namespace
}  // namespace wirebench::study::layout
