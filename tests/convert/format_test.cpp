#include "wirebench/convert/format.hpp"

#include <gtest/gtest.h>

#include <set>

#include "support/expect_error.hpp"

namespace wirebench::convert {
namespace {

TEST(Format, NamesAreTheCommandLines) {
  EXPECT_EQ(parse_format("tflite-float32"), Format::tflite_float32);
  EXPECT_EQ(parse_format("tflite-dynamic"), Format::tflite_dynamic);
  EXPECT_EQ(parse_format("tflite-float16"), Format::tflite_float16);
  EXPECT_EQ(parse_format("tflite-int8"), Format::tflite_int8);
  EXPECT_EQ(parse_format("savedmodel"), Format::savedmodel);
  EXPECT_EQ(formats().size(), 5U);
}

TEST(Format, UnknownNameSuggestsTheNearest) {
  test::expect_error([] { (void)parse_format("tflite-int-8"); }, ErrorKind::usage,
                     {"'tflite-int-8'", "Did you mean 'tflite-int8'?"});
  test::expect_error([] { (void)parse_format("onnx"); }, ErrorKind::usage, {"'onnx'", "savedmodel"});
  test::expect_error([] { (void)parse_format(""); }, ErrorKind::usage, {"tflite-float32"});
}

TEST(IoType, ParsesAndRefuses) {
  EXPECT_EQ(parse_io_type("uint8"), IoType::uint8);
  EXPECT_EQ(parse_io_type("int8"), IoType::int8);
  EXPECT_EQ(parse_io_type("float32"), IoType::float32);
  test::expect_error([] { (void)parse_io_type("uint"); }, ErrorKind::usage, {"'uint'", "uint8"});
}

}  // namespace
}  // namespace wirebench::convert
