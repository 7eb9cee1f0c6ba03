#include "wirebench/convert/savedmodel_writer.hpp"

#include <gmock/gmock.h>

#include <cstring>
#include <map>
#include <set>

#include "convert/small_networks.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/convert/inference_graph.hpp"
#include "wirebench/convert/reduced_weights.hpp"
#include "wirebench/convert/savedmodel.pb.h"
#include "wirebench/core/atomic_file.hpp"

namespace wirebench::convert {
namespace {

using testing::ElementsAre;

tensorflow::SavedModel parsed(const graph::Graph& network) {
  tensorflow::SavedModel model;
  EXPECT_TRUE(model.ParseFromString(to_saved_model(network)));
  return model;
}

const tensorflow::NodeDef& node(const tensorflow::SavedModel& model, const std::string& name) {
  for (const auto& candidate : model.meta_graphs(0).graph_def().node()) {
    if (candidate.name() == name) return candidate;
  }
  throw std::runtime_error{"no node " + name};
}

std::vector<std::int64_t> sizes(const tensorflow::TensorShapeProto& shape) {
  std::vector<std::int64_t> result;
  for (const auto& dim : shape.dim()) result.push_back(dim.size());
  return result;
}

TEST(SavedModelWriter, SignatureAndTag) {
  const auto model = parsed(test::everything_network());
  EXPECT_EQ(model.saved_model_schema_version(), 1);
  ASSERT_EQ(model.meta_graphs_size(), 1);
  EXPECT_THAT(model.meta_graphs(0).meta_info_def().tags(), ElementsAre("serve"));
  const auto& signature = model.meta_graphs(0).signature_def().at("serving_default");
  EXPECT_EQ(signature.method_name(), "tensorflow/serving/predict");
  EXPECT_EQ(signature.inputs().at("images").name(), "images:0");
  EXPECT_THAT(sizes(signature.inputs().at("images").tensor_shape()), ElementsAre(-1, 8, 8, 3));
  EXPECT_EQ(signature.outputs().at("scores").name(), "scores:0");
  EXPECT_THAT(sizes(signature.outputs().at("scores").tensor_shape()), ElementsAre(-1, 3));
}

TEST(SavedModelWriter, EveryInputNamesAnEarlierNodeAndNamesAreUnique) {
  const auto model = parsed(test::everything_network());
  std::set<std::string> names;
  for (const auto& each : model.meta_graphs(0).graph_def().node()) {
    for (const auto& input : each.input()) EXPECT_TRUE(names.contains(input)) << each.name() << " reads " << input;
    EXPECT_TRUE(names.insert(each.name()).second) << each.name();
  }
}

TEST(SavedModelWriter, OperatorsAreTheNetworksOwn) {
  std::map<std::string, int> kinds;
  const auto model = parsed(test::everything_network());
  for (const auto& each : model.meta_graphs(0).graph_def().node()) ++kinds[each.op()];
  kinds.erase("Const");
  EXPECT_EQ(kinds, (std::map<std::string, int>{{"Placeholder", 1},
                                               {"Pad", 2},
                                               {"Conv2D", 4},
                                               {"BiasAdd", 3},
                                               {"FusedBatchNormV3", 4},
                                               {"Relu", 4},
                                               {"AddV2", 1},
                                               {"ConcatV2", 1},
                                               {"AvgPool", 1},
                                               {"MaxPool", 1},
                                               {"Mean", 1},
                                               {"MatMul", 1},
                                               {"Softmax", 1}}));
  EXPECT_FALSE(node(model, "preact").attr().at("is_training").b());
  EXPECT_FLOAT_EQ(node(model, "preact").attr().at("epsilon").f(), 1e-3F);
  EXPECT_THAT(node(model, "stem").attr().at("strides").list().i(), ElementsAre(1, 2, 2, 1));
}

TEST(SavedModelWriter, WeightsAreTurnedToHeightWidthInOut) {
  test::SmallNetwork net{{1, 2, 2, 2}};
  // Output channel 0 holds 1..4, channel 1 holds 5..8; two columns of two input channels.
  const auto weights = net.constant({2, 1, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
  const auto model = parsed(net.finish(net.op("conv", graph::Conv2d{}, {net.input(), weights})));
  const auto& tensor = node(model, node(model, "conv").input(1)).attr().at("value").tensor();
  EXPECT_THAT(sizes(tensor.tensor_shape()), ElementsAre(1, 2, 2, 2));
  std::vector<float> values(8);
  ASSERT_EQ(tensor.tensor_content().size(), 32U);
  std::memcpy(values.data(), tensor.tensor_content().data(), 32);
  EXPECT_THAT(values, ElementsAre(1, 5, 2, 6, 3, 7, 4, 8));
}

TEST(SavedModelWriter, SameNetworkSameBytes) {
  EXPECT_EQ(to_saved_model(test::everything_network()), to_saved_model(test::everything_network()));
}

TEST(SavedModelWriter, FolderIsReplacedWhole) {
  const test::TemporaryFolder folder;
  const auto path = folder / "model";
  make_folder(path / "variables");
  write_text_atomically(path / "variables" / "old", "left over");
  const auto bytes = write_saved_model(test::everything_network(), {"", {{"wirebench", "{}"}}}, path);
  EXPECT_FALSE(std::filesystem::exists(path / "variables"));
  EXPECT_EQ(read_file(path / "saved_model.pb"), to_saved_model(test::everything_network()));
  EXPECT_EQ(bytes, std::filesystem::file_size(path / "saved_model.pb") + 2);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator{folder.path()}, {}), 1);
}

TEST(SavedModelWriter, RefusesReducedModelsAndKeepsTheEarlierFolder) {
  const test::TemporaryFolder folder;
  const auto path = folder / "model";
  (void)write_saved_model(test::everything_network(), {}, path);
  const graph::Graph reduced = float16_weights(inference_graph(test::everything_network(), LoneBatchNorm::depthwise));
  test::expect_error([&] { (void)write_saved_model(reduced, {}, path); }, ErrorKind::usage,
                     {"float16", "already reduced"});
  EXPECT_EQ(read_file(path / "saved_model.pb"), to_saved_model(test::everything_network()));
}

}  // namespace
}  // namespace wirebench::convert
