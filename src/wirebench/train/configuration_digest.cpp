#include "wirebench/train/configuration_digest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "wirebench/core/digest.hpp"

namespace wirebench::train {
namespace {

std::string_view bytes_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

std::string configuration_digest(const graph::Graph& graph, const dataset::DatasetReader& reader,
                                 const TrainingOptions& options, Precision precision) {
  Digest digest;
  Json chosen = to_json(options);
  // These change the time a training takes, not (threads: beyond rounding) what comes out.
  for (const char* key :
       {"threads", "device", "loader_workers", "checkpoint_epochs", "checkpoint_steps", "checkpoint_minutes"})
    chosen.erase(key);
  chosen["precision"] = name(precision);
  digest.add(chosen.dump());

  digest.add(graph.name());
  for (const graph::Operator& op : graph.operators()) {
    std::string line = op.name + " " + std::string{graph::kind_name(op.attributes)};
    for (const auto id : op.inputs) line += fmt::format(" {}", id.index());
    digest.add(line);
  }
  for (const graph::Tensor& tensor : graph.tensors()) {
    digest.add(tensor.name).add(graph::to_string(tensor.shape));
    if (tensor.is_constant()) digest.add(bytes_of(*tensor.data));
  }

  const auto& header = reader.header();
  digest.add(fmt::format("{}x{}x{}", header.shape.channels, header.shape.height, header.shape.width));
  digest.add(header.configuration.dump());
  for (const std::string& class_name : header.class_names) digest.add(class_name);
  for (const auto& event : reader.events()) {
    digest.add(fmt::format("{} {} {}", event.event_id, event.label, static_cast<unsigned>(event.split)));
  }
  // A sample of the images stands for all of them: reading every one would take as long as an epoch.
  constexpr std::size_t k_sampled = 16;
  std::vector<float> pixels(header.shape.pixels());
  const std::size_t events = reader.events().size();
  for (std::size_t i = 0; i < std::min(k_sampled, events); ++i) {
    reader.read(i * events / std::min(k_sampled, events), pixels);
    digest.add(bytes_of(std::as_bytes(std::span{pixels})));
  }
  return std::move(digest).hexadecimal();
}

}  // namespace wirebench::train
