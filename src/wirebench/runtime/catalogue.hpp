/// \file The runtimes wirebench knows: what each is called, runs in and accepts.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wirebench::runtime {

/// One runtime in a Python worker.
struct ForeignRuntime {
  std::string_view name;         ///< in targets: "litert-plain"
  std::string_view title;        ///< in messages: "LiteRT"
  std::string_view package_set;  ///< its virtual environment: "litert"
  std::string_view script;       ///< in the folder of workers: "litert_worker.py"
  std::string_view mode;         ///< the worker's --mode
};

inline constexpr std::string_view k_native = "native";

/// A program in an environment of its own that is no runtime (study/python_program.hpp).
struct PythonProgram {
  std::string_view package_set;
  std::string_view script;
};
/// Converts ROOT files.
inline constexpr PythonProgram k_root_reader{"uproot", "root_reader.py"};
/// Trains boosted trees that networks are compared with.
inline constexpr PythonProgram k_boosted_trees{"scikit-learn", "boosted_trees.py"};

/// In the order tables list them; the native engine comes after them.
[[nodiscard]] std::span<const ForeignRuntime> foreign_runtimes() noexcept;

/// Names of package sets, each once: "tensorflow", "litert", "uproot", "scikit-learn".
[[nodiscard]] std::vector<std::string> package_sets();

}  // namespace wirebench::runtime
