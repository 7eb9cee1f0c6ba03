/// \file What /proc says of a process, for tests.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace wirebench::test {

/// Fields of /proc/<pid>/stat from the state on; empty when there is no such process.
inline std::string stat_after_name(pid_t pid) {
  std::ifstream in{"/proc/" + std::to_string(pid) + "/stat"};
  std::string text;
  std::getline(in, text);
  const std::size_t end = text.rfind(')');
  return end == std::string::npos ? "" : text.substr(end + 2);
}

/// 'R', 'S', 'T', ...; ' ' when there is none.
inline char state(pid_t pid) {
  const std::string text = stat_after_name(pid);
  return text.empty() ? ' ' : text[0];
}

/// A process that can do nothing any more (a zombie waits only for its parent).
inline bool gone(pid_t pid) {
  const char now = state(pid);
  return now == ' ' || now == 'Z' || now == 'X';
}

inline bool gone_within(pid_t pid, std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!gone(pid)) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  return true;
}

/// Living children of a process.
inline std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> children;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc"}) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    // The field after the state is the parent.
    std::istringstream fields{stat_after_name(std::stoi(name))};
    char now = 0;
    pid_t its_parent = 0;
    if (fields >> now >> its_parent && its_parent == parent && now != 'Z') children.push_back(std::stoi(name));
  }
  return children;
}

/// User and system time so far, clock ticks (proc(5): fields 14 and 15 of stat).
inline long cpu_ticks(pid_t pid) {
  std::istringstream in{stat_after_name(pid)};
  std::string skipped;
  for (int i = 0; i < 11; ++i) in >> skipped;
  long user = 0;
  long system = 0;
  in >> user >> system;
  return user + system;
}

}  // namespace wirebench::test
