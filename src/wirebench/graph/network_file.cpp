#include "wirebench/graph/network_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/config.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/graph/network_builder.hpp"

namespace wirebench::graph {
namespace {

constexpr std::size_t k_most_bytes = 1U << 20U;
constexpr std::size_t k_most_layers = 1000;
constexpr std::int64_t k_most_weights = 200'000'000;
constexpr std::int64_t k_most_filters = 16'384;
constexpr std::int64_t k_smallest_size = 32;

constexpr std::array<std::string_view, 4> k_pixels{"unit", "symmetric", "imagenet", "raw"};
constexpr std::array<std::string_view, 3> k_activations{"none", "relu", "swish"};
constexpr std::array<std::string_view, 16> k_types{
    "conv2d",    "depthwise_conv2d", "batch_normalization", "relu",     "swish",
    "logistic",  "max_pool",         "average_pool",        "zero_pad", "add",
    "multiply",  "concatenate",      "global_average_pool", "dropout",  "rescale",
    "classifier"};

/// How pixels become the input, as the built-in networks have it.
Preprocessing preprocessing_of(const std::string& pixels) {
  constexpr float k_unit = 1.0F / 255.0F;
  constexpr float k_half = 1.0F / 127.5F;
  if (pixels == "raw") return {};
  if (pixels == "unit") return {.scale = {k_unit, k_unit, k_unit}, .offset = {0.0F, 0.0F, 0.0F}};
  if (pixels == "symmetric") return {.scale = {k_half, k_half, k_half}, .offset = {-1.0F, -1.0F, -1.0F}};
  // ImageNet's mean and deviation of pixels scaled to [0, 1].
  constexpr std::array k_mean{0.485F, 0.456F, 0.406F};
  constexpr std::array k_deviation{0.229F, 0.224F, 0.225F};
  Preprocessing result;
  for (std::size_t c = 0; c < 3; ++c) {
    result.scale.at(c) = 1.0F / (255.0F * k_deviation.at(c));
    result.offset.at(c) = -k_mean.at(c) / k_deviation.at(c);
  }
  return result;
}

/// Letters, digits and `_ . -`, a letter or digit first: a folder's name and a TensorFlow node's.
bool is_plain(std::string_view name) {
  const auto letter_or_digit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !name.empty() && name.size() <= 64 && letter_or_digit(name.front()) &&
         std::ranges::all_of(name, [&](char c) { return letter_or_digit(c) || c == '_' || c == '.' || c == '-'; });
}

constexpr std::string_view k_plain_names =
    "names have 1 to 64 letters, digits, '_', '.' and '-', a letter or digit first";

struct Heading {
  NetworkLabel label;
  std::string pixels;
};

/// `source`: the file, whose name without ".toml" is the network's.
Heading read_heading(ConfigTable& root, const std::filesystem::path& source) {
  Heading heading;
  heading.label.name = source.stem().string();
  const auto refuse = [&](const std::string& what, std::string_view why) {
    root.fail("", what, std::string{why}, "Give the file another name: it is the network's.");
  };
  if (!is_plain(heading.label.name)) {
    refuse(fmt::format("'{}' is no name for a network", heading.label.name), k_plain_names);
  }
  const auto built_in = network_names();
  if (std::ranges::find(built_in, heading.label.name) != built_in.end()) {
    refuse(fmt::format("'{}' is built in", heading.label.name), "results of the two could not be told apart");
  }
  heading.label.title = root.string("title", heading.label.name);
  heading.pixels = root.choice("pixels", k_pixels, "unit");
  return heading;
}

/// Builds the layers of a file in order.
class LayerReader {
 public:
  LayerReader(const std::string& name, const NetworkOptions& options) : net_{name, options}, options_{options} {
    last_ = net_.input();
    known_["images"] = last_;
  }

  void read(ConfigTable& layer) {
    layer_ = &layer;
    const auto type = layer.choice("type", k_types);
    const auto fallback = fmt::format("{}_{}", type, ++numbers_[type]);
    name_ = layer.string("name", fallback);
    if (!is_plain(name_)) layer.fail("name", "not a usable name", std::string{k_plain_names}, "Choose another.");
    if (known_.contains(name_)) {
      layer.fail("name", fmt::format("'{}' stands there twice", name_), "other layers name their inputs by it",
                 "Choose another name.");
    }
    if (finished_) {
      layer.fail("", "a layer behind the classifier", "the classifier's scores are the network's result",
                 "Put it before the classifier.");
    }
    try {
      last_ = append(type);
    } catch (const Error& error) {
      // What shape inference says names shapes, but not the file.
      if (error.kind() == ErrorKind::usage) throw;
      layer.fail("", fmt::format("layer '{}' does not fit its inputs", name_), error.what(),
                 "Change the layer or what it reads.");
    }
    known_[name_] = last_;
  }

  [[nodiscard]] Graph finish(const ConfigTable& root, const Preprocessing& preprocessing) && {
    if (!finished_) {
      root.fail("", "no classifier", "the last layer must give the scores of the classes",
                "Add a layer of type \"classifier\".");
    }
    return std::move(net_).finish(last_, preprocessing);
  }

 private:
  TensorId append(const std::string& type) {
    if (type == "conv2d") return convolution(false);
    if (type == "depthwise_conv2d") return convolution(true);
    if (type == "batch_normalization") return net_.batch_normalization(name_, input(), normalization());
    if (type == "relu") return net_.relu(name_, input());
    if (type == "swish") return net_.swish(name_, input());
    if (type == "logistic") return net_.logistic(name_, input());
    if (type == "max_pool") return max_pool();
    if (type == "average_pool") return average_pool();
    if (type == "zero_pad") return zero_pad();
    if (type == "add") return join(2, 2, [&](const auto& in) { return net_.add(name_, in[0], in[1]); });
    if (type == "multiply") return join(2, 2, [&](const auto& in) { return net_.multiply(name_, in[0], in[1]); });
    if (type == "concatenate") return join(2, 64, [&](const auto& in) { return net_.concatenate(name_, in); });
    if (type == "global_average_pool") return mean();
    if (type == "dropout") return dropout();
    if (type == "rescale") return rescale();
    return classifier();
  }

  // ---- inputs ----------------------------------------------------------------------------------------------------
  [[nodiscard]] TensorId find(const std::string& key, const std::string& name) const {
    if (const auto found = known_.find(name); found != known_.end()) return found->second;
    std::vector<std::string> names;
    for (const auto& [known, id] : known_) names.push_back(known);
    const auto close = nearest(name, names);
    layer_->fail(key, fmt::format("no layer '{}' before this one", name), "layers read the layers above them",
                 close ? fmt::format("Did you mean '{}'?", *close) : "Name one of them, or 'images'.");
  }
  /// The layer named, else the one before.
  [[nodiscard]] TensorId input() { return layer_->has("input") ? find("input", layer_->string("input")) : last_; }
  template <class Join>
  [[nodiscard]] TensorId join(std::size_t least, std::size_t most, const Join& with) {
    const auto names = layer_->strings("inputs", {});
    if (names.size() < least || names.size() > most) {
      layer_->fail("inputs", fmt::format("{} inputs", names.size()),
                   least == most ? fmt::format("it takes {}", least) : fmt::format("it takes {} to {}", least, most),
                   "List the names of the layers to join.");
    }
    std::vector<TensorId> ids;
    for (const auto& name : names) ids.push_back(find("inputs", name));
    return with(ids);
  }

  // ---- keys ------------------------------------------------------------------------------------------------------
  [[nodiscard]] Padding padding(std::string_view fallback) {
    return layer_->choice("padding", {"same", "valid"}, fallback) == "same" ? Padding::same : Padding::valid;
  }
  [[nodiscard]] std::int32_t small(std::string_view key, std::int64_t low, std::int64_t high, std::int64_t fallback) {
    return static_cast<std::int32_t>(layer_->integer(key, {low, high}, fallback));
  }
  [[nodiscard]] NetworkBuilder::Normalization normalization() {
    return {.epsilon = static_cast<float>(layer_->number("epsilon", {1e-12, 1.0}, 1e-3)),
            .momentum = static_cast<float>(layer_->number("momentum", {0.0, 0.9999}, 0.99)),
            .gamma = Gamma::with};
  }
  /// A vector where an image is needed, or the other way round, would break what the builder relies on.
  [[nodiscard]] TensorId image() {
    const auto id = input();
    if (net_.rank(id) != 4) {
      layer_->fail("", fmt::format("layer '{}' needs an image", name_), "what it reads has no height and width",
                   "Put it before the global average pool, or give that cell = true.");
    }
    return id;
  }

  // ---- layers ----------------------------------------------------------------------------------------------------
  /// The convolution `name`, and behind it, where asked for, `name_bn` and `name_<activation>`.
  [[nodiscard]] TensorId convolution(bool depthwise) {
    const auto src = image();
    NetworkBuilder::Convolution c;
    if (!depthwise) c.filters = net_.scaled(layer_->integer("filters", {1, k_most_filters}));
    c.kernel = layer_->integer("kernel", {1, 63}, depthwise ? 3 : 1);
    c.kernel_width = layer_->integer("kernel_width", {1, 63}, c.kernel);
    c.stride = small("stride", 1, 63, 1);
    c.padding = padding("same");
    const bool normalised = layer_->boolean("normalise", false);
    c.bias = layer_->boolean("bias", !normalised) ? Bias::with : Bias::without;
    c.initializer = layer_->choice("initializer", {"glorot", "he"}, "glorot") == "he" ? Initializer::he_fan_out
                                                                                      : Initializer::glorot_uniform;
    const auto activation = layer_->choice("activation", k_activations, "none");
    count_weights(c.kernel * c.kernel_width * net_.channels(src) * (depthwise ? 1 : c.filters));
    auto x = depthwise ? net_.depthwise_conv2d(name_, src, c) : net_.conv2d(name_, src, c);
    if (normalised) x = net_.batch_normalization(name_ + "_bn", x, normalization());
    if (activation == "relu") x = net_.relu(name_ + "_relu", x);
    if (activation == "swish") x = net_.swish(name_ + "_swish", x);
    return x;
  }
  [[nodiscard]] TensorId max_pool() {
    const auto src = image();
    const auto window = small("window", 1, 63, 2);
    const auto stride = small("stride", 1, 63, window);
    return net_.max_pool(name_, src, window, stride, padding("valid"));
  }
  [[nodiscard]] TensorId average_pool() {
    const auto src = image();
    const auto window = small("window", 1, 63, 2);
    const auto stride = small("stride", 1, 63, window);
    return net_.average_pool(name_, src, window, stride, padding("valid"));
  }
  [[nodiscard]] TensorId zero_pad() {
    const auto src = image();
    return net_.zero_pad(name_, src, small("cells", 1, 63, 1));
  }
  [[nodiscard]] TensorId mean() {
    const auto src = image();
    if (!layer_->boolean("cell", false)) return net_.global_average_pool(name_, src);
    return net_.as_cell(name_, net_.global_average_pool(name_ + "_mean", src));
  }
  [[nodiscard]] TensorId dropout() {
    const auto rate = static_cast<float>(layer_->number("rate", {0.0, 0.95}));
    return net_.dropout(name_, input(), {.rate = rate, .whole_images = layer_->boolean("whole_images", false)});
  }
  [[nodiscard]] TensorId rescale() {
    const auto three = [&](std::string_view key, double fallback) {
      const std::array<double, 1> one{fallback};
      const auto given = layer_->numbers(key, one, {-1e6, 1e6});
      if (given.size() != 1 && given.size() != 3) {
        layer_->fail(key, fmt::format("{} numbers", given.size()), "it takes one, or one for each of three channels",
                     "Give 1 or 3 numbers.");
      }
      std::array<float, 3> result{};
      for (std::size_t c = 0; c < 3; ++c) result.at(c) = static_cast<float>(given.size() == 1 ? given[0] : given[c]);
      return result;
    };
    const auto src = input();
    const auto scale = three("scale", 1.0);
    return net_.rescale(name_, src, {.scale = scale, .offset = three("offset", 0.0)});
  }
  [[nodiscard]] TensorId classifier() {
    auto src = input();
    if (net_.rank(src) == 4) src = net_.global_average_pool(name_ + "_mean", src);
    count_weights(net_.channels(src) * options_.classes);
    finished_ = true;
    return net_.classifier(name_, src, options_.classes);
  }

  /// Before they are made: a short file could ask for more than any memory holds.
  void count_weights(std::int64_t more) {
    weights_ += more;
    if (weights_ <= k_most_weights) return;
    layer_->fail("", "too large a network",
                 fmt::format("its layers up to here have more than {} million weights", k_most_weights / 1'000'000),
                 "Use fewer filters, smaller kernels or fewer layers.");
  }

  NetworkBuilder net_;
  NetworkOptions options_;
  std::map<std::string, TensorId> known_;
  std::map<std::string, int> numbers_;
  TensorId last_;
  ConfigTable* layer_ = nullptr;
  std::string name_;
  std::int64_t weights_ = 0;
  bool finished_ = false;
};

}  // namespace

NetworkLabel read_network_label(const std::filesystem::path& path) {
  const Config config = Config::parse(read_file(path, k_most_bytes), path.string());
  ConfigTable root = config.root();
  return read_heading(root, path).label;
}

Graph make_described_network(const std::string& text, const std::string& source, const NetworkOptions& options) {
  if (text.size() > k_most_bytes) {
    throw Error{ErrorKind::usage,
                {"too large a network file", source, "it has more than 1 MB", "Describe the network shorter."}};
  }
  const Config config = Config::parse(text, source);
  ConfigTable root = config.root();
  const auto heading = read_heading(root, source);
  check_options(heading.label.name, k_smallest_size, options);
  auto layers = root.tables("layer");
  if (layers.size() > k_most_layers) {
    root.fail("layer", fmt::format("{} layers", layers.size()), fmt::format("at most {} are read", k_most_layers),
              "Describe a smaller network.");
  }
  LayerReader reader{heading.label.name, options};
  for (auto& layer : layers) reader.read(layer);
  root.finish();
  auto graph = std::move(reader).finish(root, preprocessing_of(heading.pixels));
  graph.set_definition(text);
  graph.validate();
  return graph;
}

Graph make_described_network(const std::filesystem::path& path, const NetworkOptions& options) {
  return make_described_network(read_file(path, k_most_bytes), path.string(), options);
}

}  // namespace wirebench::graph
