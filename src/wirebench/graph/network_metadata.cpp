#include "wirebench/graph/network_metadata.hpp"

#include <fmt/format.h>

#include "wirebench/core/error.hpp"

namespace wirebench::graph {

Json network_metadata(const Graph& graph) {
  WIREBENCH_EXPECT(graph.inputs().size() == 1 && graph.tensor(graph.inputs()[0]).shape.size() == 4);
  const auto& input = graph.tensor(graph.inputs()[0]).shape;
  Json json;
  json["network"] = graph.name();
  json["height"] = input[1];
  json["width"] = input[2];
  json["channels"] = input[3];
  json["classes"] = graph.tensor(graph.outputs()[0]).shape.back();
  json["width_multiplier"] = graph.width_multiplier();
  if (!graph.definition().empty()) json["definition"] = graph.definition();
  json["class_names"] = std::vector<std::string>(graph.class_names().begin(), graph.class_names().end());
  json["preprocessing"]["scale"] = graph.preprocessing().scale;
  json["preprocessing"]["offset"] = graph.preprocessing().offset;
  return json;
}

void apply_metadata(Graph& graph, const Json& metadata) {
  auto names = metadata.at("class_names").get<std::vector<std::string>>();
  const Preprocessing preprocessing{.scale = metadata.at("preprocessing").at("scale").get<std::array<float, 3>>(),
                                    .offset = metadata.at("preprocessing").at("offset").get<std::array<float, 3>>()};
  const auto classes = graph.tensor(graph.outputs()[0]).shape.back();
  if (!names.empty() && static_cast<std::int64_t>(names.size()) != classes) {
    throw Error{ErrorKind::failed,
                {.what = "class names do not fit the network",
                 .where = fmt::format("{}: {} names", graph.name(), names.size()),
                 .why = fmt::format("the network has {} outputs", classes),
                 .remedy = "The file is damaged or was made for another network; make it again."}};
  }
  graph.set_class_names(std::move(names));
  graph.set_preprocessing(preprocessing);
}

}  // namespace wirebench::graph
