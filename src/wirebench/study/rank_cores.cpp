#include "wirebench/study/rank_cores.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>
#include <thread>

#include "wirebench/core/contract.hpp"

namespace wirebench::study {

RankCores own_cores() {
  RankCores own;
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) == 0) own.node = name.data();
  if (own.node.empty()) own.node = "unnamed";
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) == 0) {
    for (int core = 0; core < CPU_SETSIZE; ++core) {
      if (CPU_ISSET(core, &set)) own.cores.push_back(core);
    }
  } else {  // more processors than the set holds
    for (unsigned core = 0; core < std::max(1U, std::thread::hardware_concurrency()); ++core) {
      own.cores.push_back(static_cast<int>(core));
    }
  }
  return own;
}

unsigned threads_of(std::span<const RankCores> ranks, std::size_t rank) {
  WIREBENCH_EXPECT(rank < ranks.size());
  const RankCores& own = ranks[rank];
  double share = 0.0;
  for (const int core : own.cores) {
    const auto users = std::count_if(ranks.begin(), ranks.end(), [&](const RankCores& other) {
      return other.node == own.node && std::binary_search(other.cores.begin(), other.cores.end(), core);
    });
    share += 1.0 / static_cast<double>(users);
  }
  // Ranks with the same processors: of 8 among 3, 2, 3 and 3.
  const auto before =
      static_cast<double>(std::count(ranks.begin(), ranks.begin() + static_cast<std::ptrdiff_t>(rank), own));
  constexpr double rounding = 1e-9;
  const double threads = std::floor((before + 1.0) * share + rounding) - std::floor(before * share + rounding);
  return std::max(1U, static_cast<unsigned>(threads));
}

std::string to_text(const RankCores& cores) {
  std::string text = cores.node;
  for (const int core : cores.cores) text += ' ' + std::to_string(core);
  return text;
}

RankCores cores_from_text(const std::string& text) {
  std::istringstream words{text};
  RankCores cores;
  words >> cores.node;
  for (int core = 0; words >> core;) cores.cores.push_back(core);
  return cores;
}

}  // namespace wirebench::study
