#include "wirebench/report/report_input.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <limits>

#include "report/example_input.hpp"

#include "wirebench/core/error.hpp"

namespace wirebench::report {
namespace {

using testing::HasSubstr;

std::string message_after(const std::function<void(ReportInput&)>& damage) {
  ReportInput input = example_input();
  damage(input);
  try {
    validate(input);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::failed);
    return error.what();
  }
  return "no error";
}

TEST(ValidateReportInput, AcceptsTheExample) {
  EXPECT_NO_THROW(validate(example_input()));
}

TEST(ValidateReportInput, NamesWhatDoesNotFit) {
  EXPECT_THAT(message_after([](auto& i) { i.networks.clear(); }), HasSubstr("at least one network"));
  EXPECT_THAT(message_after([](auto& i) { i.class_names.clear(); }), HasSubstr("class names"));
  EXPECT_THAT(message_after([](auto& i) { i.networks[1].name = i.networks[0].name; }), HasSubstr("listed twice"));
  EXPECT_THAT(message_after([](auto& i) { i.rows[3].network = "lenet"; }), HasSubstr("lenet tflite-float32"));
  EXPECT_THAT(message_after([](auto& i) { i.rows[0].accuracy->confusion.pop_back(); }),
              HasSubstr("tensorflow:cpu@2 (2 rows for 3 classes)"));
  EXPECT_THAT(message_after([](auto& i) { i.networks[0].trainer_accuracy->confusion[0].push_back(1); }),
              HasSubstr("confusion matrix"));
  EXPECT_THAT(message_after([](auto& i) { i.events[1].pixels.pop_back(); }), HasSubstr("event picture 2"));
  EXPECT_THAT(message_after([](auto& i) { i.events[0].height = 0; }), HasSubstr("event picture 1"));
  EXPECT_THAT(message_after([](auto& i) { i.events[2].label = 3; }), HasSubstr("label 3"));
  EXPECT_THAT(message_after([](auto& i) { i.events[0].view_names.pop_back(); }), HasSubstr("three view names"));
  EXPECT_THAT(message_after([](auto& i) { i.events[0].pixel_mm = 0; }), HasSubstr("pixel size"));
  EXPECT_THAT(message_after([](auto& i) { i.events[0].pixels[5] = std::numeric_limits<float>::quiet_NaN(); }),
              HasSubstr("not finite"));
}

}  // namespace
}  // namespace wirebench::report
