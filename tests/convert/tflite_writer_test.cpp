#include "wirebench/convert/tflite_writer.hpp"

#include <gmock/gmock.h>

#include <cstring>

#include "convert/small_networks.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/convert/inference_graph.hpp"
#include "wirebench/convert/quantize.hpp"
#include "wirebench/convert/reduced_weights.hpp"
#include "wirebench/core/atomic_file.hpp"
#include "wirebench/graph/tflite_reader.hpp"
#include "wirebench/graph/tflite_schema_generated.h"

namespace wirebench::convert {
namespace {

using testing::ElementsAre;

const ModelText k_text{"a model for tests", {{"note", "more text"}}};

graph::Graph float_network() {
  return inference_graph(test::everything_network(), LoneBatchNorm::multiply_add);
}

graph::Graph integer_network(IoType io) {
  const graph::Graph inference = inference_graph(test::everything_network(), LoneBatchNorm::depthwise);
  const CalibrationImages images{2, [](std::size_t i, std::span<float> values) {
                                   const auto image = test::random_image(values.size(), i, -1.0, 1.0);
                                   std::copy(image.begin(), image.end(), values.begin());
                                 }};
  return quantize(inference, calibrate(inference, images, test::plain_executor()), {.io = io}).graph;
}

graph::Graph read_back(const graph::Graph& graph) {
  const std::string bytes = to_tflite(graph, k_text);
  return graph::read_tflite(std::as_bytes(std::span{bytes}), "memory");
}

/// Everything a reader can see of a graph, tensor numbering apart.
void expect_same(const graph::Graph& written, const graph::Graph& read) {
  ASSERT_EQ(test::kinds(read), test::kinds(written));
  const auto expect_same_tensor = [&](graph::TensorId a, graph::TensorId b) {
    const graph::Tensor& left = written.tensor(a);
    const graph::Tensor& right = read.tensor(b);
    EXPECT_EQ(right.name, left.name);
    EXPECT_EQ(right.type, left.type) << left.name;
    EXPECT_EQ(right.shape, left.shape) << left.name;
    EXPECT_EQ(right.quantization, left.quantization) << left.name;
    ASSERT_EQ(right.is_constant(), left.is_constant()) << left.name;
    if (left.is_constant()) {
      EXPECT_EQ(*right.data, *left.data) << left.name;
    }
  };
  for (std::size_t i = 0; i < written.operators().size(); ++i) {
    const graph::Operator& left = written.operators()[i];
    const graph::Operator& right = read.operators()[i];
    ASSERT_EQ(right.inputs.size(), left.inputs.size()) << left.name;
    for (std::size_t k = 0; k < left.inputs.size(); ++k) expect_same_tensor(left.inputs[k], right.inputs[k]);
    expect_same_tensor(left.outputs[0], right.outputs[0]);
  }
  expect_same_tensor(written.inputs()[0], read.inputs()[0]);
  expect_same_tensor(written.outputs()[0], read.outputs()[0]);
}

TEST(TfliteWriter, EveryFormIsReadBackAsItWas) {
  for (const graph::Graph& graph :
       {float_network(), float16_weights(float_network()), dynamic_range(float_network()),
        integer_network(IoType::uint8), integer_network(IoType::int8), integer_network(IoType::float32)}) {
    expect_same(graph, read_back(graph));
  }
}

TEST(TfliteWriter, AttributesSurvive) {
  test::SmallNetwork net{{1, 9, 9, 2}};
  graph::Conv2d conv;
  conv.stride_h = 2;
  conv.stride_w = 1;
  conv.dilation_w = 2;
  conv.padding = graph::Padding::same;
  conv.activation = graph::Activation::relu6;
  // TensorFlow Lite wants equal steps of one kind on an axis with dilation: stride 1 there.
  const auto wide = net.op("wide", conv, {net.input(), net.random_constant({4, 3, 3, 2}), net.random_constant({4})});
  graph::DepthwiseConv2d depthwise;
  depthwise.multiplier = 2;
  depthwise.stride_h = depthwise.stride_w = 2;
  const auto deep = net.op("deep", depthwise, {wide, net.random_constant({1, 3, 3, 8}), net.random_constant({8})});
  const auto pool = net.op("pool", graph::AveragePool2d{2, 1, 1, 2, graph::Padding::same}, {deep});
  const auto mean = net.op("mean", graph::GlobalAveragePool{true}, {pool});
  const graph::Graph before = net.finish(mean);
  const graph::Graph after = read_back(before);
  expect_same(before, after);
  EXPECT_EQ(test::largest_difference(before, after), 0.0);
}

TEST(TfliteWriter, SameGraphSameBytes) {
  EXPECT_EQ(to_tflite(integer_network(IoType::uint8), k_text), to_tflite(integer_network(IoType::uint8), k_text));
}

TEST(TfliteWriter, FileLayout) {
  const std::string bytes = to_tflite(float_network(), k_text);
  EXPECT_EQ(bytes.substr(4, 4), "TFL3");
  const auto* model = tflite::GetModel(bytes.data());
  EXPECT_EQ(model->version(), 3U);
  EXPECT_EQ(model->description()->str(), "a model for tests");
  ASSERT_EQ(model->subgraphs()->size(), 1U);
  EXPECT_EQ(model->subgraphs()->Get(0)->name()->str(), "main");

  ASSERT_EQ(model->signature_defs()->size(), 1U);
  const auto* signature = model->signature_defs()->Get(0);
  EXPECT_EQ(signature->signature_key()->str(), "serving_default");
  EXPECT_EQ(signature->subgraph_index(), 0U);
  EXPECT_EQ(signature->inputs()->Get(0)->name()->str(), "images");
  EXPECT_EQ(signature->outputs()->Get(0)->name()->str(), "scores");
  EXPECT_EQ(static_cast<int>(signature->outputs()->Get(0)->tensor_index()),
            model->subgraphs()->Get(0)->outputs()->Get(0));

  const auto* metadata = model->metadata();
  ASSERT_EQ(metadata->size(), 2U);
  EXPECT_EQ(metadata->Get(0)->name()->str(), "min_runtime_version");
  const auto* version = model->buffers()->Get(metadata->Get(0)->buffer())->data();
  ASSERT_EQ(version->size(), 16U);
  EXPECT_STREQ(reinterpret_cast<const char*>(version->data()), "1.6.0");  // MEAN is the youngest operator
  EXPECT_EQ(metadata->Get(1)->name()->str(), "note");
}

TEST(TfliteWriter, BuffersAreAlignedAndFollowedByReadableBytes) {
  const std::string bytes = to_tflite(integer_network(IoType::uint8), k_text);
  const auto* model = tflite::GetModel(bytes.data());
  const auto* buffers = model->buffers();
  EXPECT_EQ(buffers->Get(0)->data(), nullptr);
  const auto* end = reinterpret_cast<const std::uint8_t*>(bytes.data() + bytes.size());
  std::size_t constants = 0;
  for (const auto* tensor : *model->subgraphs()->Get(0)->tensors()) {
    ASSERT_NE(tensor->quantization(), nullptr);
    const auto* data = buffers->Get(tensor->buffer())->data();
    if (tensor->buffer() == 0) continue;
    ++constants;
    EXPECT_EQ((data->data() - reinterpret_cast<const std::uint8_t*>(bytes.data())) % 16, 0) << tensor->name()->str();
    EXPECT_GE(end - (data->data() + data->size()), 16) << tensor->name()->str();
  }
  EXPECT_GT(constants, 10U);
}

TEST(TfliteWriter, BothOperatorCodeFieldsHoldTheNumber) {
  const std::string bytes = to_tflite(integer_network(IoType::uint8), k_text);
  for (const auto* code : *tflite::GetModel(bytes.data())->operator_codes()) {
    EXPECT_EQ(static_cast<int>(code->deprecated_builtin_code()), static_cast<int>(code->builtin_code()));
    EXPECT_GE(code->version(), 1);
  }
}

TEST(TfliteWriter, HybridDenseAsksForAsymmetricInputs) {
  test::SmallNetwork net{{1, 64}};
  const graph::Graph dense = net.finish(
      net.op("dense", graph::Dense{}, {net.input(), net.random_constant({32, 64}), net.random_constant({32})}));
  const auto asymmetric = [](const graph::Graph& graph) {
    const std::string bytes = to_tflite(graph, k_text);
    const auto* op = tflite::GetModel(bytes.data())->subgraphs()->Get(0)->operators()->Get(0);
    return op->builtin_options_as_FullyConnectedOptions()->asymmetric_quantize_inputs();
  };
  EXPECT_TRUE(asymmetric(dynamic_range(dense)));
  EXPECT_FALSE(asymmetric(dense));
}

TEST(TfliteWriter, BatchNormalizationIsAnError) {
  test::expect_error([] { (void)to_tflite(test::everything_network(), k_text); }, ErrorKind::failed, {"preact"});
}

TEST(TfliteWriter, WritesAtomicallyAndReportsTheSize) {
  const test::TemporaryFolder folder;
  const auto path = folder / "deep/model.tflite";
  const auto bytes = write_tflite(float_network(), k_text, path);
  EXPECT_EQ(bytes, std::filesystem::file_size(path));
  EXPECT_EQ(read_file(path), to_tflite(float_network(), k_text));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator{path.parent_path()}, {}), 1);
}

}  // namespace
}  // namespace wirebench::convert
