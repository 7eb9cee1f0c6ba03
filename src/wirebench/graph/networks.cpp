#include "wirebench/graph/networks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "wirebench/core/config.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/graph/densenet.hpp"
#include "wirebench/graph/resnet_v2.hpp"

namespace wirebench::graph {
namespace {

struct Entry {
  std::string_view name;
  std::string_view display_name;
  Graph (*make)(const NetworkOptions&);
};

constexpr std::array k_networks{Entry{"resnet50v2", "ResNet-50 V2", &make_resnet50_v2},
                                Entry{"densenet169", "DenseNet-169", &make_densenet169}};

const Entry& find(std::string_view name) {
  const auto* const entry = std::ranges::find(k_networks, name, &Entry::name);
  if (entry != k_networks.end()) return *entry;
  const auto known = network_names();
  const auto close = nearest(name, known);
  throw Error{ErrorKind::usage,
              {.what = "unknown network",
               .where = std::string{name},
               .why = fmt::format("wirebench has {}", fmt::join(known, ", ")),
               .remedy = close ? fmt::format("Did you mean '{}'?", *close) : "Use one of these names."}};
}

void require(std::string_view option, std::int64_t value, std::int64_t low, std::int64_t high) {
  if (value >= low && value <= high) return;
  throw Error{ErrorKind::usage,
              {.what = "network option out of range",
               .where = fmt::format("{} = {}", option, value),
               .why = fmt::format("it must lie between {} and {}", low, high),
               .remedy = "Choose a value in this range."}};
}

void check(const NetworkOptions& options) {
  require("height", options.height, 32, 4096);
  require("width", options.width, 32, 4096);
  require("channels", options.channels, 1, 3);  // as many as Preprocessing has
  require("classes", options.classes, 2, 100'000);
  if (!(options.width_multiplier >= 0.0625 && options.width_multiplier <= 4.0)) {
    throw Error{ErrorKind::usage,
                {.what = "network option out of range",
                 .where = fmt::format("width multiplier = {}", options.width_multiplier),
                 .why = "it must lie between 0.0625 and 4",
                 .remedy = "Choose a value in this range; 1 is the original network."}};
  }
}

}  // namespace

std::vector<std::string> network_names() {
  std::vector<std::string> names;
  for (const auto& entry : k_networks) names.emplace_back(entry.name);
  return names;
}

std::string display_name(std::string_view network) {
  return std::string{find(network).display_name};
}

Graph make_network(std::string_view name, const NetworkOptions& options) {
  const auto& entry = find(name);
  check(options);
  return entry.make(options);
}

}  // namespace wirebench::graph
