#include "wirebench/runtime/catalogue.hpp"

#include <algorithm>
#include <array>

#include "wirebench/runtime/runtime.hpp"

namespace wirebench::runtime {
namespace {

constexpr std::array<ForeignRuntime, 4> k_foreign{{
    {"tensorflow", "TensorFlow", "tensorflow", "tensorflow_worker.py", "signature"},
    {"tensorflow-predict", "TensorFlow", "tensorflow", "tensorflow_worker.py", "predict"},
    {"litert", "LiteRT", "litert", "litert_worker.py", "default"},
    {"litert-plain", "LiteRT", "litert", "litert_worker.py", "plain"},
}};

}  // namespace

std::span<const ForeignRuntime> foreign_runtimes() noexcept {
  return k_foreign;
}

std::vector<std::string> package_sets() {
  std::vector<std::string> sets;
  for (const ForeignRuntime& runtime : k_foreign) {
    const std::string set{runtime.package_set};
    if (std::find(sets.begin(), sets.end(), set) == sets.end()) sets.push_back(set);
  }
  sets.emplace_back(k_root_reader.package_set);
  sets.emplace_back(k_boosted_trees.package_set);
  return sets;
}

std::vector<std::string> runtime_names() {
  std::vector<std::string> names;
  for (const ForeignRuntime& runtime : k_foreign) names.emplace_back(runtime.name);
  names.emplace_back(k_native);
  return names;
}

}  // namespace wirebench::runtime
