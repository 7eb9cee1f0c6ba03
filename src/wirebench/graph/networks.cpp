#include "wirebench/graph/networks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "wirebench/core/config.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/graph/densenet.hpp"
#include "wirebench/graph/edge.hpp"
#include "wirebench/graph/efficientnet_v2.hpp"
#include "wirebench/graph/inception_v3.hpp"
#include "wirebench/graph/network_file.hpp"
#include "wirebench/graph/resnet_v2.hpp"

namespace wirebench::graph {
namespace {

struct Entry {
  std::string_view name;
  std::string_view display_name;
  std::int64_t smallest_size;  // Keras' min_size
  Graph (*make)(const NetworkOptions&);
};

constexpr std::array k_networks{Entry{"resnet50v2", "ResNet-50 V2", 32, &make_resnet50_v2},
                                Entry{"densenet169", "DenseNet-169", 32, &make_densenet169},
                                Entry{"inceptionv3", "Inception V3", 75, &make_inception_v3},
                                Entry{"efficientnetv2b0", "EfficientNetV2 B0", 32, &make_efficientnet_v2_b0},
                                Entry{"edge", "Edge", 32, &make_edge}};

const Entry& find(std::string_view name) {
  const auto* const entry = std::ranges::find(k_networks, name, &Entry::name);
  if (entry != k_networks.end()) return *entry;
  const auto known = network_names();
  const auto close = nearest(name, known);
  throw Error{ErrorKind::usage,
              {.what = "unknown network",
               .where = std::string{name},
               .why = fmt::format("wirebench has {}", fmt::join(known, ", ")),
               .remedy = close ? fmt::format("Did you mean '{}'?", *close)
                               : "Use one of these names, or a .toml file that describes a network."}};
}

void require(std::string_view network, std::string_view option, std::int64_t value, std::int64_t low,
             std::int64_t high) {
  if (value >= low && value <= high) return;
  throw Error{ErrorKind::usage,
              {.what = "network option out of range",
               .where = fmt::format("{}: {} = {}", network, option, value),
               .why = fmt::format("it must lie between {} and {}", low, high),
               .remedy = "Choose a value in this range."}};
}

}  // namespace

void check_options(std::string_view network, std::int64_t smallest_size, const NetworkOptions& options) {
  require(network, "height", options.height, smallest_size, 4096);
  require(network, "width", options.width, smallest_size, 4096);
  require(network, "channels", options.channels, 1, 64);
  require(network, "classes", options.classes, 2, 100'000);
  if (!(options.width_multiplier >= 0.0625 && options.width_multiplier <= 4.0)) {
    throw Error{ErrorKind::usage,
                {.what = "network option out of range",
                 .where = fmt::format("width multiplier = {}", options.width_multiplier),
                 .why = "it must lie between 0.0625 and 4",
                 .remedy = "Choose a value in this range; 1 is the original network."}};
  }
}

std::vector<std::string> network_names() {
  std::vector<std::string> names;
  for (const auto& entry : k_networks) names.emplace_back(entry.name);
  return names;
}

bool is_network_file(std::string_view network) noexcept {
  return network.ends_with(".toml");
}

NetworkLabel network_label(std::string_view network) {
  if (is_network_file(network)) return read_network_label(std::filesystem::path{network});
  const auto& entry = find(network);
  return {.name = std::string{entry.name}, .title = std::string{entry.display_name}};
}

std::string display_name(std::string_view network) {
  return std::string{find(network).display_name};
}

std::int64_t smallest_size(std::string_view network) {
  return find(network).smallest_size;
}

Graph make_network(std::string_view network, const NetworkOptions& options) {
  if (is_network_file(network)) return make_described_network(std::filesystem::path{network}, options);
  const auto& entry = find(network);
  check_options(entry.name, entry.smallest_size, options);
  return entry.make(options);
}

}  // namespace wirebench::graph
