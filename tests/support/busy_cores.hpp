/// \file How busy the machine was meanwhile: a comparison of speeds says something only on a quiet one.
#pragma once

#include <unistd.h>

#include <chrono>
#include <fstream>
#include <limits>
#include <string>

namespace wirebench::test {

/// Processor time of everything that runs here, the hypervisor's share included, from `/proc/stat` (proc(5)).
class BusyCores {
 public:
  /// Cores that were busy on average since this object was made. Infinite where the system does not tell.
  [[nodiscard]] double average() const {
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start_;
    return (busy_seconds() - busy_at_start_) / wall.count();
  }

 private:
  static double busy_seconds() {
    std::ifstream file{"/proc/stat"};
    std::string cpu;
    double user = 0.0, nice = 0.0, system = 0.0, idle = 0.0, iowait = 0.0, irq = 0.0, softirq = 0.0, steal = 0.0;
    file >> cpu >> user >> nice >> system >> idle >> iowait >> irq >> softirq >> steal;
    if (!file) return std::numeric_limits<double>::infinity();
    return (user + nice + system + irq + softirq + steal) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  }

  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  double busy_at_start_ = busy_seconds();
};

}  // namespace wirebench::test
