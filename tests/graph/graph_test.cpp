#include "wirebench/graph/graph.hpp"

#include <gmock/gmock.h>

#include <limits>

#include "support/expect_error.hpp"

namespace wirebench::graph {
namespace {

using test::expect_error;

/// x [1,4,4,2] -> conv (kernel [3,1,1,2], bias [3]) -> relu -> y. The tests break one thing each.
struct Small {
  Tensor x{.name = "x", .shape = {1, 4, 4, 2}, .quantization = {}, .data = nullptr};
  Tensor kernel{.name = "kernel",
                .shape = {3, 1, 1, 2},
                .quantization = {},
                .data = make_constant<float>(std::vector<float>(6, 0.5F))};
  Tensor bias{
      .name = "bias", .shape = {3}, .quantization = {}, .data = make_constant<float>(std::vector<float>(3, 0.1F))};
  Tensor h{.name = "h", .shape = {1, 4, 4, 3}, .quantization = {}, .data = nullptr};
  Tensor y{.name = "y", .shape = {1, 4, 4, 3}, .quantization = {}, .data = nullptr};
  Operator conv{.name = "conv", .attributes = Conv2d{}, .inputs = ids({0, 1, 2}), .outputs = ids({3})};
  Operator relu{.name = "relu", .attributes = Relu{}, .inputs = ids({3}), .outputs = ids({4})};
  std::vector<TensorId> inputs = ids({0});
  std::vector<TensorId> outputs = ids({4});

  static std::vector<TensorId> ids(const std::vector<std::size_t>& indices) {
    std::vector<TensorId> result;
    for (const auto index : indices) result.emplace_back(index);
    return result;
  }
  [[nodiscard]] Graph graph() const {
    Graph graph{"small"};
    for (const auto* tensor : {&x, &kernel, &bias, &h, &y}) graph.add_tensor(*tensor);
    graph.add_operator(conv);
    graph.add_operator(relu);
    graph.set_inputs(inputs);
    graph.set_outputs(outputs);
    return graph;
  }
  void refuse(std::initializer_list<std::string> parts) const {
    const auto broken = graph();
    expect_error([&] { broken.validate(); }, ErrorKind::failed, parts);
  }
};

TEST(GraphValidate, AcceptsASoundNetwork) {
  EXPECT_NO_THROW(Small{}.graph().validate());
}

TEST(GraphValidate, FindsIdsOutOfRange) {
  Small net;
  net.relu.inputs = Small::ids({9});
  net.refuse({"small", "operator 1 'relu'", "tensor 9 of 5"});
  net = {};
  net.outputs = Small::ids({5});
  net.refuse({"outputs", "tensor 5 of 5"});
  net = {};
  net.inputs = {TensorId{}};
  net.refuse({"inputs"});
}

TEST(GraphValidate, FindsWrongOrder) {
  Small net;
  std::swap(net.conv, net.relu);
  net.refuse({"operator 0 'relu'", "'h'", "before anything wrote it"});
}

TEST(GraphValidate, FindsTwoWriters) {
  Small net;
  net.relu.outputs = Small::ids({3});
  net.refuse({"operator 1 'relu'", "'h'", "written before"});
  net = {};
  net.relu.outputs = Small::ids({0});
  net.x.shape = net.h.shape = {1, 4, 4, 3};
  net.kernel.shape = {3, 1, 1, 3};
  net.kernel.data = make_constant<float>(std::vector<float>(9, 0.5F));
  net.refuse({"'x'", "an input"});
}

TEST(GraphValidate, FindsMissingInputsAndOutputs) {
  Small net;
  net.inputs.clear();
  net.refuse({"at least one"});
  net = {};
  net.inputs = Small::ids({0, 0});
  net.refuse({"named twice"});
  net = {};
  net.relu.outputs.clear();
  net.refuse({"'relu'", "0 outputs"});
}

TEST(GraphValidate, FindsWrongConstantSizes) {
  Small net;
  net.kernel.data = make_constant<float>(std::vector<float>(5, 0.5F));
  net.refuse({"'kernel'", "20 bytes", "needs 24"});
}

TEST(GraphValidate, FindsWrongShapes) {
  Small net;
  net.y.shape = {1, 4, 4, 4};
  net.refuse({"'relu'", "1x4x4x4", "should be 1x4x4x3"});
  net = {};
  net.x.shape = {1, 4, 4, 5};
  net.refuse({"'conv'", "input channels"});
  net = {};
  net.x.shape = {1, 4, -4, 2};
  net.refuse({"'x'", "dimension of -4"});
  net = {};
  net.x.shape = {1, 1 << 20, 1 << 20, 2};
  net.refuse({"'x'", "2^31"});
}

TEST(GraphValidate, FindsUnusableTypesAndQuantisation) {
  Small net;
  net.bias.type = DataType::int32;
  net.refuse({"'conv'", "int32 bias with a float32 input"});
  net = {};
  net.x.type = DataType::uint8;
  net.x.quantization = {.scale = {std::numeric_limits<float>::infinity()}, .zero_point = {0}, .quantized_dimension = 0};
  net.refuse({"'x'", "scale of inf"});
}

TEST(GraphValidate, LetsAReshapeChooseItsShapeButNotItsSize) {
  Small net;
  net.relu.attributes = Reshape{};
  net.y.shape = {1, 48};
  EXPECT_NO_THROW(net.graph().validate());
  net.y.shape = {1, 47};
  net.refuse({"1x47"});
}

TEST(Graph, CopiesShareConstants) {
  const auto graph = Small{}.graph();
  const auto copy = graph;
  EXPECT_EQ(copy.tensor(TensorId{std::size_t{1}}).data, graph.tensor(TensorId{std::size_t{1}}).data);
}

TEST(Graph, CountsByHand) {
  const auto graph = Small{}.graph();
  EXPECT_EQ(parameter_count(graph), 6 + 3);
  EXPECT_EQ(multiply_adds(graph), 4 * 4 * 3 * 2);
}

TEST(Graph, InputSizeOfANetworkWithAFixedReshapeStays) {
  Small net;
  net.relu.attributes = Reshape{};
  net.y.shape = {1, 48};
  expect_error([&] { static_cast<void>(with_input_size(net.graph(), 32, 32)); }, ErrorKind::failed,
               {"cannot change the input size", "'relu'", "1x48", "1x32x32x3"});
}

}  // namespace
}  // namespace wirebench::graph
