#include "wirebench/measure/accuracy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/measure/statistics.hpp"

namespace wirebench::measure {
namespace {

[[noreturn]] void fail(const std::string& what, const std::string& why) {
  throw Error{
      ErrorKind::failed,
      {what, "accuracy", why, "The predictions do not belong to these labels, or the runtime answered nonsense."}};
}

}  // namespace

std::vector<std::uint32_t> best_classes(std::span<const float> scores, std::size_t classes) {
  WIREBENCH_EXPECT(classes >= 1);
  if (scores.size() % classes != 0) {
    fail("scores of an incomplete image", fmt::format("{} scores for {} classes", scores.size(), classes));
  }
  std::vector<std::uint32_t> best(scores.size() / classes);
  for (std::size_t image = 0; image < best.size(); ++image) {
    const auto row = scores.subspan(image * classes, classes);
    for (std::size_t c = 0; c < classes; ++c) {
      if (!std::isfinite(row[c])) fail("score is not finite", fmt::format("image {}, class {}: {}", image, c, row[c]));
      if (row[c] > row[best[image]]) best[image] = static_cast<std::uint32_t>(c);
    }
  }
  return best;
}

ConfusionMatrix confusion_matrix(std::span<const std::uint32_t> labels, std::span<const std::uint32_t> predictions,
                                 std::size_t classes) {
  if (labels.size() != predictions.size()) {
    fail("as many predictions as labels are needed",
         fmt::format("{} predictions, {} labels", predictions.size(), labels.size()));
  }
  ConfusionMatrix counts(classes, std::vector<std::uint64_t>(classes, 0));
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] >= classes || predictions[i] >= classes) {
      fail("class out of range",
           fmt::format("image {}: label {}, prediction {}, {} classes", i, labels[i], predictions[i], classes));
    }
    ++counts[labels[i]][predictions[i]];
  }
  return counts;
}

double agreement(std::span<const std::uint32_t> predictions, std::span<const std::uint32_t> reference) {
  if (predictions.size() != reference.size() || predictions.empty()) {
    fail("agreement needs two equally long lists",
         fmt::format("{} predictions, {} reference predictions", predictions.size(), reference.size()));
  }
  std::size_t same = 0;
  for (std::size_t i = 0; i < predictions.size(); ++i) same += predictions[i] == reference[i] ? 1U : 0U;
  return static_cast<double>(same) / static_cast<double>(predictions.size());
}

double area_under_curve(std::span<const double> signal, std::span<const double> background) {
  if (signal.empty() || background.empty()) fail("no scores", "both kinds of images are needed");
  const auto finite = [](double score) { return std::isfinite(score); };
  if (!std::ranges::all_of(signal, finite) || !std::ranges::all_of(background, finite)) {
    fail("score is not finite", "it cannot be ranked");
  }
  std::vector<double> sorted{background.begin(), background.end()};
  std::ranges::sort(sorted);
  double above = 0.0;
  for (const double score : signal) {
    const auto [first, last] = std::ranges::equal_range(sorted, score);
    above += static_cast<double>(first - sorted.begin()) + 0.5 * static_cast<double>(last - first);
  }
  return above / static_cast<double>(signal.size()) / static_cast<double>(background.size());
}

AccuracySummary summarise_accuracy(const ConfusionMatrix& confusion) {
  AccuracySummary summary;
  std::uint64_t right = 0;
  std::vector<Estimate> efficiencies;
  for (std::size_t label = 0; label < confusion.size(); ++label) {
    if (confusion[label].size() != confusion.size()) {
      fail("confusion matrix is not square",
           fmt::format("row {} has {} of {} columns", label, confusion[label].size(), confusion.size()));
    }
    std::uint64_t images = 0;
    for (const std::uint64_t count : confusion[label]) images += count;
    summary.images += images;
    right += confusion[label][label];
    if (images > 0) efficiencies.push_back(wilson(confusion[label][label], images));
  }
  if (summary.images == 0) fail("accuracy of no images", "the confusion matrix is empty");
  summary.accuracy = wilson(right, summary.images);
  summary.balanced_accuracy = mean_of_proportions(efficiencies);
  summary.confusion = confusion;
  summary.agreement_with_trainer = 1.0;
  return summary;
}

AccuracySummary summarise_accuracy(std::span<const std::uint32_t> labels, std::span<const std::uint32_t> predictions,
                                   std::span<const std::uint32_t> trainer, std::size_t classes) {
  AccuracySummary summary = summarise_accuracy(confusion_matrix(labels, predictions, classes));
  if (!trainer.empty()) summary.agreement_with_trainer = agreement(predictions, trainer);
  return summary;
}

}  // namespace wirebench::measure
