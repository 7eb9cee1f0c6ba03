#include "wirebench/train/confusion.hpp"

#include <algorithm>
#include <limits>

#include "wirebench/core/contract.hpp"

namespace wirebench::train {

ConfusionMatrix::ConfusionMatrix(std::size_t classes) : classes_{classes}, counts_(classes * classes, 0) {
  WIREBENCH_EXPECT(classes > 0);
}

void ConfusionMatrix::add(std::size_t truth, std::size_t prediction, std::uint64_t count) {
  WIREBENCH_EXPECT(truth < classes_ && prediction < classes_);
  counts_[truth * classes_ + prediction] += count;
  total_ += count;
}

std::uint64_t ConfusionMatrix::count(std::size_t truth, std::size_t prediction) const {
  WIREBENCH_EXPECT(truth < classes_ && prediction < classes_);
  return counts_[truth * classes_ + prediction];
}

double ConfusionMatrix::accuracy() const noexcept {
  if (total_ == 0) return std::numeric_limits<double>::quiet_NaN();
  std::uint64_t right = 0;
  for (std::size_t k = 0; k < classes_; ++k) right += counts_[k * classes_ + k];
  return static_cast<double>(right) / static_cast<double>(total_);
}

double ConfusionMatrix::balanced_accuracy() const noexcept {
  double sum = 0.0;
  std::size_t present = 0;
  for (std::size_t truth = 0; truth < classes_; ++truth) {
    std::uint64_t row = 0;
    for (std::size_t k = 0; k < classes_; ++k) row += counts_[truth * classes_ + k];
    if (row == 0) continue;
    sum += static_cast<double>(counts_[truth * classes_ + truth]) / static_cast<double>(row);
    ++present;
  }
  return present == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / static_cast<double>(present);
}

Json ConfusionMatrix::to_json(std::span<const std::string> class_names) const {
  WIREBENCH_EXPECT(class_names.size() == classes_);
  Json matrix = Json::array();
  for (std::size_t truth = 0; truth < classes_; ++truth) {
    Json row = Json::array();
    for (std::size_t k = 0; k < classes_; ++k) row.push_back(counts_[truth * classes_ + k]);
    matrix.push_back(std::move(row));
  }
  Json json;
  json["classes"] = std::vector<std::string>{class_names.begin(), class_names.end()};
  json["matrix"] = std::move(matrix);
  json["n"] = total_;
  json["accuracy"] = accuracy();
  json["balanced_accuracy"] = balanced_accuracy();
  return json;
}

std::size_t best_class(std::span<const float> scores) {
  WIREBENCH_EXPECT(!scores.empty());
  return static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

}  // namespace wirebench::train
