#include "wirebench/study/stage_cache.hpp"

#include <algorithm>
#include <iterator>

#include "wirebench/core/digest.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/provenance.hpp"

namespace wirebench::study {
namespace {

std::filesystem::path manifest_path(const std::filesystem::path& folder) {
  return folder / "manifest.json";
}

/// A folder (SavedModel) is digested over its files in name order.
std::string output_digest(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return file_sha256(path);
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{path}) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  Digest digest;
  for (const auto& file : files) digest.add(std::filesystem::relative(file, path).string()).add_file(file);
  return std::move(digest).hexadecimal();
}

bool is_manifest(const Json& value) {
  if (!value.is_object() || !value.contains("stages") || !value["stages"].is_object()) return false;
  return std::all_of(value["stages"].begin(), value["stages"].end(), [](const Json& stage) {
    if (!stage.is_object() || !stage.contains("key") || !stage["key"].is_string()) return false;
    if (!stage.contains("outputs") || !stage["outputs"].is_object()) return false;
    return std::all_of(stage["outputs"].begin(), stage["outputs"].end(),
                       [](const Json& digest) { return digest.is_string(); });
  });
}

}  // namespace

StageCache::StageCache(std::filesystem::path run_folder) : folder_{std::move(run_folder)} {
  manifest_ = {{"stages", Json::object()}};
  if (!std::filesystem::exists(manifest_path(folder_))) return;
  try {
    Json read = read_json(manifest_path(folder_));
    if (is_manifest(read)) {
      manifest_ = std::move(read);
      return;
    }
    warning_ = "it is not a manifest of a run";
  } catch (const Error& error) {
    warning_ = error.what();
  }
}

bool StageCache::done(std::string_view stage, std::string_view key) {
  const auto found = manifest_["stages"].find(std::string{stage});
  const bool is_done = found != manifest_["stages"].end() && intact(*found, key);
  made_by_[std::string{stage}] = is_done ? found->value("build", Json{}) : build_stamp();
  return is_done;
}

Json StageCache::builds() const {
  Json builds = Json::array();
  for (const auto& [stage, build] : made_by_.items()) {
    auto entry = std::find_if(builds.begin(), builds.end(), [&own = build](const Json& known) { return known["build"] == own; });
    if (entry == builds.end()) {
      builds.push_back({{"build", build}, {"stages", Json::array()}});
      entry = std::prev(builds.end());
    }
    (*entry)["stages"].push_back(stage);
  }
  return builds;
}

bool StageCache::intact(const Json& record, std::string_view key) const {
  if (record.value("key", "") != key) return false;
  for (const auto& [name, digest] : record.at("outputs").items()) {
    const auto path = folder_ / name;
    if (!std::filesystem::exists(path) || output_digest(path) != digest.get<std::string>()) return false;
  }
  return true;
}

Json StageCache::facts(std::string_view stage) const {
  const auto found = manifest_["stages"].find(std::string{stage});
  return found == manifest_["stages"].end() ? Json{} : found->value("facts", Json{});
}

void StageCache::record(std::string_view stage, std::string_view key, std::span<const std::filesystem::path> outputs,
                        Json facts) {
  Json digests = Json::object();
  for (const auto& output : outputs) digests[output.string()] = output_digest(folder_ / output);
  Json entry{{"key", key}, {"outputs", std::move(digests)}, {"build", build_stamp()}};
  if (!facts.is_null()) entry["facts"] = std::move(facts);
  manifest_["stages"][std::string{stage}] = std::move(entry);
  write_json(manifest_path(folder_), manifest_);
}

}  // namespace wirebench::study
