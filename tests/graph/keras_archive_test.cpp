// `.keras` archives put together by hand; those Keras itself saves are read in
// tests/integration/keras_exchange_test.cpp.
#include "wirebench/graph/keras_archive.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "support/expect_error.hpp"
#include "support/keras_file.hpp"
#include "support/stored_zip.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/graph/networks.hpp"
#include "wirebench/graph/weights_file.hpp"

namespace wirebench::graph {
namespace {

using test::expect_error;

std::string configuration(const std::string& name, const std::string& shape = "[null, 32, 64, 3]") {
  return R"({"module": "keras.src.models.functional", "class_name": "Functional", "config": {"name": ")" + name +
         R"(", "layers": [{"class_name": "InputLayer", "config": {"batch_shape": )" + shape +
         R"(}}, {"class_name": "Dense", "config": {"units": 5}}]}})";
}

class KerasArchive : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path archive(const std::string& config, const std::string& weights = "none") const {
    test::write_stored_zip(folder_ / "a.keras",
                           {{"metadata.json", "{}"}, {"config.json", config}, {"model.weights.h5", weights}});
    return folder_ / "a.keras";
  }
  test::TemporaryFolder folder_;
};

TEST_F(KerasArchive, SaysItsNetworkByKerasName) {
  const std::vector<std::pair<std::string, std::string>> names{{"resnet50v2", "resnet50v2"},
                                                               {"densenet169", "densenet169"},
                                                               {"inception_v3", "inceptionv3"},
                                                               {"efficientnetv2-b0", "efficientnetv2b0"}};
  for (const auto& [keras, ours] : names) {
    const auto model = read_keras_model(archive(configuration(keras)));
    ASSERT_TRUE(model.has_value()) << keras;
    EXPECT_EQ(model->network, ours);
    EXPECT_EQ(model->height, 32);
    EXPECT_EQ(model->width, 64);
    EXPECT_EQ(model->channels, 3);
    EXPECT_EQ(model->classes, 5);
    EXPECT_TRUE(says_its_network(folder_ / "a.keras"));
  }
}

TEST_F(KerasArchive, OtherModelsDoNotSay) {
  EXPECT_FALSE(read_keras_model(archive(configuration("my_model"))));
  EXPECT_FALSE(read_keras_model(archive(configuration("resnet50v2", "[null, null, null, 3]"))));
  EXPECT_FALSE(read_keras_model(archive(configuration("resnet50v2", "[null, 7]"))));
  EXPECT_FALSE(read_keras_model(archive(R"({"class_name": "Sequential", "config": {}})")));
  EXPECT_FALSE(read_keras_model(archive("[]")));
  EXPECT_FALSE(says_its_network(folder_ / "a.keras"));
  expect_error([&] { static_cast<void>(load_network(folder_ / "a.keras")); }, ErrorKind::failed,
               {"a.keras", "keras.applications", "Name the network"});
}

TEST_F(KerasArchive, WeightsAreThoseInside) {
  const NetworkOptions options{.height = 32, .width = 64, .classes = 5, .width_multiplier = 0.125, .seed = 7};
  const auto graph = make_network("resnet50v2", options);
  test::save_as_keras(graph, folder_ / "w.weights.h5");
  const auto path = archive(configuration("my_model"), read_file(folder_ / "w.weights.h5"));
  EXPECT_EQ(class_count(path, "resnet50v2"), 5);
  auto other_options = options;
  other_options.seed = 1;
  auto loaded = make_network("resnet50v2", other_options);
  load_weights(loaded, path);
  for (std::size_t i = 0; i < graph.tensors().size(); ++i) {
    if (graph.tensors()[i].is_constant()) {
      EXPECT_EQ(*loaded.tensors()[i].data, *graph.tensors()[i].data) << graph.tensors()[i].name;
    }
  }
  // Full width in the configuration, an eighth in the file.
  static_cast<void>(archive(configuration("resnet50v2"), read_file(folder_ / "w.weights.h5")));
  expect_error([&] { static_cast<void>(load_network(path)); }, ErrorKind::failed,
               {"a.keras", "'conv1_conv'", "7x7x3x64", "7x7x3x8"});
}

TEST_F(KerasArchive, DamagedOnesAreRefused) {
  std::ofstream{folder_ / "text.keras"} << "no archive at all, but longer than the record at the end of one";
  expect_error([&] { static_cast<void>(read_keras_model(folder_ / "text.keras")); }, ErrorKind::failed, {"text.keras"});
  test::write_stored_zip(folder_ / "half.keras", {{"config.json", configuration("resnet50v2")}});
  expect_error([&] { static_cast<void>(load_network(folder_ / "half.keras")); }, ErrorKind::failed,
               {"half.keras", "model.weights.h5", "model.save()"});
  expect_error([&] { static_cast<void>(read_keras_model(archive("{\"class_name\": "))); }, ErrorKind::usage,
               {"config.json"});
  expect_error([&] { static_cast<void>(load_network(archive(configuration("resnet50v2"), "no HDF5"))); },
               ErrorKind::failed, {"model.weights.h5"});
  const auto whole = read_file(archive(configuration("resnet50v2")));
  for (std::size_t length = 0; length < whole.size(); length += 7) {
    std::ofstream{folder_ / "cut.keras", std::ios::binary} << whole.substr(0, length);
    EXPECT_THROW(static_cast<void>(read_keras_model(folder_ / "cut.keras")), Error) << length;
  }
  EXPECT_THROW(static_cast<void>(read_keras_model(folder_ / "none.keras")), Error);
}

}  // namespace
}  // namespace wirebench::graph
