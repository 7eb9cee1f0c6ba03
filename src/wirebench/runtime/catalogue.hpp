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

/// In the order tables list them; the native engine comes after them.
[[nodiscard]] std::span<const ForeignRuntime> foreign_runtimes() noexcept;

/// Names of package sets, each once: "tensorflow", "litert".
[[nodiscard]] std::vector<std::string> package_sets();

}  // namespace wirebench::runtime
