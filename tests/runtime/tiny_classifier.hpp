/// \file The tiny classifier of tests/data/runtime/make_tiny_models.py and what NumPy computes for it.
#pragma once

#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "wirebench/core/json.hpp"

namespace wirebench::test {

struct TinyClassifier {
  std::filesystem::path folder = std::filesystem::path{WIREBENCH_SOURCE_DIR} / "tests" / "data" / "runtime";
  std::vector<float> images;  ///< 4 x 6 x 6 x 3
  std::vector<float> scores;  ///< 4 x 3, computed in double precision

  TinyClassifier() {
    const Json oracle = read_json(folder / "tiny_oracle.json");
    for (const Json& image : oracle["images"]) {
      for (const Json& value : image) images.push_back(value.get<float>());
    }
    for (const Json& row : oracle["scores"]) {
      for (const Json& value : row) scores.push_back(value.get<float>());
    }
  }
};

}  // namespace wirebench::test
