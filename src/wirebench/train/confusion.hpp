/// \file Confusion matrices and the accuracies read from them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "wirebench/core/json.hpp"

namespace wirebench::train {

/// Counts of (true class, predicted class). Value type.
class ConfusionMatrix {
 public:
  /// Precondition: classes > 0.
  explicit ConfusionMatrix(std::size_t classes);

  /// Precondition: both < classes().
  void add(std::size_t truth, std::size_t prediction, std::uint64_t count = 1);

  [[nodiscard]] std::size_t classes() const noexcept { return classes_; }
  [[nodiscard]] std::uint64_t count(std::size_t truth, std::size_t prediction) const;
  [[nodiscard]] std::uint64_t total() const noexcept { return total_; }
  /// Fraction on the diagonal; NaN when empty.
  [[nodiscard]] double accuracy() const noexcept;
  /// Mean over the classes that occur of the fraction of that class found (recall); NaN when empty.
  [[nodiscard]] double balanced_accuracy() const noexcept;

  /// {"classes", "matrix" (row = truth), "n", "accuracy", "balanced_accuracy"}. Precondition: one name a class.
  [[nodiscard]] Json to_json(std::span<const std::string> class_names) const;

 private:
  std::size_t classes_;
  std::uint64_t total_ = 0;
  std::vector<std::uint64_t> counts_;
};

/// Index of the largest score; the first of equal ones, as numpy.argmax. Precondition: not empty.
[[nodiscard]] std::size_t best_class(std::span<const float> scores);

}  // namespace wirebench::train
