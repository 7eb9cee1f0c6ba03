#include "wirebench/graph/description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace wirebench::graph {
namespace {

Json interface_json(const Graph& graph, std::span<const TensorId> ids) {
  Json list = Json::array();
  for (const auto id : ids) {
    const auto& tensor = graph.tensor(id);
    Json entry;
    entry["name"] = tensor.name;
    entry["type"] = name(tensor.type);
    entry["shape"] = tensor.shape;
    if (tensor.quantization.quantized()) {
      entry["quantization"]["scale"] = tensor.quantization.scale;
      entry["quantization"]["zero_point"] = tensor.quantization.zero_point;
    }
    list.push_back(std::move(entry));
  }
  return list;
}

/// Named after the converters' forms, judged by the operators that carry weights.
std::string quantization_form(const Graph& graph) {
  std::set<DataType> activations;
  bool integer_weights = false;
  bool half_constants = false;
  for (const auto& op : graph.operators()) {
    const bool weighted = std::holds_alternative<Conv2d>(op.attributes) ||
                          std::holds_alternative<DepthwiseConv2d>(op.attributes) ||
                          std::holds_alternative<Dense>(op.attributes);
    if (weighted) {
      activations.insert(graph.tensor(op.inputs[0]).type);
      integer_weights = integer_weights || graph.tensor(op.inputs[1]).type == DataType::int8;
    }
    half_constants = half_constants || (std::holds_alternative<Dequantize>(op.attributes) &&
                                        graph.tensor(op.inputs[0]).type == DataType::float16);
  }
  if (activations.contains(DataType::int16)) return "int16x8";
  if (activations.contains(DataType::int8)) return "int8";
  if (activations.contains(DataType::uint8)) return "uint8";
  if (integer_weights) return "dynamic range";
  return half_constants ? "float16" : "none";
}

std::string interface_text(const Graph& graph, std::span<const TensorId> ids) {
  std::string text;
  for (const auto id : ids) {
    const auto& tensor = graph.tensor(id);
    fmt::format_to(std::back_inserter(text), "{}{} {} {}", text.empty() ? "" : ", ", tensor.name, name(tensor.type),
                   to_string(tensor.shape));
    if (tensor.quantization.scale.size() == 1) {
      fmt::format_to(std::back_inserter(text), " (scale {:.6g}, zero point {})", tensor.quantization.scale[0],
                     tensor.quantization.zero_point[0]);
    }
  }
  return text;
}

}  // namespace

Json describe(const Graph& graph) {
  std::map<std::string, std::int64_t> kinds;
  for (const auto& op : graph.operators()) ++kinds[std::string{kind_name(op.attributes)}];
  std::map<std::string, std::int64_t> types;
  std::int64_t parameters = 0;
  std::size_t bytes = 0;
  for (const auto& tensor : graph.tensors()) {
    if (!tensor.is_constant()) continue;
    const auto elements = element_count(tensor.shape);
    types[std::string{name(tensor.type)}] += elements;
    parameters += elements;
    bytes += tensor.data->size();
  }

  Json json;
  json["name"] = graph.name();
  json["inputs"] = interface_json(graph, graph.inputs());
  json["outputs"] = interface_json(graph, graph.outputs());
  json["operators"] = kinds;
  json["operator_count"] = graph.operators().size();
  json["parameters"] = parameters;
  json["constant_bytes"] = bytes;
  json["multiply_adds"] = multiply_adds(graph);
  json["weight_types"] = types;
  json["quantization"] = quantization_form(graph);
  json["classes"] = std::vector<std::string>(graph.class_names().begin(), graph.class_names().end());
  json["preprocessing"]["scale"] = graph.preprocessing().scale;
  json["preprocessing"]["offset"] = graph.preprocessing().offset;
  return json;
}

std::string describe_text(const Graph& graph) {
  const auto json = describe(graph);
  std::string text;
  auto out = std::back_inserter(text);
  fmt::format_to(out, "network        {}\n", graph.name());
  fmt::format_to(out, "input          {}\n", interface_text(graph, graph.inputs()));
  fmt::format_to(out, "output         {}\n", interface_text(graph, graph.outputs()));
  if (!graph.class_names().empty()) fmt::format_to(out, "classes        {}\n", fmt::join(graph.class_names(), ", "));
  fmt::format_to(out, "quantisation   {}\n", json["quantization"].get<std::string>());
  fmt::format_to(out, "parameters     {} ({:.2f} MB of constants)\n", json["parameters"].get<std::int64_t>(),
                 static_cast<double>(json["constant_bytes"].get<std::size_t>()) / 1e6);
  fmt::format_to(out, "multiply-adds  {:.3f} billion an image\n",
                 static_cast<double>(json["multiply_adds"].get<std::int64_t>()) / 1e9);
  fmt::format_to(out, "operators      {}\n", graph.operators().size());
  for (const auto& [kind, number] : json["operators"].items()) {
    fmt::format_to(out, "  {:<20} {}\n", kind, number.get<std::int64_t>());
  }
  return text;
}

}  // namespace wirebench::graph
