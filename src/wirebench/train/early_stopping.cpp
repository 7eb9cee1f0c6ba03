#include "wirebench/train/early_stopping.hpp"

namespace wirebench::train {
namespace {

/// Larger is better.
double score(const EpochRecord& record, EarlyStopping what) {
  return what == EarlyStopping::validation_loss ? -record.validation_loss : record.validation_balanced_accuracy;
}

}  // namespace

StoppingVerdict judge_history(std::span<const EpochRecord> history, const TrainingOptions& options) {
  StoppingVerdict verdict;
  if (options.early_stopping == EarlyStopping::none || history.empty()) return verdict;
  const EpochRecord* best = &history.front();
  for (const EpochRecord& record : history) {
    if (score(record, options.early_stopping) > score(*best, options.early_stopping) + options.minimum_improvement) {
      best = &record;
    }
  }
  verdict.best_epoch = best->epoch;
  verdict.stop = history.back().epoch - best->epoch >= options.patience;
  return verdict;
}

}  // namespace wirebench::train
