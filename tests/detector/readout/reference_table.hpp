/// \file Small reference tables in tests/data.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace wirebench::detector {

/// Rows of a comma-separated file without its comments and its line of names.
inline std::vector<std::vector<std::string>> reference_table(const std::string& name) {
  std::ifstream file{WIREBENCH_SOURCE_DIR "/tests/data/detector/" + name};
  EXPECT_TRUE(file) << name;
  std::vector<std::vector<std::string>> rows;
  std::string line;
  bool names = true;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    if (names) {
      names = false;
      continue;
    }
    std::vector<std::string> row;
    std::istringstream cells{line};
    std::string cell;
    while (std::getline(cells, cell, ',')) row.push_back(cell);
    rows.push_back(row);
  }
  EXPECT_FALSE(rows.empty()) << name;
  return rows;
}

}  // namespace wirebench::detector
