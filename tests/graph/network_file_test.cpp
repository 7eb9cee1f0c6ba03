#include "wirebench/graph/network_file.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "graph/reference_executor.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/graph/weights_file.hpp"

namespace wirebench::graph {
namespace {

using test::expect_error;
using testing::ElementsAre;

constexpr NetworkOptions k_small{.height = 32, .width = 48};
const std::string k_example = WIREBENCH_SOURCE_DIR "/data/networks/small-residual.toml";
const std::string k_head = "title = \"Mine\"\n";
const std::string k_end = "[[layer]]\ntype = \"classifier\"\n";

Graph made(const std::string& text, const NetworkOptions& options = k_small) {
  return make_described_network(text, "mine.toml", options);
}
void refuse(const std::string& text, std::initializer_list<std::string> parts) {
  expect_error([&] { static_cast<void>(made(text)); }, ErrorKind::usage, parts);
}
std::string layer(const std::string& keys) {
  return "[[layer]]\n" + keys + "\n";
}
std::vector<std::string> kinds(const Graph& graph) {
  std::vector<std::string> result;
  for (const auto& op : graph.operators()) result.emplace_back(kind_name(op.attributes));
  return result;
}
const Tensor& named(const Graph& graph, const std::string& name) {
  for (const auto& tensor : graph.tensors()) {
    if (tensor.name == name) return tensor;
  }
  throw std::runtime_error{"no tensor " + name};
}

TEST(NetworkFile, TheExampleIsANetworkLikeAnyOther) {
  EXPECT_TRUE(is_network_file(k_example));
  EXPECT_EQ(network_label(k_example).name, "small-residual");
  EXPECT_EQ(network_label(k_example).title, "Small residual network");
  const auto graph = make_network(k_example, {.height = 64, .width = 96, .channels = 2, .classes = 5});
  graph.validate();
  EXPECT_EQ(graph.name(), "small-residual");
  EXPECT_THAT(graph.tensor(graph.outputs()[0]).shape, ElementsAre(1, 5));
  EXPECT_THAT(named(graph, "b").shape, ElementsAre(1, 8, 12, 32));
  EXPECT_FLOAT_EQ(graph.preprocessing().scale[0] * 255.0F, 1.0F);
  // By hand: kernels 3x3x2x16, 2 x 3x3x16x16, 3x3x16x32, 3x3x32x32, 16x32; 4 numbers a normalised channel; 32x5 + 5.
  EXPECT_EQ(parameter_count(graph), 288 + 4608 + 4608 + 9216 + 512 + 4 * (3 * 16 + 3 * 32) + 165);
}

TEST(NetworkFile, WidthAndSeedActAsOnBuiltInNetworks) {
  const auto half = make_network(k_example, {.height = 32, .width = 32, .width_multiplier = 0.5});
  EXPECT_EQ(named(half, "b").shape.back(), 16);
  const auto bytes = [](std::uint64_t seed) {
    return *named(make_network(k_example, {.height = 32, .width = 32, .seed = seed}), "a1/kernel").data;
  };
  EXPECT_EQ(bytes(1), bytes(1));
  EXPECT_NE(bytes(1), bytes(2));
}

// A weights file carries the description: it is read back where the .toml file is not.
TEST(NetworkFile, WeightsBringTheirNetworkWithThem) {
  const test::TemporaryFolder folder;
  auto graph = make_network(k_example, {.height = 32, .width = 48, .seed = 5});
  graph.set_class_names({"nc", "numu_cc", "nue_cc"});
  save_network(graph, folder / "a.weights.h5");
  const auto loaded = load_network(folder / "a.weights.h5");
  EXPECT_EQ(loaded.definition(), read_file(k_example));
  EXPECT_EQ(kinds(loaded), kinds(graph));
  EXPECT_EQ(*named(loaded, "b2/kernel").data, *named(graph, "b2/kernel").data);
  EXPECT_EQ(class_count(folder / "a.weights.h5", k_example), 3);
}

TEST(NetworkFile, ShortFormsStandForSeveralLayers) {
  const auto graph = made(k_head +
                          layer("type = \"conv2d\"\nname = \"c\"\nfilters = 8\nnormalise = true\n"
                                "activation = \"swish\"\nkernel = 1\nkernel_width = 5\nepsilon = 0.01") +
                          k_end);
  EXPECT_THAT(kinds(graph),
              ElementsAre("conv2d", "batch_normalization", "swish", "global_average_pool", "dense", "softmax"));
  EXPECT_THAT(named(graph, "c/kernel").shape, ElementsAre(8, 1, 5, 3));
  EXPECT_EQ(graph.operators()[0].inputs.size(), 2U) << "a normalised convolution needs no bias";
  EXPECT_EQ(std::get<BatchNormalization>(graph.operators()[1].attributes).epsilon, 0.01F);
}

TEST(NetworkFile, KnowsEveryTypeOfLayer) {
  const auto graph =
      made(k_head + "pixels = \"raw\"\n" + layer("type = \"rescale\"\nscale = [0.1, 0.2, 0.3]\noffset = [1.0]") +
           layer("type = \"zero_pad\"\ncells = 2") +
           layer("type = \"conv2d\"\nfilters = 4\nkernel = 3\ninitializer = \"he\"") +
           layer("type = \"depthwise_conv2d\"") + layer("type = \"batch_normalization\"\nname = \"n\"") +
           layer("type = \"relu\"\nname = \"r\"") + layer("type = \"swish\"\ninput = \"n\"\nname = \"s\"") +
           layer("type = \"multiply\"\ninputs = [\"r\", \"s\"]\nname = \"m\"") +
           layer("type = \"global_average_pool\"\ncell = true") + layer("type = \"logistic\"\nname = \"gate\"") +
           layer("type = \"multiply\"\ninputs = [\"m\", \"gate\"]\nname = \"g\"") +
           layer("type = \"max_pool\"\nname = \"p\"") +
           layer("type = \"average_pool\"\ninput = \"g\"\nname = \"q\"\nstride = 2\nwindow = 2\npadding = \"same\"") +
           layer("type = \"concatenate\"\ninputs = [\"p\", \"q\", \"p\"]\nname = \"k\"") +
           layer("type = \"dropout\"\nrate = 0.5\nwhole_images = true\nname = \"d\"") +
           layer("type = \"add\"\ninputs = [\"d\", \"k\"]") + k_end);
  EXPECT_EQ(named(graph, "k").shape.back(), 12);
  EXPECT_EQ(std::get<Rescale>(graph.operators()[0].attributes).offset[2], 1.0F);
  EXPECT_THAT(graph.tensor(graph.outputs()[0]).shape, ElementsAre(1, 3));
}

// The numbers of a layer by hand: x = 4 pixels of value 3, 2x2 mean 3, one filter of the classifier each.
TEST(NetworkFile, ComputesWhatItSays) {
  const auto graph = made(k_head + "pixels = \"raw\"\n" + layer("type = \"rescale\"\nscale = [2.0]\noffset = [-1.0]") +
                              layer("type = \"global_average_pool\"\nname = \"mean\"") + k_end,
                          {.height = 32, .width = 32, .channels = 1, .classes = 2});
  const std::vector<float> image(32 * 32, 3.0F);
  EXPECT_THAT(test::run_reference(graph, image, "mean"), ElementsAre(5.0));
}

TEST(NetworkFile, SaysWhereAMistakeIs) {
  refuse("title = \"x", {"mine.toml:1"});
  refuse("titel = \"x\"\n" + k_end, {"mine.toml:1", "titel", "'title'"});
  for (const std::string& name : std::vector<std::string>{"edge", "-x", "a b", std::string(65, 'a')}) {
    expect_error([&] { static_cast<void>(make_described_network(k_end, "folder/" + name + ".toml", k_small)); },
                 ErrorKind::usage, {name, "Give the file another name"});
  }
  refuse(k_head + layer("type = \"relu\"\nname = \"../x\"") + k_end, {"mine.toml:4", "not a usable name"});
  refuse(k_head, {"mine.toml", "no classifier"});
  refuse(k_head + layer("type = \"conv3d\"\nfilters = 4") + k_end, {"mine.toml:3", "conv3d"});
  refuse(k_head + layer("type = \"conv2d\"") + k_end, {"mine.toml", "filters"});
  refuse(k_head + layer("type = \"conv2d\"\nfilters = 0") + k_end, {"mine.toml:4", "filters"});
  refuse(k_head + layer("type = \"conv2d\"\nfilters = 4\nkernal = 3") + k_end, {"mine.toml:5", "kernal", "'kernel'"});
  refuse(k_head + layer("type = \"relu\"\nname = \"r\"") + layer("type = \"relu\"\nname = \"r\"") + k_end,
         {"mine.toml:7", "'r' stands there twice"});
  refuse(k_head + layer("type = \"relu\"\nname = \"first\"") + layer("type = \"relu\"\ninput = \"frist\"") + k_end,
         {"mine.toml:7", "no layer 'frist'", "Did you mean 'first'?"});
  refuse(k_head + layer("type = \"relu\"\ninput = \"later\"") + layer("type = \"relu\"\nname = \"later\"") + k_end,
         {"no layer 'later' before"});
  refuse(k_head + layer("type = \"add\"\ninputs = [\"images\"]") + k_end, {"mine.toml:4", "1 inputs", "takes 2"});
  refuse(k_head + k_end + layer("type = \"relu\""), {"mine.toml:4", "behind the classifier"});
  refuse(k_head + layer("type = \"global_average_pool\"") + layer("type = \"conv2d\"\nfilters = 2") + k_end,
         {"mine.toml:4", "needs an image"});
  refuse(k_head + layer("type = \"rescale\"\nscale = [1.0, 2.0]") + k_end, {"mine.toml:4", "2 numbers"});
}

TEST(NetworkFile, SaysWhichShapesDoNotFit) {
  refuse(k_head + layer("type = \"conv2d\"\nname = \"a\"\nfilters = 8\nstride = 2") +
             layer("type = \"conv2d\"\nname = \"b\"\ninput = \"images\"\nfilters = 8") +
             layer("type = \"add\"\nname = \"sum\"\ninputs = [\"a\", \"b\"]") + k_end,
         {"mine.toml:12", "'sum'", "1x16x24x8", "1x32x48x8"});
  refuse(k_head + layer("type = \"conv2d\"\nfilters = 8\nkernel = 40\npadding = \"valid\"") + k_end,
         {"mine.toml:2", "does not fit into 32 cells"});
}

TEST(NetworkFile, StaysWithinBoundsWhateverAFileAsks) {
  refuse(k_head + layer("type = \"conv2d\"\nfilters = 16384\nkernel = 31") +
             layer("type = \"conv2d\"\nfilters = 16384\nkernel = 31") + k_end,
         {"too large a network", "200 million"});
  std::string many = k_head;
  for (int i = 0; i < 1001; ++i) many += layer("type = \"relu\"");
  refuse(many, {"1001 layers", "at most 1000"});
  refuse(std::string((1U << 20U) + 1, '#'), {"more than 1 MB"});
  refuse(k_head + layer("type = \"dropout\"\nrate = nan") + k_end, {"rate"});
  expect_error([] { static_cast<void>(made(k_head + k_end, {.height = 16, .width = 32})); }, ErrorKind::usage,
               {"mine: height = 16"});
  expect_error([] { static_cast<void>(make_network("none.toml", k_small)); }, ErrorKind::usage, {"none.toml"});
}

}  // namespace
}  // namespace wirebench::graph
