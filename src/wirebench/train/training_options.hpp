/// \file What can be chosen about a training.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "wirebench/core/config.hpp"
#include "wirebench/core/json.hpp"
#include "wirebench/train/augmentation.hpp"
#include "wirebench/train/device.hpp"
#include "wirebench/train/optimizer.hpp"

namespace wirebench::train {

enum class Schedule {
  constant,
  cosine,  ///< half a cosine from the learning rate to final_fraction of it
  step,    ///< times step_factor after every step_epochs epochs
};
enum class PrecisionChoice {
  float32,
  bfloat16,   ///< convolutions and activations in bfloat16
  automatic,  ///< bfloat16 on CUDA and where the processor has instructions for it, else float32
};

enum class ClassWeighting {
  none,
  balanced,  ///< balanced_class_weights() of the training images
  listed,    ///< the numbers of `class_weights`
};
/// What ends a training before its last epoch, and picks the epoch whose weights are kept. Always of the validation
/// split.
enum class EarlyStopping {
  none,  ///< all epochs, and the weights of the last
  validation_loss,
  balanced_accuracy,
};

[[nodiscard]] std::string_view name(Schedule schedule) noexcept;
[[nodiscard]] std::string_view name(PrecisionChoice choice) noexcept;
[[nodiscard]] std::string_view name(ClassWeighting weighting) noexcept;
[[nodiscard]] std::string_view name(EarlyStopping stopping) noexcept;

/// Valid for the ranges in the comments; read_training_options() lets no others through.
struct TrainingOptions {
  std::uint32_t epochs = 20;                 ///< 1 to 100,000
  std::uint32_t batch_size = 32;             ///< 2 to 65,536 (batch normalisation needs two images)
  std::uint32_t evaluation_batch_size = 50;  ///< 1 to 65,536
  OptimizerOptions optimizer;                ///< momentum, betas in [0, 1); epsilon in (0, 1]; decay in [0, 1]
  double learning_rate = 1e-3;               ///< (0, 100]
  Schedule schedule = Schedule::cosine;
  double warmup_epochs = 1.0;        ///< 0 to epochs: the rate grows linearly from 0
  double final_fraction = 0.01;      ///< 0 to 1: cosine
  std::uint32_t step_epochs = 10;    ///< 1 to 100,000: step
  double step_factor = 0.1;          ///< (0, 1]: step
  double label_smoothing = 0.0;      ///< [0, 1)
  double gradient_clip = 0.0;        ///< 0 = off, else the largest norm of all gradients together, to 1e6
  double batch_norm_momentum = 0.9;  ///< [0, 1): part of the moving statistics kept at each step
  PrecisionChoice precision = PrecisionChoice::automatic;
  DeviceChoice device = DeviceChoice::automatic;
  double average_decay = 0.0;  ///< 0 = off, else [0, 1): moving average of weights and statistics, evaluated and kept
  ClassWeighting class_weighting = ClassWeighting::none;
  std::vector<double> class_weights;  ///< listed: one a class, (0, 1e6]
  EarlyStopping early_stopping = EarlyStopping::none;
  std::uint32_t patience = 10;       ///< 1 to 100,000: epochs without a new best before training ends
  double minimum_improvement = 0.0;  ///< 0 to 1: a new best is better by more than this
  AugmentationOptions augmentation;
  bool balanced_sampling = false;  ///< every class equally often
  std::uint64_t seed = 1;
  std::uint32_t threads = 0;            ///< 0 = one per core, to 1024
  std::uint32_t loader_workers = 1;     ///< 1 to 64
  std::uint32_t checkpoint_epochs = 1;  ///< 1 to 100,000: a checkpoint every so many epochs, and after the last
  std::uint32_t checkpoint_steps = 0;   ///< 0 = off, to 1e9: also every so many steps of an epoch
  double checkpoint_minutes = 0.0;      ///< 0 = off, to 10,080: also when so much time has passed since the last
};

/// Reads the keys of `[training]`: the names above, with `optimizer` = "sgd"/"adam"/"adamw" and `momentum`, `beta_1`,
/// `beta_2`, `epsilon`, `weight_decay` beside it; `precision` = "auto"/"float32"/"bfloat16", `device` =
/// "cpu"/"cuda"/"auto"; the keys of read_augmentation_options(); weights of classes are "listed" where `class_weights`
/// is given. Missing keys keep the value they have in `defaults`. Does not finish the table. Errors: Error(usage) with
/// file and line, also for settings that contradict each other (weight decay with adam, a warm-up longer than the
/// training, classes weighted twice).
[[nodiscard]] TrainingOptions read_training_options(ConfigTable& table, const TrainingOptions& defaults = {});

/// What the result of a training depends on, bit for bit, at one number of threads; and the rest beside it.
[[nodiscard]] Json to_json(const TrainingOptions& options);

}  // namespace wirebench::train
