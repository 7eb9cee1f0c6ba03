/// \file How the ranks of a machine share its cores.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace wirebench::study {

/// Where a rank may run.
struct RankCores {
  std::string node;        ///< name of the machine
  std::vector<int> cores;  ///< numbers of the processors it may use (launchers bind ranks to some of them), rising

  bool operator==(const RankCores&) const = default;
};

/// Of this process.
[[nodiscard]] RankCores own_cores();

/// Threads of the rank at `rank`: a processor that several ranks may use is divided among them, and ranks that may use
/// the same processors get whole ones of their sum in turn. At least 1. Precondition: rank < ranks.size().
[[nodiscard]] unsigned threads_of(std::span<const RankCores> ranks, std::size_t rank);

/// One line (the name of a machine has no blanks), and back.
[[nodiscard]] std::string to_text(const RankCores& cores);
[[nodiscard]] RankCores cores_from_text(const std::string& text);

}  // namespace wirebench::study
