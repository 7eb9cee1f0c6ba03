#include "wirebench/graph/weights_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/hdf5.hpp"
#include "wirebench/core/json.hpp"
#include "wirebench/core/provenance.hpp"
#include "wirebench/core/scratch_folder.hpp"
#include "wirebench/graph/keras_archive.hpp"
#include "wirebench/graph/keras_layout.hpp"
#include "wirebench/graph/network_file.hpp"
#include "wirebench/graph/network_metadata.hpp"
#include "wirebench/graph/networks.hpp"

namespace wirebench::graph {
namespace {

constexpr const char* k_provenance_attribute = "wirebench_provenance";

std::string variable_path(const KerasLayer& layer, std::size_t index) {
  return fmt::format("/layers/{}/vars/{}", layer.group, index);
}

/// The HDF5 file of weights: `path` itself, or the one in a `.keras` archive, unpacked as long as this lives.
class WeightsFile {
 public:
  explicit WeightsFile(const std::filesystem::path& path) : file_{open(path)} {}
  [[nodiscard]] const hdf5::File* operator->() const noexcept { return &file_; }
  [[nodiscard]] const hdf5::File& operator*() const noexcept { return file_; }

 private:
  [[nodiscard]] hdf5::File open(const std::filesystem::path& path) {
    if (!is_keras_archive(path)) return hdf5::File::open(path);
    scratch_.emplace();
    return hdf5::File::open(unpack_keras_weights(path, scratch_->path()));
  }

  std::optional<ScratchFolder> scratch_;  // outlives the file
  hdf5::File file_;
};

std::vector<hsize_t> extents(const Shape& shape) {
  return {shape.begin(), shape.end()};
}

[[noreturn]] void bad_file(const std::filesystem::path& path, const std::string& where, const std::string& why,
                           const std::string& remedy) {
  throw Error{ErrorKind::failed,
              {.what = "cannot use the weights file",
               .where = where.empty() ? path.string() : fmt::format("{}: {}", path.string(), where),
               .why = why,
               .remedy = remedy}};
}

Graph rebuild(const Json& json) {
  NetworkOptions options;
  options.height = json.at("height").get<std::int64_t>();
  options.width = json.at("width").get<std::int64_t>();
  options.channels = json.at("channels").get<std::int64_t>();
  options.classes = json.at("classes").get<std::int64_t>();
  options.width_multiplier = json.at("width_multiplier").get<double>();
  const auto name = json.at("network").get<std::string>();
  auto graph = json.contains("definition")
                   ? make_described_network(json.at("definition").get<std::string>(), name + ".toml", options)
                   : make_network(name, options);
  apply_metadata(graph, json);
  return graph;
}

std::vector<float> read_variable(const hdf5::File& file, const std::filesystem::path& path, const KerasLayer& layer,
                                 std::size_t index, const Shape& shape) {
  const auto name = variable_path(layer, index);
  if (!file.exists(name)) {
    bad_file(path, name,
             fmt::format("layer '{}' needs shape {} and the file has none there", layer.name, to_string(shape)),
             "It was saved from another network, or is not in Keras 3's .weights.h5 layout.");
  }
  const auto dataset = file.dataset(name);
  if (dataset.shape() != extents(shape)) {
    const Shape found{dataset.shape().begin(), dataset.shape().end()};
    bad_file(
        path, name,
        fmt::format("layer '{}' needs shape {} and the file has {}", layer.name, to_string(shape), to_string(found)),
        "It was saved from another network, or with other options (classes, channels, width).");
  }
  if (dataset.element_class() != H5T_FLOAT) {
    bad_file(path, name, "the values are not floating-point numbers", "Save the network again.");
  }
  auto values = dataset.read_all<float>();
  if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); })) {
    bad_file(path, name, fmt::format("layer '{}' has weights that are not finite", layer.name),
             "The training diverged; use an earlier checkpoint or a smaller learning rate.");
  }
  return values;
}

/// A network keras.applications made, by what its configuration says.
Graph load_keras_network(const std::filesystem::path& path) {
  const auto model = read_keras_model(path);
  if (!model) {
    bad_file(path, "config.json",
             "it is no network of keras.applications that wirebench has, or has no fixed image size",
             "Name the network, and its weights are loaded into it.");
  }
  auto graph = make_network(
      model->network,
      {.height = model->height, .width = model->width, .channels = model->channels, .classes = model->classes});
  load_weights(graph, path);
  return graph;
}

}  // namespace

void save_network(const Graph& graph, const std::filesystem::path& path) {
  const auto layers = keras_layers(graph);
  const auto options = network_metadata(graph);
  write_atomically(path, [&](const std::filesystem::path& temporary) {
    auto file = hdf5::File::create(temporary);
    file.set_attribute("/", k_network_metadata, options.dump());
    file.set_attribute("/", k_provenance_attribute, provenance(options).dump());
    file.create_group("/vars");  // Keras: variables of the model itself, none
    for (const auto& layer : layers) {
      const auto group = fmt::format("/layers/{}/vars", layer.group);
      file.create_group(group);
      file.set_attribute(group, "name", layer.name);
      for (std::size_t i = 0; i < layer.weights.size(); ++i) {
        const auto& op = graph.op(layer.op);
        const auto shape = extents(keras_shape(graph, op, layer.weights[i]));
        auto dataset = file.create_dataset<float>(variable_path(layer, i),
                                                  {.shape = shape, .chunk = {}, .growing = false, .deflate = 0});
        const auto values = to_keras(graph, op, layer.weights[i]);
        dataset.write_rows<float>(0, shape.at(0), values);
      }
    }
    file.close();
  });
}

Graph load_network(const std::filesystem::path& path) {
  if (is_keras_archive(path)) return load_keras_network(path);
  const auto file = hdf5::File::open(path);
  if (!says_its_network(path)) {
    bad_file(path, "", fmt::format("it has no attribute '{}' saying which network it belongs to", k_network_metadata),
             "A file saved by Keras has none: name the network, and its weights are loaded into it.");
  }
  const auto json = parse_json(file.text_attribute("/", k_network_metadata), path.string());
  try {
    auto graph = rebuild(json);
    load_weights(graph, path);
    return graph;
  } catch (const Json::exception& error) {
    bad_file(path, k_network_metadata, error.what(), "The file is damaged; save the network again.");
  }
}

bool says_its_network(const std::filesystem::path& path) {
  if (is_keras_archive(path)) return read_keras_model(path).has_value();
  return hdf5::File::open(path).has_attribute("/", k_network_metadata);
}

std::int64_t class_count(const std::filesystem::path& path, std::string_view network) {
  // Small: only the names of its layers are asked for.
  const std::int64_t size = is_network_file(network) ? 224 : smallest_size(network);
  const auto layers = keras_layers(make_network(network, {.height = size, .width = size, .width_multiplier = 0.125}));
  const auto last =
      std::find_if(layers.rbegin(), layers.rend(), [](const auto& layer) { return !layer.weights.empty(); });
  WIREBENCH_ASSERT(last != layers.rend());
  const auto name = variable_path(*last, last->weights.size() - 1);  // the bias: one value a class
  const WeightsFile file{path};
  if (!file->exists(name) || file->dataset(name).shape().size() != 1) {
    bad_file(path, name, fmt::format("the bias of layer '{}' is not there", last->name),
             "It was saved from another network, or is not in Keras 3's .weights.h5 layout.");
  }
  return static_cast<std::int64_t>(file->dataset(name).rows());
}

void load_weights(Graph& graph, const std::filesystem::path& path) {
  const auto layers = keras_layers(graph);
  const WeightsFile file{path};
  Graph loaded = graph;  // so that a bad file leaves `graph` as it was
  for (const auto& layer : layers) {
    for (std::size_t i = 0; i < layer.weights.size(); ++i) {
      const auto& op = graph.op(layer.op);
      const auto id = layer.weights[i];
      const auto values = read_variable(*file, path, layer, i, keras_shape(graph, op, id));
      loaded.tensor(id).data = make_constant<float>(from_keras(graph, op, id, values));
    }
  }
  graph = std::move(loaded);
}

}  // namespace wirebench::graph
