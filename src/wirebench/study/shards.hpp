/// \file What the ranks of a simulation write, each for its part of the events, until it is merged.
#pragma once

#include <array>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wirebench/core/log.hpp"
#include "wirebench/study/ranks.hpp"

namespace wirebench::study {

/// What a simulation may leave, in the order in which it is made.
inline constexpr std::array<std::string_view, 4> k_products{"events", "deposits", "waveforms", "images"};

/// Where a product goes: the last one of `kept` to `out`, an earlier one beside it ("images.deposits.h5").
/// Precondition: `product` is one of `kept`, which are k_products.
[[nodiscard]] std::filesystem::path product_path(std::string_view product, std::span<const std::string> kept,
                                                 const std::filesystem::path& out);

/// The folder of the shards of one simulation: `<product>-<number>-of-<ranks>.<ending>`, numbers from 1, and
/// `shards.json`. Each shard is a file of its kind that can be used alone; a rank without events has none.
/// It is under a temporary name beside the output, and removed with the object, until keep() gives it its own.
class ShardFolder {
 public:
  /// All ranks make it, within Ranks::together(); it outlives that. Errors: Error(failed) when the folder cannot be
  /// made or another rank does not see it.
  ShardFolder(const std::filesystem::path& out, Ranks& ranks);
  ~ShardFolder();
  ShardFolder(const ShardFolder&) = delete;
  ShardFolder& operator=(const ShardFolder&) = delete;

  /// The name `out` gives to a folder that is kept: "images.shards" for "images.h5".
  [[nodiscard]] static std::filesystem::path kept_name(const std::filesystem::path& out);

  /// This rank's shard, written or not.
  [[nodiscard]] std::filesystem::path shard(std::string_view product) const;

  /// On the first rank, when all have written theirs: writes `shards.json`.
  void write_list(std::span<const std::string> kept) const;
  /// After that: gives the folder the name `target`, which must not exist. Errors: Error(failed).
  void keep(const std::filesystem::path& target);
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
  int rank_;
  int size_;
  bool removed_by_this_ = false;
};

/// Merges what `shards.json` in `folder` lists, to the places product_path() says: the bytes are those of a simulation
/// by one process. Returns those paths in the order of k_products. `threads` >= 1; the bytes do not depend on it.
/// Errors: Error(usage) when `folder` has no list or was written by another build (files say which build made them);
/// Error(failed) when nothing was simulated; those of merge_nuhepmc, merge_segments, merge_waveforms, merge_datasets.
std::vector<std::filesystem::path> merge_shards(const std::filesystem::path& folder, const std::filesystem::path& out,
                                                unsigned threads, const Log& log);

}  // namespace wirebench::study
