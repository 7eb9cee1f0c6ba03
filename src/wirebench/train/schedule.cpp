#include "wirebench/train/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "wirebench/core/contract.hpp"

namespace wirebench::train {

double learning_rate(const TrainingOptions& options, double progress) {
  WIREBENCH_EXPECT(progress >= 0.0 && progress <= options.epochs);
  if (progress < options.warmup_epochs) return options.learning_rate * progress / options.warmup_epochs;
  double factor = 1.0;
  switch (options.schedule) {
    case Schedule::constant: break;
    case Schedule::cosine: {
      const double length = std::max(options.epochs - options.warmup_epochs, 1e-9);
      const double done = (progress - options.warmup_epochs) / length;
      factor =
          options.final_fraction + (1.0 - options.final_fraction) * 0.5 * (1.0 + std::cos(std::numbers::pi * done));
      break;
    }
    case Schedule::step: factor = std::pow(options.step_factor, std::floor(progress / options.step_epochs)); break;
  }
  return options.learning_rate * factor;
}

}  // namespace wirebench::train
