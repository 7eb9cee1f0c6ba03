/// \file What a piece of work costs: wall time, CPU time of this process and of its children, peak memory.
#pragma once

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace wirebench::bench {

struct Cost {
  double wall_s = 0.0;
  double cpu_s = 0.0;       ///< of this process, all threads
  double children_s = 0.0;  ///< CPU time of the children that ended
};

inline double seconds(const timeval& time) noexcept {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

inline double cpu_seconds(int who) noexcept {
  rusage usage{};
  ::getrusage(who, &usage);
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

template <class Work>
Cost cost_of(Work&& work) {
  using Clock = std::chrono::steady_clock;
  const double cpu = cpu_seconds(RUSAGE_SELF);
  const double children = cpu_seconds(RUSAGE_CHILDREN);
  const auto start = Clock::now();
  work();
  return {std::chrono::duration<double>{Clock::now() - start}.count(), cpu_seconds(RUSAGE_SELF) - cpu,
          cpu_seconds(RUSAGE_CHILDREN) - children};
}

/// Peak memory in MB while `work` runs; absent where the system cannot start the count anew (Linux can).
template <class Work>
std::optional<double> peak_memory_mb(Work&& work) {
  {
    std::ofstream reset{"/proc/self/clear_refs"};
    if (!(reset << "5" << std::flush)) return std::nullopt;
  }
  work();
  std::ifstream status{"/proc/self/status"};
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmHWM:", 0) == 0) return std::strtod(line.c_str() + 6, nullptr) / 1024.0;
  }
  return std::nullopt;
}

/// Median of the rounds, and their range, since other programs may run beside.
struct Rounds {
  std::vector<double> values;

  void add(double value) { values.push_back(value); }
  [[nodiscard]] double median() const {
    std::vector<double> sorted = values;
    std::sort(sorted.begin(), sorted.end());
    const std::size_t middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
  }
  [[nodiscard]] std::string text() const {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return fmt::format("{:9.3f}  ({:.3f} to {:.3f})", median(), *low, *high);
  }
};

}  // namespace wirebench::bench
