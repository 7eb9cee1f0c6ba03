/// \file Which events train, which validate, which test: from the labels and a seed alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "wirebench/dataset/dataset.hpp"

namespace wirebench::dataset {

/// Events wanted in each split.
struct SplitCounts {
  std::uint64_t training = 0;
  std::uint64_t validation = 0;
  std::uint64_t test = 0;

  [[nodiscard]] std::uint64_t total() const noexcept { return training + validation + test; }
  [[nodiscard]] std::uint64_t of(Split split) const noexcept;
};

enum class ClassParts {
  balanced,  ///< every split has every class equally often (the first classes one more where it does not divide)
  as_found,  ///< events are drawn whatever their class
};

/// Part of the events of each class that goes to each split; the three add up to 1.
struct SplitFractions {
  double training = 0.8;
  double validation = 0.2;
  double test = 0.0;
};

/// One entry an event: its split, or nothing where it is not needed. Deterministic: the same labels, counts and seed
/// give the same answer on any machine.
/// Valid for: labels[i] < class_names.size().
/// Errors: Error(usage) when a class (or, as found, the whole) has fewer events than are asked for, saying how many.
[[nodiscard]] std::vector<std::optional<Split>> assign_splits(std::span<const std::uint8_t> labels,
                                                              std::span<const std::string> class_names,
                                                              const SplitCounts& counts, ClassParts parts,
                                                              std::uint64_t seed);

/// Every event gets a split; each class is divided by the same fractions (rounded by the largest remainder).
/// Errors: Error(usage) when the fractions are negative, not finite, do not add up to 1 within 1e-6, or a class with
/// events gets none in a split whose fraction is not 0.
[[nodiscard]] std::vector<Split> assign_splits(std::span<const std::uint8_t> labels,
                                               std::span<const std::string> class_names,
                                               const SplitFractions& fractions, std::uint64_t seed);

/// How many events of class number `label` a balanced split of `count` events takes: the share that is printed,
/// checked and, by the simulation, generated.
[[nodiscard]] std::uint64_t class_share(std::uint64_t count, std::size_t label, std::size_t classes) noexcept;

}  // namespace wirebench::dataset
