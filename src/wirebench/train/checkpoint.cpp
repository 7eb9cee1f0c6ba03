#include "wirebench/train/checkpoint.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/digest.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/hdf5.hpp"
#include "wirebench/core/json.hpp"

namespace wirebench::train {
namespace {

constexpr std::string_view k_format = "wirebench checkpoint 1";

std::string_view bytes_of(std::span<const float> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

std::string digest_of(const CheckpointView& c, std::string_view history) {
  Digest digest;
  digest.add(k_format).add(c.configuration).add(std::to_string(c.optimizer_steps)).add(history);
  // Array by array, not parameter by parameter: the reader has them in one piece. The sizes go first.
  const auto add_all = [&digest](std::string_view name, std::span<const std::span<const float>> parts) {
    std::size_t total = 0;
    for (const auto& part : parts) total += part.size();
    std::string joined;
    joined.reserve(total * sizeof(float));
    for (const auto& part : parts) joined.append(bytes_of(part));
    digest.add(name).add(joined);
  };
  add_all("parameters", c.parameters);
  add_all("statistics", c.statistics);
  for (const auto& moment : c.moments) digest.add("moment").add(bytes_of(moment));
  return std::move(digest).hexadecimal();
}

void write_array(hdf5::File& file, const std::string& name, std::span<const std::span<const float>> parts) {
  hsize_t total = 0;
  for (const auto& part : parts) total += part.size();
  auto dataset = file.create_dataset<float>(name, hdf5::Layout{.shape = {total}, .chunk = {}});
  hsize_t first = 0;
  for (const auto& part : parts) {
    if (part.empty()) continue;
    dataset.write_rows<float>(first, part.size(), part);
    first += part.size();
  }
}

}  // namespace

void write_checkpoint(const std::filesystem::path& path, const CheckpointView& checkpoint) {
  Json history = Json::array();
  for (const EpochRecord& record : checkpoint.history) history.push_back(to_json(record));
  const std::string history_text = history.dump();
  const std::string digest = digest_of(checkpoint, history_text);
  write_atomically(path, [&](const std::filesystem::path& temporary) {
    auto file = hdf5::File::create(temporary);
    file.set_attribute("/", "format", k_format);
    file.set_attribute("/", "configuration", checkpoint.configuration);
    file.set_attribute("/", "optimizer_steps", static_cast<std::int64_t>(checkpoint.optimizer_steps));
    file.set_attribute("/", "digest", digest);
    write_array(file, "/parameters", checkpoint.parameters);
    write_array(file, "/statistics", checkpoint.statistics);
    for (std::size_t i = 0; i < checkpoint.moments.size(); ++i) {
      const std::span<const float> moment{checkpoint.moments[i]};
      write_array(file, "/moments/" + std::to_string(i), std::span{&moment, 1});
    }
    file.create_dataset<std::uint8_t>("/history", hdf5::Layout{.shape = {history_text.size()}, .chunk = {}})
        .write_rows<std::uint8_t>(0, history_text.size(),
                                  {reinterpret_cast<const std::uint8_t*>(history_text.data()), history_text.size()});
    file.close();
  });
}

Outcome<Checkpoint> read_checkpoint(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) return Absent{"there is no checkpoint"};
  try {
    const auto file = hdf5::File::open(path);
    if (!file.has_attribute("/", "format") || file.text_attribute("/", "format") != k_format) {
      return Absent{path.string() + " is not a checkpoint of this version"};
    }
    Checkpoint c;
    c.configuration = file.text_attribute("/", "configuration");
    c.optimizer_steps = static_cast<std::uint64_t>(file.number_attribute("/", "optimizer_steps"));
    c.parameters = file.dataset("/parameters").read_all<float>();
    c.statistics = file.dataset("/statistics").read_all<float>();
    for (const std::string& name : file.members("/moments")) {
      c.moments.push_back(file.dataset("/moments/" + name).read_all<float>());
    }
    const auto text = file.dataset("/history").read_all<std::uint8_t>();
    const std::string history_text{text.begin(), text.end()};

    CheckpointView view;
    view.configuration = c.configuration;
    view.optimizer_steps = c.optimizer_steps;
    view.parameters = {c.parameters};
    view.statistics = {c.statistics};
    view.moments = c.moments;
    if (digest_of(view, history_text) != file.text_attribute("/", "digest")) {
      return Absent{path.string() + " is damaged: its content does not match its digest"};
    }
    for (const Json& record : parse_json(history_text, path.string())) c.history.push_back(epoch_record(record));
    return c;
  } catch (const std::exception& error) {
    return Absent{path.string() + " is damaged: " + error.what()};
  }
}

}  // namespace wirebench::train
