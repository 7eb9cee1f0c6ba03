#include "wirebench/graph/weights_file.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <limits>

#include "graph/oracle_network.hpp"
#include "support/expect_error.hpp"
#include "support/keras_file.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/hdf5.hpp"
#include "wirebench/core/json.hpp"
#include "wirebench/graph/networks.hpp"

namespace wirebench::graph {
namespace {

using test::expect_error;
using testing::ElementsAre;

class WeightsFile : public testing::Test {
 protected:
  static Graph narrow(std::uint64_t seed = 1) {
    return make_network("resnet50v2", {.height = 32, .width = 64, .width_multiplier = 0.125, .seed = seed});
  }
  static void expect_same_weights(const Graph& left, const Graph& right) {
    ASSERT_EQ(left.tensors().size(), right.tensors().size());
    for (std::size_t i = 0; i < left.tensors().size(); ++i) {
      const auto& a = left.tensors()[i];
      const auto& b = right.tensors()[i];
      ASSERT_EQ(a.is_constant(), b.is_constant()) << a.name;
      if (a.is_constant()) {
        EXPECT_EQ(*a.data, *b.data) << a.name;
      }
    }
  }
  test::TemporaryFolder folder_;
};

TEST_F(WeightsFile, BringsBackTheNetwork) {
  auto graph = narrow(7);
  graph.set_class_names({"nc", "numu_cc", "nue_cc"});
  graph.set_preprocessing({.scale = {0.5F, 0.25F, 0.1F}, .offset = {1.0F, -2.0F, 1.0F / 3.0F}});
  save_network(graph, folder_ / "a.weights.h5");
  const auto loaded = load_network(folder_ / "a.weights.h5");
  loaded.validate();
  EXPECT_EQ(loaded.name(), "resnet50v2");
  EXPECT_EQ(loaded.width_multiplier(), 0.125);
  EXPECT_THAT(loaded.class_names(), ElementsAre("nc", "numu_cc", "nue_cc"));
  EXPECT_EQ(loaded.preprocessing().scale, graph.preprocessing().scale);
  EXPECT_EQ(loaded.preprocessing().offset, graph.preprocessing().offset);
  EXPECT_THAT(loaded.tensor(loaded.inputs()[0]).shape, ElementsAre(1, 32, 64, 3));
  expect_same_weights(graph, loaded);
}

TEST_F(WeightsFile, SameNetworkGivesTheSameBytes) {
  save_network(narrow(), folder_ / "a.weights.h5");
  save_network(narrow(), folder_ / "b.weights.h5");
  EXPECT_EQ(read_file(folder_ / "a.weights.h5"), read_file(folder_ / "b.weights.h5"));
}

TEST_F(WeightsFile, LoadsIntoANetworkOfAnotherInputSize) {
  save_network(narrow(7), folder_ / "a.weights.h5");
  auto other = with_input_size(narrow(1), 96, 96);
  load_weights(other, folder_ / "a.weights.h5");
  expect_same_weights(narrow(7), other);
  EXPECT_THAT(other.tensor(other.inputs()[0]).shape, ElementsAre(1, 96, 96, 3));
}

TEST_F(WeightsFile, HasKerasGroupsAndNames) {
  save_network(narrow(), folder_ / "a.weights.h5");
  const auto file = hdf5::File::open(folder_ / "a.weights.h5");
  // Groups as a file saved by Keras has them (keras_layout_test compares all of them with Keras').
  EXPECT_EQ(file.text_attribute("/layers/conv2d/vars", "name"), "conv1_conv");
  EXPECT_EQ(file.dataset("/layers/conv2d/vars/0").shape(), (std::vector<hsize_t>{7, 7, 3, 8}));
  EXPECT_EQ(file.dataset("/layers/dense/vars/0").shape(), (std::vector<hsize_t>{256, 3}));
  EXPECT_EQ(file.dataset("/layers/batch_normalization_48/vars/3").shape(), (std::vector<hsize_t>{256}));
  EXPECT_TRUE(file.is_group("/layers/zero_padding2d/vars"));
  const auto provenance = parse_json(file.text_attribute("/", "wirebench_provenance"), "provenance");
  EXPECT_TRUE(provenance.contains("version"));
}

TEST_F(WeightsFile, KerasFileNeedsANamedNetwork) {
  {
    auto file = hdf5::File::create(folder_ / "keras.weights.h5");
    file.create_group("/layers");
    file.close();
  }
  expect_error([&] { static_cast<void>(load_network(folder_ / "keras.weights.h5")); }, ErrorKind::failed,
               {"keras.weights.h5", "which network", "Keras"});
}

TEST_F(WeightsFile, AKerasFileSaysItsClassesButNotItsNetwork) {
  save_network(narrow(), folder_ / "ours.weights.h5");
  EXPECT_TRUE(says_its_network(folder_ / "ours.weights.h5"));
  for (const char* name : {"resnet50v2", "densenet169"}) {
    const auto path = folder_ / (std::string{name} + ".weights.h5");
    test::save_as_keras(
        make_network(name, {.height = 32, .width = 32, .classes = 5, .width_multiplier = 0.125, .seed = 7}), path);
    EXPECT_FALSE(says_its_network(path));
    EXPECT_EQ(class_count(path, name), 5);
  }
  expect_error([&] { (void)class_count(folder_ / "none.weights.h5", "resnet50v2"); }, ErrorKind::usage, {"none"});
  {
    auto file = hdf5::File::create(folder_ / "empty.weights.h5");
    file.create_group("/layers");
    file.close();
  }
  expect_error([&] { (void)class_count(folder_ / "empty.weights.h5", "resnet50v2"); }, ErrorKind::failed,
               {"empty.weights.h5", "'predictions'"});
}

TEST_F(WeightsFile, RefusesOtherFiles) {
  auto graph = narrow();
  expect_error([&] { load_weights(graph, folder_ / "none.weights.h5"); }, ErrorKind::usage, {"none.weights.h5"});
  std::ofstream{folder_ / "text.weights.h5"} << "not HDF5";
  expect_error([&] { load_weights(graph, folder_ / "text.weights.h5"); }, ErrorKind::failed, {"text.weights.h5"});

  save_network(graph, folder_ / "a.weights.h5");
  const auto whole = read_file(folder_ / "a.weights.h5");
  std::ofstream{folder_ / "cut.weights.h5", std::ios::binary} << whole.substr(0, whole.size() / 2);
  expect_error([&] { load_weights(graph, folder_ / "cut.weights.h5"); }, ErrorKind::failed, {"cut.weights.h5"});
}

TEST_F(WeightsFile, NamesTheWeightThatDoesNotFitAndLeavesTheNetworkAlone) {
  save_network(make_network("resnet50v2", {.height = 32, .width = 32, .classes = 5, .width_multiplier = 0.125}),
               folder_ / "five.weights.h5");
  auto graph = narrow(9);
  expect_error([&] { load_weights(graph, folder_ / "five.weights.h5"); }, ErrorKind::failed,
               {"/layers/dense/vars/0", "'predictions'", "256x3", "256x5"});
  expect_same_weights(graph, narrow(9));

  save_network(make_network("densenet169", {.height = 32, .width = 32, .width_multiplier = 0.125}),
               folder_ / "dense.weights.h5");
  expect_error([&] { load_weights(graph, folder_ / "dense.weights.h5"); }, ErrorKind::failed,
               {"/layers/conv2d", "'conv1_conv'", "needs shape 8 ", "none"});
}

TEST_F(WeightsFile, RefusesWeightsThatAreNotFinite) {
  auto graph = narrow();
  for (std::size_t i = 0; i < graph.tensors().size(); ++i) {
    auto& tensor = graph.tensor(TensorId{i});
    if (tensor.name == "post_bn/beta") {
      std::vector<float> values(tensor.values<float>().begin(), tensor.values<float>().end());
      values[3] = std::numeric_limits<float>::quiet_NaN();
      tensor.data = make_constant<float>(values);
    }
  }
  save_network(graph, folder_ / "nan.weights.h5");
  expect_error([&] { static_cast<void>(load_network(folder_ / "nan.weights.h5")); }, ErrorKind::failed,
               {"post_bn", "not finite", "diverged"});
}

TEST_F(WeightsFile, RefusesDamagedAttributes) {
  const auto path = folder_ / "bad.weights.h5";
  const auto refuse = [&](const std::string& text, ErrorKind kind, const std::string& part) {
    auto file = hdf5::File::create(path);
    file.set_attribute("/", "wirebench_network", text);
    file.close();
    expect_error([&] { static_cast<void>(load_network(path)); }, kind, {part});
  };
  refuse("{", ErrorKind::usage, "bad.weights.h5");
  refuse("{}", ErrorKind::failed, "height");
  refuse(R"({"network":"resnet50v2","height":"tall"})", ErrorKind::failed, "wirebench_network");
  refuse(R"({"network":"resnet50v2","height":-3,"width":32,"channels":3,"classes":3,"width_multiplier":1})",
         ErrorKind::usage, "height = -3");
}

}  // namespace
}  // namespace wirebench::graph
