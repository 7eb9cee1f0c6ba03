#include "wirebench/graph/tflite_reader.hpp"

#include <gmock/gmock.h>

#include <array>
#include <cstring>
#include <map>

#include "graph/reference_executor.hpp"
#include "graph/tflite_schema_objects.h"
#include "support/expect_error.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/json.hpp"
#include "wirebench/core/random.hpp"

namespace wirebench::graph {
namespace {

using test::expect_error;
using testing::ElementsAre;
using testing::HasSubstr;

const std::filesystem::path k_folder = "tests/data/graph";

/// What TensorFlow's interpreter says about the files (tests/data/graph/make_tflite_files.py).
const Json& tensorflow_oracle() {
  static const Json json = read_json(k_folder / "tflite_oracle.json");
  return json;
}

std::vector<std::byte> file_bytes(const std::string& name) {
  const auto content = read_file(k_folder / name);
  const auto bytes = std::as_bytes(std::span{content});
  return {bytes.begin(), bytes.end()};
}

void expect_same_tensor(const Tensor& tensor, const Json& wanted) {
  EXPECT_EQ(tensor.name, wanted.at("name").get<std::string>());
  SCOPED_TRACE(tensor.name);
  EXPECT_EQ(name(tensor.type), wanted.at("type").get<std::string>());
  EXPECT_EQ(tensor.shape, wanted.at("shape").get<Shape>());
  EXPECT_EQ(tensor.quantization.scale, wanted.at("scale").get<std::vector<float>>());
  EXPECT_EQ(tensor.quantization.zero_point, wanted.at("zero_point").get<std::vector<std::int64_t>>());
  if (tensor.quantization.per_axis()) {
    EXPECT_EQ(tensor.quantization.quantized_dimension, wanted.at("quantized_dimension").get<std::int32_t>());
  }
}

class ConvertedFile : public testing::TestWithParam<std::string> {
 protected:
  Graph graph() const { return read_tflite(k_folder / GetParam()); }
  const Json& wanted() const { return tensorflow_oracle().at(GetParam()); }
};

TEST_P(ConvertedFile, HasTensorFlowsOperatorsAndTensors) {
  const std::map<std::string, std::string> kinds{{"ADD", "add"},
                                                 {"AVERAGE_POOL_2D", "average_pool2d"},
                                                 {"CONCATENATION", "concatenation"},
                                                 {"CONV_2D", "conv2d"},
                                                 {"DEPTHWISE_CONV_2D", "depthwise_conv2d"},
                                                 {"DEQUANTIZE", "dequantize"},
                                                 {"FULLY_CONNECTED", "dense"},
                                                 {"MAX_POOL_2D", "max_pool2d"},
                                                 {"MEAN", "global_average_pool"},
                                                 {"MUL", "multiply"},
                                                 {"PAD", "zero_pad2d"},
                                                 {"QUANTIZE", "quantize"},
                                                 {"RESHAPE", "reshape"},
                                                 {"SOFTMAX", "softmax"}};
  const auto network = graph();
  const auto& operators = wanted().at("operators");
  ASSERT_EQ(network.operators().size(), operators.size());
  for (std::size_t i = 0; i < operators.size(); ++i) {
    const auto& op = network.operators()[i];
    const auto type = operators[i].at("op").get<std::string>();
    EXPECT_EQ(kind_name(op.attributes), kinds.at(type));
    const auto& inputs = operators[i].at("inputs");
    // Axes, paddings and shapes became attributes.
    const bool last_is_attribute = type == "MEAN" || type == "PAD" || type == "RESHAPE";
    ASSERT_EQ(op.inputs.size(), inputs.size() - (last_is_attribute ? 1 : 0)) << type;
    for (std::size_t k = 0; k < op.inputs.size(); ++k) expect_same_tensor(network.tensor(op.inputs[k]), inputs[k]);
    expect_same_tensor(network.tensor(op.outputs[0]), operators[i].at("outputs")[0]);
  }
}

INSTANTIATE_TEST_SUITE_P(TfliteReader, ConvertedFile,
                         testing::Values("mixed_float32.tflite", "mixed_dynamic.tflite", "mixed_float16.tflite",
                                         "mixed_int8.tflite", "mixed_int8_uint8.tflite", "mixed_int16x8.tflite",
                                         "flatten_float32.tflite"),
                         [](const auto& test) { return test.param.substr(0, test.param.find('.')); });

std::vector<float> oracle_image(const Shape& shape) {
  std::vector<float> image;
  for (std::int64_t y = 0; y < shape[1]; ++y) {
    for (std::int64_t x = 0; x < shape[2]; ++x) {
      for (std::int64_t c = 0; c < shape[3]; ++c) {
        image.push_back(static_cast<float>((31 * y + 17 * x + 101 * c + x * y) % 256) / 127.5F - 1.0F);
      }
    }
  }
  return image;
}

class FloatFile : public ConvertedFile {};

// Operators, their attributes and their constants mean what they mean to TensorFlow: same result.
TEST_P(FloatFile, ComputesWhatTensorFlowComputes) {
  const auto network = graph();
  const auto output = test::run_reference(network, oracle_image(network.tensor(network.inputs()[0]).shape));
  const auto expected = wanted().at("output").get<std::vector<double>>();
  ASSERT_EQ(output.size(), expected.size());
  // The dynamic range kernels also round the activations to 8 bits.
  const double tolerance = GetParam() == "mixed_dynamic.tflite" ? 5e-3 : 2e-6;
  for (std::size_t i = 0; i < output.size(); ++i) EXPECT_NEAR(output[i], expected[i], tolerance);
}

INSTANTIATE_TEST_SUITE_P(TfliteReader, FloatFile,
                         testing::Values("mixed_float32.tflite", "mixed_dynamic.tflite", "mixed_float16.tflite",
                                         "flatten_float32.tflite"),
                         [](const auto& test) { return test.param.substr(0, test.param.find('.')); });

TEST(TfliteReader, ReadsAttributes) {
  const auto network = read_tflite(k_folder / "flatten_float32.tflite");
  EXPECT_EQ(network.name(), "flatten_float32");
  const auto pad = std::get<ZeroPad2d>(network.operators()[0].attributes);
  EXPECT_THAT((std::array{pad.top, pad.bottom, pad.left, pad.right}), ElementsAre(1, 0, 0, 2));
  const auto conv = std::get<Conv2d>(network.operators()[1].attributes);
  EXPECT_EQ(conv.stride_h, 2);
  EXPECT_EQ(conv.padding, Padding::valid);
  EXPECT_EQ(conv.activation, Activation::relu);
}

TEST(TfliteReader, ReadsFromAnyAddress) {
  const auto bytes = file_bytes("mixed_int8.tflite");
  std::vector<std::byte> shifted(bytes.size() + 1);
  std::copy(bytes.begin(), bytes.end(), shifted.begin() + 1);
  const auto network = read_tflite(std::span{shifted}.subspan(1), "shifted");
  EXPECT_EQ(network.operators().size(), read_tflite(bytes, "whole").operators().size());
}

TEST(TfliteReader, NamesTheOperatorItDoesNotKnow) {
  expect_error([] { static_cast<void>(read_tflite(k_folder / "unknown_float32.tflite")); }, ErrorKind::failed,
               {"unknown_float32.tflite", "operator 0 (ELU)", "does not know"});
}

TEST(TfliteReader, MissingFileIsAUsersMistake) {
  expect_error([] { static_cast<void>(read_tflite("none.tflite")); }, ErrorKind::usage, {"none.tflite"});
}

/// A converter-made file taken apart, for breaking one thing.
struct Model {
  tflite::ModelT model;

  explicit Model(const std::string& name) {
    const auto bytes = file_bytes(name);
    tflite::GetModel(bytes.data())->UnPackTo(&model);
  }
  tflite::SubGraphT& graph() { return *model.subgraphs.at(0); }
  tflite::OperatorT& op(std::size_t i) { return *graph().operators.at(i); }
  tflite::TensorT& input(std::size_t op_index, std::size_t i) {
    return *graph().tensors.at(static_cast<std::size_t>(op(op_index).inputs.at(i)));
  }
  std::vector<std::uint8_t>& data(std::size_t op_index, std::size_t i) {
    return model.buffers.at(input(op_index, i).buffer)->data;
  }
  Graph read() const {
    flatbuffers::FlatBufferBuilder builder;
    tflite::FinishModelBuffer(builder, tflite::Model::Pack(builder, &model));
    return read_tflite(std::as_bytes(std::span{builder.GetBufferPointer(), builder.GetSize()}), "changed.tflite");
  }
  void refuse(std::initializer_list<std::string> parts) const {
    expect_error([&] { static_cast<void>(read()); }, ErrorKind::failed, parts);
  }
};

TEST(TfliteReader, ReadsClassNamesAndPreprocessingOfItsOwnFiles) {
  Model file{"mixed_float32.tflite"};
  const auto add = [&](const std::string& text) {
    auto buffer = std::make_unique<tflite::BufferT>();
    buffer->data.assign(text.begin(), text.end());
    file.model.buffers.push_back(std::move(buffer));
    auto entry = std::make_unique<tflite::MetadataT>();
    entry->name = "wirebench_network";
    entry->buffer = static_cast<std::uint32_t>(file.model.buffers.size() - 1);
    file.model.metadata.push_back(std::move(entry));
  };
  add(R"({"class_names":["nc","numu","nue"],"preprocessing":{"scale":[0.5,0.25,2],"offset":[-1,0,1]}})");
  const auto network = file.read();
  EXPECT_THAT(network.class_names(), ElementsAre("nc", "numu", "nue"));
  EXPECT_THAT(network.preprocessing().scale, ElementsAre(0.5F, 0.25F, 2.0F));
  EXPECT_THAT(network.preprocessing().offset, ElementsAre(-1.0F, 0.0F, 1.0F));

  add(R"({"class_names":["one"],"preprocessing":{"scale":[1,1,1],"offset":[0,0,0]}})");
  file.refuse({"metadata 'wirebench_network'", "1 names", "3 outputs"});
  file.model.buffers.back()->data = {'{'};
  file.refuse({"metadata 'wirebench_network'"});
}

TEST(TfliteReader, FusedReluOfAPoolBecomesAnOperator) {
  Model file{"mixed_float32.tflite"};
  file.op(2).builtin_options.AsPool2DOptions()->fused_activation_function = tflite::ActivationFunctionType::RELU;
  const auto network = file.read();
  ASSERT_EQ(network.operators().size(), 15U);
  EXPECT_EQ(kind_name(network.operators()[2].attributes), "average_pool2d");
  EXPECT_EQ(kind_name(network.operators()[3].attributes), "relu");
  file.op(2).builtin_options.AsPool2DOptions()->fused_activation_function = tflite::ActivationFunctionType::RELU6;
  file.refuse({"operator 2 (AVERAGE_POOL_2D)", "RELU6"});
}

TEST(TfliteReader, RefusesAttributesItCannotCompute) {
  {
    Model file{"mixed_float32.tflite"};
    file.op(0).builtin_options.AsConv2DOptions()->fused_activation_function = tflite::ActivationFunctionType::TANH;
    file.refuse({"operator 0 (CONV_2D)", "fused activation 4"});
  }
  {
    Model file{"mixed_float32.tflite"};
    file.op(0).builtin_options.AsConv2DOptions()->padding = static_cast<tflite::Padding>(7);
    file.refuse({"operator 0 (CONV_2D)", "unknown padding 7"});
  }
  {
    Model file{"mixed_float32.tflite"};
    file.op(0).builtin_options.AsConv2DOptions()->stride_w = 0;
    file.refuse({"changed.tflite", "conv2d", "positive"});
  }
  {
    Model file{"mixed_float32.tflite"};
    file.op(0).builtin_options.Reset();
    file.refuse({"operator 0 (CONV_2D)", "options are missing"});
  }
  {
    Model file{"mixed_float32.tflite"};
    file.op(1).builtin_options.AsDepthwiseConv2DOptions()->depth_multiplier = 3;
    file.refuse({"operator 1 (DEPTHWISE_CONV_2D)", "depth multiplier"});
  }
  {
    Model file{"mixed_float32.tflite"};
    file.data(11, 1) = {0, 0, 0, 0, 1, 0, 0, 0};  // MEAN over batch and height
    file.refuse({"operator 11 (MEAN)", "height and width only"});
  }
  {
    Model file{"mixed_float32.tflite"};
    file.op(13).builtin_options.AsSoftmaxOptions()->beta = 2.0F;
    file.refuse({"operator 13 (SOFTMAX)", "beta = 1"});
  }
  {
    Model file{"flatten_float32.tflite"};
    file.data(0, 1).at(0) = 1;  // pads the batch
    file.refuse({"operator 0 (PAD)", "height and width only"});
  }
  {
    Model file{"flatten_float32.tflite"};
    file.op(0).inputs.pop_back();
    file.refuse({"operator 0 (PAD)"});
  }
}

TEST(TfliteReader, RefusesTypesAndShapesNoKernelTakes) {
  {
    Model file{"mixed_int8.tflite"};
    file.input(0, 1).quantization->scale.pop_back();
    file.refuse({"changed.tflite", "quantisation"});
  }
  {
    Model file{"mixed_int8.tflite"};
    file.input(0, 0).quantization->scale = {0.0F};
    file.refuse({"scale of 0"});
  }
  {
    Model file{"mixed_int8.tflite"};
    file.input(1, 0).type = tflite::TensorType::BOOL;
    file.refuse({"element type 6"});
  }
  {
    Model file{"mixed_float32.tflite"};
    file.input(1, 0).shape = {1, 11, 16, 8};
    file.refuse({"should be 1x12x16x8"});
  }
}

/// Deterministic damage: whatever the bytes, reading ends with a graph that validates or with an Error.
class Damage {
 public:
  void try_reading(std::span<const std::byte> bytes, const std::string& how) {
    try {
      read_tflite(bytes, "fuzz.tflite").validate();
      ++read_;
    } catch (const Error& error) {
      EXPECT_EQ(exit_code(error.kind()), exit_code(ErrorKind::failed)) << how;
      EXPECT_THAT(error.what(), HasSubstr("fuzz.tflite")) << how;
      ++refused_;
    } catch (const std::exception& error) {
      ADD_FAILURE() << how << ": " << error.what();
    }
  }
  int read() const { return read_; }
  int refused() const { return refused_; }

 private:
  int read_ = 0;
  int refused_ = 0;
};

TEST(TfliteReaderFuzz, EveryTruncationIsRefusedOrWhole) {
  const auto whole = file_bytes("mixed_int8.tflite");
  Damage damage;
  for (std::size_t size = 0; size < whole.size(); size += size < 512 ? 1 : 37) {
    const std::vector<std::byte> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    damage.try_reading(cut, "cut to " + std::to_string(size));
  }
  EXPECT_GT(damage.refused(), 700);
}

TEST(TfliteReaderFuzz, FlippedBitsNeverCrash) {
  Damage damage;
  for (const std::string name : {"mixed_float16.tflite", "mixed_int8_uint8.tflite", "flatten_float32.tflite"}) {
    const auto whole = file_bytes(name);
    for (std::uint64_t trial = 0; trial < 3000; ++trial) {
      RandomStream random{17, RandomStage::test, trial};
      auto bytes = whole;
      const auto flips = 1 + random.below(4);
      for (std::uint32_t i = 0; i < flips; ++i) {
        bytes[random.below(static_cast<std::uint32_t>(bytes.size()))] ^= static_cast<std::byte>(1U << random.below(8));
      }
      damage.try_reading(bytes, name + " trial " + std::to_string(trial));
    }
  }
  // Flips in weights go unnoticed, flips in the structure do not: both must have happened.
  EXPECT_GT(damage.read(), 500);
  EXPECT_GT(damage.refused(), 500);
}

TEST(TfliteReaderFuzz, OverwrittenWordsNeverCrash) {
  // Words that lead far away: sizes, offsets and indices at their limits.
  constexpr std::array k_words{0xffffffffU, 0x7fffffffU, 0x80000000U, 0x00010000U, 0x00000000U};
  const auto whole = file_bytes("flatten_float32.tflite");
  Damage damage;
  for (std::size_t at = 0; at + 4 <= whole.size(); at += 4) {
    for (const auto word : k_words) {
      auto bytes = whole;
      std::memcpy(bytes.data() + at, &word, sizeof word);
      damage.try_reading(bytes, "word at " + std::to_string(at));
    }
  }
  EXPECT_GT(damage.refused(), 500);
}

}  // namespace
}  // namespace wirebench::graph
