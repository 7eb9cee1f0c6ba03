#include "wirebench/study/shards.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/json.hpp"
#include "wirebench/core/provenance.hpp"
#include "wirebench/dataset/merge.hpp"
#include "wirebench/detector/waveforms/merge_waveforms.hpp"
#include "wirebench/generator/files/nuhepmc_writer.hpp"
#include "wirebench/transport/merge_segments.hpp"

namespace wirebench::study {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_list = "shards.json";
constexpr std::string_view k_format = "wirebench shards";
constexpr int k_format_version = 1;

bool is_in(std::span<const std::string> kept, std::string_view product) {
  return std::find(kept.begin(), kept.end(), product) != kept.end();
}

std::string shard_name(std::string_view product, int rank, int size) {
  return fmt::format("{}-{:04}-of-{:04}{}", product, rank + 1, size, product == "events" ? ".hepmc3.gz" : ".h5");
}

[[noreturn]] void refuse(const fs::path& list, const std::string& why) {
  throw Error{ErrorKind::usage,
              {"not a list of shards", list.string(), why, "Give a folder that `simulate --shards keep` left."}};
}

/// The list, checked as far as merging relies on it.
Json read_list(const fs::path& folder) {
  const fs::path path = folder / k_list;
  const Json list = read_json(path);
  if (!list.is_object() || list.value("format", Json{}) != k_format) refuse(path, "it does not say so");
  if (list.value("format_version", Json{}) != k_format_version) refuse(path, "unknown version of its layout");
  const Json& shards = list.value("shards", Json{});
  if (!shards.is_object() || shards.empty()) refuse(path, "it lists no files");
  for (const auto& [product, names] : shards.items()) {
    const bool known = std::find(k_products.begin(), k_products.end(), product) != k_products.end();
    const bool files = names.is_array() && std::all_of(names.begin(), names.end(), [](const Json& name) {
                         return name.is_string() && !name.get<std::string>().empty() &&
                                name.get<std::string>().find('/') == std::string::npos;
                       });
    if (!known || !files) refuse(path, fmt::format("'{}' is not a list of files", product));
  }
  if (list.value("build", Json{}) != build_stamp()) {
    throw Error{ErrorKind::usage,
                {"shards of another build", folder.string(),
                 fmt::format("made by {}, this is {}; a merged file names one", build_name(list.value("build", Json{})),
                             build_name(build_stamp())),
                 "Merge them with the wirebench that simulated them."}};
  }
  return list;
}

}  // namespace

fs::path product_path(std::string_view product, std::span<const std::string> kept, const fs::path& out) {
  WIREBENCH_EXPECT(is_in(kept, product));
  const auto last = std::find_if(k_products.rbegin(), k_products.rend(), [&](auto one) { return is_in(kept, one); });
  if (*last == product) return out;
  fs::path beside = out;
  return beside.replace_extension(product == "events" ? ".events.hepmc3.gz" : fmt::format(".{}.h5", product));
}

ShardFolder::ShardFolder(const fs::path& out, Ranks& ranks) : rank_{ranks.rank()}, size_{ranks.size()} {
  try {
    path_ = ranks.on_first([&] {
      removed_by_this_ = true;
      path_ = fmt::format("{}.{}.shards.partial", out.string(), ::getpid());
      make_folder(path_);
      return path_.string();
    });
    if (!fs::is_directory(path_)) {
      throw Error{ErrorKind::failed,
                  {"the ranks do not see the same files", path_.string(), "the first rank made this folder",
                   "Write to a file system that all machines of the job share."}};
    }
  } catch (...) {
    std::error_code ignored;
    if (removed_by_this_) fs::remove_all(path_, ignored);
    throw;
  }
}

ShardFolder::~ShardFolder() {
  std::error_code ignored;
  if (removed_by_this_) fs::remove_all(path_, ignored);
}

fs::path ShardFolder::kept_name(const fs::path& out) {
  fs::path name = out;
  return name.replace_extension(".shards");
}

fs::path ShardFolder::shard(std::string_view product) const {
  return path_ / shard_name(product, rank_, size_);
}

void ShardFolder::write_list(std::span<const std::string> kept) const {
  Json shards = Json::object();
  for (const std::string_view product : k_products) {
    if (!is_in(kept, product)) continue;
    Json names = Json::array();
    for (int rank = 0; rank < size_; ++rank) {
      const std::string name = shard_name(product, rank, size_);
      if (fs::exists(path_ / name)) names.push_back(name);
    }
    shards[std::string{product}] = std::move(names);
  }
  write_json(path_ / k_list, {{"format", k_format},
                              {"format_version", k_format_version},
                              {"build", build_stamp()},
                              {"ranks", size_},
                              {"shards", std::move(shards)}});
}

void ShardFolder::keep(const fs::path& target) {
  std::error_code failed;
  if (fs::exists(target, failed)) throw file_error("cannot write", target.string(), EEXIST);
  fs::rename(path_, target, failed);
  if (failed) throw file_error("cannot write", target.string(), failed.value());
  path_ = target;
  removed_by_this_ = false;
}

std::vector<fs::path> merge_shards(const fs::path& folder, const fs::path& out, unsigned threads, const Log& log) {
  WIREBENCH_EXPECT(threads >= 1);
  const Json list = read_list(folder);
  const Json& shards = list.at("shards");
  std::vector<std::string> kept;
  for (const auto& [product, names] : shards.items()) {
    if (names.empty()) {
      throw Error{ErrorKind::failed,
                  {fmt::format("no shards of {}", product), folder.string(), "no rank made any", ""}};
    }
    kept.push_back(product);
  }
  std::vector<fs::path> made;
  for (const std::string_view product : k_products) {
    if (!is_in(kept, product)) continue;
    std::vector<fs::path> parts;
    for (const Json& name : shards.at(std::string{product})) parts.push_back(folder / name.get<std::string>());
    const fs::path target = product_path(product, kept, out);
    log.info("merging {} shards into {}", parts.size(), target.string());
    if (product == "events") generator::merge_nuhepmc(parts, target);
    if (product == "deposits") transport::merge_segments(parts, target, threads);
    if (product == "waveforms") detector::merge_waveforms(parts, target, threads);
    if (product == "images") dataset::merge_datasets(parts, target);
    made.push_back(target);
  }
  return made;
}

}  // namespace wirebench::study
