#include "wirebench/graph/description.hpp"

#include <gmock/gmock.h>

#include "wirebench/graph/networks.hpp"
#include "wirebench/graph/tflite_reader.hpp"

namespace wirebench::graph {
namespace {

using testing::HasSubstr;

TEST(Description, OfAFreshNetwork) {
  const auto json = describe(make_network("resnet50v2", {}));
  EXPECT_EQ(json.at("name"), "resnet50v2");
  EXPECT_EQ(json.at("parameters"), 23'570'947);
  EXPECT_EQ(json.at("constant_bytes"), 4 * 23'570'947);
  EXPECT_EQ(json.at("quantization"), "none");
  EXPECT_EQ(json.at("operators").at("conv2d"), 53);
  EXPECT_EQ(json.at("inputs").at(0).at("shape"), (std::vector<int>{1, 224, 224, 3}));
  EXPECT_EQ(json.at("outputs").at(0).at("shape"), (std::vector<int>{1, 3}));
  EXPECT_FALSE(json.at("inputs").at(0).contains("quantization"));
}

TEST(Description, NamesTheFormOfConvertedFiles) {
  const auto form = [](const std::string& name) {
    return describe(read_tflite("tests/data/graph/mixed_" + name + ".tflite")).at("quantization").get<std::string>();
  };
  EXPECT_EQ(form("float32"), "none");
  EXPECT_EQ(form("dynamic"), "dynamic range");
  EXPECT_EQ(form("float16"), "float16");
  EXPECT_EQ(form("int8"), "int8");
  EXPECT_EQ(form("int8_uint8"), "int8");
  EXPECT_EQ(form("int16x8"), "int16x8");
}

TEST(Description, CountsByHandInAConvertedFile) {
  // conv 8x3x3x3 + 8, depthwise 3x3x8 + 8, batch norm as 2x16, conv 16x3x3x16 + 16, batch norm 2x16, dense 3x16 + 3.
  const auto json = describe(read_tflite("tests/data/graph/mixed_int8_uint8.tflite"));
  EXPECT_EQ(json.at("parameters"), 216 + 8 + 72 + 8 + 32 + 2304 + 16 + 32 + 48 + 3);
  // 12x16 cells, then 6x8: 12*16*216 + 6*8*72 + 6*8*2304 + 48.
  EXPECT_EQ(json.at("multiply_adds"), 41472 + 3456 + 110592 + 48);
  EXPECT_EQ(json.at("inputs").at(0).at("type"), "uint8");
  EXPECT_TRUE(json.at("inputs").at(0).contains("quantization"));
}

TEST(Description, AsTextForPeople) {
  auto graph = make_network("densenet169", {.height = 64, .width = 64});
  graph.set_class_names({"nc", "numu_cc", "nue_cc"});
  const auto text = describe_text(graph);
  EXPECT_THAT(text, HasSubstr("densenet169"));
  EXPECT_THAT(text, HasSubstr("images float32 1x64x64x3"));
  EXPECT_THAT(text, HasSubstr("12647875 (50.59 MB"));
  EXPECT_THAT(text, HasSubstr("nc, numu_cc, nue_cc"));
  EXPECT_THAT(text, HasSubstr("concatenation        82"));
}

}  // namespace
}  // namespace wirebench::graph
