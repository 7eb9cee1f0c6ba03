#include "wirebench/report/published.hpp"

#include <gtest/gtest.h>

namespace wirebench::report {
namespace {

TEST(PosterStudy, HasTheFiveFormsOfBothNetworks) {
  const PublishedStudy study = poster_study();
  EXPECT_EQ(study.rows.size(), 10U);
  EXPECT_FALSE(study.citation.empty());
  for (const auto* network : {"resnet50v2", "densenet169"}) {
    for (const Form& form : poster_forms()) {
      const PublishedRow* row = study.find(network, form.name);
      ASSERT_NE(row, nullptr) << network << ' ' << form.name;
      EXPECT_TRUE(row->size_mb && row->cpu_ms && row->gpu_ms);
      // Only the integer form ran on the Edge TPU, and only it has no accuracy.
      EXPECT_EQ(row->edge_tpu_ms.has_value(), form.name == "tflite-int8");
      EXPECT_EQ(row->accuracy_percent.has_value(), form.name != "tflite-int8");
    }
  }
  EXPECT_EQ(study.find("resnet50v2", "onnx"), nullptr);
}

TEST(PosterStudy, SizesFitTheParametersOfTheNetworks) {
  // 23,570,947 and 12,647,875 weights (Keras' count for three classes) of 4, 1, 2 and 1 bytes, in MiB: within 2 MiB of
  // what is printed, as files also hold a graph and scales.
  const PublishedStudy study = poster_study();
  const auto check = [&](const char* network, double weights) {
    const double mebibytes = weights / (1024.0 * 1024.0);
    EXPECT_NEAR(*study.find(network, "tflite-float32")->size_mb, 4 * mebibytes, 2.0);
    EXPECT_NEAR(*study.find(network, "tflite-dynamic")->size_mb, mebibytes, 2.0);
    EXPECT_NEAR(*study.find(network, "tflite-float16")->size_mb, 2 * mebibytes, 2.0);
    EXPECT_NEAR(*study.find(network, "tflite-int8")->size_mb, mebibytes, 2.0);
    // Weights and two moments: three times the weights, and a graph of some MB.
    EXPECT_NEAR(*study.find(network, "tensorflow")->size_mb, 3 * 4 * mebibytes, 13.0);
  };
  check("resnet50v2", 23'570'947);
  check("densenet169", 12'647'875);
}

TEST(PosterStudy, ProcessingUnits) {
  const PublishedStudy study = poster_study();
  EXPECT_EQ(study.cpu.tdp_w, 15);
  EXPECT_EQ(study.cpu.price_usd, 99);
  EXPECT_EQ(study.gpu.tdp_w, 250);
  EXPECT_EQ(study.gpu.price_usd, 7500);
  EXPECT_EQ(study.edge_tpu.tdp_w, 2);
  EXPECT_EQ(study.edge_tpu.price_usd, 80);
}

}  // namespace
}  // namespace wirebench::report
