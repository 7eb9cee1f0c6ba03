#include "wirebench/train/checkpoint.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/digest.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/hdf5.hpp"
#include "wirebench/core/json.hpp"

namespace wirebench::train {
namespace {

constexpr std::string_view k_format = "wirebench checkpoint 3";

std::string_view bytes_of(std::span<const float> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

Json to_json(const EpochProgress& p) {
  return {{"steps", p.steps},   {"loss", p.loss},       {"correct", p.correct},
          {"images", p.images}, {"seconds", p.seconds}, {"waited", p.waited}};
}

EpochProgress epoch_progress(const Json& json) {
  return {.steps = json.at("steps").get<std::uint64_t>(),
          .loss = json.at("loss").get<double>(),
          .correct = json.at("correct").get<std::uint64_t>(),
          .images = json.at("images").get<std::uint64_t>(),
          .seconds = json.at("seconds").get<double>(),
          .waited = json.at("waited").get<double>()};
}

std::string digest_of(const CheckpointView& c, std::string_view history, std::string_view progress) {
  Digest digest;
  digest.add(k_format).add(c.configuration).add(std::to_string(c.optimizer_steps)).add(history).add(progress);
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
  digest.add("average").add(bytes_of(c.average));
  digest.add("best").add(bytes_of(c.best_parameters)).add(bytes_of(c.best_statistics));
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

void write_text(hdf5::File& file, const std::string& name, const std::string& text) {
  file.create_dataset<std::uint8_t>(name, hdf5::Layout{.shape = {text.size()}, .chunk = {}})
      .write_rows<std::uint8_t>(0, text.size(), {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

std::string read_text(const hdf5::File& file, const std::string& name) {
  const auto text = file.dataset(name).read_all<std::uint8_t>();
  return {text.begin(), text.end()};
}

}  // namespace

std::filesystem::path previous_checkpoint(const std::filesystem::path& path) {
  std::filesystem::path previous = path;
  return previous.replace_extension(".previous" + path.extension().string());
}

void write_checkpoint(const std::filesystem::path& path, const CheckpointView& checkpoint) {
  Json history = Json::array();
  for (const EpochRecord& record : checkpoint.history) history.push_back(to_json(record));
  const std::string history_text = history.dump();
  const std::string progress_text = to_json(checkpoint.progress).dump();
  const std::string digest = digest_of(checkpoint, history_text, progress_text);
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
    for (const auto& [name, values] :
         {std::pair{"/average", checkpoint.average}, std::pair{"/best_parameters", checkpoint.best_parameters},
          std::pair{"/best_statistics", checkpoint.best_statistics}}) {
      if (!values.empty()) write_array(file, name, std::span{&values, 1});
    }
    write_text(file, "/history", history_text);
    write_text(file, "/progress", progress_text);
    file.close();
    // Only now that the new one is whole, and before it takes the name: the other order could leave none.
    if (std::filesystem::exists(path)) std::filesystem::rename(path, previous_checkpoint(path));
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
    const auto optional_array = [&file](const std::string& name) {
      return file.exists(name) ? file.dataset(name).read_all<float>() : std::vector<float>{};
    };
    c.average = optional_array("/average");
    c.best_parameters = optional_array("/best_parameters");
    c.best_statistics = optional_array("/best_statistics");
    const std::string history_text = read_text(file, "/history");
    const std::string progress_text = read_text(file, "/progress");

    CheckpointView view;
    view.configuration = c.configuration;
    view.optimizer_steps = c.optimizer_steps;
    view.parameters = {c.parameters};
    view.statistics = {c.statistics};
    view.moments = c.moments;
    view.average = c.average;
    view.best_parameters = c.best_parameters;
    view.best_statistics = c.best_statistics;
    if (digest_of(view, history_text, progress_text) != file.text_attribute("/", "digest")) {
      return Absent{path.string() + " is damaged: its content does not match its digest"};
    }
    for (const Json& record : parse_json(history_text, path.string())) c.history.push_back(epoch_record(record));
    c.progress = epoch_progress(parse_json(progress_text, path.string()));
    return c;
  } catch (const std::exception& error) {
    return Absent{path.string() + " is damaged: " + error.what()};
  }
}

Outcome<Checkpoint> read_last_checkpoint(const std::filesystem::path& path, const Log& log) {
  const bool exists = std::filesystem::exists(path);
  Outcome<Checkpoint> last = read_checkpoint(path);
  if (last || (!exists && !std::filesystem::exists(previous_checkpoint(path)))) return last;
  Outcome<Checkpoint> before = read_checkpoint(previous_checkpoint(path));
  if (!before) return exists ? last : before;
  if (exists) {
    log.warning("{}. The checkpoint before it is used.", last.reason());
    std::filesystem::remove(path);
  } else {
    log.info("a checkpoint was being written; the one before it is used");
  }
  return before;
}

}  // namespace wirebench::train
